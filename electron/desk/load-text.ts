/**
 * The full text of a first load, made beside its rows: in a file of its own, of the same tables, which the load then takes
 * over as they are. It is half of a load's work.
 */
import Database from 'better-sqlite3'
import { removeDatabase } from './files.ts'
import { numberFragments } from './search.ts'
import { SEARCH_SCHEMA, SEARCH_STORES } from './search-index.ts'

export const textOf = (load: string): string => `${load}-text`

/** What a page brings to the full text: of each row of the tables, in their order. */
export interface Texts {
  readonly messages: readonly string[]
  /** Null: it is gone. */
  readonly customers: readonly (readonly [name: string, number: string] | null)[]
}

export interface TextLoad {
  add(texts: Texts): void
  /** Completes the file, for whoever takes it over. */
  finish(): void
  /** Throws it away. */
  close(): void
}

/** Texts that are taken in by one statement: what it has gathered is written after each. */
const AT_ONCE = 32_000

/** A file that only a load reads, or nobody: nothing waits for the disk, and there is nothing to put back. */
export function openScratch(file: string): Database.Database {
  removeDatabase(file)
  const db = new Database(file)
  db.pragma('journal_mode = MEMORY')
  db.pragma('synchronous = OFF')
  db.pragma('locking_mode = EXCLUSIVE')
  db.pragma('cache_size = -32000')
  return db
}

export function beginText(file: string): TextLoad {
  const db = openScratch(file)
  db.exec(SEARCH_SCHEMA)
  db.exec('BEGIN')
  const addMessages = db.prepare(
    'INSERT INTO search_messages (rowid, body) SELECT CAST(? AS INTEGER) + key, value FROM json_each(?)',
  )
  const addCustomers = db.prepare(
    `INSERT INTO search_customers (rowid, name, digits) SELECT CAST(? AS INTEGER) + key, value ->> 0, value ->> 1
     FROM json_each(?) WHERE type <> 'null'`,
  )
  // Rows have the numbers that they get in a table that is empty at first.
  const taker = <T>(insert: Database.Statement, wordsOf: (one: T) => unknown) => {
    let held: unknown[] = []
    let next = 1
    const takeIn = () => {
      insert.run(next, JSON.stringify(held))
      next += held.length
      held = []
    }
    return {
      add(some: readonly T[]) {
        for (const one of some) held.push(wordsOf(one))
        if (held.length >= AT_ONCE) takeIn()
      },
      takeIn,
    }
  }
  const messages = taker(addMessages, (body: string) => body)
  const customers = taker(addCustomers, (one: Texts['customers'][number]) =>
    one === null ? null : [one[0], numberFragments(one[1])],
  )
  return {
    add(texts) {
      messages.add(texts.messages)
      customers.add(texts.customers)
    },
    finish() {
      messages.takeIn()
      customers.takeIn()
      db.exec('COMMIT')
      db.close()
    },
    close() {
      db.close()
      removeDatabase(file)
    },
  }
}

/** Takes the tables over, page by page as they are, into those of the same form that stand empty there. */
export function takeText(db: Database.Database, file: string): void {
  db.prepare('ATTACH ? AS text').run(file)
  // These are FTS5's own, which it keeps from being written to.
  db.unsafeMode(true)
  for (const store of SEARCH_STORES)
    db.exec(`DELETE FROM main.${store}; INSERT INTO main.${store} SELECT * FROM text.${store}`)
  db.unsafeMode(false)
}
