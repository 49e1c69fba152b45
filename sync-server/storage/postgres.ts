/** PostgreSQL behind the same query builder; 64-bit integers are read as numbers (times in milliseconds fit). */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

const INT8 = 20

export function openPostgres(url: string): Kysely<Tables> {
  const types = new pg.TypeOverrides()
  types.setTypeParser(INT8, Number)
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 10, types }) }),
  })
}
