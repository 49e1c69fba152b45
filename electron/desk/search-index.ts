/**
 * The full-text index beside the mirror's rows. It is filled in order of rowid up to a mark: a first load only adds rows
 * and the index follows in pieces; later pages take it along in their own transaction.
 */
import type Database from 'better-sqlite3'
import type { ConversationRow } from '#shared/rows.ts'
import { numberFragments } from './search.ts'

export interface SearchIndex {
  /** To be called first in a transaction: how far an earlier one has come may have been undone. */
  begin(): void
  /** Indexes up to that many rows above the mark. @returns whether anything was left to do. */
  advance(limit: number): boolean
  /** The same for names and numbers alone, which keep their rowids. */
  advanceCustomers(limit: number): boolean
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

  type Mark = 'indexed_messages' | 'indexed_customers'
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
