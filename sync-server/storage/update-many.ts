/** Many rows changed by one statement: some fifteen times as fast as one statement each, on either engine. */
import { type Kysely, PostgresAdapter, sql } from 'kysely'
import type { Tables } from './tables.ts'

type Columns = Readonly<Record<string, unknown>> & { readonly id: string }

/** @param rows with the same columns each; the ids are of rows that must be there */
export async function updateMany(
  db: Kysely<Tables>,
  venueId: string,
  table: keyof Tables,
  rows: readonly Columns[],
): Promise<void> {
  const first = rows[0]
  if (first === undefined) return
  const columns = Object.keys(first).filter((column) => column !== 'id')
  // What all of them get stands in the statement; what differs travels in a row each, whose columns have numbers.
  const alike = new Set(columns.filter((column) => rows.every((row) => row[column] === first[column])))
  const differ = columns.filter((column) => !alike.has(column))
  const set = columns.map((column) => {
    const value = alike.has(column)
      ? sql`${first[column]}`
      : sql`CAST(given.${sql.ref(`column${differ.indexOf(column) + 2}`)} AS ${typeOf(rows, column)})`
    return sql`${sql.ref(column)} = ${value}`
  })
  const given = rows.map((row) => [row.id, ...differ.map((column) => row[column])])
  const { numAffectedRows } = await sql`UPDATE ${sql.table(table)} SET ${sql.join(set)}
    FROM ${isPostgres(db) ? inValues(given) : inJson(given)} AS given
    WHERE ${sql.table(table)}.id = given.column1 AND ${sql.ref(`${table}.venueId`)} = ${venueId}`.execute(db)
  if (numAffectedRows !== BigInt(rows.length)) throw new Error(`changed ${numAffectedRows} rows of ${table}`)
}

type Given = readonly (readonly unknown[])[]

const isPostgres = (db: Kysely<Tables>) => db.getExecutor().adapter instanceof PostgresAdapter

const inValues = (given: Given) => sql`(VALUES ${sql.join(given.map((row) => sql`(${sql.join(row)})`))})`

/** One value for SQLite instead of hundreds, and the same statement whatever their number. */
const inJson = (given: Given) => {
  const columns = given[0]!.map((_, n) => sql`value ->> ${sql.lit(n)} AS ${sql.ref(`column${n + 1}`)}`)
  return sql`(SELECT ${sql.join(columns)} FROM json_each(${JSON.stringify(given)}))`
}

const typeOf = (rows: readonly Columns[], column: string) =>
  rows.some((row) => typeof row[column] === 'number') ? sql`bigint` : sql`text`
