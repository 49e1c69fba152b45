import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from './clock.ts'
import { freeSlots, type SlotQuery, startOfDate } from './diary.ts'
import { deepRuns } from './testing.ts'

/** Minute by minute, by luxon's own calendar: slow, and written without a look at the other. */
function oracle(q: SlotQuery): string[] {
  const out: string[] = []
  const works = (person: SlotQuery['staffers'][number], at: number) => {
    const local = DateTime.fromMillis(at, { zone: q.zone })
    const minute = local.hour * 60 + local.minute
    const dated = q.closures.filter((c) => c.date === local.toISODate())
    const within = (row: { opens: number | null; closes: number | null }) =>
      row.opens !== null && row.closes !== null && row.opens <= minute && minute < row.closes
    const open =
      dated.length > 0
        ? !dated.some((c) => c.opens === null || c.closes === null) && dated.some(within)
        : q.hours.some((row) => row.day === local.weekday && within(row))
    const mine = person.hours === null || person.hours.some((row) => row.day === local.weekday && within(row))
    const booked = q.bookings.some(
      (b) => b.stafferId === person.id && b.status !== 'cancelled' && b.startsAt < at + MINUTE && at < b.endsAt,
    )
    const busy = q.busy.some(
      (b) => (b.stafferId === null || b.stafferId === person.id) && b.startsAt < at + MINUTE && at < b.endsAt,
    )
    return open && mine && !booked && !busy
  }
  const first = Math.ceil(Math.max(q.from, q.now) / MINUTE) * MINUTE
  for (let at = first; at < q.to; at += MINUTE) {
    if (DateTime.fromMillis(at, { zone: q.zone }).minute % 15 !== 0) continue
    for (const person of q.staffers) {
      if (!person.active || !person.serviceIds.includes(q.service.id)) continue
      if (q.stafferId != null && q.stafferId !== person.id) continue
      let whole = true
      for (let m = 0; m < q.service.minutes && whole; m++) whole = works(person, at + m * MINUTE)
      if (whole) out.push(`${at} ${person.id}`)
    }
  }
  return out
}

const found = (q: SlotQuery) => freeSlots(q).flatMap((s) => s.stafferIds.map((id) => `${s.startsAt} ${id}`))

