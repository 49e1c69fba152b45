/** Takes the feed's rows into the mirror's tables: a row lands only if it is newer; a deletion stays as a tombstone. */
import type Database from 'better-sqlite3'
import type { ConversationRow, Row, TableName } from '#shared/rows.ts'
import { columnsOf, insertOf } from './columns.ts'
import type { Judged } from './judge.ts'
import { prepareMergedWriter } from './merged.ts'
import type { Known } from './reads.ts'
import { KEPT, type Kept, PLAIN_TABLES } from './schema.ts'
import type { SearchIndex } from './search-index.ts'

/** What one change did to the mirror. */
export interface Landed {
  readonly table: TableName
  readonly id: string
  /** The conversation that it belongs to, where it belongs to one. */
  readonly conversationId: string | null
  /** Whether the list's row of that conversation may look different now. */
  readonly listed: boolean
  /** It, where it is a conversation that is there. */
  readonly known?: Known
}

type Put<T extends TableName> = (id: string, seq: number, row: Row<T> | null) => Omit<Landed, 'table' | 'id'> | null

const PLAIN = { conversationId: null, listed: false }
const LIVE_STATES: readonly string[] = ['queued', 'claimed', 'failed', 'unknown']

export interface Upserts {
  /** To be called before changes land, with all of them. */
  begin(changes: readonly Judged[]): void
  /** Lands one change; null: the mirror has it already. */
  put(change: Judged): Landed | null
}

export function prepareUpserts(db: Database.Database, index: SearchIndex): Upserts {
  const standing = new Map<string, Standing>()
  const readStanding = prepareStanding(db)
  const puts = {
    conversations: putConversation(db, index, standing),
    messages: putMessage(db, index),
    drafts: putBeside(db, 'drafts'),
    decisions: putBeside(db, 'decisions'),
    ...Object.fromEntries(PLAIN_TABLES.map((table) => [table, putPlain(db, table)])),
  } as { readonly [T in TableName]: Put<T> }

  return {
    begin(changes) {
      standing.clear()
      const ids = changes.flatMap(({ table, id }) => (table === 'conversations' ? id : []))
      if (ids.length > 0) readStanding(ids, standing)
    },
    put<T extends TableName>({ table, id, seq, row }: Judged<T>) {
      const landed = puts[table](id, seq, row)
      return landed === null ? null : { table, id, ...landed }
    },
  }
}

/** A conversation as it stands here before it lands. */
interface Standing {
  readonly rid: number
  readonly seq: number
  readonly row: string | null
  /** What it is merged into. */
  readonly into: string | null
  readonly kept: Kept | null
}

/** @returns reads many at once: one by one they take several times as long. */
function prepareStanding(db: Database.Database): (ids: readonly string[], to: Map<string, Standing>) => void {
  const find = db.prepare<[string], Omit<Standing, 'kept'> & Kept & { readonly id: string }>(
    `SELECT c.id, c.rid, c.seq, c.row, m.into_id AS "into", ${KEPT.map((column) => `i.${column}`).join()}
     FROM json_each(?) given CROSS JOIN conversations c ON c.id = given.value
     LEFT JOIN merged m ON m.id = c.id LEFT JOIN inbox i ON i.rid = c.rid`,
  )
  return (ids, to) => {
    for (const found of find.all(JSON.stringify(ids))) {
      const { id, rid, seq, row, into } = found
      to.set(id, { rid, seq, row, into, kept: found.views === null ? null : found })
    }
  }
}

/** Puts a newer row in the place of the one that is there. */
const upsertOf = (table: TableName, instead: Readonly<Record<string, string>> = {}): string => {
  const set = columnsOf(table)
    .names.filter((name) => name !== 'id')
    .map((name) => `${name} = ${instead[name] ?? `excluded.${name}`}`)
  return `${insertOf(table, 1)} ON CONFLICT (id) DO UPDATE SET ${set.join()} WHERE excluded.seq > seq`
}

function putPlain(db: Database.Database, table: TableName): Put<TableName> {
  const { of } = columnsOf(table)
  const put = db.prepare(upsertOf(table))
  return (id, seq, row) => (put.run(of(id, seq, row)).changes === 0 ? null : PLAIN)
}

function putConversation(
  db: Database.Database,
  index: SearchIndex,
  standing: Map<string, Standing>,
): Put<'conversations'> {
  const { of } = columnsOf('conversations')
  const put = db.prepare<[unknown[]], number>(`${upsertOf('conversations')} RETURNING rid`).pluck()
  const update = db.prepare('UPDATE conversations SET seq = ?, row = ? WHERE rid = ?')
  const merged = prepareMergedWriter(db)
  return (id, seq, row) => {
    const found = standing.get(id)
    if (found !== undefined && found.seq >= seq) return null
    const values = of(id, seq, row)
    const text = values[3] as string | null
    const was = found?.row ?? null
    const same = text !== null && was?.startsWith(customerIn(text)) === true
    const rid = same ? found!.rid : put.get(values)!
    // Of one that is still the same customer's, neither the index of contacts nor the words are written anew.
    if (same) update.run(seq, text, rid)
    else index.customerChanged(rid, row)
    const into = row?.mergedInto ?? null
    if (into !== (found?.into ?? null)) merged(id, into)
    const kept = found?.kept ?? null
    standing.set(id, { rid, seq, row: text, into, kept })
    if (row === null) return { conversationId: id, listed: true }
    const before = (): ConversationRow | null => (was === null ? null : JSON.parse(was))
    return { conversationId: id, listed: true, known: { row, seq, rid, kept, before } }
  }
}

/** How the text of a conversation begins: with what says whose it is. Within words no quotes stand like that. */
const customerIn = (text: string): string => text.slice(0, text.indexOf(',"state":'))

function putMessage(db: Database.Database, index: SearchIndex): Put<'messages'> {
  const { of } = columnsOf('messages')
  const insert = db.prepare(insertOf('messages', 1, 'OR IGNORE'))
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
    const values = of(id, seq, row)
    const conversationId = row?.conversationId ?? null
    if (insert.run(values).changes > 0) {
      const live = row !== null && row.direction === 'out' && LIVE_STATES.includes(row.state)
      // A text that has been delivered changes the list only through its conversation's own row.
      return { conversationId, listed: live }
    }
    const before = find.get(id)!
    const indexed = index.holdsMessage(before.rid)
    // During a first load the newest rows come twice; taking their place in the order again keeps rowids following time.
    if (!indexed && before.seq <= seq) before.rid = moveLast.get(before.rid)!
    if (before.seq >= seq) return null
    if (indexed) index.messageChanged(before.rid, before.body, row?.body ?? '')
    const [, , , ...rest] = values
    update.run(seq, ...rest, before.rid)
    return { conversationId: conversationId ?? before.conversation_id, listed: true }
  }
}

/** What stands beside a conversation: when it goes, the list's row of that conversation may look different. */
function putBeside<T extends 'drafts' | 'decisions'>(db: Database.Database, table: T): Put<T> {
  const { of } = columnsOf(table)
  const kept = { conversation_id: 'coalesce(excluded.conversation_id, conversation_id)' }
  const put = db.prepare<[unknown[]], string | null>(`${upsertOf(table, kept)} RETURNING conversation_id`).pluck()
  return (id, seq, row) => {
    const conversationId = put.get(of(id, seq, row))
    return conversationId === undefined ? null : { conversationId, listed: true }
  }
}
