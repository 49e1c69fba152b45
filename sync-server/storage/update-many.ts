/** Many rows changed at once: many times as fast as one query each, on either engine. */
import { type Kysely, sql } from 'kysely'
import { forEach, isPostgres, Noting } from './among.ts'
import { oneOf, written } from './prepared.ts'
import type { Tables } from './tables.ts'

/** Some columns of a row, as the database holds them. */
export type Columns = Readonly<Record<string, unknown>> & { readonly id: string }

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
  const changed = await (isPostgres(db) ? together : eachAlone)(db, venueId, table, columns, rows)
  if (changed !== BigInt(rows.length)) throw new Error(`changed ${changed} rows of ${table}`)
}

/** What an exchange has replaced: of each row a list, its id first, as JSON and without brackets around all of them. */
export interface Replaced {
  readonly count: number
  readonly before: string
}

/**
 * The same columns in those of many rows in which something else stands, each with a number of its own after `seq`.
 * @param where which rows alone, as SQL
 */
export async function exchange(
  db: Kysely<Tables>,
  venueId: string,
  table: keyof Tables,
  ids: readonly string[],
  columns: Readonly<Record<string, unknown>>,
  where: string,
  seq: number,
): Promise<Replaced> {
  if (ids.length === 0) return { count: 0, before: '' }
  const names = Object.keys(columns).map((column) => `"${column}"`)
  const values = Object.values(columns)
  const differs = names.map((name) => `${name} IS DISTINCT FROM ?`).join(' OR ')
  const text: ExchangeText = {
    table: `"${table}"`,
    set: names.map((name) => `${name} = ?`).join(),
    was: ['id', ...names].join(),
    which: `"venueId" = ? AND id IN ${oneOf(db)} AND (${where}) AND (${differs})`,
  }
  const which = [venueId, JSON.stringify(ids), ...values]
  return isPostgres(db) ? returned(db, text, values, which, seq) : noted(db, text, values, which, seq)
}

type ExchangeText = Readonly<Record<'table' | 'set' | 'was' | 'which', string>>
type Exchange = (
  db: Kysely<Tables>,
  text: ExchangeText,
  values: readonly unknown[],
  which: readonly unknown[],
  seq: number,
) => Promise<Replaced>

/** An update says what it replaces while it goes: to look first would be to find every row twice. */
const noted: Exchange = async (db, { table, set, was, which: whose }, values, which, seq) => {
  const noting = new Noting(seq)
  const text = `UPDATE ${table} SET ${set}, seq = noted(json_array(${was})) WHERE ${whose}`
  const { numAffectedRows } = await db.executeQuery(written(db, text, [noting, ...values, ...which]))
  const count = noting.texts.length
  if (numAffectedRows !== BigInt(count)) throw new Error(`changed ${numAffectedRows} rows of ${table}, noted ${count}`)
  return { count, before: noting.texts.join() }
}

const returned: Exchange = async (db, { table, set, was, which: whose }, values, which, seq) => {
  const text = `WITH given AS (
      SELECT id, CAST(json_build_array(${was}) AS text) AS was, ? + row_number() OVER () AS seq FROM ${table} WHERE ${whose}
    ), changed AS (
      UPDATE ${table} SET ${set}, seq = given.seq FROM given WHERE ${table}.id = given.id RETURNING given.was
    ) SELECT count(*) AS count, coalesce(string_agg(was, ','), '') AS before FROM changed`
  const { rows } = await db.executeQuery(written<Replaced>(db, text, [seq, ...which, ...values]))
  return rows[0]!
}

type Update = (
  db: Kysely<Tables>,
  venueId: string,
  table: keyof Tables,
  columns: readonly string[],
  rows: readonly Columns[],
) => Promise<bigint | undefined>

const eachAlone: Update = async (db, venueId, table, columns, rows) => {
  const text = `UPDATE "${table}" SET ${columns.map((column) => `"${column}" = ?`).join()} WHERE "id" = ? AND "venueId" = ?`
  const given = rows.map((row) => [...columns.map((column) => row[column]), row.id, venueId])
  const { numAffectedRows } = await db.executeQuery(forEach(text, given))
  return numAffectedRows
}

/** One way to the server instead of hundreds. */
const together: Update = async (db, venueId, table, columns, rows) => {
  // What all of them get stands in the statement; what differs travels in a row each, whose columns have numbers.
  const alike = new Set(columns.filter((column) => rows.every((row) => row[column] === rows[0]![column])))
  const differ = columns.filter((column) => !alike.has(column))
  const set = columns.map((column) => {
    const value = alike.has(column)
      ? sql`${rows[0]![column]}`
      : sql`CAST(given.${sql.ref(`column${differ.indexOf(column) + 2}`)} AS ${typeOf(rows, column)})`
    return sql`${sql.ref(column)} = ${value}`
  })
  const given = rows.map((row) => sql`(${sql.join([row.id, ...differ.map((column) => row[column])])})`)
  const { numAffectedRows } = await sql`UPDATE ${sql.table(table)} SET ${sql.join(set)}
    FROM (VALUES ${sql.join(given)}) AS given
    WHERE ${sql.table(table)}.id = given.column1 AND ${sql.ref(`${table}.venueId`)} = ${venueId}`.execute(db)
  return numAffectedRows
}

const typeOf = (rows: readonly Columns[], column: string) =>
  rows.some((row) => typeof row[column] === 'number') ? sql`bigint` : sql`text`
