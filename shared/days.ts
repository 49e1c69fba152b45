/** Days in a text: "today", "sat", "Tue-Fri", "this weekend", "25 December", "Boxing Day". */
import type { VenueFacts } from './facts.ts'
import { addDays, easterSunday, holidaysOf, weekdayOf } from './holidays.ts'
import { late } from './late.ts'
import { overlaps, type Span, spansOf } from './words.ts'

export interface DayMention extends Span {
  /** What the words mean, seen from today: dates in order, none of them past. */
  readonly dates: readonly string[]
  /** True: they speak of every such day ("Saturdays", "Tue to Fri"), not of one date. */
  readonly weekly: boolean
  /** A public holiday was named. */
  readonly holiday: boolean
  /** The weekday beside a date is not the date's: "Monday 20 November" in a year when that is a Friday. */
  readonly clashes?: true
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
/** Beginnings of weekdays that are spelled wrong from the start. */
const SLIPS: Readonly<Record<string, string>> = { tus: 'tue', wen: 'wed', thr: 'thu', fir: 'fri' }
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const

/** With the slips of the thumb that are common. */
const WEEKDAY = `(?:mon(?:day|ady|dya)?|tue(?:s(?:day|ady|dya)?|day)?|tuseday|wed(?:s|nesday|ensday|nsday|nesady|nesdya)?|wendesday|thu(?:r(?:s(?:day|ady|dya)?|day)?)?|thrusday|fri(?:day|ady|dya)?|firday|sat(?:urday|erday|urady|urdya)?|sun(?:day|ady|dya)?)`
/** Not a day after all: sunbed, sat nav. */
const NO_DAY = String.raw`(?!\s*(?:bed|tan|cream|burn|kiss|nav)\w*)`
const MONTH = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`
const TH = '(?:st|nd|rd|th)'
const OPEN = String.raw`(?<![\p{L}\p{N}£$/.-])`
const SHUT = String.raw`(?![\p{L}\p{N}])`

const pattern = (source: string) => late(() => new RegExp(`${OPEN}${source}${SHUT}`, 'giu'))

type Meaning = Omit<DayMention, 'start' | 'end'>
type Reader = (
  groups: Record<string, string | undefined>,
  today: string,
  locale: VenueFacts['locale'],
) => Meaning | null

const once = (...dates: string[]): Meaning => ({ dates, weekly: false, holiday: false })
const every = (weekdays: readonly number[], today: string): Meaning => ({
  dates: weekdays.map((day) => comingWeekday(today, day)),
  weekly: true,
  holiday: false,
})

const COUNTS: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1, two: 2, 'a couple of': 2, three: 3, four: 4 }

/** Tried in this order; a later one does not read what an earlier one has taken. */
const READERS: readonly (readonly [() => RegExp, Reader])[] = [
  [
    pattern(
      String.raw`(?:(?<named>${WEEKDAY}),?\s+)?(?:the\s+)?(?<day>\d{1,2})${TH}?(?:\s+of)?\s+(?<month>${MONTH})(?:,?\s+(?<year>20\d\d))?`,
    ),
    dateReader,
  ],
  [
    pattern(
      String.raw`(?:(?<named>${WEEKDAY}),?\s+)?(?<month>${MONTH})\s+(?:the\s+)?(?<day>\d{1,2})${TH}?(?:,?\s+(?<year>20\d\d))?`,
    ),
    dateReader,
  ],
  [
    pattern(
      String.raw`(?!24/7)(?:(?<named>${WEEKDAY}),?\s+)?(?<day>\d{1,2})/(?<month>0?[1-9]|1[0-2])(?:/(?<year>(?:20)?\d\d))?(?!\s*(?:hour|day|price|head))`,
    ),
    dateReader,
  ],
  [pattern(String.raw`(?:(?<named>${WEEKDAY}),?\s+)?the\s+(?<day>\d{1,2})${TH}`), dateReader],
  [
    pattern(String.raw`(?<first>${WEEKDAY})s?\s*(?:-|–|—|to|thru|through|till?|until)\s*(?<last>${WEEKDAY})s?`),
    (groups, today) => every(weekdayRange(weekdayNumber(groups.first), weekdayNumber(groups.last)), today),
  ],
  [pattern(String.raw`(?:a\s+)?week\s+(?:on|from|come)\s+(?<day>${WEEKDAY})`), weeksOn(1)],
  [pattern(String.raw`(?<day>${WEEKDAY})\s+week`), weeksOn(1)],
  [pattern(String.raw`(?:a\s+)?fortnight\s+(?:on|from)\s+(?<day>${WEEKDAY})`), weeksOn(2)],
  [
    pattern(String.raw`a\s+week\s+(?:from\s+)?(?:today|now)|(?:today|this\s+day)\s+week`),
    (_, today) => once(addDays(today, 7)),
  ],
  [pattern(String.raw`a\s+week\s+(?:from\s+)?tomorrow|tomorrow\s+week`), (_, today) => once(addDays(today, 8))],
  [
    pattern(String.raw`next\s+week\s+(?:on\s+)?(?<next>${WEEKDAY})${NO_DAY}|(?<also>${WEEKDAY})\s+next\s+week`),
    (groups, today) => once(addDays(nextMonday(today), weekdayNumber(groups.next ?? groups.also) - 1)),
  ],
  [pattern(String.raw`(?:the\s+)?week\s+after\s+next`), (_, today) => weekOf(addDays(nextMonday(today), 7))],
  [
    pattern(
      String.raw`in\s+(?:about\s+)?(?<weeks>an?|one|two|three|four|a\s+couple\s+of|[1-8])\s+weeks?(?:['’]?s?\s+time)?`,
    ),
    ({ weeks = '' }, today) =>
      weekOf(addDays(nextMonday(today), 7 * ((COUNTS[weeks.toLowerCase()] ?? Number(weeks)) - 1))),
  ],
  [pattern(String.raw`in\s+a\s+fortnight(?:['’]?s?\s+time)?`), (_, today) => weekOf(addDays(nextMonday(today), 7))],
  [
    pattern(String.raw`in\s+(?<days>two|three|four|a\s+couple\s+of|[2-9])\s+days(?:['’]?\s+time)?`),
    ({ days = '' }, today) => once(addDays(today, COUNTS[days.toLowerCase()] ?? Number(days))),
  ],
  [pattern(String.raw`(?:christmas|xmas)\s+eve`), fixedHoliday(12, 24)],
  [
    pattern(
      String.raw`(?<!(?:over|during)\s+(?:the\s+)?)(?:christmas|xmas)(?:\s+day)?(?!\s+(?:party|parties|do|gift|voucher|present|hours|opening|period|time|week))`,
    ),
    fixedHoliday(12, 25),
  ],
  [pattern(String.raw`boxing\s+day`), fixedHoliday(12, 26)],
  [pattern(String.raw`(?:new\s+year['’]?s?\s+eve|nye)`), fixedHoliday(12, 31)],
  [pattern(String.raw`new\s+year['’]?s?(?:\s+day)?`), fixedHoliday(1, 1)],
  [pattern(String.raw`australia\s+day`), fixedHoliday(1, 26)],
  [pattern(String.raw`anzac\s+day`), fixedHoliday(4, 25)],
  [pattern(String.raw`good\s+friday`), easterHoliday(-2)],
  [pattern(String.raw`easter\s+saturday`), easterHoliday(-1)],
  [pattern(String.raw`easter\s+monday`), easterHoliday(1)],
  [pattern(String.raw`(?:easter\s+weekend|(?:over|during)\s+easter)`), easterHoliday(-2, -1, 0, 1)],
  [pattern(String.raw`easter(?:\s+sunday)?`), easterHoliday(0)],
  [
    pattern(
      String.raw`(?<which>(?:(?:this|next|the|early|late|may|spring|summer|august)\s+)*)(?:bank|public)\s+hol(?:iday)?s?(?<monday>\s+monday)?`,
    ),
    nextHoliday,
  ],
  [pattern(String.raw`(?:the\s+)?day\s+after\s+(?:tomorrow|tmrw?|tomoz)`), (_, today) => once(addDays(today, 2))],
  [pattern(String.raw`(?:today|2day|tonight|this\s+(?:morning|afternoon|evening|arvo))`), (_, today) => once(today)],
  [
    pattern(`(?:tomorrow|tommorow|tommorrow|tomorow|tomoro|tomoz|tmrw|tmr|tmw|2moro|2morrow)`),
    (_, today) => once(addDays(today, 1)),
  ],
  [
    pattern(String.raw`next\s+weekend`),
    (_, today) => once(addDays(nextMonday(today), 5), addDays(nextMonday(today), 6)),
  ],
  [pattern(String.raw`this\s+weekend`), (_, today) => once(...weekendOf(today))],
  [pattern(String.raw`(?:the\s+)?weekend`), (_, today) => once(...weekendOf(today))],
  [pattern(`weekends`), (_, today) => every([6, 7], today)],
  [
    pattern(String.raw`(?:weekdays?|during\s+the\s+week|in\s+the\s+week|midweek)`),
    (_, today) => every([1, 2, 3, 4, 5], today),
  ],
  [pattern(String.raw`next\s+week`), (_, today) => weekOf(nextMonday(today))],
  [
    pattern(String.raw`(?:every\s*day|daily|7\s+days(?:\s+a\s+week)?|all\s+week)`),
    (_, today) => every([1, 2, 3, 4, 5, 6, 7], today),
  ],
  [
    pattern(String.raw`next\s+(?<next>${WEEKDAY})`),
    (groups, today) => once(addDays(nextMonday(today), weekdayNumber(groups.next) - 1)),
  ],
  [
    pattern(String.raw`(?:every|each|an?)\s+(?<day>${WEEKDAY})${NO_DAY}`),
    (groups, today) => every([weekdayNumber(groups.day)], today),
  ],
  [
    pattern(`(?<day>${WEEKDAY})(?<plural>(?<=day)s)?${NO_DAY}`),
    (groups, today) =>
      groups.plural ? every([weekdayNumber(groups.day)], today) : once(comingWeekday(today, weekdayNumber(groups.day))),
  ],
]

