/**
 * What a person did and the server has not yet heard, in a file of its own: durable before it is acknowledged, kept
 * through a lost mirror, an ended session and a kill. Also what was typed, and what could not be carried out.
 */
import type Database from 'better-sqlite3'
import { type Command, type CommandAnswer, type CommandEnvelope, commandAnswer, isBulk } from '#shared/commands.ts'
import type { Notice } from '#shared/rpc.ts'
import { type BulkStore, type CommandState, prepareBulks, type StoredBulk } from './bulk-store.ts'
import { faultsOfItsOwn, openQueueFile } from './queue-file.ts'
import { prepareTyped, type TypedStore } from './typed-store.ts'

/** `order`: one after the other, numbered. `stop`: the kill switch's own lane, ahead of everything. */
export type Lane = 'order' | 'stop'

export interface QueuedCommand {
  readonly position: number
  readonly lane: Lane
  readonly command: Command
  readonly at: number
  /** Number in this device's order; null until it is first sent. */
  readonly n: number | null
  readonly state: CommandState
  readonly answer: CommandAnswer | null
  /** The conversations that it acts on. */
  readonly conversations: readonly string[]
  /** The draft that it writes. */
  readonly draftId: string | null
  /** The text that this person approved or wrote. */
  readonly mine: string | null
}

export type NewCommand = Pick<QueuedCommand, 'lane' | 'command' | 'at' | 'conversations' | 'draftId' | 'mine'>

export interface Queue {
  /** Whatever the mirror may not show yet, in order. */
  pending(): readonly QueuedCommand[]
  has(commandId: string): boolean
  /** Whether it was taken back before anybody heard of it. */
  wasCancelled(commandId: string): boolean
  /** Durable when it returns. */
  add(commands: readonly NewCommand[]): void
  /** Commands that were never transmitted, and what undoes them: all are kept as cancelled, none will leave. */
  cancel(commandIds: readonly string[], undo: NewCommand | null): void
  /** The next ones of a lane, numbered and marked as sent: durable before they leave. @param but positions to leave out */
  take(
    lane: Lane,
    limit: number,
    but?: ReadonlySet<number>,
  ): readonly { readonly command: QueuedCommand; readonly envelope: CommandEnvelope }[]
  answer(answers: readonly CommandAnswer[], notices: readonly Notice[]): void
  /** The server misses an earlier number: what is unanswered starts a numbering of its own. */
  renumber(): void
  /** Forgets what the mirror shows by now. */
  settle(cursor: number): boolean
  notices(): readonly Notice[]
  dismiss(commandId: string): void
  readonly typed: TypedStore
  /** Forgets what it holds of contacts and conversations that were erased, now and in what is answered later. */
  erase(ids: readonly string[]): void
  /** A bulk act with its commands: durable when it returns. */
  addBulk(bulk: StoredBulk, commands: readonly NewCommand[]): void
  readonly bulks: Omit<BulkStore, 'put'>
  close(): void
}

/** Answered commands that are remembered, so that a window's retry runs nothing twice. */
const REMEMBERED = 5_000

interface StoredCommand {
  readonly position: number
  readonly lane: Lane
  readonly command: string
  readonly at: number
  readonly n: number | null
  readonly state: CommandState
  readonly answer: string | null
  readonly about: string
}

/** Whether the server has not answered it yet. */
export const isOpen = (entry: QueuedCommand): boolean => entry.state === 'waiting' || entry.state === 'sent'

/** Opens the queue of a folder; `ids` names this device, once. */
export async function openQueue(file: string, ids: () => string): Promise<Queue> {
  return faultsOfItsOwn(createQueue(await openQueueFile(file, ids), ids))
}

