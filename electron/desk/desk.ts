/** One person's desk at one venue: mirror, queue and sync put together, and what windows ask of them. */
import path from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Clock, IdSource } from '#shared/clock.ts'
import { COMMANDS, type Command, type CommandAnswer, conflictResult } from '#shared/commands.ts'
import { ERRORS } from '#shared/errors.ts'
import type { Change } from '#shared/feed.ts'
import {
  type DeskApi,
  type DeskChange,
  type DeskStatus,
  inboxQuery,
  refused,
  type WindowApi,
  type WindowCommand,
} from '#shared/rpc.ts'
import { VIEWS, type View } from '#shared/views.ts'
import type { Account, TokenStore } from './account.ts'
import { parseCommand } from './commands.ts'
import { isDamage, type Mirror, openMirror, renewMirror } from './mirror.ts'
import type { Position } from './mirror-writer.ts'
import { createQueries, type Queries } from './queries.ts'
import { isOpen, type NewCommand, openQueue, type QueuedCommand, type StoredNotice } from './queue.ts'
import { createSender } from './sender.ts'
import type { Server } from './server.ts'
import { type Sync, type SyncDelays, type SyncState, startSync } from './sync.ts'

export interface DeskOptions {
  /** Where this person's files are. */
  readonly folder: string
  readonly account: Account
  readonly server: Server
  readonly tokens: TokenStore
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
  /** Rises each time the desk's process starts. */
  readonly generation: number
  readonly delays?: Partial<SyncDelays>
}

export interface Desk {
  readonly account: Account
  readonly api: Omit<DeskApi, 'signIn' | 'signOut'>
  status(): DeskStatus
  /** Tells a window what changes, until the function that it returns is called. */
  attach(window: WindowApi): () => void
  /** A session for this person has begun (again). */
  signedIn(token: string): Promise<void>
  signOut(): Promise<void>
  close(): Promise<void>
}

/** What a conflict tells of the one who was faster. */
const settledBy = conflictResult.extend({ text: z.string().nullable() }).partial()

const NOTHING: Record<View, number> = Object.fromEntries(VIEWS.map((view) => [view, 0])) as Record<View, number>

