/** Times of day in a text: "9am", "09:00", "half nine", "9 to 6", "noon". */
import { late } from './late.ts'
import { wordsToNumber } from './numbers.ts'
import { overlaps, type Span } from './words.ts'

export interface TimeMention extends Span {
  /** Minutes from midnight that may be meant: one, or two where am or pm is not said. */
  readonly minutes: readonly number[]
  /** Which end of a stretch of time the words around it make it. */
  readonly role: 'from' | 'to' | null
  /** The whole stretch that it is an end of ("9 to 5"), or itself. */
  readonly whole: Span
}

const HOUR_WORD = 'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve'
const HALF_DAY = String.raw`(?:a\.?m\b\.?|p\.?m\b\.?)`
const CLOCK = String.raw`(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?`
/** A clock time, with or without am or pm, or a word for one. */
const TIME = String.raw`(?:(?:${CLOCK})\s*${HALF_DAY}|(?:half|quarter)(?:\s+(?:past|to))?\s+(?:${HOUR_WORD}|1[0-2]|[1-9])(?:\s*${HALF_DAY})?|(?:${HOUR_WORD})\s*(?:${HALF_DAY}|o['’]?clock)|(?:1[0-2]|[1-9])\s*o['’]?clock|(?:12\s+)?(?:noon|midday|midnight)|(?:[01]?\d|2[0-4])[:.][0-5]\d|(?:[01]\d|2[0-4])[0-5]\d\s*h(?:ou)?rs?)`
const BARE = `(?:${CLOCK}|${HOUR_WORD})`
/** A bare number that counts something else is no time. */
const COUNTS = String.raw`(?!\s*(?:[-–/]?\s*\d|st\b|nd\b|rd\b|th\b|%|x\b|p\b|k\b|of\b|for\b.{0,9}\bprice|[£$€]|pounds?|quid|gbp|dollars?|mins?\b|minutes?|hours?|hrs?\b|days?|weeks?|months?|years?|people|persons?|guests?|friends|bridesmaids|adults|children|kids|services?|stylists?|metres?|miles?|[/.:]\d))`
const BEFORE = String.raw`(?<![\p{L}\p{N}£$€.,:/-])`
const AFTER = String.raw`(?![\p{L}\p{N}])`

const rangeForm = late(
  () =>
    new RegExp(
      String.raw`${BEFORE}(?<from>${TIME}|${BARE})\s*(?:-|–|—|to|till?|until|and)\s*(?<to>${TIME}|${BARE})${COUNTS}${AFTER}`,
      'giu',
    ),
)
const singleForm = late(() => new RegExp(`${BEFORE}(?<time>${TIME})${AFTER}`, 'giu'))
const cuedForm = late(
  () =>
    new RegExp(
      String.raw`(?<![\p{L}])(?:at|by|from|until|till?|before|after|around|about|than)\s+(?<time>${BARE})${COUNTS}${AFTER}`,
      'giu',
    ),
)

/** Every time of day a text names, in its order. Money, dates and links should be blanked out before. */
export function timesIn(text: string): TimeMention[] {
  const found: TimeMention[] = []
  const add = (start: number, raw: string, role: TimeMention['role'], range?: Span) => {
    const span = { start, end: start + raw.length }
    const minutes = minutesMeant(raw)
    if (minutes.length > 0 && !found.some((other) => overlaps(other, span)))
      found.push({ ...span, minutes, role, whole: range ?? span })
  }
  for (const match of text.matchAll(rangeForm())) {
    const { from = '', to = '' } = match.groups ?? {}
    // "two and three" or "5 to 10": without a clock form or a word of opening, numbers are not times
    if (!isClock(from) && !isClock(to) && !isPlainRange(text, match.index, match[0])) continue
    if (/\sand\s/i.test(match[0]) && !/between\s+$/i.test(text.slice(0, match.index)) && !isClock(from)) continue
    const range = { start: match.index, end: match.index + match[0].length }
    add(range.start, from, 'from', range)
    add(range.end - to.length, to, 'to', range)
  }
  for (const match of text.matchAll(singleForm())) {
    add(match.index, match[0], roleBefore(text.slice(0, match.index)))
  }
  for (const match of text.matchAll(cuedForm())) {
    const raw = match.groups?.time ?? ''
    const start = match.index + match[0].length - raw.length
    add(start, raw, roleBefore(text.slice(0, start)))
  }
  return found.sort((a, b) => a.start - b.start)
}

function isClock(raw: string): boolean {
  return /[:.]\d\d|m\b|noon|midday|midnight|clock|half|quarter|h(?:ou)?rs?$/i.test(raw)
}

/** "9-5", "9 to 6" with plausible hours and a word of opening, a day or nothing but the range around it. */
function isPlainRange(text: string, start: number, raw: string): boolean {
  if (/\sand\s/i.test(raw)) return /\bbetween\s+$/i.test(text.slice(0, start))
  const before = text.slice(Math.max(0, start - 40), start)
  return /(?:open|hours|from|day|days|mon|tues?|weds?|thurs?|fri|sat|sun|^|[,:(;])\W*$/i.test(before)
}

function roleBefore(before: string): TimeMention['role'] {
  if (
    /\b(?:from|opens?(?:\s+(?:up\s+)?(?:\w+\s+)?at)?|opening(?:\s+(?:time\s+)?(?:is|at))?|after|(?:no|not)\s+(?:earlier\s+than|before)|earliest|start(?:s|ing)?(?:\s+(?:at|from))?)\s*$/i.test(
      before,
    )
  )
    return 'from'
  if (
    /\b(?:until|till?|close[sd]?(?:\s+(?:\w+\s+)?at)?|closing(?:\s+(?:time\s+)?(?:is|at))?|shut(?:s)?(?:\s+at)?|by|before|no\s+later\s+than)\s*$/i.test(
      before,
    )
  )
    return 'to'
  return null
}

/** Minutes from midnight that a written time may mean; none where it is no time. */
function minutesMeant(raw: string): number[] {
  const text = raw.toLowerCase().replace(/\s+/g, ' ').trim()
  if (/noon|midday/.test(text)) return [720]
  if (/midnight/.test(text)) return [0, 1440]
  const half = /p\.?m/.test(text) ? 'pm' : /a\.?m/.test(text) ? 'am' : null
  const military = /^(\d\d)(\d\d)\s*h/.exec(text)
  if (military) return [Number(military[1]) * 60 + Number(military[2])]
  const shift = /^half/.test(text) ? 30 : /^quarter to/.test(text) ? -15 : /^quarter/.test(text) ? 15 : 0
  const digits = /(\d{1,2})(?:[:.](\d\d))?/.exec(text)
  const word = new RegExp(`\\b(?:${HOUR_WORD})\\b`).exec(text)
  const hour = digits ? Number(digits[1]) : word ? wordsToNumber(word[0]) : null
  if (hour === null || hour > 24) return []
  const rest = Number(digits?.[2] ?? 0) + shift
  if (half !== null) return hour > 12 ? [hour * 60 + rest] : [((hour % 12) + (half === 'pm' ? 12 : 0)) * 60 + rest]
  // "09:00" and "14:30" say what they mean; "9:30" and "6" may be either half of the day
  const plain = hour * 60 + rest
  return hour === 0 || hour > 12 || /^0\d[:.]/.test(text) ? [plain] : [plain, hour === 12 ? rest : plain + 720]
}
