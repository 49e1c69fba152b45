/** Takes the feed's rows into the mirror's tables: a row lands only if it is newer; a deletion stays as a tombstone. */
import type Database from 'better-sqlite3'
import type { Change } from '#shared/feed.ts'
import { ROWS, type Row, TABLE_NAMES, type TableName } from '#shared/rows.ts'
import { prepareMergedWriter } from './merged.ts'
import { PLAIN_TABLES } from './schema.ts'
import type { SearchIndex } from './search-index.ts'

/** What one change did to the mirror. */
export interface Landed {
  readonly table: TableName
  readonly id: string
  /** The conversation that it belongs to, where it belongs to one. */
  readonly conversationId: string | null
  /** Whether the list's row of that conversation may look different now. */
  readonly listed: boolean
}

type Put<T extends TableName> = (id: string, seq: number, row: Row<T> | null) => Omit<Landed, 'table' | 'id'> | null

const PLAIN = { conversationId: null, listed: false }
const LIVE_STATES: readonly string[] = ['queued', 'claimed', 'failed', 'unknown']

const isTable = (name: string): name is TableName => (TABLE_NAMES as readonly string[]).includes(name)
const json = (row: unknown): string | null => (row === null ? null : JSON.stringify(row))

/**
 * @returns a function for one change. It answers null where the mirror has it already or the table is not known here,
 * and throws a ZodError where the row does not have its form.
 */
export function prepareUpserts(db: Database.Database, index: SearchIndex): (change: Change) => Landed | null {
  const puts = {
    conversations: putConversation(db, index),
    messages: putMessage(db, index),
    drafts: putDraft(db),
    decisions: putDecision(db),
    ...Object.fromEntries(PLAIN_TABLES.map((table) => [table, putPlain(db, table)])),
  } as { readonly [T in TableName]: Put<T> }

  const put = <T extends TableName>(table: T, change: Change): Landed | null => {
    const row = change.row === null ? null : (ROWS[table].parse(change.row) as Row<T>)
    const landed = puts[table](change.id, change.seq, row)
    return landed === null ? null : { table, id: change.id, ...landed }
  }
  return (change) => (isTable(change.table) ? put(change.table, change) : null)
}

function putPlain(db: Database.Database, table: TableName): Put<TableName> {
  const put = db.prepare(
    `INSERT INTO ${table} (id, seq, row) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, row = excluded.row WHERE excluded.seq > seq`,
  )
  return (id, seq, row) => (put.run(id, seq, json(row)).changes === 0 ? null : PLAIN)
}

function putConversation(db: Database.Database, index: SearchIndex): Put<'conversations'> {
  const put = db.prepare<[string, number, string | null, string | null], number>(
    `INSERT INTO conversations (id, seq, contact_id, row) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, contact_id = excluded.contact_id, row = excluded.row
       WHERE excluded.seq > seq
     RETURNING rid`,
  )
  put.pluck()
  const merged = prepareMergedWriter(db)
  return (id, seq, row) => {
    const rid = put.get(id, seq, row?.contactId ?? null, json(row))
    if (rid === undefined) return null
    index.customerChanged(rid, row)
    merged(id, row?.mergedInto ?? null)
    return { conversationId: id, listed: true }
  }
}

function putMessage(db: Database.Database, index: SearchIndex): Put<'messages'> {
  const columns = 'id, seq, conversation_id, created_at, direction, state, body, row'
  const insert = db.prepare(`INSERT OR IGNORE INTO messages (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  const find = db.prepare<[string], { rid: number; seq: number; conversation_id: string | null; body: string }>(
    'SELECT rid, seq, conversation_id, body FROM messages WHERE id = ?',
  )
  const moveLast = db.prepare<[number], number>(
    'UPDATE messages SET rid = (SELECT max(rid) + 1 FROM messages) WHERE rid = ? RETURNING rid',
  )
  moveLast.pluck()
  const update = db.prepare(
    'UPDATE messages SET seq = ?, created_at = ?, direction = ?, state = ?, body = ?, row = ? WHERE rid = ?',
  )
  return (id, seq, row) => {
    const { body = '', ...rest } = row ?? {}
    const live = row !== null && row.direction === 'out' && LIVE_STATES.includes(row.state)
    const text = row === null ? null : json(rest)
    const conversationId = row?.conversationId ?? null
    const at = row?.createdAt ?? null
    const direction = row?.direction ?? null
    const state = row?.state ?? null
    if (insert.run(id, seq, conversationId, at, direction, state, body, text).changes > 0) {
      // A text that has been delivered changes the list only through its conversation's own row.
      return { conversationId, listed: live }
    }
    const before = find.get(id)!
    const indexed = index.holdsMessage(before.rid)
    // During a first load the newest rows come twice; taking their place in the order again keeps rowids following time.
    if (!indexed && before.seq <= seq) before.rid = moveLast.get(before.rid)!
    if (before.seq >= seq) return null
    if (indexed) index.messageChanged(before.rid, before.body, body)
    update.run(seq, at, direction, state, body, text, before.rid)
    return { conversationId: conversationId ?? before.conversation_id, listed: true }
  }
}

function putDraft(db: Database.Database): Put<'drafts'> {
  const put = db.prepare<[string, number, string | null, string | null, string | null], string | null>(
    `INSERT INTO drafts (id, seq, conversation_id, state, row) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, state = excluded.state, row = excluded.row,
       conversation_id = coalesce(excluded.conversation_id, conversation_id) WHERE excluded.seq > seq
     RETURNING conversation_id`,
  )
  put.pluck()
  return (id, seq, row) => {
    const conversationId = put.get(id, seq, row?.conversationId ?? null, row?.state ?? null, json(row))
    return conversationId === undefined ? null : { conversationId, listed: true }
  }
}

function putDecision(db: Database.Database): Put<'decisions'> {
  const put = db.prepare(
    `INSERT INTO decisions (id, seq, conversation_id, inbound_message_id, at, outcome, intent, reasons, row)
     VALUES (:id, :seq, :conversationId, :inboundMessageId, :at, :outcome, :intent, :reasons, :row)
     ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, conversation_id = excluded.conversation_id,
       inbound_message_id = excluded.inbound_message_id, at = excluded.at, outcome = excluded.outcome,
       intent = excluded.intent, reasons = excluded.reasons, row = excluded.row WHERE excluded.seq > seq`,
  )
  return (id, seq, row) => {
    const { conversationId, inboundMessageId, at, outcome, intent } = row ?? NO_DECISION
    const columns = { conversationId, inboundMessageId, at, outcome, intent, reasons: json(row?.reasons ?? null) }
    return put.run({ id, seq, ...columns, row: json(row) }).changes === 0 ? null : { conversationId, listed: true }
  }
}

const NO_DECISION = { conversationId: null, inboundMessageId: null, at: null, outcome: null, intent: null }
