/** The diary by hand: bookings at the front desk; who works, and calendars elsewhere, in the owner's settings. */
import { MINUTE } from '#shared/clock.ts'
import { overlap, type Stretch } from '#shared/diary.ts'
import { Refusal } from '#shared/errors.ts'
import type { Row } from '#shared/rows.ts'
import { calendarUrl } from '../../diary/calendar.ts'
import { loadDiary } from '../../diary/diary.ts'
import type { Fields, Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'
import { isBookedAhead } from './common.ts'

const MOST_FEEDS = 20

/** @throws Refusal slot_taken where somebody else has that time of theirs. Hours are for people to overrule. */
async function mustBeFree(tx: Tx, stafferId: string, when: Stretch, bookingId: string | null = null): Promise<void> {
  const { bookings, busy } = await loadDiary(tx.db, tx.venueId, when, bookingId)
  const taken =
    bookings.some((one) => one.stafferId === stafferId && overlap(one, when)) ||
    busy.some((one) => (one.stafferId === null || one.stafferId === stafferId) && overlap(one, when))
  if (taken) throw new Refusal('slot_taken')
}

async function must<T extends 'services' | 'staffers' | 'contacts' | 'calendar_feeds' | 'bookings'>(
  tx: Tx,
  table: T,
  id: string,
) {
  const row = await tx.find(table, id)
  if (!row) throw new Refusal('row_not_found')
  return row
}

export const book: Handler<'diary.book'> = async ({ tx, session, payload, commandId }) => {
  const service = await must(tx, 'services', payload.serviceId)
  await must(tx, 'staffers', payload.stafferId)
  const contactId = payload.contactId ?? null
  if (contactId !== null) await must(tx, 'contacts', contactId)
  const when = { startsAt: payload.startsAt, endsAt: payload.startsAt + service.minutes * MINUTE }
  await mustBeFree(tx, payload.stafferId, when)
  const id = `booking_${session.personId}_${commandId}`
  await tx.insert('bookings', {
    id,
    status: 'booked',
    stafferId: payload.stafferId,
    serviceId: service.id,
    ...when,
    contactId,
    customerName: payload.name,
    messageId: null,
    by: session.personId,
    createdAt: tx.now,
  })
  return { result: { bookingId: id }, audit: { bookingId: id, ...when } }
}

/** A booking that stands; what a text still holds is that text's. */
async function standing(tx: Tx, id: string): Promise<Row<'bookings'>> {
  const booking = await must(tx, 'bookings', id)
  if (booking.status === 'cancelled') throw new Refusal('row_not_found')
  if (booking.status === 'held') throw new Refusal('booking_held')
  return booking
}

export const move: Handler<'diary.move'> = async ({ tx, payload }) => {
  const booking = await standing(tx, payload.bookingId)
  const stafferId = payload.stafferId ?? booking.stafferId
  if (stafferId !== booking.stafferId) await must(tx, 'staffers', stafferId)
  const { startsAt } = payload
  const when = { startsAt, endsAt: startsAt + booking.endsAt - booking.startsAt }
  await mustBeFree(tx, stafferId, when, booking.id)
  await tx.patch('bookings', booking.id, { stafferId, ...when })
  return { audit: { bookingId: booking.id, from: booking.startsAt, to: startsAt } }
}

export const cancel: Handler<'diary.cancel'> = async ({ tx, payload }) => {
  const booking = await standing(tx, payload.bookingId)
  await tx.patch('bookings', booking.id, { status: 'cancelled' })
  return { audit: { bookingId: booking.id } }
}

async function servicesMustExist(tx: Tx, serviceIds: readonly string[]): Promise<void> {
  for (const id of serviceIds) await must(tx, 'services', id)
}

export const staffAdd: Handler<'diary.staff_add'> = async ({ tx, session, payload, commandId }) => {
  await servicesMustExist(tx, payload.serviceIds)
  const id = `staffer_${session.personId}_${commandId}`
  await tx.insert('staffers', { id, ...payload, active: true })
  return { result: { stafferId: id }, audit: { stafferId: id } }
}

export const staffEdit: Handler<'diary.staff_edit'> = async ({ tx, payload: { stafferId, ...change } }) => {
  await must(tx, 'staffers', stafferId)
  await servicesMustExist(tx, change.serviceIds ?? [])
  await tx.patch('staffers', stafferId, change)
  return { audit: { stafferId, fields: Object.keys(change) } }
}

export const staffRemove: Handler<'diary.staff_remove'> = async ({ tx, payload: { stafferId } }) => {
  await must(tx, 'staffers', stafferId)
  if (await isBookedAhead(tx, 'stafferId', stafferId)) throw new Refusal('staffer_has_bookings')
  await tx.remove('staffers', stafferId)
  return { audit: { stafferId } }
}

export const feedAdd: Handler<'diary.feed_add'> = async ({ tx, session, payload, commandId, deps }) => {
  const url = calendarUrl(payload.url, deps.calendars ?? { loopback: false })
  if (url === null) throw new Refusal('feed_refused')
  const stafferId = payload.stafferId ?? null
  if (stafferId !== null) await must(tx, 'staffers', stafferId)
  const feeds = await tx.db.selectFrom('calendar_feeds').select('id').where('venueId', '=', tx.venueId).execute()
  if (feeds.length >= MOST_FEEDS) throw new Refusal('feed_refused', `There can be ${MOST_FEEDS} calendars at most.`)
  const id = `feed_${session.personId}_${commandId}`
  const row: Fields<'calendar_feeds'> = {
    id,
    name: payload.name,
    url: url.href,
    host: url.host,
    stafferId,
    state: 'new',
    reason: null,
    checkedAt: null,
    readAt: null,
    busyCount: 0,
  }
  await tx.insert('calendar_feeds', row)
  return { result: { feedId: id }, audit: { feedId: id, host: url.host } }
}

export const feedRemove: Handler<'diary.feed_remove'> = async ({ tx, payload: { feedId } }) => {
  const feed = await must(tx, 'calendar_feeds', feedId)
  await tx.db.deleteFrom('busy').where('feedId', '=', feedId).execute()
  await tx.remove('calendar_feeds', feedId)
  return { audit: { feedId, host: feed.host } }
}
