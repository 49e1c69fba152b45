/** The venue's diary as it lies in the database, and what of it a reply may still quote. */
import type { Kysely } from 'kysely'
import { DAY, MINUTE } from '#shared/clock.ts'
import { type Diary, freeSlots, type Stretch } from '#shared/diary.ts'
import type { VenueFacts } from '#shared/facts.ts'
import type { DraftDiary, Row } from '#shared/rows.ts'
import { decode } from '../storage/codec.ts'
import type { Tables } from '../storage/tables.ts'
import { holdIdOf } from './holds.ts'

/** How far ahead times are offered. */
export const HORIZON = 60 * DAY

export interface VenueDiary extends Diary {
  readonly staffers: readonly Row<'staffers'>[]
}

/**
 * Who works, and what is taken within a stretch of time.
 * @param except a booking that takes nothing from it
 */
export async function loadDiary(
  db: Kysely<Tables>,
  venueId: string,
  within: Stretch,
  except: string | null = null,
): Promise<VenueDiary> {
  const staffers = await db
    .selectFrom('staffers')
    .selectAll()
    .where('venueId', '=', venueId)
    .where('active', '=', 1)
    .orderBy('id')
    .execute()
  const bookings = await db
    .selectFrom('bookings')
    .select(['id', 'stafferId', 'status', 'startsAt', 'endsAt'])
    .where('venueId', '=', venueId)
    .where('endsAt', '>', within.startsAt)
    .where('startsAt', '<', within.endsAt)
    .where('status', '!=', 'cancelled')
    .execute()
  const busy = await db
    .selectFrom('busy')
    .select(['stafferId', 'startsAt', 'endsAt'])
    .where('venueId', '=', venueId)
    .where('endsAt', '>', within.startsAt)
    .where('startsAt', '<', within.endsAt)
    .execute()
  return {
    staffers: staffers.map((columns) => decode('staffers', columns)),
    bookings: bookings.filter((one) => one.id !== except),
    busy,
  }
}

/**
 * Whether everything that a reply says about the diary holds now: each time quoted is free, the booked one for the
 * person that it names.
 * @param messageId the text that says it, once it is queued: its own hold does not count
 */
export async function stillFree(
  db: Kysely<Tables>,
  venueId: string,
  venue: VenueFacts,
  diary: DraftDiary,
  now: number,
  messageId: string | null = null,
): Promise<boolean> {
  const quoted = diary.book === null ? diary.slots : [...diary.slots, diary.book]
  if (quoted.length === 0) return true
  const service = venue.services.find((one) => one.id === diary.serviceId)
  if (!service) return false
  const within = {
    startsAt: Math.min(...quoted.map((one) => one.startsAt)),
    endsAt: Math.max(...quoted.map((one) => one.endsAt)) + service.minutes * MINUTE,
  }
  const lying = await loadDiary(db, venueId, within, messageId && holdIdOf(messageId))
  const isFree = (startsAt: number, stafferId: string | null) =>
    freeSlots({
      ...lying,
      zone: venue.timeZone,
      hours: venue.hours,
      closures: venue.closures,
      service,
      now,
      from: startsAt,
      to: startsAt + 1,
      stafferId,
    }).length > 0
  return (
    diary.slots.every((one) => isFree(one.startsAt, diary.asked.stafferId)) &&
    (diary.book === null || isFree(diary.book.startsAt, diary.book.stafferId))
  )
}
