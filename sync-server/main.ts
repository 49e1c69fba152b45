/** The sync server's process: settings in, or a backup or restore asked for; one line with the address out, a clean end on SIGTERM and Ctrl-C. */
import pino from 'pino'
import { SECOND } from '#shared/clock.ts'
import { carryOut } from './backup/command.ts'
import { faultOf } from './fault.ts'
import { startServer } from './server.ts'
import { CannotStart, readSettings } from './settings.ts'
import { setupWords } from './setup/command.ts'

/** Longer than a request to the provider may take, so that its outcome is kept. */
const CLOSE_WITHIN = 15 * SECOND

async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const asked = process.argv.slice(2)
  if (asked.length > 0) {
    process.stdout.write(`${await carryOut(settings, asked)}\n`)
    return
  }
  // The log goes to stderr: stdout is for whoever reads the address.
  const logger = pino({ level: settings.logLevel, base: null }, pino.destination({ fd: 2, sync: true }))
  process.on('uncaughtException', (error) => {
    logger.fatal({ fault: faultOf(error) }, 'the server has to stop')
    process.exit(1)
  })
  const server = await startServer(settings, { logger })

  let stopping = false
  const stop = () => {
    // Whoever asks twice does not want to wait.
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), CLOSE_WITHIN).unref()
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ fault: faultOf(error) }, 'closing failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.stdout.write(`Sync server: ${server.url}\n`)
  // To whoever started it, and not to the log: it ends within the hour, and with its first use.
  if (server.setupCode) process.stdout.write(`${setupWords(settings, server.setupCode)}\n`)
}

try {
  await main()
} catch (error) {
  const expected = error instanceof CannotStart
  process.stderr.write(`Sync server: ${expected ? error.message : `stopped by ${JSON.stringify(faultOf(error))}`}\n`)
  process.exit(expected ? 2 : 1)
}
