/**
 * A time that somebody types, such as "tomorrow 3pm", as the venue's clocks will show it. Days come before months, as in
 * every country where a venue may be. With the library that reads the words it is dear to load: whoever needs it fetches it.
 */
import { GB, type ParsedResult } from 'chrono-node/en'
import { addDays } from '#shared/holidays.ts'
import { MORNING } from './snooze.ts'
import { instantOf, offsetAt } from './time.ts'

/** `past`: it is understood, and over. */
export type TypedTime = { readonly kind: 'none' } | { readonly kind: 'ahead' | 'past'; readonly at: number }

const NONE: TypedTime = { kind: 'none' }

/** Parts of a day at a front desk; a day without any begins in the morning. */
const PARTS: readonly (readonly [name: string, hour: number])[] = [
  ['afternoon', 14],
  ['evening', 18],
  ['tonight', 20],
]

/** What may stand around a time and says nothing. */
const FILLING = /\b(?:at|on|until|till|by|the)\b|[\s,.]/gi

/** "nov 27": the library takes that for a year. */
const MONTH_FIRST = /\b((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\s+(\d{1,2})\b(?!:|\s*[ap]m)/i

export function readTime(typed: string, zone: string, now: number): TypedTime {
  const reference = { instant: new Date(now), timezone: offsetAt(zone, now) }
  /** Only where nothing is left over: half of what was meant is another time. */
  const read = (text: string): ParsedResult | null => {
    const found = GB.parse(text, reference, { forwardDate: true })[0]
    return found !== undefined && text.replace(found.text, '').replace(FILLING, '') === '' ? found : null
  }
  const text = typed
    .trim()
    .replace(/(\d)\.(\d\d)(?=(?:\s*[ap]m)?$)/i, '$1:$2')
    .replace(MONTH_FIRST, '$2 $1')
  // "fri 9" and "9" are hours as well.
  const ways = [text, text.replace(/\s(?=\d{1,2}(?::\d\d)?(?:\s*[ap]m)?$)/i, ' at '), `at ${text}`]
  const way = ways.find((one) => read(one) !== null)
  const plain = way === undefined ? null : read(way)
  if (way === undefined || plain === null) return NONE
  const found = (inSmallHours(plain) && /\b[1-6](?::\d\d)?$/.test(way) && read(`${way}pm`)) || plain
  const at = instantIn(found, zone, now)
  return at === null ? NONE : { kind: at > now ? 'ahead' : 'past', at }
}

/** "at 3" is three in the afternoon; "03:00" and "3 am" are what they are. */
const inSmallHours = ({ start }: ParsedResult): boolean =>
  start.isCertain('hour') && !start.isCertain('meridiem') && start.get('hour')! <= 6

function instantIn({ start }: ParsedResult, zone: string, now: number): number | null {
  // So many hours from now, or a zone of its own: no clock on a wall is asked.
  if (start.isCertain('timezoneOffset')) return start.date().getTime()
  const part = PARTS.find(([name]) => start.tags().has(`casualReference/${name}`))
  const [hour, minute] = start.isCertain('hour')
    ? [start.get('hour')!, start.get('minute') ?? 0]
    : [part?.[1] ?? MORNING, 0]
  const two = (n: number) => String(n).padStart(2, '0')
  const date = `${start.get('year')}-${two(start.get('month')!)}-${two(start.get('day')!)}`
  const on = (day: string) => instantOf(zone, day, `${two(hour)}:${two(minute)}`)
  const at = on(date)
  const weekdayAlone = start.isCertain('weekday') && !start.isCertain('day')
  return at !== null && at <= now && weekdayAlone ? on(addDays(date, 7)) : at
}
