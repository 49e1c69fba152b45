/** Who is on the team and signed in where; and the way in for somebody who was invited. */
import { signInAnswer } from '#shared/feed.ts'
import { acceptBody, inviteBody, inviteView, teamView } from '#shared/team.ts'
import { lookAtInvite, readTeam } from '../governance/team.ts'
import { Attempts } from './attempts.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'
import { TooManyAttempts } from './sessions.ts'

const FAILURES_PER_ADDRESS = 20

export function inviteRoutes(api: App, { deps, sessions }: Edge): void {
  const byAddress = new Attempts(FAILURES_PER_ADDRESS, deps.clock)
  /** Guessing is hopeless; it is not to be cheap either. */
  const tried = async <R>(address: string, look: () => Promise<R>): Promise<R> => {
    const wait = byAddress.take(address)
    if (wait !== null) throw new TooManyAttempts(wait)
    const found = await look()
    byAddress.giveBack(address)
    return found
  }
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

export function teamRoutes(api: App, { deps }: Edge): void {
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
