/** Quiet hours: instant to local time, never the other way, so that a clock change cannot blur them. */
import { DateTime } from 'luxon'
import { z } from 'zod'
import { weekday } from './facts.ts'

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time like 21:30')

/** `to` before or equal to `from` runs over midnight into the next day; `days` are the days on which it begins. */
export const quietWindow = z.object({ days: z.array(weekday).min(1).max(7), from: clockTime, to: clockTime })
export type QuietWindow = z.infer<typeof quietWindow>

/** "21:30" to minutes from local midnight. */
export function minutesOf(time: string): number {
  const [h, m] = time.split(':')
  return Number(h) * 60 + Number(m)
}

/** @returns the window that holds at `now` (milliseconds since the epoch), or null. */
export function quietWindowAt(windows: readonly QuietWindow[], timeZone: string, now: number): QuietWindow | null {
  if (windows.length === 0) return null
  const local = DateTime.fromMillis(now, { zone: timeZone })
  const minute = local.hour * 60 + local.minute
  const today = local.weekday
  const yesterday = today === 1 ? 7 : today - 1
  const holds = (w: QuietWindow) => {
    const from = minutesOf(w.from)
    const to = minutesOf(w.to)
    if (from < to) return w.days.includes(today) && minute >= from && minute < to
    return (w.days.includes(today) && minute >= from) || (w.days.includes(yesterday) && minute < to)
  }
  return windows.find(holds) ?? null
}

/** The venue's local calendar date, "2026-11-20". */
export function localDate(timeZone: string, now: number): string {
  return DateTime.fromMillis(now, { zone: timeZone }).toISODate()!
}
