/** The HTTP edge as one app that does not listen yet: server.ts does that, tests inject. */

import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { jsonSchemaTransform, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { refusalBody } from '#shared/errors.ts'
import { storable } from '#shared/storable.ts'
import type { Deps } from '../deps.ts'
import { httpRequests, httpSeconds } from '../metrics.ts'
import { auditRoutes } from './audit.ts'
import { requireSession, signInRoutes } from './auth.ts'
import { backtestRoutes } from './backtest.ts'
import { changesRoutes } from './changes.ts'
import { commandRoutes, payloadSchemas } from './commands.ts'
import { decisionRoutes } from './decisions.ts'
import type { App, AppOptions, Edge } from './edge.ts'
import { engineRoutes } from './engine.ts'
import { answerError } from './errors.ts'
import { healthRoutes } from './health.ts'
import { insightsRoutes } from './insights.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { demoRoutes, setupRoutes } from './setup.ts'
import { inviteRoutes, teamRoutes } from './team.ts'
import { typedRoutes } from './typed.ts'
import { reviewRoutes, webhookRoutes } from './webhooks.ts'

/** A service list of 200 KB fits, also where much of it has to be escaped. */
export const BODY_LIMIT = 512 * 1_024

export async function buildApp(deps: Deps, options: AppOptions): Promise<{ app: App; sessions: Sessions }> {
  const app: App = fastify({
    loggerInstance: deps.logger as FastifyBaseLogger,
    // Addresses and bodies may hold what belongs to people: one line of our own a request says enough.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => deps.ids(),
    bodyLimit: BODY_LIMIT,
    requestTimeout: 30_000,
    trustProxy: 'loopback',
    // A broken address is answered like any other mistake.
    // What is not even HTTP has no request to answer to.
    clientErrorHandler: (_error, socket) => {
      const body = JSON.stringify(refusalBody('bad_request'))
      const head = [
        'HTTP/1.1 400 Bad Request',
        'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(body)}`,
      ]
      if (socket.writable) socket.write(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`)
      socket.destroy()
    },
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  }).withTypeProvider<ZodTypeProvider>()
  const sessions = createSessions(deps)
  const edge: Edge = { ...options, deps, sessions }

  app.setValidatorCompiler(validatorCompiler)
  // Answers are typed where they are made; walking 5,000 rows through their schemas again would only cost time.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(refusalBody('not_found')))
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const { method } = request
    const ms = Math.round(reply.elapsedTime * 10) / 10
    httpRequests.inc({ method, route, status: reply.statusCode })
    httpSeconds.observe({ route }, reply.elapsedTime / 1_000)
    request.log.info({ method, route, status: reply.statusCode, ms }, 'answered')
  })

  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Greenlight sync server', version: '0.1.0' },
      components: {
        securitySchemes: { session: { type: 'http', scheme: 'bearer' } },
        schemas: payloadSchemas(),
      },
    },
    transform: jsonSchemaTransform,
  })

  healthRoutes(app, edge)
  await app.register(async (hooks: App) => webhookRoutes(hooks, edge), { prefix: '/webhooks/twilio' })
  await app.register(async (hooks: App) => reviewRoutes(hooks, edge), { prefix: '/webhooks' })
  await app.register(
    async (api: App) => {
      api.addHook('preValidation', async (request) => {
        request.body = storable(request.body)
        request.params = storable(request.params)
        request.query = storable(request.query)
      })
      signInRoutes(api, edge)
      inviteRoutes(api, edge)
      setupRoutes(api, edge)
      await api.register(async (signedIn: App) => {
        requireSession(signedIn, edge)
        signedIn.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
        changesRoutes(signedIn, edge)
        commandRoutes(signedIn, edge)
        decisionRoutes(signedIn, edge)
        auditRoutes(signedIn, edge)
        backtestRoutes(signedIn, edge)
        engineRoutes(signedIn, edge)
        insightsRoutes(signedIn, edge)
        typedRoutes(signedIn, edge)
        teamRoutes(signedIn, edge)
        demoRoutes(signedIn, edge)
      })
    },
    { prefix: '/api' },
  )
  return { app, sessions }
}