/** Days on which the clocks change, and an ordinary one. */
const DAYS = [
  ['Europe/London', '2027-03-28'],
  ['Europe/London', '2026-10-25'],
  ['Australia/Sydney', '2026-10-04'],
  ['Australia/Sydney', '2027-04-04'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Australia/Lord_Howe', '2027-04-04'],
  ['America/New_York', '2026-11-01'],
  ['Asia/Kolkata', '2026-11-18'],
  ['Asia/Beirut', '2026-03-29'],
] as const

const span = fc
  .tuple(fc.integer({ min: 0, max: 1440 }), fc.integer({ min: 0, max: 1440 }))
  .map(([a, b]) => ({ opens: Math.min(a, b), closes: Math.max(a, b) }))
const weekly = fc.record({ day: fc.integer({ min: 1, max: 7 }), span }).map(({ day, span: s }) => ({ day, ...s }))

const query = fc
  .record({
    day: fc.constantFrom(...DAYS),
    hours: fc.array(weekly, { minLength: 4, maxLength: 14 }),
    closures: fc.array(fc.record({ in: fc.integer({ min: -1, max: 2 }), span: fc.option(span) }), { maxLength: 2 }),
    staffers: fc.array(
      fc.record({ does: fc.boolean(), active: fc.boolean(), hours: fc.option(fc.array(weekly, { maxLength: 7 })) }),
      { minLength: 1, maxLength: 3 },
    ),
    bookings: fc.array(
      fc.record({
        who: fc.integer({ min: 0, max: 2 }),
        status: fc.constantFrom('held' as const, 'booked' as const, 'cancelled' as const),
        at: fc.integer({ min: -300, max: 2_000 }),
        minutes: fc.integer({ min: 5, max: 240 }),
      }),
      { maxLength: 5 },
    ),
    busy: fc.array(
      fc.record({
        who: fc.option(fc.integer({ min: 0, max: 2 })),
        at: fc.integer({ min: -300, max: 2_000 }),
        minutes: fc.integer({ min: 5, max: 240 }),
      }),
      { maxLength: 3 },
    ),
    minutes: fc.constantFrom(15, 20, 30, 45, 60, 180),
    from: fc.integer({ min: -600, max: 600 }),
    length: fc.integer({ min: 30, max: 1_800 }),
    now: fc.integer({ min: -1_000, max: 900 }),
    only: fc.option(fc.integer({ min: 0, max: 2 })),
  })
  .map((r): SlotQuery => {
    const [zone, date] = r.day
    const base = startOfDate(zone, date)
    const at = (minutes: number) => base + minutes * MINUTE
    const dateIn = (n: number) => DateTime.fromISO(date).plus({ days: n }).toISODate()!
    return {
      zone,
      hours: r.hours.map((row, n) => ({ id: `h${n}`, ...row })),
      closures: r.closures.map((c, n) => ({
        id: `c${n}`,
        name: 'closed',
        date: dateIn(c.in),
        opens: c.span?.opens ?? null,
        closes: c.span?.closes ?? null,
      })),
      staffers: r.staffers.map((s, n) => ({
        id: `s${n}`,
        active: s.active,
        serviceIds: s.does ? ['svc'] : [],
        hours: s.hours,
      })),
      bookings: r.bookings.map((b) => ({
        stafferId: `s${b.who}`,
        status: b.status,
        startsAt: at(b.at),
        endsAt: at(b.at + b.minutes),
      })),
      busy: r.busy.map((b) => ({
        stafferId: b.who === null ? null : `s${b.who}`,
        startsAt: at(b.at),
        endsAt: at(b.at + b.minutes),
      })),
      service: { id: 'svc', minutes: r.minutes },
      from: at(r.from),
      to: at(r.from + r.length),
      now: at(r.now),
      stafferId: r.only === null ? null : `s${r.only}`,
    }
  })

test('the free slots are exactly those that a minute-by-minute look finds, clock changes included', () => {
  fc.assert(
    fc.property(query, (q) => {
      expect(found(q)).toEqual(oracle(q))
    }),
    { numRuns: deepRuns(60, 5_000) },
  )
})

describe('days on which the clocks change', () => {
  const open = (zone: string, date: string, minutes: number, opens = 0, closes = 240) => {
    const start = startOfDate(zone, date)
    return freeSlots({
      zone,
      hours: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ id: `h${day}`, day, opens, closes })),
      closures: [],
      staffers: [{ id: 's', active: true, serviceIds: ['svc'], hours: null }],
      bookings: [],
      busy: [],
      service: { id: 'svc', minutes },
      from: start,
      to: start + DAY - 2 * HOUR,
      now: 0,
    })
  }

  test('four hours by the clock are three in spring and five in autumn', () => {
    expect(open('Europe/London', '2027-03-28', 60).at(-1)).toMatchObject({ minute: 180 })
    expect(open('Europe/London', '2027-03-28', 60)).toHaveLength(9)
    expect(open('Europe/London', '2026-10-25', 60)).toHaveLength(17)
    expect(open('Australia/Lord_Howe', '2026-10-04', 60)).toHaveLength(11)
    expect(open('Australia/Lord_Howe', '2027-04-04', 60)).toHaveLength(15)
  })

  test('an hour that the clock skips is no time to come', () => {
    const minutes = open('Europe/London', '2027-03-28', 15).map((s) => s.minute)
    expect(minutes.filter((m) => m >= 60 && m < 120)).toEqual([])
  })

  test('the working day keeps its own clock on both sides of the change', () => {
    for (const date of ['2027-03-27', '2027-03-28', '2027-03-29']) {
      const slots = open('Europe/London', date, 60, 540, 1_080)
      expect([slots[0]!.minute, slots.at(-1)!.minute]).toEqual([540, 1_020])
    }
  })
})
