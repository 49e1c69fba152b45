/** The mirror's tables. The mirror can always be had again from the server: another version is simply built afresh. */
import { crc32 } from 'node:zlib'
import Database from 'better-sqlite3'
import type { Order } from '#shared/filters.ts'
import { TABLE_NAMES, type TableName } from '#shared/rows.ts'
import { VIEWS, type View } from '#shared/views.ts'
import { MERGED_SCHEMA } from './merged.ts'
import { SEARCH_SCHEMA } from './search-index.ts'

/** Raise it whenever a table below or what stands in `inbox` changes. */
export const MIRROR_VERSION = 16

/** Tables that carry columns of their own; all others are id, seq and the row as JSON. */
const WIDE = `
CREATE TABLE conversations (
  rid INTEGER PRIMARY KEY, id TEXT NOT NULL, seq INTEGER NOT NULL, contact_id TEXT, row TEXT
) STRICT;
CREATE TABLE messages (
  rid INTEGER PRIMARY KEY, id TEXT NOT NULL, seq INTEGER NOT NULL, conversation_id TEXT, created_at INTEGER,
  direction TEXT, state TEXT, body TEXT NOT NULL, row TEXT
) STRICT;
CREATE TABLE drafts (id TEXT NOT NULL, seq INTEGER NOT NULL, conversation_id TEXT, state TEXT, row TEXT) STRICT;
CREATE TABLE decisions (
  id TEXT NOT NULL, seq INTEGER NOT NULL, conversation_id TEXT, inbound_message_id TEXT, at INTEGER, outcome TEXT,
  intent TEXT, reasons TEXT, row TEXT
) STRICT;
`

/** Of few rows: kept while they come, as looking for those in a full table would take longer. */
const FEW_INDEXES = `
CREATE INDEX messages_unsettled ON messages (conversation_id)
  WHERE direction = 'out' AND state IN ('queued', 'claimed', 'failed', 'unknown');
CREATE INDEX messages_notes ON messages (conversation_id, created_at)
  WHERE direction = 'system' AND row ->> 'reason' = 'note';
CREATE INDEX drafts_pending ON drafts (conversation_id) WHERE state = 'pending';
`

const INDEXES = `
CREATE INDEX conversations_by_contact ON conversations (contact_id);
CREATE INDEX messages_by_thread ON messages (conversation_id, created_at);
CREATE INDEX decisions_by_inbound ON decisions (inbound_message_id);
CREATE INDEX decisions_by_conversation ON decisions (conversation_id, at, seq) WHERE outcome <> 'merged';
CREATE INDEX bookings_by_end ON bookings (row ->> 'endsAt');
CREATE INDEX bookings_by_contact ON bookings (row ->> 'contactId');
CREATE INDEX typed_by_conversation ON typed (row ->> 'conversationId');
CREATE INDEX playbook_runs_by_conversation ON playbook_runs (row ->> 'conversationId');
`

const WIDE_TABLES: readonly TableName[] = ['conversations', 'messages', 'drafts', 'decisions']
export const PLAIN_TABLES = TABLE_NAMES.filter((table) => !WIDE_TABLES.includes(table))

/** Where a view's bit stands in `inbox.views`. */
export const viewBit = (view: View): number => 1 << VIEWS.indexOf(view)

/** Whether a row of `inbox` is in a view, in SQL. What changes its views leaves it in `everything`, whose indexes are not written then. */
export const inView = (view: View): string => (view === 'everything' ? 'listed' : `views & ${viewBit(view)}`)

/** What a row's place goes by in whichever view it is; most of what happens changes only in which. */
const PLACE = ['urgent', 'waiting', 'at', 'listed'] as const
/** What `inbox` keeps of one conversation. */
export type Kept = Readonly<Record<(typeof PLACE)[number] | 'views', number> & Record<'sets' | 'beside', string>>
export const KEPT: readonly (keyof Kept)[] = [...PLACE, 'views', 'sets', 'beside']

/** What a row is sorted by, in SQL and in memory alike. */
export const ORDER_BY: Readonly<Record<Order, string>> = {
  waiting: 'urgent DESC, waiting, conversation_id',
  newest: 'at DESC, conversation_id',
}

/** The orders that a view can be walked in by an index of its own; the other one takes the index of everything. */
const INDEXED: readonly (readonly [View, Order])[] = [
  ...VIEWS.map((view) => [view, 'newest'] as const),
  ['needs_you', 'waiting'],
  ['everything', 'waiting'],
]

