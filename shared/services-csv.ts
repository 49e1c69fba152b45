/**
 * A service list as a spreadsheet saves it: a head row, then one service a row. Columns by name, in any order: name, price,
 * from, minutes, aliases; name and price must be there. A bad row is named with its reason and costs no other row; a cell
 * holds no line break.
 */
import Papa from 'papaparse'
import { z } from 'zod'
import { Refusal } from './errors.ts'
import { newService } from './settings.ts'

export interface BadRow {
  /** As a spreadsheet counts: the head row is 1. */
  readonly row: number
  readonly reason: string
}

/** One good row: fields whose cell or column is empty are absent, except the price. */
export interface ServiceLine {
  readonly row: number
  readonly service: z.infer<typeof lineSchema>
}

const COLUMNS = ['name', 'price', 'from', 'minutes', 'aliases'] as const
type Column = (typeof COLUMNS)[number]

const { shape } = newService
const lineSchema = z.object({
  name: shape.name,
  price: shape.price,
  priceFrom: z.boolean().optional(),
  minutes: shape.minutes.optional(),
  aliases: z.array(z.string()).pipe(shape.aliases.unwrap()).optional(),
})

/** @throws Refusal invalid_csv where the head row cannot be understood */
export function readServices(csv: string): { lines: ServiceLine[]; bad: BadRow[] } {
  const records = recordsOf(csv.replace(/^\uFEFF/, ''))
  const head = records.find((r) => !isEmpty(r))
  const columns = head?.cells.map((cell) => cell.trim().toLowerCase()) ?? []
  if (!columns.includes('name') || !columns.includes('price')) throw new Refusal('invalid_csv')
  const lines: ServiceLine[] = []
  const bad: BadRow[] = []
  const seen = new Map<string, number>()
  for (const record of records) {
    if (record === head || isEmpty(record)) continue
    const read = readRecord(record, columns)
    if (typeof read === 'string') {
      bad.push({ row: record.row, reason: read })
      continue
    }
    const name = read.name.toLowerCase()
    const first = seen.get(name)
    if (first === undefined) {
      seen.set(name, record.row)
      lines.push({ row: record.row, service: read })
    } else bad.push({ row: record.row, reason: `name: the same as in row ${first}` })
  }
  return { lines, bad }
}

interface Record {
  readonly row: number
  readonly cells: readonly string[]
  /** A quotation mark that is not closed, or closed too early. */
  readonly torn: boolean
}

const isEmpty = ({ cells }: Record) => cells.every((cell) => cell.trim() === '')

/** Line by line: a stray quotation mark would make all that follows one cell, and this way costs its own line only. */
function recordsOf(csv: string): Record[] {
  const delimiter = delimiterOf(csv)
  return csv.split(/\r\n|\n|\r/).map((line, i) => {
    const { data, errors } = Papa.parse<string[]>(line, { delimiter })
    return { row: i + 1, cells: data[0] ?? [], torn: errors.some((e) => e.type === 'Quotes') }
  })
}

/** The head row's: names of columns hold none of these. */
function delimiterOf(csv: string): string {
  const head = csv.split(/\r|\n/).find((line) => line.trim() !== '') ?? ''
  const count = (mark: string) => head.split(mark).length
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}

function readRecord({ cells, torn }: Record, columns: readonly string[]): ServiceLine['service'] | string {
  if (torn) return 'a quotation mark is not closed on this line'
  if (cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
    return 'more cells than the head row has: put a cell with a comma in quotation marks'
  }
  const cell = (column: Column) => cells[columns.indexOf(column)]?.trim() ?? ''
  const amount = readPrice(cell('price'))
  const from = readFlag(cell('from'))
  const duration = readMinutes(cell('minutes'))
  const aliases = cell('aliases')
    .split(/[;|]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
  if (cell('price') === '') return 'price: is empty'
  if (amount === null) return 'price: is no amount such as 35 or 35.50'
  if (from === null) return 'from: is neither yes nor no'
  if (duration === null) return 'minutes: is no number of minutes'
  const parsed = lineSchema.safeParse({
    name: cell('name'),
    price: amount.minor,
    ...((from !== undefined || amount.from) && { priceFrom: amount.from || from }),
    ...(duration !== undefined && { minutes: duration }),
    ...(aliases.length > 0 && { aliases }),
  })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  return `${String(issue.path[0])}: ${issue.message}`
}

/** "35", "£35.50", "1,200", "from £140", "AUD 90". */
function readPrice(written: string): { minor: number; from: boolean } | null {
  const match =
    /^(from\s+)?(?:£|(?:AU|A)?\$|GBP|AUD)?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?\s*(?:GBP|AUD)?(\s*\+)?$/i.exec(
      written,
    )
  if (!match) return null
  const [, from, whole = '', part = '', plus] = match
  return {
    minor: Number(whole.replaceAll(',', '')) * 100 + Number(part.padEnd(2, '0')),
    from: from !== undefined || plus !== undefined,
  }
}

/** undefined: not said. */
function readFlag(written: string): boolean | null | undefined {
  if (written === '') return undefined
  if (/^(yes|y|true|1|x|from)$/i.test(written)) return true
  return /^(no|n|false|0|-)$/i.test(written) ? false : null
}

/** "60", "60 min", "1h 30", "1:30". */
function readMinutes(written: string): number | null | undefined {
  if (written === '') return undefined
  const plain = /^(\d{1,4})\s*(?:m|mins?|minutes?)?$/i.exec(written)
  if (plain) return Number(plain[1])
  const hours = /^(\d{1,2})\s*(?:h|hrs?|hours?|:)\s*(?:(\d{1,2})\s*(?:m|mins?|minutes?)?)?$/i.exec(written)
  return hours ? Number(hours[1]) * 60 + Number(hours[2] ?? 0) : null
}
