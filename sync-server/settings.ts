/** What the environment says, checked once at start. */
import path from 'node:path'
import { z } from 'zod'
import { logLevel, port, variables } from '#shared/environment.ts'
import type { ReviewsAccount } from './channels/reviews/client.ts'
import {
  SANDBOX_ACCOUNT_SID,
  SANDBOX_AUTH_TOKEN,
  SANDBOX_PORT,
  SANDBOX_REVIEWS_SECRET,
  SERVER_PORT,
  sandboxReviews,
} from './sandbox/credentials.ts'

/** An expected reason not to start: one line for people, exit code 2. */
export class CannotStart extends Error {
  constructor(line: string) {
    super(line)
    this.name = 'CannotStart'
  }
}

export interface Settings {
  /** 0: any free port. */
  readonly port: number
  /** Where a console for a browser is found on the same machine; 0: nobody can say. */
  readonly deskPort: number
  /** `HOST`; else 127.0.0.1, unless the public address says that others are to reach it. */
  readonly host: string
  /** Absolute path of the folder that holds all state. */
  readonly dataFolder: string
  readonly databaseUrl: string | undefined
  /** Without a trailing slash; undefined: the loopback address of the port that is bound. */
  readonly publicUrl: string | undefined
  readonly twilio: {
    readonly accountSid: string
    readonly authToken: string
    /** Without a trailing slash. */
    readonly apiBaseUrl: string
  }
  /** The account of the Google Business Profile API; the sandbox's unless one is set. */
  readonly reviews: ReviewsAccount & {
    /** What pushed reviews are signed with; null: none are taken. */
    readonly webhookSecret: string | null
  }
  /** What a model is asked with; null: the local engine thinks. */
  readonly openai: {
    readonly apiKey: string
    /** With its version, without a trailing slash. */
    readonly baseUrl: string
    readonly model: string
  } | null
  readonly demo: boolean
  readonly logLevel: z.output<typeof logLevel>
  /** What whoever reads the metrics has to show; null: they are for this machine alone. */
  readonly metricsToken: string | null
}

const DESK_PORT = 4311

const webAddress = z
  .url({ protocol: /^https?$/, error: 'not a web address (http:// or https://)' })
  .refine((text) => !/[?#]/.test(text), 'not a plain web address: leave out "?" and "#"')
  .transform((text) => text.replace(/\/+$/, ''))

/** What customers write goes there: in the open only to this machine. */
const modelAddress = webAddress.refine((text) => {
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || isLoopback(hostname)
}, 'neither https:// nor an address of this machine')

const environment = z.object({
  PORT: port.default(SERVER_PORT),
  GREENLIGHT_SANDBOX_PORT: port.default(SANDBOX_PORT),
  GREENLIGHT_DESK_PORT: port.default(DESK_PORT),
  GREENLIGHT_DATA: z.string().default('.greenlight'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'not an address that begins with postgres://' }).optional(),
  PUBLIC_URL: webAddress.optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/, 'not an account sid: AC and 32 hexadecimal digits')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_API_BASE_URL: webAddress.optional(),
  OPENAI_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'not a key: it has spaces or signs that no header can carry')
    .optional(),
  OPENAI_BASE_URL: modelAddress.default('https://api.openai.com/v1'),
  OPENAI_MODEL: z
    .string()
    .regex(/^[\w.:@/-]{1,120}$/, 'not the name of a model')
    .default('gpt-5.4-mini'),
  GOOGLE_BUSINESS_API_BASE_URL: webAddress.optional(),
  GOOGLE_BUSINESS_TOKEN_URL: webAddress.optional(),
  GOOGLE_BUSINESS_CLIENT_ID: z.string().optional(),
  GOOGLE_BUSINESS_CLIENT_SECRET: z.string().optional(),
  GOOGLE_BUSINESS_REFRESH_TOKEN: z.string().optional(),
  REVIEWS_WEBHOOK_SECRET: z.string().min(16, 'shorter than 16 characters').optional(),
  GREENLIGHT_DEMO: z.enum(['0', '1'], 'neither 0 nor 1').default('0'),
  GREENLIGHT_LOG_LEVEL: logLevel.optional(),
  HOST: z.union([z.ipv4(), z.ipv6()], 'not an IP address').optional(),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'not a token: at least 16 characters, without spaces')
    .optional(),
})