/** Every day that a text names, in its order. `today` is the venue's own date. */
export function daysIn(text: string, today: string, locale: VenueFacts['locale'] = 'en-GB'): DayMention[] {
  const found: DayMention[] = []
  for (const [expression, read] of READERS) {
    for (const match of text.matchAll(expression())) {
      const span = { start: match.index, end: match.index + match[0].length }
      if (found.some((other) => overlaps(other, span))) continue
      const meaning = read(match.groups ?? {}, today, locale)
      if (meaning !== null) found.push({ ...span, ...meaning })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

/** What looks like a day: read, it stands within a mention; else it is one that is not understood. */
const LIKE_A_DAY: readonly (() => RegExp)[] = [
  pattern(String.raw`\d{1,2}${TH}?(?:\s+of)?\s+${MONTH}(?:,?\s+20\d\d)?`),
  pattern(String.raw`(?<!\d${TH}?(?:\s+of)?\s+)${MONTH}\s+(?:the\s+)?\d{1,2}${TH}?(?![:.]\d|\s*[ap]m)`),
  pattern(String.raw`(?!24/7)\d{1,2}/\d{1,2}(?:/\d{2,4})?(?!\s*(?:hour|day|price|head))`),
  pattern(String.raw`\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|\d{4}-\d\d?-\d\d?`),
  pattern(String.raw`(?<!(?:at|from|until|till?|by|around|about)\s+)20[2-9]\d`),
  // A first, second or third may be one of the times that were offered
  pattern(String.raw`(?:[04-9]|[1-9]\d)${TH}(?!\s+(?:time|birthday|anniversary|floor|visit|one|slot|option))`),
  pattern(String.raw`(?<=(?:on|until|till?|by)\s+)(?:the\s+)?\d{1,2}${TH}`),
  pattern(String.raw`next\s+next\s+${WEEKDAY}`),
  pattern(String.raw`(?:first|1st|second|2nd|third|3rd|fourth|4th|last)\s+${WEEKDAY}(?!\s+(?:appointment|slot))`),
  pattern(String.raw`${WEEKDAY}\s+(?:after\s+(?:next|that)|fortnight|in\s+(?:two|three|four|[2-8])\s+weeks?)`),
  pattern(String.raw`(?:two|three|four|[2-8])\s+weeks\s+(?:on|from|come)\s+${WEEKDAY}`),
]

/** True where a text names a day that is not understood, or one that cannot be: a guess would answer for another day. */
export function hasUnreadDay(text: string, read: readonly DayMention[]): boolean {
  const isRead = (span: Span) => read.some((day) => day.start <= span.start && span.end <= day.end)
  return (
    read.some((day) => day.clashes) || LIKE_A_DAY.some((like) => spansOf(text, like()).some((span) => !isRead(span)))
  )
}

/** The next date on this weekday; today counts. */
export function comingWeekday(today: string, weekday: number): string {
  return addDays(today, (weekday - weekdayOf(today) + 7) % 7)
}

/** The days from a Monday to its Sunday. */
function weekOf(monday: string): Meaning {
  return once(...[0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n)))
}

/** "Friday week": so many weeks after the coming one. */
function weeksOn(weeks: number): Reader {
  return ({ day }, today) => once(addDays(comingWeekday(today, weekdayNumber(day)), 7 * weeks))
}

function weekdayNumber(name: string | undefined): number {
  const written = name?.toLowerCase() ?? ''
  const known = SLIPS[written.slice(0, 3)] ?? written
  return WEEKDAYS.findIndex((day) => known.startsWith(day)) + 1
}

function weekdayRange(first: number, last: number): number[] {
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, n) => ((first - 1 + n) % 7) + 1)
}

