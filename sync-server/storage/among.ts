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

/** Parameters of a statement that runs once for each list of them; understood by SQLite's connection alone. */
export class ForEach {
  readonly rows: readonly (readonly unknown[])[]

  constructor(rows: readonly (readonly unknown[])[]) {
    this.rows = rows
  }
}

/**
 * Stands before the parameters of a statement that calls `noted(text)` once for each row: keeps the texts and hands out
 * the numbers after `seq`. Understood by SQLite's connection alone, which has no other way to tell what an update replaces.
 */
export class Noting {
  readonly texts: string[] = []
  readonly #seq: number

  constructor(seq: number) {
    this.#seq = seq
  }

  note(text: string): number {
    return this.#seq + this.texts.push(text)
  }
}

/** Where a call costs nothing, a plain statement run for each row is twice as fast as one statement over all of them. */
export const forEach = (text: string, rows: readonly (readonly unknown[])[]): CompiledQuery =>
  CompiledQuery.raw(text, [new ForEach(rows)])
