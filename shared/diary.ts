/**
 * The diary: which times are free for a service. Pure. Slots lie on a grid of quarter hours of the venue's own clock;
 * everything is decided by instants, so that a day on which the clocks change has the hours that it really has.
 */
import { IANAZone } from 'luxon'
import { DAY, HOUR, MINUTE } from './clock.ts'
import type { Service, VenueFacts } from './facts.ts'
import { addDays, weekdayOf } from './holidays.ts'
import { type OpenSpan, openingOn } from './opening.ts'
import type { BookingRow, StafferRow } from './rows.ts'

export const GRID_MINUTES = 15

/** A stretch of time in milliseconds since the epoch; the end is exclusive. */
export interface Stretch {
  readonly startsAt: number
  readonly endsAt: number
}

/** Time that somebody's calendar elsewhere has taken; nobody named: everybody's. */
export interface BusyTime extends Stretch {
  readonly stafferId: string | null
}

export interface Diary {
  readonly staffers: readonly Omit<StafferRow, 'name'>[]
  readonly bookings: readonly (Pick<BookingRow, 'stafferId' | 'status'> & Stretch)[]
  readonly busy: readonly BusyTime[]
}

export interface SlotQuery extends Diary {
  readonly zone: string
  readonly hours: VenueFacts['hours']
  readonly closures: VenueFacts['closures']
  readonly service: Pick<Service, 'id' | 'minutes'>
  /** Slots begin at or after `from` and `now`, and before `to`; milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  readonly now: number
  /** Only with this one. */
  readonly stafferId?: string | null
}

export interface Slot extends Stretch {
  /** The venue's local date and minutes from its midnight. */
  readonly date: string
  readonly minute: number
  /** Who is free for it, in the order of the staffers; never empty. */
  readonly stafferIds: readonly string[]
}

/** Every free start in order; only people who do the service, within their hours and the venue's. */
export function freeSlots(query: SlotQuery): Slot[] {
  const { service, zone, now } = query
  const from = Math.max(query.from, now)
  const length = service.minutes * MINUTE
  if (from >= query.to || length <= 0) return []
  const offsets = offsetsOf(zone, from - DAY, query.to + length + DAY)
  const dates = datesBetween(offsets, from, query.to + length)
  const people = query.staffers
    .filter((one) => one.active && one.serviceIds.includes(service.id))
    .filter((one) => query.stafferId == null || one.id === query.stafferId)
    .map((one) => ({ id: one.id, free: without(workingTimes(query, one, dates, offsets), takenTimes(query, one.id)) }))
  return gridBetween(offsets, from, query.to).flatMap(({ startsAt, date, minute }) => {
    const endsAt = startsAt + length
    const stafferIds = people.filter((one) => covers(one.free, startsAt, endsAt)).map((one) => one.id)
    return stafferIds.length > 0 ? [{ startsAt, endsAt, date, minute, stafferIds }] : []
  })
}

/** The venue's own date and minute of an instant. */
export function localTimeOf(zone: string, at: number): { date: string; minute: number } {
  return localOf(at, IANAZone.create(zone).offset(at) * MINUTE)
}

/** The first instant of a local date. */
export function startOfDate(zone: string, date: string): number {
  const noon = Date.parse(`${date}T12:00:00Z`)
  const first = stretchesOn(date, { opens: 0, closes: 1440 }, offsetsOf(zone, noon - 2 * DAY, noon + 2 * DAY))[0]
  // A date that a zone has left out (it moved over the date line): where it would have begun
  return first?.startsAt ?? noon - DAY / 2
}

export const overlap = (a: Stretch, b: Stretch): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt

/** A stretch in which the zone keeps one offset from UTC, in milliseconds. */
interface OffsetStretch extends Stretch {
  readonly offset: number
}

const LOOK_EVERY = 6 * HOUR

function offsetsOf(zone: string, from: number, to: number): OffsetStretch[] {
  const at = (t: number) => IANAZone.create(zone).offset(t) * MINUTE
  const out: OffsetStretch[] = []
  let startsAt = from
  let offset = at(from)
  for (let t = from; t < to; t += LOOK_EVERY) {
    const next = at(t + LOOK_EVERY)
    if (next === offset) continue
    const change = changeBetween(at, t, t + LOOK_EVERY)
    out.push({ startsAt, endsAt: change, offset })
    startsAt = change
    offset = next
  }
  return [...out, { startsAt, endsAt: to, offset }]
}