function nextMonday(today: string): string {
  return addDays(today, 8 - weekdayOf(today))
}

/** Saturday and Sunday; on a Sunday only what is left of the weekend. */
function weekendOf(today: string): string[] {
  return weekdayOf(today) === 7 ? [today] : [comingWeekday(today, 6), comingWeekday(today, 7)]
}

/** A day of the month, with the month where it is said: the next one that is not past. */
function dateReader(groups: Record<string, string | undefined>, today: string): Meaning | null {
  const day = Number(groups.day)
  const year = groups.year === undefined ? null : Number(groups.year.padStart(4, '20'))
  const month = groups.month === undefined ? null : monthNumber(groups.month)
  const thisYear = Number(today.slice(0, 4))
  const thisMonth = Number(today.slice(5, 7))
  const candidates =
    month === null
      ? [0, 1, 2].map((n) =>
          dateOf(thisYear + Math.floor((thisMonth - 1 + n) / 12), ((thisMonth - 1 + n) % 12) + 1, day),
        )
      : year === null
        ? [0, 1].map((n) => dateOf(thisYear + n, month, day))
        : [dateOf(year, month, day)]
  const date = candidates.find((candidate) => candidate !== null && candidate >= today)
  if (!date) return null
  const clashes = groups.named !== undefined && weekdayNumber(groups.named) !== weekdayOf(date)
  return clashes ? { ...once(date), clashes } : once(date)
}

