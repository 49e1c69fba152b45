/** Sparks: a ledger whose rows are keyed by what they paid for, and a balance that the database keeps from going under. */
import type { Row } from '#shared/rows.ts'
import type { Tx } from '../storage/tx.ts'

interface Entry {
  /** What it is for: the same id twice is a fault, so nothing is paid twice. */
  readonly id: string
  readonly turnId?: string
  readonly reason: 'reply' | 'preview' | 'top-up'
  readonly by: string | null
}

/** Takes one Spark. @returns false where there is none; nothing has changed then */
export async function spend(tx: Tx, entry: Entry): Promise<boolean> {
  const venue = (await tx.find('venue', tx.venueId))!
  if ((venue.sparks ?? 0) <= 0) return false
  await book(tx, venue, entry, -1)
  return true
}

/** @returns the new balance */
export async function topUp(tx: Tx, entry: Entry, sparks: number): Promise<number> {
  return book(tx, (await tx.find('venue', tx.venueId))!, entry, sparks)
}

async function book(tx: Tx, venue: Row<'venue'>, entry: Entry, delta: number): Promise<number> {
  const sparks = (venue.sparks ?? 0) + delta
  await tx.db
    .insertInto('wallet')
    .values({ turnId: null, ...entry, venueId: tx.venueId, delta, at: tx.now })
    .execute()
  await tx.patch('venue', venue.id, { sparks, sparksEmpty: sparks <= 0 })
  return sparks
}
