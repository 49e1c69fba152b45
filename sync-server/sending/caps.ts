/**
 * Caps: how many automatic texts may leave in 60 minutes and on one local day. Each claim is charged once, in its own
 * transaction; outcomes that nobody knows count, and neither another cap nor another zone refills anything.
 */
import { DateTime } from 'luxon'
import { DAY, HOUR } from '#shared/clock.ts'
import { localDate } from '#shared/quiet.ts'
import type { Tx } from '../storage/tx.ts'

interface CapUse {
  readonly usedHour: number
  readonly usedDay: number
}

/** The clock that caps go by: it never runs backwards, so a clock set back refills nothing. */
function capTime(tx: Tx): number {
  return Math.max(tx.now, tx.control.lastAt)
}

/** Charges that count now, of the hour and of the day. */
async function charges(tx: Tx, timeZone: string) {
  const now = capTime(tx)
  const startOfDay = DateTime.fromMillis(now, { zone: timeZone }).startOf('day').toMillis()
  const today = localDate(timeZone, now)
  const rows = await tx.db
    .selectFrom('cap_log')
    .select(['messageId', 'at', 'day'])
    .where('venueId', '=', tx.venueId)
    .where('at', '>', now - 2 * DAY)
    .execute()
  return {
    hour: rows.filter((r) => r.at > now - HOUR),
    // The stored day is the one that the venue lived in when the text left.
    day: rows.filter((r) => r.at >= startOfDay || r.day >= today),
  }
}

/** @param except a text that asks for its place again: the one that it has is its own */
export async function capUse(tx: Tx, timeZone: string, except: string | null = null): Promise<CapUse> {
  const { hour, day } = await charges(tx, timeZone)
  const count = (rows: readonly { messageId: string }[]) => rows.filter((r) => r.messageId !== except).length
  return { usedHour: count(hour), usedDay: count(day) }
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
  const { day } = await charges(tx, from)
  if (day.length === 0) return
  await tx.db
    .updateTable('cap_log')
    .set({ day: localDate(to, capTime(tx)) })
    .where('venueId', '=', tx.venueId)
    .where(
      'messageId',
      'in',
      day.map((r) => r.messageId),
    )
    .execute()
}

/** Shows the caps as used now. */
export async function refreshCaps(tx: Tx): Promise<void> {
  const venue = (await tx.find('venue', tx.venueId))!
  const use = await capUse(tx, venue.timeZone)
  if (use.usedHour === venue.caps.usedHour && use.usedDay === venue.caps.usedDay) return
  await tx.patch('venue', venue.id, { caps: { ...venue.caps, ...use } })
}