function monthNumber(name: string): number {
  return /^\d/.test(name) ? Number(name) : MONTHS.findIndex((month) => name.toLowerCase().startsWith(month)) + 1
}

/** null where the calendar has no such date. */
function dateOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null
}

function fixedHoliday(month: number, day: number): Reader {
  return (_, today) => {
    const year = Number(today.slice(0, 4))
    const date = [dateOf(year, month, day), dateOf(year + 1, month, day)].find((one) => one !== null && one >= today)
    return date ? { dates: [date], weekly: false, holiday: true } : null
  }
}

function easterHoliday(...offsets: number[]): Reader {
  return (_, today) => {
    const year = Number(today.slice(0, 4))
    const ofYear = (y: number) =>
      offsets.map((offset) => addDays(easterSunday(y), offset)).filter((date) => date >= today)
    const dates = ofYear(year)
    return { dates: dates.length > 0 ? dates : ofYear(year + 1), weekly: false, holiday: true }
  }
}

/** What people call those that have no other name. */
const CALLED: readonly (readonly [said: RegExp, name: RegExp])[] = [
  [/early/i, /^Early May/],
  [/late|spring/i, /^Spring/],
  [/may/i, /^Early May|^Spring/],
  [/summer|august/i, /^Summer/],
]

function nextHoliday(
  groups: Record<string, string | undefined>,
  today: string,
  locale: VenueFacts['locale'],
): Meaning | null {
  const year = Number(today.slice(0, 4))
  const called = CALLED.find(([said]) => said.test(groups.which ?? ''))?.[1]
  const next = [...holidaysOf(year, locale), ...holidaysOf(year + 1, locale)].find(
    ({ date, name }) =>
      date >= today && (groups.monday === undefined || weekdayOf(date) === 1) && (called?.test(name) ?? true),
  )
  return next ? { dates: [next.date], weekly: false, holiday: true } : null
}
