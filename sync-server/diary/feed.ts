/** Calendar feeds: each is read every quarter of an hour; what fails is said on its row, and the old busy times stay. */
import type { Kysely } from 'kysely'
import { DAY, MINUTE } from '#shared/clock.ts'
import type { Stretch } from '#shared/diary.ts'
import type { Deps } from '../deps.ts'
import type { Tables } from '../storage/tables.ts'
import type { Tx } from '../storage/tx.ts'
import { busyTimes, CalendarFailure, type CalendarOptions, fetchCalendar } from './calendar.ts'
import { HORIZON } from './diary.ts'

export const READ_EVERY = 15 * MINUTE

export async function dueFeeds(db: Kysely<Tables>, now: number): Promise<{ id: string; venueId: string }[]> {
  return db
    .selectFrom('calendar_feeds')
    .select(['id', 'venueId'])
    .where((e) => e.or([e('checkedAt', 'is', null), e('checkedAt', '<=', now - READ_EVERY), e('checkedAt', '>', now)]))
    .orderBy('checkedAt')
    .limit(100)
    .execute()
}

/** Reads one feed and takes its times over, whole or not at all. */
export async function readFeed(
  deps: Pick<Deps, 'storage' | 'clock' | 'logger' | 'calendars'>,
  venueId: string,
  feedId: string,
): Promise<void> {
  const { url, timeZone } = await deps.storage.read(async (db) => ({
    ...(await db.selectFrom('calendar_feeds').select('url').where('id', '=', feedId).executeTakeFirst()),
    ...(await db.selectFrom('venue').select('timeZone').where('id', '=', venueId).executeTakeFirst()),
  }))
  if (url === undefined || timeZone === undefined) return
  const now = deps.clock()
  const within = { startsAt: now - DAY, endsAt: now + HORIZON + DAY }
  const read = await timesAt(url, timeZone, within, deps.calendars ?? { loopback: false })
  if (typeof read === 'string') deps.logger.warn({ feedId }, 'a calendar feed could not be read')
  await deps.storage.write('bulk', venueId, (tx) => takeOver(tx, feedId, read))
}

/** @returns a sentence where it could not be read. */
async function timesAt(
  url: string,
  zone: string,
  within: Stretch,
  options: CalendarOptions,
): Promise<Stretch[] | string> {
  try {
    return await busyTimes(await fetchCalendar(url, options), zone, within, options)
  } catch (error) {
    return error instanceof CalendarFailure ? error.message : 'The calendar could not be read.'
  }
}

async function takeOver(tx: Tx, feedId: string, read: readonly Stretch[] | string): Promise<void> {
  const feed = await tx.find('calendar_feeds', feedId)
  if (!feed) return
  if (typeof read === 'string') {
    await tx.patch('calendar_feeds', feedId, { state: 'failing', reason: read, checkedAt: tx.now })
    return
  }
  await tx.db.deleteFrom('busy').where('feedId', '=', feedId).execute()
  const rows = read.map((one) => ({ venueId: tx.venueId, feedId, stafferId: feed.stafferId, ...one }))
  for (let at = 0; at < rows.length; at += 500) {
    await tx.db
      .insertInto('busy')
      .values(rows.slice(at, at + 500))
      .execute()
  }
  const busyCount = read.filter((one) => one.endsAt > tx.now).length
  await tx.patch('calendar_feeds', feedId, {
    state: 'ok',
    reason: null,
    checkedAt: tx.now,
    readAt: tx.now,
    busyCount,
  })
}