function createQueue(db: Database.Database, ids: () => string): Queue {
  const device = db.prepare<[], { id: string; next_n: number }>('SELECT id, next_n FROM device')
  const setDevice = db.prepare('UPDATE device SET id = ?, next_n = ?')
  const insert = db
    .prepare<[string, Lane, string, number, string], number>(
      `INSERT INTO commands (id, lane, command, at, state, about) VALUES (?, ?, ?, ?, 'waiting', ?) RETURNING position`,
    )
    .pluck()
  const known = db.prepare<[string], number>('SELECT 1 FROM commands WHERE id = ?').pluck()
  const markSent = db.prepare("UPDATE commands SET state = 'sent', n = ? WHERE position = ?")
  const markAnswered = db.prepare("UPDATE commands SET state = 'answered', answer = ? WHERE id = ?")
  const markCancelled = db.prepare("UPDATE commands SET state = 'cancelled' WHERE id = ?")
  const unnumber = db.prepare("UPDATE commands SET n = NULL WHERE lane = 'order' AND state IN ('waiting', 'sent')")
  const forget = db.prepare(
    `DELETE FROM commands WHERE state IN ('answered', 'cancelled')
       AND position < (SELECT coalesce(max(position), 0) FROM commands) - ${REMEMBERED}`,
  )
  const cancelled = db
    .prepare<[string], string>("SELECT command FROM commands WHERE id = ? AND state = 'cancelled'")
    .pluck()
  const insertNotice = db.prepare('INSERT OR IGNORE INTO notices (command_id, notice) VALUES (?, ?)')
  const allNotices = db.prepare<[], string>('SELECT notice FROM notices ORDER BY position').pluck()
  const dropNotice = db.prepare('DELETE FROM notices WHERE command_id = ?')

  const bulks = prepareBulks(db)

  let pending: QueuedCommand[] = db
    .prepare<[], StoredCommand>("SELECT * FROM commands WHERE state <> 'cancelled' ORDER BY position")
    .all()
    .map(restore)

  // What is in memory follows only what has been committed.
  const store = db.transaction((commands: readonly NewCommand[]) =>
    commands.map(({ command, lane, at, conversations, draftId, mine }) => {
      const about = JSON.stringify({ conversations, draftId, mine })
      return insert.get(command.id, lane, JSON.stringify(command), at, about)!
    }),
  )
  const storeCancelled = db.transaction((commandIds: readonly string[], undo: NewCommand | null) => {
    if (undo !== null) store([undo])
    for (const id of commandIds) markCancelled.run(id)
    if (undo !== null) markCancelled.run(undo.command.id)
  })
  const storeBulk = db.transaction((bulk: StoredBulk, commands: readonly NewCommand[]) => {
    bulks.put(bulk)
    return store(commands)
  })
  const storeSent = db.transaction((fresh: readonly QueuedCommand[], lane: Lane) => {
    const { id, next_n } = device.get()!
    const numbered = fresh.map((entry, i) => ({ entry, n: lane === 'order' ? next_n + i : null }))
    for (const { entry, n } of numbered) markSent.run(n, entry.position)
    if (lane === 'order') setDevice.run(id, next_n + fresh.length)
    return new Map(numbered.map(({ entry, n }) => [entry.command.id, { state: 'sent' as const, n }]))
  })
  const storeAnswers = db.transaction((answers: readonly CommandAnswer[], notices: readonly Notice[]) => {
    for (const answer of answers) markAnswered.run(JSON.stringify(answer), answer.id)
    for (const notice of notices) insertNotice.run(notice.commandId, JSON.stringify(notice))
    forget.run()
  })
  const storeRenumbered = db.transaction(() => {
    setDevice.run(ids(), 1)
    unnumber.run()
  })

  const keepErased = db.prepare('INSERT OR IGNORE INTO erased (id) VALUES (?)')
  const gone = new Set(db.prepare<[], string>('SELECT id FROM erased').pluck().all())
  const stillThere = db.prepare<[], number>('SELECT position FROM commands').pluck()
  const inErased = '(SELECT id FROM erased)'
  const dropTyped = db.prepare(`DELETE FROM typed WHERE conversation_id IN ${inErased}`)
  const dropNotices = db.prepare(`DELETE FROM notices WHERE notice ->> 'conversationId' IN ${inErased}`)
  // What is on its way keeps its place in the order until it is answered; an act on many names them, and says no more.
  const dropCommands = db.prepare(`DELETE FROM commands WHERE state <> 'sent' AND (
    command -> 'payload' ->> 'contactId' IN ${inErased}
    OR (about ->> '$.conversations[0]' IN ${inErased} AND command ->> 'type' <> 'bulk.apply'))`)
  const forgetErased = db.transaction(() => {
    dropTyped.run()
    dropNotices.run()
    dropCommands.run()
  })

  const replace = (changes: ReadonlyMap<string, Partial<QueuedCommand>>) => {
    pending = pending.map((entry) => {
      const change = changes.get(entry.command.id)
      return change === undefined ? entry : { ...entry, ...change }
    })
  }

  const append = (commands: readonly NewCommand[], positions: readonly number[]) => {
    const added = commands.map((entry, i) => ({
      ...entry,
      position: positions[i]!,
      n: null,
      state: 'waiting' as const,
      answer: null,
    }))
    pending = [...pending, ...added]
  }

  /** What a command follows, past those that were cancelled before anybody heard of them. */
  const follows = (id: string | undefined): string | undefined => {
    if (id === undefined) return undefined
    const gone = cancelled.get(id)
    return gone === undefined ? id : follows((JSON.parse(gone) as Command).after)
  }

  const envelope = (entry: QueuedCommand): CommandEnvelope => ({
    ...entry.command,
    after: follows(entry.command.after),
    device: entry.n === null ? undefined : { id: device.get()!.id, n: entry.n },
  })

  return {
    pending: () => pending,
    has: (id) => known.get(id) !== undefined,
    wasCancelled: (id) => cancelled.get(id) !== undefined,
    add: (commands) => append(commands, store(commands)),
    addBulk: (bulk, commands) => append(commands, storeBulk(bulk, commands)),
    bulks,
    cancel(commandIds, undo) {
      storeCancelled(commandIds, undo)
      pending = pending.filter((entry) => !commandIds.includes(entry.command.id))
    },
    take(lane, limit, but) {
      const mayLeave = (e: QueuedCommand) => e.lane === lane && isOpen(e) && !but?.has(e.position)
      const open = together(pending.filter(mayLeave)).slice(0, limit)
      const fresh = open.filter((e) => e.state === 'waiting' || (lane === 'order' && e.n === null))
      if (fresh.length > 0) replace(storeSent(fresh, lane))
      const taken = new Set(open.map((e) => e.position))
      return pending.filter((e) => taken.has(e.position)).map((command) => ({ command, envelope: envelope(command) }))
    },
    answer(answers, notices) {
      storeAnswers(answers, notices)
      if (gone.size > 0) forgetErased()
      replace(new Map(answers.map((answer) => [answer.id, { state: 'answered', answer }])))
    },
    renumber() {
      storeRenumbered()
      pending = pending.map((e) => (e.lane === 'order' && isOpen(e) ? { ...e, n: null } : e))
    },
    settle(cursor) {
      const left = pending.filter((e) => e.state !== 'answered' || e.answer === null || e.answer.seq > cursor)
      const changed = left.length !== pending.length
      pending = left
      return changed
    },
    notices: () => allNotices.all().map((text) => JSON.parse(text)),
    dismiss: (id) => void dropNotice.run(id),
    typed: prepareTyped(db),
    erase(ids) {
      db.transaction(() => {
        for (const id of ids) keepErased.run(id)
      })()
      for (const id of ids) gone.add(id)
      forgetErased()
      const left = new Set(stillThere.all())
      pending = pending.filter((entry) => left.has(entry.position))
      db.exec('VACUUM')
      db.pragma('wal_checkpoint(TRUNCATE)')
    },
    close: () => db.close(),
  }
}

/** Those that may leave in one request: a bulk act goes alone. */
function together(open: readonly QueuedCommand[]): readonly QueuedCommand[] {
  const first = open.findIndex((entry) => isBulk(entry.command))
  if (first === -1) return open
  return open.slice(0, Math.max(first, 1))
}

function restore(stored: StoredCommand): QueuedCommand {
  const { position, lane, at, n, state } = stored
  return {
    position,
    lane,
    command: JSON.parse(stored.command),
    at,
    n,
    state,
    answer: stored.answer === null ? null : commandAnswer.parse(JSON.parse(stored.answer)),
    ...(JSON.parse(stored.about) as Pick<QueuedCommand, 'conversations' | 'draftId' | 'mine'>),
  }
}
