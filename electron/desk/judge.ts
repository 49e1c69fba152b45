/**
 * Judges the rows that the feed brings by their schemas; those of a list field by field. The plain kinds, which nearly all
 * fields are of, are looked at here: that takes a third less than handing each row to its schema, which makes it once more.
 */
import { z } from 'zod'
import type { Change, Part, RowList } from '#shared/feed.ts'
import { ROWS, type Row, TABLE_NAMES, type TableName } from '#shared/rows.ts'

/** A change whose row has its form. */
export interface Judged<T extends TableName = TableName> {
  readonly table: T
  readonly id: string
  readonly seq: number
  readonly row: Row<T> | null
}

/** Takes a table's rows, one after the other; null: it is gone. */
type Taker<T extends TableName> = (id: string, seq: number, row: Row<T> | null) => void

/**
 * Gives the rows that have their form on; tables that are not known here are passed over.
 * @returns those that do not have their form: `table/id`
 */
export function judge(parts: readonly Part[], takerOf: <T extends TableName>(table: T) => Taker<T>): string[] {
  const unreadable: string[] = []
  const listed = (table: TableName, { fields, rows }: RowList) => {
    const take = takerOf(table)
    const read = rowReader(table, fields)
    const id = fields.indexOf('id') + 1
    for (const values of rows) {
      const row = read(values)
      if (row === null) unreadable.push(`${table}/${values[id]}`)
      else take(row.id, values[0] as number, row)
    }
  }
  const one = (table: TableName, { id, seq, row }: Change) => {
    const read = row === null ? null : ROWS[table].safeParse(row)
    if (read?.success === false) unreadable.push(`${table}/${id}`)
    else takerOf(table)(id, seq, read?.data ?? null)
  }
  for (const part of parts) {
    if (!isTable(part.table)) continue
    if ('fields' in part) listed(part.table, part)
    else one(part.table, part)
  }
  return unreadable
}

const isTable = (name: string): name is TableName => (TABLE_NAMES as readonly string[]).includes(name)

const INVALID = Symbol('invalid')

/** @returns the value as the schema makes it, or INVALID */
type Judge = (value: unknown) => unknown

/** @returns reads a row of such a list; null: it does not have its form */
export function rowReader<T extends TableName>(
  table: T,
  fields: RowList['fields'],
): (values: readonly unknown[]) => Row<T> | null {
  const judges = judgesOf(table)
  // A field that is not among them has no value.
  const places = judges.map(([name]) => (fields.includes(name) ? fields.indexOf(name) + 1 : Number.NaN))
  // A row that grew field by field would be moved again and again: it begins with all of them.
  const blank: Record<string, unknown> = Object.fromEntries(judges.map(([name]) => [name, null]))
  return (values) => {
    const row = { ...blank }
    for (let i = 0; i < judges.length; i++) {
      const [name, judge] = judges[i]!
      const value = judge(values[places[i]!])
      if (value === INVALID) return null
      row[name] = value
    }
    return row as Row<T>
  }
}

const JUDGES = new Map<TableName, readonly (readonly [field: string, Judge])[]>()

function judgesOf(table: TableName) {
  const judges =
    JUDGES.get(table) ?? Object.entries(ROWS[table].shape).map(([name, schema]) => [name, judgeOf(schema)] as const)
  JUDGES.set(table, judges)
  return judges
}

/** Says the same as the schema. */
export function judgeOf(schema: z.core.$ZodType): Judge {
  if (schema instanceof z.ZodOptional) return unless(undefined, judgeOf(schema.unwrap()))
  if (schema instanceof z.ZodNullable) return unless(null, judgeOf(schema.unwrap()))
  const accepts = plain(schema)
  if (accepts !== null) return (value) => (accepts(value) ? value : INVALID)
  return (value) => {
    const parsed = z.safeParse(schema, value)
    return parsed.success ? parsed.data : INVALID
  }
}

const unless =
  (nothing: null | undefined, judge: Judge): Judge =>
  (value) =>
    value === nothing ? value : judge(value)

/** Whether a value is of a plain kind; null: the schema is of none. */
function plain(schema: z.core.$ZodType): ((value: unknown) => boolean) | null {
  const { type: _, checks = [], ...more } = schema._zod.def
  const names = checks.map(({ _zod }) => _zod.def.check)
  const checksOnly = (...known: string[]) => names.every((name) => known.includes(name))
  if (schema instanceof z.ZodEnum && checksOnly()) {
    const options: ReadonlySet<unknown> = new Set(schema.options)
    return (value) => options.has(value)
  }
  // One that has a form of its own, or makes its value of another, has more to its definition.
  if (Object.keys(more).length > 0) return null
  if (schema instanceof z.ZodBoolean && checksOnly()) return (value) => typeof value === 'boolean'
  if (schema instanceof z.ZodString && checksOnly('min_length', 'max_length')) {
    const [least, most] = [schema.minLength ?? 0, schema.maxLength ?? Number.POSITIVE_INFINITY]
    return (value) => typeof value === 'string' && value.length >= least && value.length <= most
  }
  if (!(schema instanceof z.ZodNumber)) return null
  if (checksOnly()) return Number.isFinite
  return checksOnly('number_format') && schema.format === 'safeint' ? Number.isSafeInteger : null
}