/** The instant at which the offset becomes another: zones change on whole minutes. */
function changeBetween(at: (t: number) => number, before: number, after: number): number {
  let low = Math.floor(before / MINUTE)
  let high = Math.ceil(after / MINUTE)
  const old = at(before)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (at(middle * MINUTE) === old) low = middle
    else high = middle
  }
  return high * MINUTE
}

function localOf(at: number, offset: number): { date: string; minute: number } {
  const local = at + offset
  return {
    date: new Date(local).toISOString().slice(0, 10),
    minute: Math.floor((((local % DAY) + DAY) % DAY) / MINUTE),
  }
}

function datesBetween(offsets: readonly OffsetStretch[], from: number, to: number): string[] {
  const localDate = (at: number) => {
    const stretch = offsets.find((one) => at < one.endsAt) ?? offsets.at(-1)!
    return localOf(at, stretch.offset).date
  }
  const out: string[] = []
  const last = localDate(to)
  for (let date = localDate(from); date <= last; date = addDays(date, 1)) out.push(date)
  return out
}

function gridBetween(offsets: readonly OffsetStretch[], from: number, to: number) {
  const step = GRID_MINUTES * MINUTE
  return offsets.flatMap((stretch) => {
    const out: { startsAt: number; date: string; minute: number }[] = []
    const first = Math.max(stretch.startsAt, from)
    const last = Math.min(stretch.endsAt, to)
    for (let t = Math.ceil((first + stretch.offset) / step) * step - stretch.offset; t < last; t += step)
      out.push({ startsAt: t, ...localOf(t, stretch.offset) })
    return out
  })
}

/** The instants at which the local clock stands within these minutes of this date: more than one stretch in autumn. */
function stretchesOn(date: string, span: OpenSpan, offsets: readonly OffsetStretch[]): Stretch[] {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  return offsets.flatMap((one) => {
    const startsAt = Math.max(one.startsAt, midnight + span.opens * MINUTE - one.offset)
    const endsAt = Math.min(one.endsAt, midnight + span.closes * MINUTE - one.offset)
    return startsAt < endsAt ? [{ startsAt, endsAt }] : []
  })
}

function workingTimes(
  query: SlotQuery,
  staffer: Pick<StafferRow, 'hours'>,
  dates: readonly string[],
  offsets: readonly OffsetStretch[],
): Stretch[] {
  return joined(
    dates.flatMap((date) => {
      const open = openingOn(query, date).spans
      const own = staffer.hours?.filter((row) => row.day === weekdayOf(date))
      const spans = own ? open.flatMap((span) => own.flatMap((row) => shared(span, row))) : open
      return spans.flatMap((span) => stretchesOn(date, span, offsets))
    }),
  )
}

function shared(a: OpenSpan, b: OpenSpan): OpenSpan[] {
  const span = { opens: Math.max(a.opens, b.opens), closes: Math.min(a.closes, b.closes) }
  return span.opens < span.closes ? [span] : []
}

function takenTimes({ bookings, busy }: Diary, stafferId: string): Stretch[] {
  return [
    ...bookings.filter((one) => one.stafferId === stafferId && one.status !== 'cancelled'),
    ...busy.filter((one) => one.stafferId === null || one.stafferId === stafferId),
  ]
}

/** Sorted, and those that touch or overlap made one. */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const out: { startsAt: number; endsAt: number }[] = []
  for (const { startsAt, endsAt } of stretches.toSorted((a, b) => a.startsAt - b.startsAt)) {
    const last = out.at(-1)
    if (last && startsAt <= last.endsAt) last.endsAt = Math.max(last.endsAt, endsAt)
    else if (startsAt < endsAt) out.push({ startsAt, endsAt })
  }
  return out
}

function without(open: readonly Stretch[], taken: readonly Stretch[]): Stretch[] {
  const gaps = joined(taken)
  return open.flatMap(({ startsAt, endsAt }) => {
    const out: Stretch[] = []
    let at = startsAt
    for (const gap of gaps) {
      if (gap.endsAt <= at || gap.startsAt >= endsAt) continue
      if (gap.startsAt > at) out.push({ startsAt: at, endsAt: gap.startsAt })
      at = Math.max(at, gap.endsAt)
    }
    return at < endsAt ? [...out, { startsAt: at, endsAt }] : out
  })
}

const covers = (free: readonly Stretch[], startsAt: number, endsAt: number): boolean =>
  free.some((one) => one.startsAt <= startsAt && endsAt <= one.endsAt)
