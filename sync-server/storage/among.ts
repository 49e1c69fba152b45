/** Lists of ids as SQL, and statements that run once for each of many rows: what fits each engine. */
import { CompiledQuery, type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely'
import type { Tables } from './tables.ts'

export const isPostgres = (db: Kysely<Tables>): boolean => db.getExecutor().adapter instanceof PostgresAdapter

/**
 * What stands after IN for a list that is not empty. For SQLite it is one value instead of hundreds, and the same statement
 * whatever their number.
 */
export function among(db: Kysely<Tables>, ids: readonly string[]): RawBuilder<string> {
  if (isPostgres(db)) return sql`(${sql.join(ids)})`
  return sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`
}

/** A list of ids, given as JSON, as rows of a table in FROM: `given`, with `id`, and `n` from 1 in their order. */
export const numbered = (db: Kysely<Tables>): string =>
  isPostgres(db)
    ? 'jsonb_array_elements_text(CAST(? AS jsonb)) WITH ORDINALITY AS given(id, n)'
    : '(SELECT value AS id, key + 1 AS n FROM json_each(?)) AS given'

/** Parameters of a statement that runs once for each list of them; understood by SQLite's connection alone. */
export class ForEach {
  readonly rows: readonly (readonly unknown[])[]

  constructor(rows: readonly (readonly unknown[])[]) {
    this.rows = rows
  }
}

/** Where a call costs nothing, a plain statement run for each row is twice as fast as one statement over all of them. */
export const forEach = (text: string, rows: readonly (readonly unknown[])[]): CompiledQuery =>
  CompiledQuery.raw(text, [new ForEach(rows)])
