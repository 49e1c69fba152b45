/** Signing in and out, and the gate before everything else under `/api`. */
import { signInAnswer, signInBody } from '#shared/feed.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'
import type { LiveSession } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any handler behind {@link requireSession} runs. */
    session: LiveSession
  }
}

export function signInRoutes(api: App, { sessions }: Edge): void {
  api.post(
    '/sign-in',
    {
      schema: {
        summary: 'Sign in with email and password',
        body: signInBody,
        response: { 200: signInAnswer, ...refusals('invalid_payload', 'wrong_credentials', 'too_many_attempts') },
      },
    },
    ({ ip, body, headers }) => sessions.signIn({ device: headers['user-agent'], ...body, address: ip }),
  )
  api.post(
    '/sign-out',
    {
      schema: {
        summary: 'End this session; its sockets close at once',
        security: [{ session: [] }],
        response: refusals(...SESSION_REFUSALS),
      },
    },
    async (request, reply) => {
      await sessions.signOut(await sessions.require(request.headers.authorization))
      return reply.code(204).send()
    },
  )
}

export function requireSession(api: App, { sessions }: Edge): void {
  api.decorateRequest('session')
  api.addHook('onRequest', async (request) => {
    request.session = await sessions.require(request.headers.authorization)
  })
}
