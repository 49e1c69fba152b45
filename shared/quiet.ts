/** Quiet hours: instant to local time, never the other way, so that a clock change cannot blur them. */
import { IANAZone } from 'luxon'
import { z } from 'zod'
import { DAY, MINUTE } from './clock.ts'
import { weekday } from './facts.ts'

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time like 21:30')

/** `to` before or equal to `from` runs over midnight into the next day; `days` are the days on which it begins. */
export const quietWindow = z.object({ days: z.array(weekday).min(1).max(7), from: clockTime, to: clockTime })
export type QuietWindow = z.infer<typeof quietWindow>

/** "21:30" to minutes from local midnight. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

/** @returns the window that holds at `now` (milliseconds since the epoch), or null. */
export function quietWindowAt(windows: readonly QuietWindow[], timeZone: string, now: number): QuietWindow | null {
  return quietHours(windows, timeZone)(now)
}

/** The same for many instants: the windows are read once. */
export function quietHours(windows: readonly QuietWindow[], timeZone: string): (now: number) => QuietWindow | null {
  if (windows.length === 0) return () => null
  const read = windows.map((window) => ({ window, from: minutesOf(window.from), to: minutesOf(window.to) }))
  return (now) => {
    const { dayNumber, minute } = localTime(timeZone, now)
    const today = weekdayOfDay(dayNumber)
    const yesterday = weekdayOfDay(dayNumber - 1)
    for (const { window, from, to } of read) {
      const begun = minute >= from && window.days.includes(today)
      if (from < to ? begun && minute < to : begun || (minute < to && window.days.includes(yesterday))) return window
    }
    return null
  }
}

/** The venue's local calendar date, "2026-11-20". */
export function localDate(timeZone: string, now: number): string {
  return new Date(localDay(timeZone, now) * DAY).toISOString().slice(0, 10)
}

/** The same as a number: days since 1 January 1970. */
export const localDay = (timeZone: string, now: number): number => localTime(timeZone, now).dayNumber

/** Days since 1 January 1970 by the venue's calendar, and whole minutes since its local midnight by the clock on the wall. */
function localTime(timeZone: string, now: number): { dayNumber: number; minute: number } {
  const local = now + offsetAt(timeZone, now)
  const dayNumber = Math.floor(local / DAY)
  return { dayNumber, minute: Math.floor((local - dayNumber * DAY) / MINUTE) }
}

/** 1 Monday to 7 Sunday; day 0 was a Thursday. */
const weekdayOfDay = (dayNumber: number) => ((((dayNumber + 3) % 7) + 7) % 7) + 1

/** Zones change their offset on a quarter of an hour, and no zone twice within a day. */
const QUARTER = 15 * MINUTE
const latest = new Map<string, { from: number; to: number; offset: number }>()

/** What the zone's clocks are ahead of UTC, in milliseconds. The latest answer of each zone is kept: asking is slow. */
function offsetAt(timeZone: string, now: number): number {
  const known = latest.get(timeZone)
  if (known !== undefined && now >= known.from && now < known.to) return known.offset
  const zone = IANAZone.create(timeZone)
  const ask = (at: number) => zone.offset(at) * MINUTE
  const day = Math.floor(now / DAY) * DAY
  const quarter = Math.floor(now / QUARTER) * QUARTER
  const offset = ask(quarter)
  // Without its zone nobody can tell whether it is quiet: better no answer than "it is not".
  if (Number.isNaN(offset)) throw new RangeError('a time zone that nobody knows')
  const steady = ask(day) === offset && ask(day + DAY) === offset
  latest.set(timeZone, {
    ...(steady ? { from: day, to: day + DAY } : { from: quarter, to: quarter + QUARTER }),
    offset,
  })
  return offset
}
