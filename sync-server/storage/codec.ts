/** Rows as the code uses them, to and from columns that both engines hold alike. */
import { ROWS, type Row, type TableName } from '#shared/rows.ts'
import { BOOLEAN_COLUMNS, JSON_COLUMNS } from './tables.ts'

const json = new Map<string, ReadonlySet<string>>(Object.entries(JSON_COLUMNS).map(([t, c]) => [t, new Set(c)]))
const bool = new Map<string, ReadonlySet<string>>(Object.entries(BOOLEAN_COLUMNS).map(([t, c]) => [t, new Set(c)]))
const keys = new Map<string, readonly string[]>(
  Object.entries(ROWS).map(([t, schema]) => [t, Object.keys(schema.shape)]),
)
/** The fields of a table's rows, each a column of that name. */
export const fieldsOf = (table: TableName) => keys.get(table) as readonly 'id'[]

const NONE: ReadonlySet<string> = new Set()

/** A whole row or a patch of one, as columns; fields that are undefined are left out. */
export function encode(table: string, row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const jsonKeys = json.get(table) ?? NONE
  const boolKeys = bool.get(table) ?? NONE
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(row)) {
    if (value === undefined) continue
    if (jsonKeys.has(key)) out[key] = JSON.stringify(value)
    else if (boolKeys.has(key)) out[key] = value === null ? null : value ? 1 : 0
    else out[key] = value
  }
  return out
}

/** Columns as the row that is shared; what only the server knows is left behind. */
export function decode<T extends TableName>(table: T, columns: Readonly<Record<string, unknown>>): Row<T> {
  const jsonKeys = json.get(table) ?? NONE
  const boolKeys = bool.get(table) ?? NONE
  const out: Record<string, unknown> = {}
  for (const key of keys.get(table)!) {
    const value = columns[key]
    if (jsonKeys.has(key)) out[key] = typeof value === 'string' ? JSON.parse(value) : null
    else if (boolKeys.has(key)) out[key] = value === 1
    else if (value !== undefined) out[key] = value
  }
  return out as Row<T>
}

/** The same in SQLite's own words: an expression for each field of a row, as it stands in JSON. */
export function decodedInSql(table: TableName): string[] {
  const jsonKeys = json.get(table) ?? NONE
  const boolKeys = bool.get(table) ?? NONE
  return fieldsOf(table).map((key) => {
    if (jsonKeys.has(key)) return `json("${key}")`
    return boolKeys.has(key) ? `json(iif("${key}" = 1, 'true', 'false'))` : `"${key}"`
  })
}