/** Every name that means something to the server. */
export const SETTING_NAMES: readonly string[] = Object.keys(environment.shape)

/** @throws CannotStart naming each variable that is wrong; never the value, which may be a secret. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = environment.safeParse(variables(env))
  if (!parsed.success) {
    throw new CannotStart(parsed.error.issues.map((i) => `${i.path.join('.')} is ${i.message}`).join('; '))
  }
  const e = parsed.data
  if (e.TWILIO_ACCOUNT_SID !== undefined && e.TWILIO_AUTH_TOKEN === undefined) {
    throw new CannotStart('TWILIO_ACCOUNT_SID is set without TWILIO_AUTH_TOKEN')
  }
  const local = e.PUBLIC_URL === undefined || isLoopback(new URL(e.PUBLIC_URL).hostname)
  if (!local && e.TWILIO_AUTH_TOKEN === undefined) {
    throw new CannotStart("PUBLIC_URL is open to others, so set TWILIO_AUTH_TOKEN: the sandbox's is known to all")
  }
  return {
    port: e.PORT,
    deskPort: e.GREENLIGHT_DESK_PORT,
    host: e.HOST ?? (local ? '127.0.0.1' : '0.0.0.0'),
    dataFolder: path.resolve(e.GREENLIGHT_DATA),
    databaseUrl: e.DATABASE_URL,
    publicUrl: e.PUBLIC_URL,
    twilio: {
      accountSid: e.TWILIO_ACCOUNT_SID ?? SANDBOX_ACCOUNT_SID,
      authToken: e.TWILIO_AUTH_TOKEN ?? SANDBOX_AUTH_TOKEN,
      apiBaseUrl: e.TWILIO_API_BASE_URL ?? `http://127.0.0.1:${e.GREENLIGHT_SANDBOX_PORT}`,
    },
    reviews: reviewsAccount(e, local),
    openai:
      e.OPENAI_API_KEY === undefined
        ? null
        : { apiKey: e.OPENAI_API_KEY, baseUrl: e.OPENAI_BASE_URL, model: e.OPENAI_MODEL },
    demo: e.GREENLIGHT_DEMO === '1',
    logLevel: e.GREENLIGHT_LOG_LEVEL ?? (e.GREENLIGHT_DEMO === '1' ? 'warn' : 'info'),
    metricsToken: e.METRICS_TOKEN ?? null,
  }
}

const GOOGLE = { apiBaseUrl: 'https://mybusiness.googleapis.com', tokenUrl: 'https://oauth2.googleapis.com/token' }

/** @throws CannotStart where only a part of an account is set */
function reviewsAccount(e: z.output<typeof environment>, local: boolean): Settings['reviews'] {
  const webhookSecret = e.REVIEWS_WEBHOOK_SECRET ?? (local ? SANDBOX_REVIEWS_SECRET : null)
  const clientId = e.GOOGLE_BUSINESS_CLIENT_ID
  const clientSecret = e.GOOGLE_BUSINESS_CLIENT_SECRET
  const refreshToken = e.GOOGLE_BUSINESS_REFRESH_TOKEN
  const given = [clientId, clientSecret, refreshToken].filter((one) => one !== undefined).length
  if (given !== 0 && given !== 3) {
    throw new CannotStart(
      'GOOGLE_BUSINESS_CLIENT_ID, GOOGLE_BUSINESS_CLIENT_SECRET and GOOGLE_BUSINESS_REFRESH_TOKEN are set together, or not at all',
    )
  }
  const sandbox = sandboxReviews(`http://127.0.0.1:${e.GREENLIGHT_SANDBOX_PORT}`)
  const own = clientId && clientSecret && refreshToken ? { ...GOOGLE, clientId, clientSecret, refreshToken } : sandbox
  return {
    ...own,
    apiBaseUrl: e.GOOGLE_BUSINESS_API_BASE_URL ?? own.apiBaseUrl,
    tokenUrl: e.GOOGLE_BUSINESS_TOKEN_URL ?? own.tokenUrl,
    webhookSecret,
  }
}

/** `hostname` as URL gives it: an IPv6 address stands in brackets. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
