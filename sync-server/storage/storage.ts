/** What the server stands on: `write` on a venue, `read` in one snapshot. Nothing else reaches the database. */
import path from 'node:path'
import { CompiledQuery, type Kysely } from 'kysely'
import type { Clock } from '#shared/clock.ts'
import { migrate } from './migrate.ts'
import { openPostgres } from './postgres.ts'
import { purgeFile } from './purge.ts'
import { informPlanner, openSqlite } from './sqlite.ts'
import type { Tables } from './tables.ts'
import type { Tx } from './tx.ts'
import { type Committed, type Lane, WriteQueue } from './write-queue.ts'

export interface Storage {
  readonly engine: 'sqlite' | 'postgres'
  write<R>(lane: Lane, venueId: string, fn: (tx: Tx) => Promise<R>): Promise<R>
  /** Everything that `fn` reads is of one snapshot. */
  read<R>(fn: (db: Kysely<Tables>) => Promise<R>): Promise<R>
  /** Told after each commit that changed shared rows. @returns a function that ends it. */
  onCommit(listener: (committed: Committed) => void): () => void
  /** For what belongs to no venue (venues themselves, sessions): a short transaction of its own. */
  system<R>(fn: (db: Kysely<Tables>) => Promise<R>): Promise<R>
  /**
   * Rids the files of what was deleted: SQLite keeps it in free pages and in its log. Nothing else is written or read
   * meanwhile. With PostgreSQL it does nothing: its own vacuum is the operator's.
   */
  purge(): Promise<void>
  close(): Promise<void>
}

export interface StorageOptions {
  /** Folder of the SQLite file. */
  readonly folder: string
  readonly databaseUrl?: string | undefined
  /** By a server, beside which nothing may be restored; of a folder it holds the lock itself. */
  readonly serving?: boolean
  readonly clock: Clock
}

/** Opens, migrates. @throws NewerDatabase, or whatever the engine says of a file that it cannot open. */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const listeners = new Set<(committed: Committed) => void>()
  const postgres = options.databaseUrl !== undefined
  const file = path.join(options.folder, 'greenlight.db')
  const { writer, reader } = postgres
    ? pair(openPostgres(options.databaseUrl, options.serving ?? false))
    : openSqlite(file)
  const closeAll = async () => {
    await writer.destroy()
    if (reader !== writer) await reader.destroy()
  }
  try {
    await migrate(writer)
    if (!postgres) await informPlanner(writer)
  } catch (error) {
    await closeAll()
    throw error
  }
  const queue = new WriteQueue({
    writer,
    postgres,
    clock: options.clock,
    onCommit: (committed) => {
      for (const listener of listeners) listener(committed)
    },
  })
  const serial = postgres ? <R>(fn: () => Promise<R>) => fn() : oneAtATime()
  return {
    engine: postgres ? 'postgres' : 'sqlite',
    write: (lane, venueId, fn) => queue.write(lane, venueId, fn),
    read: (fn) => serial(() => snapshot(reader, postgres, fn)),
    system: (fn) => queue.system(fn),
    purge: () => (postgres ? Promise.resolve() : serial(() => queue.alone(() => purgeFile(file)))),
    onCommit: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      await queue.close()
      await closeAll()
    },
  }
}

const BEGIN = CompiledQuery.raw('BEGIN')
const BEGIN_POSTGRES = CompiledQuery.raw('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
const COMMIT = CompiledQuery.raw('COMMIT')

const pair = (db: Kysely<Tables>) => ({ writer: db, reader: db })

function snapshot<R>(reader: Kysely<Tables>, postgres: boolean, fn: (db: Kysely<Tables>) => Promise<R>): Promise<R> {
  return reader.connection().execute(async (db) => {
    await db.executeQuery(postgres ? BEGIN_POSTGRES : BEGIN)
    try {
      return await fn(db)
    } finally {
      await db.executeQuery(COMMIT)
    }
  })
}

/** One reader connection: snapshots must not interleave on it. */
function oneAtATime(): <R>(fn: () => Promise<R>) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve()
  return (fn) => {
    const next = last.then(fn)
    last = next.catch(() => undefined)
    return next
  }
}
