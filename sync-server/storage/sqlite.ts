/**
 * SQLite behind Kysely: one connection that writes (WAL, synchronous FULL) and one that reads. Statements are prepared
 * once and kept; Kysely's own driver prepares each anew and begins deferred.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Tables } from './tables.ts'

type Handle = InstanceType<typeof Database>

const STATEMENTS_KEPT = 500

class CachedConnection implements DatabaseConnection {
  readonly #db: Handle
  readonly #statements = new Map<string, Database.Statement<unknown[]>>()

  constructor(db: Handle) {
    this.#db = db
  }

  #prepare(text: string): Database.Statement<unknown[]> {
    const known = this.#statements.get(text)
    if (known) return known
    if (this.#statements.size >= STATEMENTS_KEPT) this.#statements.clear()
    const fresh = this.#db.prepare<unknown[]>(text)
    this.#statements.set(text, fresh)
    return fresh
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      const statement = this.#prepare(query.sql)
      if (statement.reader) return Promise.resolve({ rows: statement.all(...query.parameters) as R[] })
      const { changes } = statement.run(...query.parameters)
      return Promise.resolve({ rows: [], numAffectedRows: BigInt(changes) })
    } catch (error) {
      return Promise.reject(error)
    }
  }

  // biome-ignore lint/correctness/useYield: streaming is not used; the interface asks for it
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not supported')
  }
}

class CachedDriver implements Driver {
  readonly #connection: CachedConnection
  readonly #db: Handle

  constructor(db: Handle) {
    this.#db = db
    this.#connection = new CachedConnection(db)
  }

  init(): Promise<void> {
    return Promise.resolve()
  }
  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection)
  }
  releaseConnection(): Promise<void> {
    return Promise.resolve()
  }
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('BEGIN IMMEDIATE'))
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'))
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk has made SQLite roll back by itself: what is told is the disk, not that there is nothing to undo.
    if (!this.#db.inTransaction) return
    await connection.executeQuery(CompiledQuery.raw('ROLLBACK'))
  }
  destroy(): Promise<void> {
    this.#db.close()
    return Promise.resolve()
  }
}

function kyselyOn(db: Handle): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new CachedDriver(db),
      createIntrospector: (k) => new SqliteIntrospector(k),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

export interface SqliteEngine {
  readonly writer: Kysely<Tables>
  readonly reader: Kysely<Tables>
}

/** Opens (and creates) `file`; both connections wait at most 5 s for one another. */
export function openSqlite(file: string): SqliteEngine {
  mkdirSync(path.dirname(file), { recursive: true })
  const write = new Database(file)
  write.pragma('journal_mode = WAL')
  write.pragma('synchronous = FULL')
  write.pragma('foreign_keys = ON')
  write.pragma('busy_timeout = 5000')
  const read = new Database(file)
  read.pragma('query_only = ON')
  read.pragma('busy_timeout = 5000')
  return { writer: kyselyOn(write), reader: kyselyOn(read) }
}
