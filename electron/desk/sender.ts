/**
 * Brings queued commands to the server: in order, in batches, each once the one before is answered. The kill switch has a lane of
 * its own which waits for nothing; while it is unheard, nothing else leaves.
 */
import type { Logger } from 'pino'
import type { CommandAnswer } from '#shared/commands.ts'
import { backoff, wait } from './backoff.ts'
import { codeOf } from './files.ts'
import { isOpen, type Lane, type Queue, type QueuedCommand } from './queue.ts'
import type { Answer, Server } from './server.ts'

export interface SenderOptions {
  readonly server: Server
  readonly queue: Queue
  readonly logger: Logger
  readonly delays?: { readonly retryFrom?: number; readonly retryTo?: number }
  /** The session's token; null: nobody is signed in, everything waits. */
  token(): string | null
  /** Whether the server is known to answer: what waits for it stays untransmitted, and can be taken back. */
  reachable(): boolean
  /** A command did not get through. */
  onUnreachable(): void
  /** Resolves when the answers are kept. */
  onAnswers(answers: readonly { readonly entry: QueuedCommand; readonly answer: CommandAnswer }[]): Promise<void>
  onSessionEnded(): void
}

export interface Sender {
  /** Something new is queued, or the connection is back. */
  kick(): void
  /** Resolves when no command is on its way, or after a moment. */
  quiet(): Promise<void>
  close(): void
}

/** As many as share a commit on the server. */
const BATCH = 128
const DELAYS = { retryFrom: 250, retryTo: 5_000 }
const STOP_RETRY_TO = 1_000
/** An answer that takes longer than this is not waited for. */
const QUIET_WITHIN = 300

