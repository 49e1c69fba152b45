/** The desk as Electron's utility process: main hands it a port for each window, and keeps the sessions' tokens for it. */
import { createHash, randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import type { MessagePortMain } from 'electron'
import { pino } from 'pino'
import { z } from 'zod'
import { logLevel } from '#shared/environment.ts'
import type { TokenStore } from '../desk/account.ts'
import { createHub } from '../desk/hub.ts'
import { fileKeeping } from '../desk/keeping.ts'
import { lockFolder } from '../desk/lock.ts'
import { type DeskMessage, FOLDER_TAKEN_EXIT_CODE, shellMessage } from '../shell/desk-messages.ts'
import { serveDesk } from './rpc.ts'

const { parentPort } = process
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { data: { type: 'string' }, server: { type: 'string' } },
  strict: false,
})
const { data: dataDir, server: serverUrl } = z.object({ data: z.string(), server: z.url() }).parse(values)
const level = logLevel.catch('warn').parse(process.env.GREENLIGHT_LOG_LEVEL)
const logger = pino({ level }, pino.destination({ dest: 2, sync: true }))

const lock = lockFolder(dataDir)
if (lock === null) {
  logger.error('another console is running on this data folder')
  process.exit(FOLDER_TAKEN_EXIT_CODE)
}

const asked = new Map<number, (token: string | null) => void>()
let lastAsked = 0

function ask(message: DeskMessage): Promise<string | null> {
  return new Promise((resolve) => {
    asked.set(message.id, resolve)
    parentPort.postMessage(message)
  })
}

/** Main alone can encrypt: it is asked, and answers null where it keeps nothing. */
function tokensOf(folder: string): TokenStore {
  const key = createHash('sha256').update(folder).digest('hex')
  return {
    load: () => ask({ type: 'token.read', id: ++lastAsked, key }),
    save: async (token) => void (await ask({ type: 'token.write', id: ++lastAsked, key, token })),
    clear: async () => void (await ask({ type: 'token.write', id: ++lastAsked, key, token: null })),
  }
}

const hub = createHub({
  serverUrl,
  dataDir,
  clock: Date.now,
  ids: randomUUID,
  logger,
  tokens: tokensOf,
})
const keeping = fileKeeping(dataDir)

function serve(port: MessagePortMain): void {
  const end = serveDesk(
    {
      post: (message) => port.postMessage(message),
      listen(receive) {
        port.on('message', (event) => receive(event.data))
        port.start()
      },
    },
    (window) => hub.connect({ window, keeping }),
    logger,
  )
  port.on('close', end)
}

parentPort.on('message', ({ data, ports }) => {
  const message = shellMessage.parse(data)
  if (message.type === 'connect') {
    for (const port of ports) serve(port)
    return
  }
  asked.get(message.id)?.(message.token)
  asked.delete(message.id)
})
