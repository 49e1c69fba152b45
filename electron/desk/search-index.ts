/**
 * The full-text index beside the mirror's rows. It is filled in order of rowid up to a mark: a first load only adds rows
 * and the index follows in pieces; later pages take it along in their own transaction.
 */
import type Database from 'better-sqlite3'
import type { ConversationRow } from '#shared/rows.ts'
import { numberFragments } from './search.ts'

const TABLES = ['search_messages', 'search_customers'] as const

// What is deleted from the index is taken out of it at once, not when its segments happen to be merged. It is gathered
// in 16 MB of memory before it is written, and in large pages: there is less to be merged.
export const SEARCH_SCHEMA = `
-- Filled in pieces after a load, by rowid, which follows time.
CREATE VIRTUAL TABLE search_messages USING fts5 (
  body, content = 'messages', content_rowid = 'rid', prefix = '1 2 3 4 5 6', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE search_customers USING fts5 (
  name, digits, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);
${TABLES.flatMap((table) => [
  `INSERT INTO ${table} (${table}, rank) VALUES ('secure-delete', 1);`,
  `INSERT INTO ${table} (${table}, rank) VALUES ('hashsize', 16777216);`,
  `INSERT INTO ${table} (${table}, rank) VALUES ('pgsz', 16000);`,
]).join('\n')}
`

/** What FTS5 keeps them in; the texts of messages stand in their own table. */
export const SEARCH_STORES = [
  ...TABLES.flatMap((table) => ['data', 'idx', 'docsize'].map((store) => `${table}_${store}`)),
  'search_customers_content',
]

type Mark = 'indexed_messages' | 'indexed_customers'

export interface SearchIndex {
  /** To be called first in a transaction: how far an earlier one has come may have been undone. */
  begin(): void
  /** Indexes up to that many rows above the mark. @returns whether anything was left to do. */
  advance(limit: number): boolean
  /** The same for names and numbers alone, which keep their rowids. */
  advanceCustomers(limit: number): boolean
  /** Notes that it has all rows: somebody else has put them in. */
  hasAll(): void
  /** Whether the row's text is in the index, so that its rowid must stay. */
  holdsMessage(rid: number): boolean
  messageChanged(rid: number, before: string, after: string): void
  customerChanged(rid: number, row: ConversationRow | null): void
}

export function createSearchIndex(db: Database.Database): SearchIndex {
  const mark = db.prepare<[string], number>('SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?').pluck()
  const setMark = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)')
  const nextMessages = db.prepare<[number, number], number>(
    'SELECT max(rid) FROM (SELECT rid FROM messages WHERE rid > ? ORDER BY rid LIMIT ?)',
  )
  const addMessages = db.prepare(
    'INSERT INTO search_messages (rowid, body) SELECT rid, body FROM messages WHERE rid > ? AND rid <= ?',
  )
  const dropMessage = db.prepare("INSERT INTO search_messages (search_messages, rowid, body) VALUES ('delete', ?, ?)")
  const addMessage = db.prepare('INSERT INTO search_messages (rowid, body) VALUES (?, ?)')
  const nextCustomers = db.prepare<[number, number], number>(
    'SELECT max(rid) FROM (SELECT rid FROM conversations WHERE rid > ? ORDER BY rid LIMIT ?)',
  )
  const last = db.prepare<[], Record<Mark, number | null>>(
    `SELECT (SELECT max(rid) FROM messages) AS indexed_messages, (SELECT max(rid) FROM conversations) AS indexed_customers`,
  )
  db.function('number_fragments', { deterministic: true }, (number) => numberFragments(String(number)))
  // One statement for many rows: FTS5 begins a new piece of its index for each.
  const addCustomers = db.prepare(
    `INSERT INTO search_customers (rowid, name, digits)
     SELECT rid, coalesce(row ->> 'customerName', ''), number_fragments(row ->> 'customerNumber')
     FROM conversations WHERE rid > ? AND rid <= ? AND row IS NOT NULL`,
  )
  const dropCustomer = db.prepare('DELETE FROM search_customers WHERE rowid = ?')
  const addCustomer = db.prepare('INSERT INTO search_customers (rowid, name, digits) VALUES (?, ?, ?)')
  const customer = db.prepare<[number], { readonly name: string; readonly digits: string }>(
    'SELECT name, digits FROM search_customers WHERE rowid = ?',
  )
  nextMessages.pluck()
  nextCustomers.pluck()

  const marks = new Map<Mark, number>()
  const marked = (key: Mark): number => {
    const known = marks.get(key) ?? mark.get(key) ?? 0
    marks.set(key, known)
    return known
  }
  const moveMark = (key: Mark, to: number) => {
    marks.set(key, to)
    setMark.run(key, String(to))
  }
  const advanceCustomers = (limit: number): boolean => {
    const from = marked('indexed_customers')
    const to = nextCustomers.get(from, limit) ?? null
    if (to === null) return false
    addCustomers.run(from, to)
    moveMark('indexed_customers', to)
    return true
  }
  return {
    begin: () => marks.clear(),
    advance(limit) {
      const fromMessage = marked('indexed_messages')
      const toMessage = nextMessages.get(fromMessage, limit) ?? null
      if (toMessage !== null) {
        addMessages.run(fromMessage, toMessage)
        moveMark('indexed_messages', toMessage)
      }
      return advanceCustomers(limit) || toMessage !== null
    },
    advanceCustomers,
    hasAll() {
      for (const [key, rid] of Object.entries(last.get()!)) if (rid !== null) moveMark(key as Mark, rid)
    },
    holdsMessage: (rid) => rid <= marked('indexed_messages'),
    messageChanged(rid, before, after) {
      if (before === after) return
      dropMessage.run(rid, before)
      addMessage.run(rid, after)
    },
    customerChanged(rid, row) {
      if (rid > marked('indexed_customers')) return
      // Nearly every change is of something else, and taking words out of the index is dear.
      const [name, digits] = row === null ? [] : wordsOf(row)
      const known = customer.get(rid)
      if (known?.name === name && known?.digits === digits) return
      dropCustomer.run(rid)
      if (row !== null) addCustomer.run(rid, ...wordsOf(row))
    },
  }
}

const wordsOf = (row: ConversationRow): [name: string, digits: string] => [
  row.customerName ?? '',
  numberFragments(row.customerNumber),
]
