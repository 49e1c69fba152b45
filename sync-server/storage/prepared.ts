/** Queries whose text is made once: making it takes several times as long as SQLite takes to answer. */
import { type Compilable, CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import { isPostgres } from './among.ts'
import type { Tables } from './tables.ts'

type Values = Readonly<Record<string, string | number | null>>

/** Stands in a query for a value that comes when it runs. */
class Gap {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** @param build is called once for each database, with something that stands for each value: it names all that it takes, and looks at none */
export function prepared<V extends Values, R>(
  build: (db: Kysely<Tables>, values: V) => Compilable<R>,
): (db: Kysely<Tables>, values: V) => Promise<readonly R[]> {
  const gaps = new Proxy({}, { get: (_, name) => new Gap(String(name)) }) as V
  const made = new WeakMap<object, CompiledQuery<R>>()
  return async (db, values) => {
    const { adapter } = db.getExecutor()
    const query = made.get(adapter) ?? build(db, gaps).compile()
    made.set(adapter, query)
    const parameters = query.parameters.map((value) => (value instanceof Gap ? values[value.name] : value))
    return (await db.executeQuery<R>({ ...query, parameters })).rows
  }
}

/** What stands after IN in such a query. @param ids a list of them as JSON */
export const amongJson = (db: Kysely<Tables>, ids: string): RawBuilder<string> =>
  isPostgres(db)
    ? sql`(SELECT jsonb_array_elements_text(CAST(${ids} AS jsonb)))`
    : sql`(SELECT value FROM json_each(${ids}))`

/** The same in a statement that is written out. */
export const oneOf = (db: Kysely<Tables>): string =>
  isPostgres(db) ? '(SELECT jsonb_array_elements_text(CAST(? AS jsonb)))' : '(SELECT value FROM json_each(?))'

/** A statement that is written out by hand. @param text with `?` for each value, and no other question marks */
export function written<R>(db: Kysely<Tables>, text: string, values: readonly unknown[]): CompiledQuery<R> {
  let n = 0
  return CompiledQuery.raw(isPostgres(db) ? text.replaceAll('?', () => `$${++n}`) : text, [...values])
}
