/** PostgreSQL behind the same query builder; 64-bit integers are read as numbers (times in milliseconds fit). */
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { SERVING } from './lock.ts'
import type { Tables } from './tables.ts'

const INT8 = 20

/** @param serving see `StorageOptions` */
export function openPostgres(url: string, serving: boolean): Kysely<Tables> {
  const types = new pg.TypeOverrides()
  types.setTypeParser(INT8, Number)
  return new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: new pg.Pool({ connectionString: url, max: 10, types }),
      ...(serving && { onCreateConnection: (db) => db.executeQuery(CompiledQuery.raw(SERVING)).then(() => undefined) }),
    }),
  })
}
