import { Refusal } from '#shared/errors.ts'
import { unfilled } from '#shared/placeholders.ts'
import type { Row } from '#shared/rows.ts'
import { type Thread, threadOf } from '../../storage/threads.ts'
import type { Tx } from '../../storage/tx.ts'

export async function venueOf(tx: Tx): Promise<Row<'venue'>> {
  const venue = await tx.find('venue', tx.venueId)
  if (!venue) throw new Refusal('row_not_found')
  return venue
}

/** @throws Refusal plan_required */
export async function requirePro(tx: Tx): Promise<Row<'venue'>> {
  const venue = await venueOf(tx)
  if (venue.plan !== 'PRO') throw new Refusal('plan_required')
  return venue
}

/** What loosens is refused when somebody has stopped since the person looked. */
export function mayLoosen(tx: Tx, epoch: number | undefined): void {
  if (tx.control.killed === 1) throw new Refusal('kill_switch_engaged')
  if (epoch !== undefined && epoch !== tx.control.epoch) throw new Refusal('stale_epoch')
}

/** The thread of a conversation: what people do, they do to all of it. @throws Refusal row_not_found */
export async function threadFor(tx: Tx, id: string): Promise<Thread> {
  const thread = await threadOf(tx, id)
  if (!thread) throw new Refusal('row_not_found')
  return thread
}

/** What a person wants sent. @throws Refusal empty_text, placeholder_unfilled */
export function checkText(text: string): void {
  if (!/[^\s\p{Cf}\p{Cc}\p{Mn}]/u.test(text)) throw new Refusal('empty_text')
  const first = unfilled(text)[0]
  if (first) throw new Refusal('placeholder_unfilled', `${first.text} is not filled in.`)
}

/** @param home the conversation whose number a text would go to. @throws Refusal opted_out */
export async function mayBeTexted(tx: Tx, home: Pick<Row<'conversations'>, 'contactId'>): Promise<void> {
  const contact = await tx.find('contacts', home.contactId)
  if (!contact || contact.optedOut) throw new Refusal('opted_out')
}

/** @throws Refusal list_full when the venue would have more than `most` rows there */
export async function roomFor(tx: Tx, table: 'services' | 'closures' | 'facts', most: number): Promise<void> {
  const { n } = await tx.db
    .selectFrom(table)
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('venueId', '=', tx.venueId)
    .executeTakeFirstOrThrow()
  if (Number(n) >= most) throw new Refusal('list_full', `There may be ${most} of them at most. Remove some first.`)
}

/** What is given of a payload, without the key that names the row. */
export function given<P extends object, K extends keyof P = never>(payload: P, without?: K): Omit<Defined<P>, K> {
  const entries = Object.entries(payload).filter(([key, value]) => key !== without && value !== undefined)
  return Object.fromEntries(entries) as Omit<Defined<P>, K>
}

/** Fields that are absent, never undefined: what a patch takes. */
type Defined<P> = { [K in keyof P]: Exclude<P[K], undefined> }

/** For the audit log: the fields of a patch as they were and as they are now, where that is not the same. */
export function changed<R extends object>(row: R, patch: Partial<R>): { from: Partial<R>; to: Partial<R> } {
  const from: Partial<R> = {}
  const to: Partial<R> = {}
  for (const key of Object.keys(patch) as (keyof R)[]) {
    if (JSON.stringify(row[key]) === JSON.stringify(patch[key])) continue
    from[key] = row[key]
    to[key] = patch[key] as R[keyof R]
  }
  return { from, to }
}

/** Whether a visit is still to come with that person, or for that service. */
export async function isBookedAhead(tx: Tx, of: 'stafferId' | 'serviceId', id: string): Promise<boolean> {
  const ahead = await tx.db
    .selectFrom('bookings')
    .select('id')
    .where('venueId', '=', tx.venueId)
    .where(of, '=', id)
    .where('status', '!=', 'cancelled')
    .where('endsAt', '>', tx.now)
    .executeTakeFirst()
  return ahead !== undefined
}

/** Somebody who works here, or nobody. @throws Refusal row_not_found */
export async function requireAssignee(tx: Tx, id: string | null): Promise<void> {
  if (id !== null && (await tx.find('people', id))?.active !== true) throw new Refusal('row_not_found')
}
