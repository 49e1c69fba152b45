/**
 * The kill switch. Engaging is one transaction: the epoch rises, so that no claim of an older one succeeds on any
 * instance; what waits becomes drafts; modes go to draft. `stopped` is its commit; `drained` comes when no claim of an
 * older epoch can still begin a request. Product rule "Kill switch"; design: rows and races, 4 to 6.
 */

import { INTENTS } from '#shared/intents.ts'
import type { KillSwitch } from '#shared/rows.ts'
import type { Tx } from '../storage/tx.ts'
import { queued, withdrawAll } from './outbox.ts'

/** Claims of automatic texts that may still begin, or are within, a request. */
async function openClaims(tx: Tx): Promise<{ id: string; sendBefore: number | null }[]> {
  return tx.db
    .selectFrom('messages')
    .select(['id', 'sendBefore'])
    .where('venueId', '=', tx.venueId)
    .where('state', '=', 'claimed')
    .where('auto', '=', 1)
    .where('claimEpoch', '<', tx.control.epoch)
    .execute()
}

/** Every intent on auto goes to draft; releasing restores none. */
export async function modesToDraft(tx: Tx): Promise<string[]> {
  const changed: string[] = []
  for (const { key } of INTENTS) {
    const policy = await tx.find('policies', key)
    if (policy?.mode !== 'auto' && policy?.mode !== 'escalate_ack') continue
    await tx.patch('policies', key, { mode: policy.mode === 'auto' ? 'draft' : 'escalate' })
    changed.push(key)
  }
  return changed
}

/** @param by null: the server itself, after a restore. @returns the receipt. Engaging what is engaged answers with the receipt there is. */
export async function engage(tx: Tx, by: string | null): Promise<KillSwitch> {
  const venue = (await tx.find('venue', tx.venueId))!
  if (tx.control.killed === 1) return venue.killSwitch
  tx.control.killed = 1
  const epoch = tx.raiseEpoch()
  const held = await queued(tx, { auto: true })
  await withdrawAll(tx, held, 'kill_switch')
  await modesToDraft(tx)
  const open = await openClaims(tx)
  const killSwitch: KillSwitch = {
    ...venue.killSwitch,
    engaged: true,
    epoch,
    stoppedAt: tx.now,
    drainedAt: open.length === 0 ? tx.now : null,
    heldBack: held.length,
    heldBackIds: held.map((m) => m.id),
    alreadySent: open.length,
    alreadySentIds: open.map((m) => m.id),
    by,
  }
  await tx.patch('venue', tx.venueId, { killSwitch })
  return killSwitch
}

export async function release(tx: Tx, by: string): Promise<KillSwitch> {
  const venue = (await tx.find('venue', tx.venueId))!
  tx.control.killed = 0
  const epoch = tx.raiseEpoch()
  const killSwitch: KillSwitch = { ...venue.killSwitch, engaged: false, epoch, by }
  await tx.patch('venue', tx.venueId, { killSwitch })
  return killSwitch
}

/** Marks an engaged switch as drained once that is true. @returns when to look again, or null. */
export async function noteDrained(tx: Tx): Promise<number | null> {
  if (tx.control.killed !== 1) return null
  const venue = (await tx.find('venue', tx.venueId))!
  if (venue.killSwitch.drainedAt !== null) return null
  const pending = (await openClaims(tx)).map((c) => c.sendBefore ?? tx.now).filter((until) => until >= tx.now)
  if (pending.length > 0) return Math.max(...pending) + 1
  await tx.patch('venue', tx.venueId, { killSwitch: { ...venue.killSwitch, drainedAt: tx.now } })
  return null
}
