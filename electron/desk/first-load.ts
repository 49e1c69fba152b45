/**
 * The first load of a mirror: the rows of an empty one go into a file beside it, into tables without indexes but those of
 * few rows; the others and the list are made once, from all of the rows, and the finished file takes the mirror's place,
 * searchable as it is. Until then the file is worth nothing to anybody: nothing waits for the disk, and what a crash leaves
 * of it is thrown away.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { Part } from '#shared/feed.ts'
import { type Row, TABLE_NAMES, type TableName } from '#shared/rows.ts'
import { columnsOf, insertOf } from './columns.ts'
import { removeDatabase } from './files.ts'
import { fillInbox } from './inbox.ts'
import { judge } from './judge.ts'
import { openScratch, type Texts, takeText, textOf } from './load-text.ts'
import { prepareMergedWriter } from './merged.ts'
import type { Touched } from './mirror-writer.ts'
import { type Position, preparePositionWriter } from './position.ts'
import { prepareReads } from './reads.ts'
import { makeIdIndex, makeIndexes, makeListIndexes, makeTables, openToWrite, signSchema } from './schema.ts'
import { createSearchIndex } from './search-index.ts'

/** Rows of one statement: calling it takes as long as inserting two rows. */
const AT_ONCE = 16
export const loadOf = (mirror: string): string => `${mirror}-load`

type Value = string | number | null

/** Rows of a page, judged and made ready to be inserted: what can be done beside the writer's thread. */
export interface ReadyRows {
  /** All values of a table's rows, one row after the other. */
  readonly tables: ReadonlyMap<TableName, readonly Value[]>
  readonly merged: readonly (readonly [id: string, into: string])[]
  readonly texts: Texts
  /** Typed words of this person, from whichever console. */
  readonly typed: readonly string[]
  /** Rows that did not have their form and were passed over: `table/id`. */
  readonly unreadable: readonly string[]
}

export function makeReady(parts: readonly Part[]): ReadyRows {
  const tables = new Map<TableName, Value[]>()
  const merged: [string, string][] = []
  const typed: string[] = []
  const texts = { messages: [] as string[], customers: [] as Texts['customers'][number][] }
  const adding = <T extends TableName>(table: T) => {
    const { of } = columnsOf(table)
    const values = tables.get(table) ?? []
    tables.set(table, values)
    return (id: string, seq: number, row: Row<T> | null) => {
      for (const value of of(id, seq, row)) values.push(value)
      if (table === 'messages') texts.messages.push((row as Row<'messages'> | null)?.body ?? '')
      else if (table === 'conversations') addConversation(id, row as Row<'conversations'> | null)
      else if (table === 'typed') typed.push(id)
    }
  }
  const addConversation = (id: string, row: Row<'conversations'> | null) => {
    texts.customers.push(row === null ? null : [row.customerName ?? '', row.customerNumber])
    if (row?.mergedInto) merged.push([id, row.mergedInto])
  }
  const unreadable = judge(parts, adding)
  return { tables, merged, texts, typed, unreadable }
}

export interface FirstLoad {
  add(rows: Pick<ReadyRows, 'tables' | 'merged'>): void
  /** Makes the indexes and the list. */
  list(): void
  /** Takes over the full text that was made meanwhile, and closes the file. */
  finish(position: Position): void
  /** Throws it away. */
  drop(): void
}

export interface FirstList {
  /** Lands its rows, each of which comes once; nothing else has landed yet. They move no cursor. */
  fill(parts: readonly Part[]): Touched
  close(): void
}

/** Opens a new mirror for its first list, whose rows go in as those of a load do: landing them one by one takes twice as long. */
export function beginList(file: string): FirstList {
  const db = openToWrite(file)
  const fill = db.transaction((parts: readonly Part[]): Touched => {
    const { tables, merged, typed, unreadable } = makeReady(parts)
    prepareAdd(db)({ tables, merged })
    fillInbox(db, prepareReads(db))
    createSearchIndex(db).advanceCustomers(Number.MAX_SAFE_INTEGER)
    const conversations = new Set(db.prepare<[], string>('SELECT id FROM conversations').pluck().all())
    return { conversations, venue: true, typed, happenings: [], erased: false, unreadable }
  })
  return { fill: fill.immediate, close: () => void db.close() }
}

export function beginLoad(file: string): FirstLoad {
  const db = openScratch(file)
  // All of it is one transaction: what there is to put back is next to nothing.
  makeTables(db)
  db.exec('BEGIN')
  const index = createSearchIndex(db)
  /** Whether rows have gone, whose texts are in the full text that was made beside them. */
  let haveGone = false

  return {
    add: prepareAdd(db),
    list() {
      for (const table of TABLE_NAMES) if (makeIdsUnique(db, table)) haveGone = true
      makeIndexes(db)
      fillInbox(db, prepareReads(db))
      makeListIndexes(db)
    },
    finish(position) {
      if (haveGone) index.advance(Number.MAX_SAFE_INTEGER)
      else {
        takeText(db, textOf(file))
        index.hasAll()
      }
      preparePositionWriter(db)(position)
      signSchema(db)
      db.exec('COMMIT')
      db.close()
    },
    drop() {
      db.close()
      removeDatabase(file)
    },
  }
}

/** Puts a finished load in the mirror's place, durably; nobody has either of them open. What refuses leaves a mirror there. */
export function takePlace(load: string, mirror: string): void {
  sync(load)
  // Whoever closed it last has taken its journal in. One that is left would be taken for the new file's.
  if (existsSync(`${mirror}-wal`)) removeDatabase(mirror)
  renameSync(load, mirror)
  // A folder cannot be opened on Windows, nor has it to be.
  if (process.platform !== 'win32') sync(path.dirname(mirror), 'r')
}

/** Where a row came twice, as one that was deleted and made again may, the newer one stays. @returns whether any has gone */
function makeIdsUnique(db: Database.Database, table: TableName): boolean {
  try {
    makeIdIndex(db, table)
    return false
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_CONSTRAINT_UNIQUE') throw error
    db.exec(`DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM
      (SELECT rowid, row_number() OVER (PARTITION BY id ORDER BY seq DESC) AS n FROM ${table}) WHERE n > 1)`)
    makeIdIndex(db, table)
    return true
  }
}

function prepareAdd(db: Database.Database): FirstLoad['add'] {
  const inserts = new Map<TableName, ReturnType<typeof prepareInsert>>()
  const insertInto = (table: TableName) => {
    const known = inserts.get(table) ?? prepareInsert(db, table)
    inserts.set(table, known)
    return known
  }
  const merge = prepareMergedWriter(db)
  return ({ tables, merged }) => {
    for (const [table, values] of tables) insertInto(table)(values)
    for (const [id, into] of merged) merge(id, into)
  }
}

/** @returns inserts rows, given as all of their values: many in a statement. */
function prepareInsert(db: Database.Database, table: TableName): (values: readonly Value[]) => void {
  const many = db.prepare(insertOf(table, AT_ONCE))
  const one = db.prepare(insertOf(table, 1))
  const width = columnsOf(table).names.length
  return (values) => {
    let at = 0
    for (; at + width * AT_ONCE <= values.length; at += width * AT_ONCE)
      many.run(values.slice(at, at + width * AT_ONCE))
    for (; at < values.length; at += width) one.run(values.slice(at, at + width))
  }
}

function sync(fileOrFolder: string, flags = 'r+'): void {
  const opened = openSync(fileOrFolder, flags)
  fsyncSync(opened)
  closeSync(opened)
}
