/** Times as the window says them: in the venue's zone, short, British. All instants are milliseconds since the epoch. */
import { DAY, HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import { localTimeOf, startOfDate } from '#shared/diary.ts'
import { addDays } from '#shared/holidays.ts'
import { readClock } from './amounts.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Building a formatter is dear, using one is cheap. */
function format(zone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${name}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options })
  formats.set(key, made)
  return made
}

/** "14:02" */
export function clockTime(zone: string, at: number): string {
  return format(zone, 'clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

/** "14:02:11" */
export function clockSeconds(zone: string, at: number): string {
  return format(zone, 'seconds', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at)
}

const days = new Map<string, string>()
/** Every zone's day begins on one of these. */
const QUARTER = 15 * MINUTE
const DAYS_KEPT = 5_000

/** "2026-11-20", for comparing days. */
export function dayKey(zone: string, at: number): string {
  const quarter = `${Math.floor(at / QUARTER)} ${zone}`
  const known = days.get(quarter)
  if (known !== undefined) return known
  const parts = format(zone, 'key', { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at)
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  const key = `${part('year')}-${part('month')}-${part('day')}`
  if (days.size >= DAYS_KEPT) days.clear()
  days.set(quarter, key)
  return key
}

/** The calendar's day before or after: 24 hours from now may be another one, where the clocks change. */
const dayFrom = (zone: string, now: number, days: number): string => addDays(dayKey(zone, now), days)

/** "Today", "Yesterday", "Tuesday 3 November", with the year where it is another one. */
export function dayLabel(zone: string, now: number, at: number): string {
  const key = dayKey(zone, at)
  if (key === dayKey(zone, now)) return 'Today'
  if (key === dayFrom(zone, now, -1)) return 'Yesterday'
  if (key === dayFrom(zone, now, 1)) return 'Tomorrow'
  const sameYear = key.slice(0, 4) === dayKey(zone, now).slice(0, 4)
  const text = sameYear
    ? format(zone, 'day', { weekday: 'long', day: 'numeric', month: 'long' }).format(at)
    : format(zone, 'dayYear', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at)
  return text.replace(',', '')
}

/** "3 Nov", with the year where it is another one. */
export function shortDate(zone: string, now: number, at: number): string {
  const sameYear = dayKey(zone, at).slice(0, 4) === dayKey(zone, now).slice(0, 4)
  return sameYear
    ? format(zone, 'short', { day: 'numeric', month: 'short' }).format(at)
    : format(zone, 'shortYear', { day: 'numeric', month: 'short', year: 'numeric' }).format(at)
}

/** "Sat 7 Nov", "Today", "Tomorrow" */
export function shortDay(zone: string, now: number, at: number): string {
  const key = dayKey(zone, at)
  if (key === dayKey(zone, now)) return 'Today'
  if (key === dayFrom(zone, now, 1)) return 'Tomorrow'
  return format(zone, 'shortDay', { weekday: 'short', day: 'numeric', month: 'short' }).format(at).replace(',', '')
}

/** "Fri 27 Nov, 09:00", with the year where it is another one. */
export function dayAndTime(zone: string, now: number, at: number): string {
  const day = format(zone, 'shortDay', { weekday: 'short', day: 'numeric', month: 'short' }).format(at).replace(',', '')
  const year = dayKey(zone, at).slice(0, 4)
  return `${day}${year === dayKey(zone, now).slice(0, 4) ? '' : ` ${year}`}, ${clockTime(zone, at)}`
}

/** "2026-12-25" as "Friday 25 December 2026" */
export function dateName(date: string): string {
  const name = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const
  return format('UTC', 'date', name).format(Date.parse(date)).replace(',', '')
}

/** "Mar 2025" */
export function monthOf(zone: string, at: number): string {
  return format(zone, 'month', { month: 'short', year: 'numeric' }).format(at)
}

/** "14:02" today, otherwise with its day: "yesterday 14:02", "3 Nov 14:02". */
export function whenText(zone: string, now: number, at: number): string {
  const time = clockTime(zone, at)
  const key = dayKey(zone, at)
  if (key === dayKey(zone, now)) return time
  if (key === dayFrom(zone, now, -1)) return `yesterday ${time}`
  if (key === dayFrom(zone, now, 1)) return `tomorrow ${time}`
  return `${shortDate(zone, now, at)} ${time}`
}

/** How long ago, in one unit: "now", "6 min", "3 h", "2 d", then the date. */
export function ago(zone: string, now: number, at: number): string {
  const passed = Math.max(0, now - at)
  if (passed < MINUTE) return 'now'
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h`
  if (passed < 7 * DAY) return `${Math.floor(passed / DAY)} d`
  return shortDate(zone, now, at)
}

/** "14:02, 6 min", "3 Nov 14:02": since when, and how long that is where it is no date. */
export function sinceText(zone: string, now: number, at: number): string {
  const when = whenText(zone, now, at)
  return now - at < 7 * DAY ? `${when}, ${ago(zone, now, at)}` : when
}

/** {@link ago} within a sentence: "just now", "6 min ago", "3 Nov" */
export function agoSaid(zone: string, now: number, at: number): string {
  if (now - at < MINUTE) return 'just now'
  return `${ago(zone, now, at)}${now - at < 7 * DAY ? ' ago' : ''}`
}

/** Whole seconds until then, never below 0. */
export function secondsLeft(now: number, until: number): number {
  return Math.max(0, Math.ceil((until - now) / SECOND))
}

export type WaitLevel = 'fine' | 'late' | 'overdue'

/** A waiting customer is late after the venue's target, overdue after twice that. */
export function waitLevel(now: number, since: number | null, targetMinutes: number): WaitLevel {
  if (since === null) return 'fine'
  const minutes = (now - since) / MINUTE
  if (minutes >= 2 * targetMinutes) return 'overdue'
  return minutes >= targetMinutes ? 'late' : 'fine'
}

/** Minutes that the zone is ahead of UTC at that instant. */
export function offsetAt(zone: string, at: number): number {
  const parts = format(zone, 'offset', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value)
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  return Math.round((local - Math.floor(at / MINUTE) * MINUTE) / MINUTE)
}

/** The instant at which it is `hour` o'clock in the zone, `days` after the day of `now`. */
export function hourOfDay(zone: string, now: number, days: number, hour: number): number {
  const [year, month, day] = dayKey(zone, now).split('-').map(Number) as [number, number, number]
  const wall = Date.UTC(year, month - 1, day + days, hour)
  const guess = wall - offsetAt(zone, wall) * MINUTE
  return wall - offsetAt(zone, guess) * MINUTE
}

/** The instant of a wall time, "2026-11-22" and "14:30"; null where the words are no time. Of one that comes twice, the first. */
export function instantOf(zone: string, date: string, time: string): number | null {
  const minutes = readClock(time)
  if (minutes === null || !/^\d{4}-\d\d-\d\d$/.test(date)) return null
  const guess = startOfDate(zone, date) + minutes * MINUTE
  // On the day of a clock change, midnight is not that many minutes before.
  const off = ((minutes - localTimeOf(zone, guess).minute + 36 * 60) % (24 * 60)) - 12 * 60
  const right = guess + off * MINUTE
  // A time that the clocks leave out is as much later.
  return localTimeOf(zone, right).minute === minutes % (24 * 60) ? right : guess
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(zone: string, at: number): number {
  const [year, month, day] = dayKey(zone, at).split('-').map(Number) as [number, number, number]
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7
}

/** The zone's name where the machine keeps another time now ("Europe/London time"), or null. */
export function foreignZone(zone: string, now: number, machineZone: string): string | null {
  if (offsetAt(zone, now) === offsetAt(machineZone, now)) return null
  return `${zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone} time`
}

/** "about 40 s left", "about 3 min left": no more exact than it can be known. */
export function leftText(ms: number): string {
  if (ms < 5 * SECOND) return 'nearly there'
  if (ms < 90 * SECOND) return `about ${Math.ceil(ms / (5 * SECOND)) * 5} s left`
  return `about ${Math.round(ms / MINUTE)} min left`
}
