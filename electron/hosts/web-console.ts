/** The console for a browser, as a process of its own. Wrong settings end it with code 2. */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { z } from 'zod'
import { logLevel, port, variables } from '#shared/environment.ts'
import { HostError, startWebHost, type WebHostOptions } from './web.ts'

const settings = z.object({
  GREENLIGHT_DESK_PORT: port.default(4311),
  PORT: port.default(4310),
  GREENLIGHT_DATA: z.string().min(1).default('.greenlight'),
  GREENLIGHT_LOG_LEVEL: logLevel.default('warn'),
  '--server': z.url({ protocol: /^https?$/, error: 'must be an address like http://127.0.0.1:4310' }).optional(),
})

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

function readSettings(): z.output<typeof settings> {
  const options = { server: { type: 'string' }, web: { type: 'boolean' } } as const
  let server: string | undefined
  try {
    server = parseArgs({ options }).values.server
  } catch (error) {
    fail(error instanceof Error ? error.message : 'These arguments are not known.')
  }
  const parsed = settings.safeParse({ ...variables(process.env), '--server': server })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  return fail(`${issue?.path.join('.')}: ${issue?.message}`)
}

export async function runWebConsole(firstFrame: WebHostOptions['firstFrame']): Promise<void> {
  const given = readSettings()
  const logger = pino({ level: given.GREENLIGHT_LOG_LEVEL }, pino.destination({ dest: 2, sync: true }))
  try {
    const host = await startWebHost({
      port: given.GREENLIGHT_DESK_PORT,
      serverUrl: given['--server'] ?? `http://127.0.0.1:${given.PORT}`,
      dataDir: path.resolve(given.GREENLIGHT_DATA, 'desk'),
      rendererDir: fileURLToPath(new URL('../../dist/renderer', import.meta.url)),
      logger,
      clock: Date.now,
      ids: randomUUID,
      ...(firstFrame && { firstFrame }),
    })
    let ending = false
    const end = () => {
      if (ending) return
      ending = true
      void host.close().then(() => process.exit(0))
    }
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
    process.stdout.write(`Console: ${host.url}\n`)
  } catch (error) {
    if (error instanceof HostError) fail(error.message)
    if (error instanceof Error && error.message.startsWith('there is no built window')) {
      fail('The window has not been built. Run `npm start` once.')
    }
    throw error
  }
}
