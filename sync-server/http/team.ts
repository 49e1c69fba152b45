/** Who is on the team and signed in where; and the way in for somebody who was invited. */
import { signInAnswer } from '#shared/feed.ts'
import { acceptBody, inviteBody, inviteView, passwordBody, teamView } from '#shared/team.ts'
import { lookAtInvite, readTeam } from '../governance/team.ts'
import { guarded } from './attempts.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'

const FAILURES_PER_ADDRESS = 20

export function inviteRoutes(api: App, { deps, sessions }: Edge): void {
  const tried = guarded(FAILURES_PER_ADDRESS, deps.clock)
  const answers = refusals('invalid_payload', 'invite_over', 'too_many_attempts')
  api.post(
    '/invites/look',
    { schema: { summary: 'What an invitation is for', body: inviteBody, response: { 200: inviteView, ...answers } } },
    ({ ip, body }) => tried(ip, () => deps.storage.read((db) => lookAtInvite(db, body.token, deps.clock()))),
  )
  api.post(
    '/invites/accept',
    {
      schema: {
        summary: 'Becomes a person of the team, once, and signs in',
        body: acceptBody,
        response: { 200: signInAnswer, ...answers, ...refusals('email_taken') },
      },
    },
    ({ ip, body, headers }) => tried(ip, () => sessions.accept({ device: headers['user-agent'], ...body })),
  )
}

export function teamRoutes(api: App, { deps, sessions }: Edge): void {
  api.post(
    '/password',
    {
      schema: {
        summary: "Changes one's own password; the other sessions end",
        security: [{ session: [] }],
        body: passwordBody,
        response: {
          ...refusals('invalid_payload', 'wrong_password', 'too_many_attempts', ...SESSION_REFUSALS),
        },
      },
    },
    async ({ session, body }) => {
      await sessions.changePassword(session, body)
      return {}
    },
  )
  api.get(
    '/team',
    {
      schema: {
        summary: 'Sessions, and for owners everybody with their address and the invitations that are open',
        security: [{ session: [] }],
        response: { 200: teamView, ...refusals(...SESSION_REFUSALS) },
      },
    },
    ({ session }) => deps.storage.read((db) => readTeam(db, session, session.tokenHash, deps.clock())),
  )
}
