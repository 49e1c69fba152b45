/**
 * A restored database does not know what has happened since it was copied (design: rows and races, 11 and 21). Nothing
 * leaves from it by itself, nobody who was erased comes back, nobody who was signed in still is, and every desk begins
 * its mirror afresh.
 */
import type { Clock, IdSource } from '#shared/clock.ts'
import type { Row } from '#shared/rows.ts'
import { erase } from '../erasure/erase.ts'
import { finishErasures } from '../erasure/finish.ts'
import type { Erasure, Journal } from '../erasure/journal.ts'
import { appendAudit } from '../governance/audit.ts'
import { engage } from '../sending/kill-switch.ts'
import { inOutbox, queued, withdrawAll } from '../sending/outbox.ts'
import { suppressHash } from '../sending/suppression.ts'
import type { Storage } from '../storage/storage.ts'
import type { Tx } from '../storage/tx.ts'

export interface MadeSafe {
  /** Automatic texts that are drafts now. */
  readonly drafts: number
  /** Texts of people of which nobody knows whether they have left. */
  readonly unknown: number
  /** Customers who were erased since the backup. */
  readonly erased: number
}

interface Options {
  readonly clock: Clock
  readonly ids: IdSource
  readonly journal: Pick<Journal, 'read'>
}

export async function makeSafe(storage: Storage, { clock, ids, journal }: Options): Promise<MadeSafe> {
  const erasures = await journal.read()
  const venues = await storage.read((db) => db.selectFrom('venue_control').select('venueId').execute())
  const total = { drafts: 0, unknown: 0, erased: 0 }
  for (const { venueId } of venues) {
    const made = await storage.write('kill', venueId, async (tx) => {
      const sends = await stopSends(tx)
      const erased = await replay(
        tx,
        erasures.filter((one) => one.venueId === venueId),
      )
      tx.control.feedId = ids()
      await appendAudit(tx, { personId: null, action: 'backup.restored', detail: { ...sends, erased } })
      return { ...sends, erased }
    })
    for (const key of ['drafts', 'unknown', 'erased'] as const) total[key] += made[key]
  }
  await storage.system(async (db) => {
    await db.deleteFrom('sessions').execute()
    await db.deleteFrom('invites').execute()
  })
  await finishErasures({ storage, clock })
  await storage.purge()
  return total
}

/** What waits has perhaps left since; and who was stopped since, by whomever, is not known here. */
async function stopSends(tx: Tx): Promise<{ drafts: number; unknown: number }> {
  const automatic = await queued(tx, { auto: true })
  await withdrawAll(tx, automatic, 'restored')
  await engage(tx, null)
  const live = await tx.db
    .selectFrom('messages')
    .select('id')
    .where('venueId', '=', tx.venueId)
    .where(inOutbox)
    .where('state', 'in', ['queued', 'claimed'])
    .execute()
  const patch = { state: 'unknown', reason: 'restored', notBefore: null, sendBefore: tx.now } as const
  for (const { id } of live) await tx.patch('messages', id, patch)
  return { drafts: automatic.length, unknown: live.length }
}

/** @returns how many customers of the backup were erased since */
async function replay(tx: Tx, erasures: readonly Erasure[]): Promise<number> {
  let erased = 0
  for (const { id, contactIds, suppressed, at } of erasures) {
    const found = await Promise.all(contactIds.map((contactId) => tx.find('contacts', contactId)))
    const stopped = new Set(suppressed.map((one) => one.contactId))
    const contacts: Row<'contacts'>[] = found
      .filter((contact) => contact !== undefined)
      .map((contact) => ({ ...contact, optedOut: contact.optedOut || stopped.has(contact.id) }))
    for (const { hash } of suppressed) await suppressHash(tx, hash, at)
    if (contacts.length === 0) continue
    await erase(tx, id, contacts)
    erased += contacts.length
  }
  return erased
}
