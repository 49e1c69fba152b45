/**
 * Caps: how many automatic texts may leave in 60 minutes and on one local day. Each claim is charged once, in its own
 * transaction; outcomes that nobody knows count, and neither another cap nor another zone refills anything.
 */

import { sql } from 'kysely'
import { DateTime } from 'luxon'
import { DAY, HOUR } from '#shared/clock.ts'
import { localDate, localDay } from '#shared/quiet.ts'
import { prepared } from '../storage/prepared.ts'
import type { Tx } from '../storage/tx.ts'

interface CapUse {
  readonly usedHour: number
  readonly usedDay: number
}

/** The clock that caps go by: it never runs backwards, so a clock set back refills nothing. */
function capTime(tx: Tx): number {
  return Math.max(tx.now, tx.control.lastAt)
}

/** Instants between which charges count now. */
function counting(tx: Tx, timeZone: string) {
  const now = capTime(tx)
  return {
    since: now - 2 * DAY,
    hourAgo: now - HOUR,
    startOfDay: startOfDay(timeZone, now),
    today: localDate(timeZone, now),
  }
}

let latest = { timeZone: '', today: -1, start: 0 }

/** The latest answer is kept: asking a zone is slow. */
function startOfDay(timeZone: string, now: number): number {
  const today = localDay(timeZone, now)
  if (latest.timeZone !== timeZone || latest.today !== today)
    latest = { timeZone, today, start: DateTime.fromMillis(now, { zone: timeZone }).startOf('day').toMillis() }
  return latest.start
}

type Asked = Readonly<ReturnType<typeof counting> & { venueId: string; except: string }>

/** The stored day is the one that the venue lived in when the text left. */
const isToday = ({ startOfDay, today }: Pick<Asked, 'startOfDay' | 'today'>) =>
  sql<boolean>`(at >= ${startOfDay} OR day >= ${today})`

const used = prepared((db, asked: Asked) =>
  db
    .selectFrom('cap_log')
    .select([
      sql<number>`coalesce(sum(CASE WHEN at > ${asked.hourAgo} THEN 1 ELSE 0 END), 0)`.as('usedHour'),
      sql<number>`coalesce(sum(CASE WHEN ${isToday(asked)} THEN 1 ELSE 0 END), 0)`.as('usedDay'),
    ])
    .where('venueId', '=', asked.venueId)
    .where('at', '>', asked.since)
    .where('messageId', '<>', asked.except),
)

/** @param except a text that asks for its place again: the one that it has is its own */
export async function capUse(tx: Tx, timeZone: string, except: string | null = null): Promise<CapUse> {
  const [use] = await used(tx.db, { ...counting(tx, timeZone), venueId: tx.venueId, except: except ?? '' })
  return use!
}

/** Charges a claim. One that comes a second time, as the first has surely not left, moves its charge to now. */
export async function chargeCaps(tx: Tx, messageId: string, timeZone: string): Promise<void> {
  const at = capTime(tx)
  const day = localDate(timeZone, at)
  tx.control.lastAt = at
  await tx.db
    .insertInto('cap_log')
    .values({ messageId, venueId: tx.venueId, at, day })
    .onConflict((c) => c.column('messageId').doUpdateSet({ at, day }))
    .execute()
  await refreshCaps(tx)
}

/** The venue moves to another zone: what counted today still does, whatever the date is there. */
export async function carryCaps(tx: Tx, from: string, to: string): Promise<void> {
  const { since, ...asked } = counting(tx, from)
  await tx.db
    .updateTable('cap_log')
    .set({ day: localDate(to, capTime(tx)) })
    .where('venueId', '=', tx.venueId)
    .where('at', '>', since)
    .where(isToday(asked))
    .execute()
}

/** Shows the caps as used now. */
export async function refreshCaps(tx: Tx): Promise<void> {
  const venue = (await tx.find('venue', tx.venueId))!
  const use = await capUse(tx, venue.timeZone)
  if (use.usedHour === venue.caps.usedHour && use.usedDay === venue.caps.usedDay) return
  await tx.patch('venue', venue.id, { caps: { ...venue.caps, ...use } })
}
