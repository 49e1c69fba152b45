/** Keeps the desk running beside main: starts it, hands out ports to it, and starts it again when it dies. */
import type { MessageChannelMain, MessagePortMain, UtilityProcess } from 'electron'
import { type DeskMessage, deskMessage, type ShellMessage } from './desk-messages.ts'
import type { TokenKeeper } from './token-store.ts'

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 30_000
/** A desk that lived this long was well: the next failure counts as the first. */
const WELL_AFTER_MS = 60_000

export interface DeskProcessParts {
  readonly fork: () => UtilityProcess
  readonly channel: () => MessageChannelMain
  readonly clock: () => number
  readonly up: () => void
  readonly down: (death: DeskDeath) => void
  /** The sessions' tokens, kept by main because only main can encrypt them. */
  readonly tokens: TokenKeeper
}

export interface DeskDeath {
  /** Which desk since the application's start. */
  readonly generation: number
  readonly exitCode: number
  /** The next one is started in so many milliseconds. */
  readonly retryMs: number
}

export interface DeskProcess {
  /** A fresh port to the desk that runs now, or null while none does. */
  connect(): { readonly port: MessagePortMain; readonly generation: number } | null
  start(): void
  stop(): void
}

/** Milliseconds to wait before the next start, after that many failures in a row. */
export function retryDelay(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1), LAST_RETRY_MS)
}

export function createDeskProcess(parts: DeskProcessParts): DeskProcess {
  let child: UtilityProcess | null = null
  let running = false
  let stopped = false
  let generation = 0
  let failures = 0
  let retry: NodeJS.Timeout | undefined

  function start(): void {
    generation++
    const startedAt = parts.clock()
    const born = parts.fork()
    child = born
    born.once('spawn', () => {
      running = true
      parts.up()
    })
    born.on('message', (message: unknown) => void answer(born, message))
    born.once('exit', (exitCode) => {
      running = false
      if (stopped) return
      failures = parts.clock() - startedAt > WELL_AFTER_MS ? 1 : failures + 1
      const retryMs = retryDelay(failures)
      retry = setTimeout(start, retryMs)
      parts.down({ generation, exitCode, retryMs })
    })
  }

  async function answer(to: UtilityProcess, raw: unknown): Promise<void> {
    const message = deskMessage.safeParse(raw)
    if (!message.success) return
    const reply = await settle(parts.tokens, message.data)
    if (to === child && running) to.postMessage(reply)
  }

  return {
    start,
    connect() {
      if (!running || child === null) return null
      const { port1, port2 } = parts.channel()
      child.postMessage({ type: 'connect' } satisfies ShellMessage, [port1])
      return { port: port2, generation }
    },
    stop() {
      stopped = true
      clearTimeout(retry)
      child?.kill()
    },
  }
}

async function settle(tokens: TokenKeeper, message: DeskMessage): Promise<ShellMessage> {
  const { id, key } = message
  try {
    if (message.type === 'token.read') return { type: 'token', id, token: await tokens.read(key) }
    await tokens.write(key, message.token)
    return { type: 'token', id, token: message.token }
  } catch {
    // Without its key the session lives in memory only: the person signs in again next time.
    return { type: 'token', id, token: null }
  }
}
