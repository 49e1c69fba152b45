/** The first run over HTTP: whether there is an account yet, the way to the first one, the demo in its place. */
import { z } from 'zod'
import { Refusal } from '#shared/errors.ts'
import { signInAnswer } from '#shared/feed.ts'
import { fillDemoBody, removeDemoBody, setUpBody, setupState, setupToken } from '#shared/setup.ts'
import { DEMO, PASSWORD } from '../demo/venue.ts'
import { hasAccounts, lookAtCode } from '../setup/codes.ts'
import { fillDemo, removeDemo, setUp } from '../setup/set-up.ts'
import { guarded } from './attempts.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'

const FAILURES_PER_ADDRESS = 20
const done = z.object({})

export function setupRoutes(api: App, { deps, sessions, demo }: Edge): void {
  const tried = guarded(FAILURES_PER_ADDRESS, deps.clock)
  const answers = refusals('invalid_payload', 'setup_over', 'setup_done', 'too_many_attempts')
  api.get(
    '/setup',
    { schema: { summary: 'Whether an account is still to be made', response: { 200: setupState } } },
    () => deps.storage.read(async (db) => ({ open: !(await hasAccounts(db)), demo })),
  )
  api.post(
    '/setup/look',
    { schema: { summary: 'Whether a set-up code works', body: setupToken, response: { 200: done, ...answers } } },
    ({ ip, body }) =>
      tried(ip, async () => {
        await deps.storage.read((db) => lookAtCode(db, body.token, deps.clock()))
        return {}
      }),
  )
  api.post(
    '/setup',
    {
      schema: {
        summary: 'Makes the venue and its owner, once, and signs in',
        body: setUpBody,
        response: { 200: signInAnswer, ...answers },
      },
    },
    async ({ ip, body, headers }) => {
      await tried(ip, () => setUp(deps, body))
      const { email, password } = body.owner
      return sessions.signIn({ email, password, address: ip, device: body.device ?? headers['user-agent'] })
    },
  )
  api.post(
    '/setup/demo',
    {
      schema: {
        summary: 'Fills in the demo venue instead, and signs in as its owner',
        body: fillDemoBody,
        response: { 200: signInAnswer, ...answers, ...refusals('demo_not_here') },
      },
    },
    async ({ ip, body, headers }) => {
      if (!demo) throw new Refusal('demo_not_here')
      await tried(ip, () => fillDemo(deps, body.token))
      const email = DEMO.people.find((person) => person.role === 'owner')!.email
      return sessions.signIn({ email, password: PASSWORD, address: ip, device: body.device ?? headers['user-agent'] })
    },
  )
}

export function demoRoutes(api: App, { deps, sessions }: Edge): void {
  api.post(
    '/demo/remove',
    {
      schema: {
        summary: 'Takes the demo venue away, so that the server can be set up; owners',
        security: [{ session: [] }],
        body: removeDemoBody,
        response: { 200: done, ...refusals('forbidden', 'not_the_demo', ...SESSION_REFUSALS) },
      },
    },
    async ({ session, body }) => {
      if (session.role !== 'owner') throw new Refusal('forbidden')
      sessions.ended(await removeDemo(deps, session, body.tokenHash))
      return {}
    },
  )
}
