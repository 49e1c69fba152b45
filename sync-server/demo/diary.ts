/** The demo's diary: two weeks that are over and four that fill up, fullest today. Pure. */
import { DAY, MINUTE } from '#shared/clock.ts'
import { freeSlots, GRID_MINUTES, startOfDate } from '#shared/diary.ts'
import type { Service } from '#shared/facts.ts'
import { addDays } from '#shared/holidays.ts'
import { localDate } from '#shared/quiet.ts'
import type { Row } from '#shared/rows.ts'
import { NAMES } from './phrases.ts'
import type { Random } from './random.ts'
import { DEMO, demoVenueFacts } from './venue.ts'

const DAYS_BACK = 14
const DAYS_AHEAD = 28
const QUARTER = GRID_MINUTES * MINUTE
/** Weddings are arranged with people. */
const BY_ARRANGEMENT = /^svc_brid/

/** Share of the visits that are of somebody who texts. */
const BY_TEXT = 0.5

/** Share of the time that is taken, by days from today. */
function fullness(day: number): number {
  if (day <= 1) return 0.85
  return day <= 7 ? 0.7 : day <= 14 ? 0.45 : 0.2
}

/** @param contacts whose visits these are; nobody has two ahead */
export function demoBookings(now: number, contacts: readonly Row<'contacts'>[], random: Random): Row<'bookings'>[] {
  const venue = demoVenueFacts(now)
  const { timeZone: zone, hours, closures, services } = venue
  const named = contacts.filter((one) => one.name !== null && !one.optedOut)
  const past = named.filter((one) => one.createdAt < now - DAYS_BACK * DAY)
  const ahead = random.shuffle(named)
  const today = localDate(zone, now)
  const bookings: Row<'bookings'>[] = []
  for (let day = -DAYS_BACK; day <= DAYS_AHEAD; day++) {
    const date = addDays(today, day)
    const [from, to] = [startOfDate(zone, date), startOfDate(zone, addDays(date, 1))]
    for (const staffer of DEMO.staffers) {
      const quarter = { id: 'quarter', minutes: GRID_MINUTES }
      const person = { ...staffer, serviceIds: ['quarter'], active: true }
      const query = { zone, hours, closures, staffers: [person], bookings: [], busy: [], service: quarter }
      const free = new Set(freeSlots({ ...query, from, to, now: 0 }).map((slot) => slot.startsAt))
      const menu = services.filter((one) => staffer.serviceIds.includes(one.id) && !BY_ARRANGEMENT.test(one.id))
      for (let at = from; at < to; ) {
        const service = random.chance(fullness(day)) ? pickFitting(menu, free, at, random) : null
        if (service === null) {
          at += QUARTER * random.int(1, 3)
          continue
        }
        const texter = random.chance(BY_TEXT) ? (at < now ? random.pick(past) : ahead.pop()) : undefined
        bookings.push({
          id: `booking_${String(bookings.length + 1).padStart(5, '0')}`,
          status: random.chance(0.04) ? 'cancelled' : 'booked',
          stafferId: staffer.id,
          serviceId: service.id,
          startsAt: at,
          endsAt: at + service.minutes * MINUTE,
          contactId: texter?.id ?? null,
          customerName: texter?.name ?? `${random.pick(NAMES.first)} ${random.pick(NAMES.last)}`,
          messageId: null,
          by: DEMO.people[1]!.id,
          createdAt: Math.min(now, at) - random.int(1, 12) * DAY,
        })
        at += Math.ceil(service.minutes / GRID_MINUTES) * QUARTER
      }
    }
  }
  return bookings
}

/** A service that ends before the next gap, mostly a short one. */
function pickFitting(menu: readonly Service[], free: ReadonlySet<number>, at: number, random: Random): Service | null {
  const fits = menu.filter((one) => {
    const quarters = Math.ceil(one.minutes / GRID_MINUTES)
    return Array.from({ length: quarters }, (_, n) => at + n * QUARTER).every((start) => free.has(start))
  })
  const short = fits.filter((one) => one.minutes <= 90)
  const from = short.length > 0 && random.chance(0.8) ? short : fits
  return from.length > 0 ? random.pick(from) : null
}
