/** Public holidays by name: which date a customer means. Whether a venue opens then, only its own closures say. */
import type { VenueFacts } from './facts.ts'

const DAY = 86_400_000

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10)
}

/** Monday is 1, Sunday 7. */
export function weekdayOf(date: string): number {
  return ((new Date(date).getUTCDay() + 6) % 7) + 1
}

export interface Holiday {
  readonly date: string
  readonly name: string
}

/** Holidays of a year: England and Wales, or all of Australia. A day in lieu is listed with the day it stands for. */
export function holidaysOf(year: number, locale: VenueFacts['locale']): Holiday[] {
  const easter = easterSunday(year)
  const days: Holiday[] = [
    { date: `${year}-01-01`, name: "New Year's Day" },
    { date: addDays(easter, -2), name: 'Good Friday' },
    { date: addDays(easter, 1), name: 'Easter Monday' },
    { date: `${year}-12-25`, name: 'Christmas Day' },
    { date: `${year}-12-26`, name: 'Boxing Day' },
  ]
  if (locale === 'en-AU') {
    days.push({ date: `${year}-01-26`, name: 'Australia Day' }, { date: `${year}-04-25`, name: 'Anzac Day' })
  } else {
    days.push(
      { date: mondayFrom(`${year}-05-01`), name: 'Early May bank holiday' },
      { date: mondayFrom(`${year}-05-25`), name: 'Spring bank holiday' },
      { date: mondayFrom(`${year}-08-25`), name: 'Summer bank holiday' },
    )
  }
  return [...days, ...inLieu(days)].sort((a, b) => a.date.localeCompare(b.date))
}

/** 25 December and the like that fall on a weekend are taken on the next free weekday. */
function inLieu(days: readonly Holiday[]): Holiday[] {
  const taken = new Set(days.map((day) => day.date))
  const extra: Holiday[] = []
  for (const day of days.filter((one) => weekdayOf(one.date) > 5)) {
    let date = day.date
    while (weekdayOf(date) > 5 || taken.has(date)) date = addDays(date, 1)
    taken.add(date)
    extra.push({ date, name: `${day.name} (in lieu)` })
  }
  return extra
}

function mondayFrom(date: string): string {
  return addDays(date, (8 - weekdayOf(date)) % 7)
}

/** Gregorian computus (Meeus, Jones, Butcher). */
export function easterSunday(year: number): string {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  const day = ((h + l - 7 * m + 114) % 31) + 1
  return `${year}-${month.toString().padStart(2, '0')}-${day.toString().padStart(2, '0')}`
}
