/** What every route is given, and the app that they hang in. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { TwilioAccount } from '../channels/twilio/webhook.ts'
import type { Deps } from '../deps.ts'
import type { Sessions } from './sessions.ts'

export interface AppOptions {
  /** `PUBLIC_URL` without a trailing slash; asked late, since port 0 is known only when bound. */
  readonly publicUrl: () => string
  readonly twilio: TwilioAccount
  /** What pushed reviews are signed with; null: none are taken. */
  readonly reviewsSecret: string | null
  /** Whether the demo, with its known passwords, may be filled in here. */
  readonly demo: boolean
  /** What whoever reads the metrics has to show; null: they are for this machine alone. */
  readonly metricsToken: string | null
}

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** What the routes are given. */
export interface Edge extends AppOptions {
  readonly deps: Deps
  readonly sessions: Sessions
}
