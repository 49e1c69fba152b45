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
  DefaultQueryExecutor,
  type Dialect,
  type DialectAdapter,
  type Driver,
  Kysely,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely'
import { ForEach, Noting } from './among.ts'
import type { Tables } from './tables.ts'

type Handle = InstanceType<typeof Database>

const STATEMENTS_KEPT = 500

class CachedConnection implements DatabaseConnection {
  readonly #db: Handle
  readonly #statements = new Map<string, Database.Statement<unknown[]>>()
  #noting = new Noting(0)

  constructor(db: Handle) {
    this.#db = db
    db.function('noted', { directOnly: true }, (text) => this.#noting.note(text as string))
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
      const [first] = query.parameters
      if (first instanceof ForEach) return Promise.resolve({ rows: [], numAffectedRows: runEach(statement, first) })
      if (first instanceof Noting)
        return Promise.resolve({ rows: [], numAffectedRows: this.#note(statement, first, query) })
      if (statement.reader) return Promise.resolve({ rows: statement.all(...query.parameters) as R[] })
      const { changes } = statement.run(...query.parameters)
      return Promise.resolve({ rows: [], numAffectedRows: BigInt(changes) })
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #note(statement: Database.Statement<unknown[]>, noting: Noting, { parameters }: CompiledQuery): bigint {
    this.#noting = noting
    return BigInt(statement.run(...parameters.slice(1)).changes)
  }

  // biome-ignore lint/correctness/useYield: streaming is not used; the interface asks for it
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not supported')
  }
}

function runEach(statement: Database.Statement<unknown[]>, { rows }: ForEach): bigint {
  let changed = 0
  for (const row of rows) changed += statement.run(...row).changes
  return BigInt(changed)
}

class CachedDriver implements Driver {
  readonly #connection: CachedConnection
  readonly #db: Handle

  constructor(db: Handle, connection: CachedConnection) {
    this.#db = db
    this.#connection = connection
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

/**
 * Hands each query straight to the one connection there is, which answers at once: to lend it for a moment, as is done
 * where there are several, takes longer than a small query.
 */
class DirectExecutor extends DefaultQueryExecutor {
  readonly #connection: DatabaseConnection

  constructor(compiler: QueryCompiler, adapter: DialectAdapter, connection: DatabaseConnection) {
    super(compiler, adapter, { provideConnection: (consumer) => consumer(connection) })
    this.#connection = connection
  }

  override executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#connection.executeQuery(query)
  }

  override withConnectionProvider(): DirectExecutor {
    return this
  }
}

function kyselyOn(db: Handle): Kysely<Tables> {
  const connection = new CachedConnection(db)
  const driver = new CachedDriver(db, connection)
  const [adapter, compiler] = [new SqliteAdapter(), new SqliteQueryCompiler()]
  const dialect: Dialect = {
    createAdapter: () => adapter,
    createDriver: () => driver,
    createIntrospector: (k) => new SqliteIntrospector(k),
    createQueryCompiler: () => compiler,
  }
  const executor = new DirectExecutor(compiler, adapter, connection)
  return new Kysely<Tables>({ config: { dialect }, dialect, driver, executor })
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
  // Pages between two checkpoints, 16 MB: what many commits have written goes into the file once.
  write.pragma('wal_autocheckpoint = 4000')
  write.pragma('foreign_keys = ON')
  // What a savepoint would put back: a file of its own otherwise, for nothing that has to last.
  write.pragma('temp_store = MEMORY')
  write.pragma('busy_timeout = 5000')
  const read = new Database(file)
  read.pragma('query_only = ON')
  read.pragma('busy_timeout = 5000')
  return { writer: kyselyOn(write), reader: kyselyOn(read) }
}

/**
 * Tells SQLite's planner what it cannot guess: a feed's index narrows nothing by the venue alone. Left to itself it takes
 * `venueId = ?` for ten rows, and walks the whole venue rather than looking up a handful of ids. Nothing is measured, so
 * that plans are the same in every file. To be called once the tables are there.
 */
export async function informPlanner(db: Kysely<Tables>): Promise<void> {
  const feeds = sql`FROM sqlite_master WHERE type = 'index' AND name LIKE '%\\_feed' ESCAPE '\\'`
  const found = await sql<{ feeds: number; tables: number }>`SELECT (SELECT count(*) ${feeds}) AS feeds,
    (SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1') AS tables`.execute(db)
  const { feeds: wanted, tables } = found.rows[0]!
  // Makes the table that the planner reads; this one has a row a venue.
  if (tables === 0) await sql`ANALYZE venue_control`.execute(db)
  const told = await sql<{ n: number }>`SELECT count(*) AS n FROM sqlite_stat1 WHERE stat = ${NARROWS_NOTHING}`.execute(
    db,
  )
  if (told.rows[0]!.n === wanted) return
  await sql`DELETE FROM sqlite_stat1`.execute(db)
  await sql`INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT tbl_name, name, ${NARROWS_NOTHING} ${feeds}`.execute(db)
  await sql`ANALYZE sqlite_schema`.execute(db)
}

/** A million rows, as many of one venue, one of a venue and a number. */
const NARROWS_NOTHING = '1000000 1000000 1'