/** The index to walk a view by. */
export function indexOf(view: View, order: Order): { readonly view: View; readonly index: string } {
  const own = INDEXED.some(([v, o]) => v === view && o === order)
  return own ? { view, index: `inbox_${view}_${order}` } : { view: 'everything', index: `inbox_everything_${order}` }
}

const LIST_INDEXES = [
  'CREATE UNIQUE INDEX inbox_by_conversation ON inbox (conversation_id);',
  ...INDEXED.map(
    ([view, order]) => `CREATE INDEX inbox_${view}_${order} ON inbox (${ORDER_BY[order]}) WHERE ${inView(view)};`,
  ),
].join('\n')

const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
${PLAIN_TABLES.map((table) => `CREATE TABLE ${table} (id TEXT NOT NULL, seq INTEGER NOT NULL, row TEXT) STRICT;`).join('\n')}
${WIDE}
${MERGED_SCHEMA}
-- One row a conversation, made as pages apply: what it is sorted by, the sets that it is in, and what the list shows beside
-- the conversation itself, which most changes leave as it is.
CREATE TABLE inbox (
  rid INTEGER PRIMARY KEY, conversation_id TEXT NOT NULL, urgent INTEGER NOT NULL, waiting INTEGER NOT NULL,
  at INTEGER NOT NULL, listed INTEGER NOT NULL, views INTEGER NOT NULL, sets TEXT NOT NULL, beside TEXT NOT NULL
) STRICT;
-- Sets of conversations by rid, a bit each: what views, filters and counts are reckoned from.
CREATE TABLE sets (name TEXT NOT NULL, chunk INTEGER NOT NULL, bits BLOB NOT NULL, UNIQUE (name, chunk)) STRICT;
CREATE TABLE set_sizes (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT;
${SEARCH_SCHEMA}`

/** The tables, and indexes that cost them next to nothing: what a first load fills. */
export function makeTables(db: Database.Database): void {
  db.exec(TABLES)
  db.exec(FEW_INDEXES)
}

/** What rows are found by, and what keeps each there once. @throws SQLITE_CONSTRAINT_UNIQUE where the table has one twice */
export const makeIdIndex = (db: Database.Database, table: TableName): void =>
  void db.exec(`CREATE UNIQUE INDEX ${table}_by_id ON ${table} (id)`)

export function makeIndexes(db: Database.Database): void {
  db.exec(INDEXES)
}

export function makeListIndexes(db: Database.Database): void {
  db.exec(LIST_INDEXES)
}

/** Says of a file that has all of it which version it is of. */
export function signSchema(db: Database.Database): void {
  db.prepare("INSERT INTO meta (key, value) VALUES ('schema', ?)").run(schemaSum(db))
  db.pragma(`user_version = ${MIRROR_VERSION}`)
}

/** A checksum of the tables and indexes as the file has them: kept when they are made, compared at each start. VACUUM orders them anew. */
function schemaSum(db: Database.Database): string {
  const sql = db.prepare<[], string | null>('SELECT sql FROM sqlite_schema ORDER BY name').pluck().all()
  return String(crc32(JSON.stringify(sql)))
}

/** Each commit of a load touches pages all over the indexes: they are written back once for many commits. */
const GATHERED_PAGES = 8_000

/** Takes what the journal has gathered into the file, where that is much. */
export function writeBack(db: Database.Database): void {
  const [journal] = db.pragma('wal_checkpoint(NOOP)') as { readonly log: number; readonly checkpointed: number }[]
  if (journal!.log - journal!.checkpointed > GATHERED_PAGES) db.pragma('wal_checkpoint(PASSIVE)')
}

/** Opens a mirror's file for writing, and makes its tables where it is new. */
export function openToWrite(file: string): Database.Database {
  const db = new Database(file)
  // A new file has nothing in it yet: were that lost, nothing would be.
  db.pragma('synchronous = OFF')
  db.pragma('journal_mode = WAL')
  db.pragma('cache_size = -32000')
  // What a commit has touched is written back by `writeBack`, when nobody waits for it; by the commit itself where it is far more.
  db.pragma(`wal_autocheckpoint = ${8 * GATHERED_PAGES}`)
  if (db.pragma('user_version', { simple: true }) === 0) db.transaction(makeSchema).immediate(db)
  db.pragma('synchronous = NORMAL')
  return db
}

function makeSchema(db: Database.Database): void {
  makeTables(db)
  for (const table of TABLE_NAMES) makeIdIndex(db, table)
  makeIndexes(db)
  makeListIndexes(db)
  signSchema(db)
}

/** Whether the tables and indexes are those that were made. */
export function hasItsSchema(db: Database.Database): boolean {
  return db.prepare("SELECT value FROM meta WHERE key = 'schema'").pluck().get() === schemaSum(db)
}