export function createSender(options: SenderOptions): Sender {
  const { server, queue, logger } = options
  const { retryFrom, retryTo } = { ...DELAYS, ...options.delays }
  const stop = new AbortController()
  const running = new Set<Lane>()
  const wakes = new Map<Lane, () => void>()
  const onTheWay = new Map<Lane, Promise<unknown>>()
  /** Answers in order that are being kept while what stands behind their commands is on its way already. */
  let keeping: { readonly positions: ReadonlySet<number>; readonly done: Promise<void> } | null = null
  let justRenumbered = false

  const has = (lane: Lane) => queue.pending().some((entry) => entry.lane === lane && isOpen(entry))
  const mayRun = (lane: Lane) =>
    !stop.signal.aborted &&
    options.token() !== null &&
    has(lane) &&
    (lane === 'stop' || (options.reachable() && !has('stop')))

  const settle = async (entries: readonly QueuedCommand[], answers: readonly CommandAnswer[]): Promise<void> => {
    const gap = answers.findIndex((answer) => answer.code === 'command_gap')
    const heard = gap === -1 || justRenumbered ? answers : answers.slice(0, gap)
    if (heard.length > 0) {
      const byId = new Map(entries.map((entry) => [entry.command.id, entry]))
      await options.onAnswers(
        heard.flatMap((answer) => {
          const entry = byId.get(answer.id)
          return entry === undefined ? [] : [{ entry, answer }]
        }),
      )
    }
    if (gap === -1) justRenumbered = false
    else if (!justRenumbered) {
      logger.warn('the server misses earlier commands of this device: numbering begins anew')
      queue.renumber()
      justRenumbered = true
    }
  }

  /** @throws what kept them from being kept: they are asked for again */
  const allKept = async (): Promise<void> => {
    try {
      await keeping?.done
    } finally {
      keeping = null
    }
  }

  const keep = async (entries: readonly QueuedCommand[], answers: readonly CommandAnswer[]): Promise<void> => {
    const done = settle(entries, answers)
    done.catch(() => undefined)
    keeping = { positions: new Set(entries.map(({ position }) => position)), done }
    // What comes next hangs on what was left out.
    const whole = answers.length === entries.length && answers.every(({ code }) => code !== 'command_gap')
    if (!whole) await allKept()
  }

  /** A command that the server will not even read is answered by that refusal, so that it holds up nothing. */
  const refusedBy = (entry: QueuedCommand, answer: Answer<unknown> & { kind: 'refused' }): CommandAnswer => ({
    id: entry.command.id,
    status: 'refused',
    seq: 0,
    ...answer.refusal,
  })

  /** @returns null to go on at once, else how long to wait at least; 0 where nobody was heard. */
  const sendSome = async (lane: Lane): Promise<number | null> => {
    const token = options.token()
    const inOrder = lane === 'order'
    const taken = inOrder ? queue.take(lane, BATCH, keeping?.positions) : queue.take(lane, 1)
    const first = taken[0]
    if (token === null || first === undefined) {
      if (inOrder) await allKept()
      return null
    }
    let entries = taken.map((t) => t.command)
    let answer: Answer<readonly CommandAnswer[]>
    if (inOrder && taken.length > 1) {
      answer = unwrap(
        await server.batch(
          token,
          taken.map((t) => t.envelope),
        ),
        (value) => value.answers,
      )
    } else {
      answer = unwrap(await server.command(token, first.envelope, lane), (value) => [value])
    }
    if (answer.kind === 'refused' && taken.length > 1) {
      // One of them spoils the batch: the first goes alone, and so finds out whether it was that one.
      entries = entries.slice(0, 1)
      answer = unwrap(await server.command(token, first.envelope, lane), (value) => [value])
    }
    if (stop.signal.aborted) return null
    if (inOrder) await allKept()
    switch (answer.kind) {
      case 'ok':
        await (inOrder ? keep : settle)(entries, answer.value)
        return answer.value.length === 0 ? retryFrom : null
      case 'refused':
        await settle(entries, [refusedBy(entries[0]!, answer)])
        return null
      case 'unauthorised':
        options.onSessionEnded()
        return null
      case 'busy':
        return answer.retryAfter ?? retryFrom
      case 'unreachable':
        options.onUnreachable()
        return 0
    }
  }

  const run = async (lane: Lane) => {
    if (running.has(lane)) return void wakes.get(lane)?.()
    running.add(lane)
    const pause = backoff(retryFrom, lane === 'stop' ? Math.min(STOP_RETRY_TO, retryTo) : retryTo)
    while (mayRun(lane)) {
      const sending = sendSome(lane)
      onTheWay.set(lane, sending)
      const retry = await sending.catch((error: unknown) => {
        // Say, a full disk: what was not kept is asked again, and the server gives the same answer.
        if (!stop.signal.aborted) logger.error({ code: codeOf(error) }, 'the queue could not be written')
        return retryFrom
      })
      onTheWay.delete(lane)
      if (retry === null) {
        pause.reset()
        continue
      }
      const ms = lane === 'stop' ? pause.next() : Math.max(retry, pause.next())
      const slept = new AbortController()
      // What the server asked for is kept to; a lost connection is tried again as soon as there is a reason to.
      if (retry === 0) wakes.set(lane, () => slept.abort())
      await wait(ms, AbortSignal.any([slept.signal, stop.signal]))
      wakes.delete(lane)
    }
    running.delete(lane)
    if (lane === 'stop' && mayRun('order')) void run('order')
  }

  return {
    kick() {
      void run('stop')
      void run('order')
    },
    async quiet() {
      const busy = [...onTheWay.values(), ...(keeping === null ? [] : [keeping.done])]
      if (busy.length === 0) return
      const late = new AbortController()
      await Promise.race([Promise.allSettled(busy), wait(QUIET_WITHIN, late.signal)])
      late.abort()
    },
    close: () => stop.abort(),
  }
}

function unwrap<A, B>(answer: Answer<A>, value: (a: A) => B): Answer<B> {
  return answer.kind === 'ok' ? { kind: 'ok', value: value(answer.value) } : answer
}
