/** When a venue is open: on a date with its closures, in a usual week, and now. Times are minutes from local midnight. */
import { DateTime } from 'luxon'
import type { Citation, Closure, VenueFacts } from './facts.ts'
import { addDays, weekdayOf } from './holidays.ts'
import { localDate } from './quiet.ts'

type Hours = Pick<VenueFacts, 'hours' | 'closures'>

export interface OpenSpan {
  readonly opens: number
  readonly closes: number
}

export interface DayOpening {
  readonly date: string
  /** In order, without overlaps; empty: closed. */
  readonly spans: readonly OpenSpan[]
  /** The dated exception that made it so, if there is one. */
  readonly closure: Closure | null
}

/** The hours that hold on a date: a dated exception stands in place of the weekly ones. */
export function openingOn(venue: Hours, date: string): DayOpening {
  const dated = venue.closures.filter((closure) => closure.date === date)
  if (dated.length === 0) return { date, spans: usualSpans(venue, weekdayOf(date)), closure: null }
  const shut = dated.some((closure) => closure.opens === null || closure.closes === null)
  const spans = shut ? [] : joined(dated.map((closure) => ({ opens: closure.opens ?? 0, closes: closure.closes ?? 0 })))
  return { date, spans, closure: dated[0] ?? null }
}

/** The weekly hours of a weekday (1 to 7), whatever the date. */
export function usualSpans(venue: Pick<VenueFacts, 'hours'>, weekday: number): OpenSpan[] {
  return joined(venue.hours.filter((row) => row.day === weekday))
}

/** What a statement about this date rests on. */
export function openingCitations(venue: Hours, date: string): Citation[] {
  const dated = venue.closures.filter((closure) => closure.date === date)
  if (dated.length > 0)
    return dated.map((row) => ({ source: 'closure', id: row.id, label: `${row.name}, ${row.date}` }))
  const rows = venue.hours.filter((row) => row.day === weekdayOf(date))
  return rows.map((row) => ({ source: 'hours', id: row.id, label: `Opening hours, ${WEEKDAY_NAMES[row.day - 1]}` }))
}

export interface OpenState {
  readonly open: boolean
  /** Today, in the venue's zone. */
  readonly date: string
  /** Minute of today at which the present opening ends; null while closed. */
  readonly until: number | null
  /** The next opening after now, within a fortnight. */
  readonly next: { readonly date: string; readonly opens: number; readonly closes: number } | null
}

/** @param now milliseconds since the epoch */
export function openState(venue: Hours & Pick<VenueFacts, 'timeZone'>, now: number): OpenState {
  const local = DateTime.fromMillis(now, { zone: venue.timeZone })
  const minute = local.hour * 60 + local.minute
  const date = localDate(venue.timeZone, now)
  const current = openingOn(venue, date).spans.find((span) => span.opens <= minute && minute < span.closes)
  for (let ahead = 0; ahead < 15; ahead++) {
    const day = addDays(date, ahead)
    const span = openingOn(venue, day).spans.find((one) => ahead > 0 || one.opens > minute)
    if (span) return { open: current !== undefined, date, until: current?.closes ?? null, next: { date: day, ...span } }
  }
  return { open: current !== undefined, date, until: current?.closes ?? null, next: null }
}

/** "9am", "9:30am", "midday", "midnight". */
export function formatTime(minute: number): string {
  if (minute === 720) return 'midday'
  if (minute % 1440 === 0) return 'midnight'
  const hour = Math.floor(minute / 60) % 24
  const rest = minute % 60
  const clock = `${hour % 12 || 12}${rest === 0 ? '' : `:${rest.toString().padStart(2, '0')}`}`
  return `${clock}${hour < 12 ? 'am' : 'pm'}`
}

/** "9am to 6pm", or with a break "9am to 1pm and 2pm to 6pm". */
export function formatSpans(spans: readonly OpenSpan[]): string {
  return spans.map((span) => `${formatTime(span.opens)} to ${formatTime(span.closes)}`).join(' and ')
}

export const WEEKDAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

/** "today", "tomorrow", "Saturday" within the coming week, "Friday 25 December" past it. */
export function formatDay(date: string, today: string): string {
  if (date === today) return 'today'
  if (date === addDays(today, 1)) return 'tomorrow'
  const name = WEEKDAY_NAMES[weekdayOf(date) - 1] ?? ''
  return date > today && date < addDays(today, 7) ? name : formatDate(date)
}

/** "Friday 25 December". */
export function formatDate(date: string): string {
  return DateTime.fromISO(date, { zone: 'utc' }).setLocale('en-GB').toFormat('cccc d LLLL')
}

/** Sorted, and stretches that touch or overlap made one. */
function joined(spans: readonly OpenSpan[]): OpenSpan[] {
  const out: OpenSpan[] = []
  for (const span of spans.toSorted((a, b) => a.opens - b.opens)) {
    const last = out.at(-1)
    if (last && span.opens <= last.closes) {
      out[out.length - 1] = { opens: last.opens, closes: Math.max(last.closes, span.closes) }
    } else if (span.opens < span.closes) out.push({ opens: span.opens, closes: span.closes })
  }
  return out
}
