import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import pino from 'pino'
import { z } from 'zod'
import { port, variables } from '#shared/environment.ts'
import { buildSandbox } from './app.ts'
import { DEMO_VENUE_NUMBER, SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, SANDBOX_PORT, SERVER_PORT } from './credentials.ts'

const environmentSchema = z.object({
  GREENLIGHT_SANDBOX_PORT: port.default(SANDBOX_PORT),
  PORT: port.default(SERVER_PORT),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'not a web address' }).optional(),
  GREENLIGHT_DATA: z.string().default('.greenlight'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/, 'not an account sid: AC and 32 hexadecimal digits')
    .default(SANDBOX_ACCOUNT_SID),
  TWILIO_AUTH_TOKEN: z.string().default(SANDBOX_AUTH_TOKEN),
})

function fail(line: string): never {
  process.stderr.write(`SMS sandbox: ${line}\n`)
  process.exit(2)
}

const parsed = environmentSchema.safeParse(variables(process.env))
if (!parsed.success) {
  fail(parsed.error.issues.map((issue) => `${issue.path.join('.')} is ${issue.message}`).join('; '))
}
const settings = parsed.data
if (!settings.PUBLIC_URL && settings.PORT === 0) fail('PUBLIC_URL is needed where PORT is 0')

function build() {
  try {
    return buildSandbox({
      accountSid: settings.TWILIO_ACCOUNT_SID,
      authToken: settings.TWILIO_AUTH_TOKEN,
      serverUrl: settings.PUBLIC_URL ?? `http://127.0.0.1:${settings.PORT}`,
      venueNumber: DEMO_VENUE_NUMBER,
      clock: Date.now,
      logger: pino({ level: 'warn' }, pino.destination(2)),
      file: join(settings.GREENLIGHT_DATA, 'sandbox', 'texts.jsonl'),
      reviewsFile: join(settings.GREENLIGHT_DATA, 'sandbox', 'reviews.jsonl'),
    })
  } catch (error) {
    return fail(`the history of texts in GREENLIGHT_DATA cannot be read (${codeOf(error)})`)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'damaged'
}

const app = build()
const stop = () => {
  app.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)

try {
  await app.listen({ host: '127.0.0.1', port: settings.GREENLIGHT_SANDBOX_PORT })
} catch (error) {
  const wanted = settings.GREENLIGHT_SANDBOX_PORT
  if (codeOf(error) === 'EADDRINUSE') fail(`port ${wanted} is taken; set GREENLIGHT_SANDBOX_PORT to another, or to 0`)
  fail(`cannot listen on port ${wanted} (${codeOf(error)})`)
}
const { port: bound } = app.server.address() as AddressInfo
process.stdout.write(`SMS sandbox: http://127.0.0.1:${bound}\n`)
