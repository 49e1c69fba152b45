import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import type { Clock, IdSource } from '#shared/clock.ts'
import { Refusal, refusalBody } from '#shared/errors.ts'
import { DEMO_VENUE_NAME } from './credentials.ts'
import { faultSwitch } from './faults.ts'
import { phoneEvents, phoneRoutes, textEvent } from './phone.ts'
import { type Provider, provider } from './provider.ts'
import { restRoutes } from './rest.ts'
import { openReviews, PUSH_WITHIN, type ReviewBook, reviewApi, reviewWriting } from './reviews.ts'
import { openStore } from './store.ts'
import { signedWebhooks } from './webhooks.ts'
import { API_VERSION } from './wire.ts'

/** The listening part, and the workings behind it for whoever runs the sandbox in their own process. */
export type Sandbox = FastifyInstance & { readonly provider: Provider; readonly reviews: ReviewBook }

export interface SandboxOptions {
  accountSid: string
  authToken: string
  /** `PUBLIC_URL` of the sync server: what its webhook addresses, and so the signatures, begin with. */
  serverUrl: string
  /** Where texts from phones go when they name no other number; E.164. */
  venueNumber: string
  venueName?: string
  clock: Clock
  logger: FastifyBaseLogger
  /** JSON lines that keep the phones' histories over a restart; without it they live in memory. */
  file?: string
  /** The same for reviews. */
  reviewsFile?: string
  /** 32 hexadecimal digits each. */
  ids?: IdSource
  /** The whole time for one webhook request. */
  webhookTimeoutMs?: number
}

const PAGE_FILES = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/phone', 'index.html', 'text/html; charset=utf-8'],
  ['/phone.css', 'phone.css', 'text/css; charset=utf-8'],
  ['/phone.js', 'phone.js', 'text/javascript; charset=utf-8'],
  ['/reviews', 'reviews.html', 'text/html; charset=utf-8'],
  ['/reviews.css', 'reviews.css', 'text/css; charset=utf-8'],
  ['/reviews.js', 'reviews.js', 'text/javascript; charset=utf-8'],
] as const

/** A stand-in for the SMS provider. Listen on loopback only; `close()` ends everything that is under way. */
export function buildSandbox(options: SandboxOptions): Sandbox {
  const { accountSid, authToken, clock, venueNumber, venueName = DEMO_VENUE_NAME } = options
  const ids = options.ids ?? (() => randomBytes(16).toString('hex'))
  const ending = new AbortController()
  const { signal } = ending
  const events = phoneEvents()
  const sandbox = provider({
    accountSid,
    smsWebhook: `${options.serverUrl.replace(/\/+$/, '')}/webhooks/twilio/sms`,
    store: openStore(options.file, (text) => events.publish('text', textEvent(text))),
    faults: faultSwitch((faults) => events.publish('faults', faults)),
    webhooks: signedWebhooks(authToken, options.webhookTimeoutMs ?? 15_000, signal),
    clock,
    ids,
    signal,
  })

  const { serverUrl, reviewsFile: file } = options
  const reviews = openReviews({ serverUrl, clock, file, pushTimeoutMs: PUSH_WITHIN })

  const app = fastify({
    loggerInstance: options.logger,
    // Addresses hold phone numbers, which do not belong in a log.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
  })
  app.addHook('preClose', async () => {
    ending.abort()
    events.close()
    await sandbox.settled()
  })

  app.register(formbody)
  app.register(helmet, {
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  })

  app.register(restRoutes, { prefix: `/${API_VERSION}`, accountSid, authToken, provider: sandbox, signal })
  app.register(reviewApi, { reviews })
  app.register(async (phones) => {
    phones.addHook('onRequest', async (request) => {
      if (!isOurs(request)) throw new Refusal('origin_refused')
    })
    for (const [path, name, type] of PAGE_FILES) {
      const content = readFileSync(new URL(`phone/${name}`, import.meta.url))
      phones.get(path, async (_request, reply) => reply.type(type).header('cache-control', 'no-cache').send(content))
    }
    await phones.register(reviewWriting, { reviews })
    await phones.register(phoneRoutes, { provider: sandbox, events, venueNumber, venueName })
  })

  app.setNotFoundHandler((_request, reply) => reply.code(404).send(refusalBody('not_found')))
  app.setErrorHandler((error, request, reply) => {
    const refusal = error instanceof Refusal ? error : refusalOf(error)
    if (refusal.code === 'internal') request.log.error({ err: error }, 'sandbox request failed')
    return reply.code(refusal.status).send(refusal.body)
  })
  return Object.assign(app, { provider: sandbox, reviews })
}

/** Only pages that this sandbox itself has served may talk to the phones: an exact Host, and no foreign origin. */
function isOurs(request: FastifyRequest): boolean {
  const { host, origin } = request.headers
  const port = request.socket.localPort
  const own = [`127.0.0.1:${port}`, `localhost:${port}`]
  if (!host || !own.includes(host)) return false
  if (origin !== undefined && origin !== `http://${host}`) return false
  const site = request.headers['sec-fetch-site']
  const opensPage = request.method === 'GET' && request.headers['sec-fetch-dest'] === 'document'
  return site === undefined || site === 'same-origin' || site === 'none' || opensPage
}

function refusalOf(error: unknown): Refusal {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status === 413) return new Refusal('body_too_large')
  if (status === 415) return new Refusal('unsupported_media_type')
  return new Refusal(status < 500 ? 'bad_request' : 'internal')
}