/** Opens the desk of a folder. It goes on with the session that is kept there, if there is one. */
export async function createDesk(options: DeskOptions): Promise<Desk> {
  const { folder, account, server, tokens, clock, logger } = options
  const queue = openQueue(path.join(folder, 'queue.db'), options.ids)
  const opened = await openMirror(path.join(folder, 'mirror.db'))
  let mirror: Mirror = opened.mirror
  let mirrorRebuilt = opened.rebuilt
  let position = mirror.position()
  let queries: Queries = createQueries(mirror, queue, account.person.id)
  let token = await tokens.load()
  let sync: Sync | null = null
  let sessionEnded = false
  let closed = false
  let renewing: Promise<void> | null = null
  const windows = new Set<WindowApi>()
  if (mirrorRebuilt !== null) logger.warn('the mirror could not be read: set aside, rebuilding it from the server')

  // What windows are told, gathered until the end of the turn.
  let change: { conversations: Set<string> | null; venue: boolean; notices: boolean } | null = null
  let lastStatus = ''

  const tell = (part: { conversations?: Iterable<string> | null; venue?: boolean; notices?: boolean }) => {
    if (change === null) {
      change = { conversations: new Set(), venue: false, notices: false }
      setImmediate(announce)
    }
    if (part.conversations === null) change.conversations = null
    else for (const id of part.conversations ?? []) change.conversations?.add(id)
    change.venue ||= part.venue ?? false
    change.notices ||= part.notices ?? false
  }
  const announce = () => {
    if (change === null || closed) return
    const { conversations, venue, notices } = change
    change = null
    const many = conversations === null || conversations.size > 200
    const told: DeskChange = { conversations: many ? null : [...conversations], venue, notices }
    for (const window of windows) window.changed(told)
    tellStatus()
  }
  const tellStatus = () => {
    if (closed) return
    const now = status()
    const text = JSON.stringify({ ...now, inStepAt: null })
    if (text === lastStatus) return
    lastStatus = text
    for (const window of windows) window.statusChanged(now)
  }

  const status = (): DeskStatus => {
    const state: SyncState | null = sync?.state() ?? null
    const unheard = queue.pending().find((entry) => entry.lane === 'stop')
    return {
      connection: token === null ? 'signed_out' : (state?.connection ?? 'reconnecting'),
      person: account.person,
      venueId: account.venue.id,
      firstSync: state?.firstSync ?? null,
      inStepAt: state?.inStepAt ?? null,
      queued: queue.pending().filter(isOpen).length,
      stopUnheard: unheard?.at ?? null,
      mirrorRebuilt,
      sessionEnded,
      generation: options.generation,
    }
  }

  const takeMirror = (next: Mirror) => {
    mirror = next
    position = mirror.position()
    queries = createQueries(mirror, queue, account.person.id)
    tell({ conversations: null, venue: true, notices: true })
  }

  /** One rebuilding at a time; whoever meets the damage meanwhile waits for it. */
  const renew = (keep: 'set aside' | 'delete'): Promise<void> => {
    renewing ??= renewMirror(mirror, keep)
      .then(takeMirror)
      .finally(() => {
        renewing = null
      })
    return renewing
  }

  /** Runs something on the mirror; a damaged file is set aside, and the sync fills a new one. */
  const guarded = async <T>(run: () => T | Promise<T>): Promise<T> => {
    if (renewing !== null) await renewing
    try {
      return await run()
    } catch (error) {
      if (closed || !isDamage(error)) throw error
      logger.warn('the mirror is damaged: set aside, rebuilding it from the server')
      mirrorRebuilt = 'The file was damaged.'
      await renew('set aside')
      restartSync()
      return await run()
    }
  }

  const land = (rows: readonly Change[], to: Position | null) =>
    guarded(async () => {
      const { loaded } = position
      const touched = await mirror.land(rows, to)
      position = to ?? position
      queries.forget(touched.conversations)
      const settled = queue.settle(position.cursor)
      if (touched.unreadable.length > 0) logger.error({ rows: touched.unreadable }, 'rows that could not be read')
      if (rows.length > 0 || settled) tell({ conversations: touched.conversations, venue: touched.venue })
      for (const alert of touched.alerts) for (const window of windows) window.alert(alert)
      if (position.loaded && !loaded) void indexRest()
    })

  const indexRest = async () => {
    while (!closed && (await guarded(() => mirror.indexSome())));
  }

  const endSession = () => {
    if (token === null) return
    token = null
    sessionEnded = true
    sync?.close()
    sync = null
    void tokens.clear()
    logger.info('the server has ended the session')
    tell({ conversations: null, venue: true, notices: true })
  }

  const restartSync = () => {
    sync?.close()
    if (token === null || closed) return
    sync = startSync({
      server,
      token,
      clock,
      logger,
      ...(options.delays === undefined ? {} : { delays: options.delays }),
      position: () => position,
      land,
      reset: () => renew('delete'),
      onState: (state) => {
        if (state.reachable) sender.kick()
        tellStatus()
      },
      onSessionEnded: endSession,
    })
  }

  const customerName = (conversationId: string): string | null => {
    try {
      return queries.customerName(conversationId)
    } catch (error) {
      if (!isDamage(error)) throw error
      return null
    }
  }

  const noticeOf = (entry: QueuedCommand, answer: CommandAnswer): StoredNotice | null => {
    if (answer.status === 'done') return null
    // What it would have undone never happened, and that has a notice of its own.
    if (entry.command.type === 'send.undo' && answer.code === 'predecessor_failed') return null
    const who = settledBy.safeParse(answer.result ?? {})
    const conversationId = entry.conversations[0] ?? null
    const code = answer.code ?? answer.status
    return {
      commandId: answer.id,
      type: entry.command.type,
      conversationId,
      customerName: conversationId === null ? null : customerName(conversationId),
      status: answer.status,
      code,
      message: answer.message ?? (code in ERRORS ? ERRORS[code as keyof typeof ERRORS][1] : 'It was not carried out.'),
      byName: who.data?.byName ?? null,
      what: who.data?.what ?? null,
      at: who.data?.at ?? null,
      mine: entry.mine,
      theirs: who.data?.text ?? null,
      draftId: entry.draftId,
    }
  }

  const sender = createSender({
    server,
    queue,
    logger,
    ...(options.delays?.retryFrom === undefined || options.delays.retryTo === undefined
      ? {}
      : { delays: { retryFrom: options.delays.retryFrom, retryTo: options.delays.retryTo } }),
    token: () => token,
    reachable: () => sync?.state().reachable ?? false,
    onUnreachable: () => sync?.nudge(),
    onSessionEnded: endSession,
    onAnswers(answers) {
      const notices = answers.flatMap(({ entry, answer }) => noticeOf(entry, answer) ?? [])
      queue.answer(
        answers.map(({ answer }) => answer),
        notices,
      )
      queue.settle(position.cursor)
      tell({
        conversations: answers.flatMap(({ entry }) => entry.conversations),
        notices: notices.length > 0,
      })
    },
  })

  const sendNow = async (command: Command): ReturnType<DeskApi['command']> => {
    if (token === null) return refused('not_signed_in')
    if (sync?.state().connection === 'offline') return refused('online_only')
    const answer = await server.command(token, command, 'order')
    switch (answer.kind) {
      case 'ok':
        return { ok: true, id: command.id, answer: answer.value }
      case 'unauthorised':
        endSession()
        return refused('session_expired')
      case 'unreachable':
        return refused('online_only')
      case 'busy':
      case 'refused':
        return refused(answer.refusal.code, answer.refusal.message)
    }
  }

  /** A command follows the one that made what it acts on, where the mirror does not show that yet. */
  const following = (command: Command, draftId: string | null): Command => {
    if (command.after !== undefined) return command
    const made = command.type === 'send.undo' ? queries.senderOf(command.payload.messageId) : null
    const earlier = made ?? (draftId === null ? null : queries.lastWriter(draftId))
    return earlier === null ? command : { ...command, after: earlier.command.id }
  }

  const enqueue = async (command: Command): Promise<void> => {
    const { targets, followed } = await guarded(() => {
      const found = queries.targets(command)
      return { targets: found, followed: following(command, found.draftId) }
    })
    // While the targets were looked up, the same command may have come once more.
    if (queue.has(command.id)) return
    const entry: NewCommand = {
      lane: command.type === 'killswitch.engage' ? 'stop' : 'order',
      command: followed,
      at: clock(),
      ...targets,
    }
    const undone = command.type === 'send.undo' ? queries.senderOf(command.payload.messageId) : null
    if (undone?.state !== 'waiting') queue.add([entry])
    else queue.cancel(undone.command.id, entry)
    tell({ conversations: targets.conversations })
    sender.kick()
  }

  const visible = <T>(hidden: T, read: () => T): Promise<T> => Promise.resolve(token === null ? hidden : guarded(read))

  const api: Desk['api'] = {
    status: async () => status(),
    inbox: (query) => visible({ rows: [], total: 0, hits: {} }, () => queries.inbox(inboxQuery.parse(query))),
    counts: () => visible(NOTHING, () => queries.counts()),
    thread: (id) => visible(null, () => queries.thread(id)),
    earlier: (id, before) => visible([], () => queries.earlier(id, before)),
    decision: (id) => visible(null, () => queries.decision(id)),
    venue: () => visible(null, () => queries.venue()),
    notices: () => visible([], () => queries.notices()),
    async command(given: WindowCommand) {
      const parsed = parseCommand(given)
      if ('code' in parsed) return refused(parsed.code, parsed.message)
      if ('onlineOnly' in COMMANDS[parsed.type]) return sendNow(parsed)
      if (queue.has(parsed.id)) return { ok: true, id: parsed.id }
      if (token === null && parsed.type !== 'killswitch.engage') return refused('not_signed_in')
      await enqueue(parsed)
      return { ok: true, id: parsed.id }
    },
    async dismissNotice(commandId) {
      queue.dismiss(commandId)
      tell({ notices: true })
    },
    async saveTyped(conversationId, text) {
      queue.saveTyped(conversationId, text)
    },
  }

  queue.settle(position.cursor)
  restartSync()
  sender.kick()
  if (position.loaded) void indexRest()

  return {
    account,
    api,
    status,
    attach(window) {
      windows.add(window)
      return () => windows.delete(window)
    },
    async signedIn(next) {
      await tokens.save(next)
      token = next
      sessionEnded = false
      restartSync()
      sender.kick()
      tell({ conversations: null, venue: true, notices: true })
    },
    async signOut() {
      if (token !== null) void server.signOut(token)
      token = null
      sync?.close()
      sync = null
      await tokens.clear()
      tell({ conversations: null, venue: true, notices: true })
    },
    async close() {
      closed = true
      sync?.close()
      sender.close()
      await renewing
      await mirror.close()
      queue.close()
    },
  }
}
