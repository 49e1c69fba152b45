/** Who may not be texted. STOP and its effect are one transaction: nothing that waits may leave afterwards. */
import type { Row } from '#shared/rows.ts'
import { sha256 } from '../hash.ts'
import type { Tx } from '../storage/tx.ts'
import { pendingDraft, queued, withdrawAll } from './outbox.ts'

/**
 * @param on true: opt out. False: they may be texted again, by people; automatic replies to them wait until a person sets
 * the thread to auto. @param how a keyword, or "staff".
 */
export async function setOptOut(tx: Tx, contact: Row<'contacts'>, on: boolean, by: string, how: string): Promise<void> {
  const numberHash = sha256(contact.number)
  const consent = [...contact.consent, { at: tx.now, on: !on, by, how }]
  await tx.patch('contacts', contact.id, { optedOut: on, consent })
  const mine = await tx.db
    .selectFrom('conversations')
    .select(['id', 'replyMode'])
    .where('contactId', '=', contact.id)
    .execute()
  if (!on) {
    await tx.db
      .deleteFrom('suppressions')
      .where('venueId', '=', tx.venueId)
      .where('numberHash', '=', numberHash)
      .execute()
    for (const { id, replyMode } of mine)
      if (replyMode !== 'off') await tx.patch('conversations', id, { replyMode: 'draft' })
    return
  }
  await tx.db
    .insertInto('suppressions')
    .values({ venueId: tx.venueId, numberHash, at: tx.now })
    .onConflict((c) => c.columns(['venueId', 'numberHash']).doNothing())
    .execute()
  if (mine.length === 0) return
  await withdrawAll(tx, await queued(tx, { conversationIds: mine.map((c) => c.id) }), 'opted_out')
  for (const { id } of mine) {
    const draft = await pendingDraft(tx, id)
    if (draft && draft.kind !== 'escalation')
      await tx.patch('drafts', draft.id, { state: 'dropped', settledAt: tx.now })
    await tx.patch('conversations', id, { flag: null })
  }
}
