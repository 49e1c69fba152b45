/** Who may not be texted. STOP and its effect are one transaction: nothing that waits may leave afterwards. */
import type { Row } from '#shared/rows.ts'
import { keyed, sha256 } from '../hash.ts'
import { threadOf } from '../storage/threads.ts'
import type { Tx } from '../storage/tx.ts'
import { pendingDrafts, queued, withdrawAll } from './outbox.ts'

/** What stands of a number on the list of those who may not be texted. */
const suppressedAs = (tx: Tx, number: string) => keyed(tx.control.salt, sha256(number))

/** Puts a number on that list; it stays there when everything else of the customer is erased. @returns what stands there */
export async function suppress(tx: Tx, number: string, at = tx.now): Promise<string> {
  const numberHash = suppressedAs(tx, number)
  await suppressHash(tx, numberHash, at)
  return numberHash
}

/** The same where nothing else is known of the number any more. */
export async function suppressHash(tx: Tx, numberHash: string, at = tx.now): Promise<void> {
  await tx.db
    .insertInto('suppressions')
    .values({ venueId: tx.venueId, numberHash, at })
    .onConflict((c) => c.columns(['venueId', 'numberHash']).doNothing())
    .execute()
}

export async function isSuppressed(tx: Tx, number: string): Promise<boolean> {
  const found = await tx.db
    .selectFrom('suppressions')
    .select('at')
    .where('venueId', '=', tx.venueId)
    .where('numberHash', '=', suppressedAs(tx, number))
    .executeTakeFirst()
  return found !== undefined
}

/**
 * @param on true: opt out. False: they may be texted again, by people; automatic replies to them wait until a person sets
 * the thread to auto. @param how a keyword, or "staff". @param writtenBy the command that says so, where one does.
 *
 * What stops is the number. Where it is one of several of a merged thread, nothing automatic leaves for the others either,
 * and people may still write to those.
 */
export async function setOptOut(
  tx: Tx,
  contact: Row<'contacts'>,
  on: boolean,
  by: string,
  how: string,
  writtenBy?: string,
): Promise<void> {
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
      .where('numberHash', '=', suppressedAs(tx, contact.number))
      .execute()
    for (const { id, replyMode } of mine)
      if (replyMode !== 'off') await tx.patch('conversations', id, { replyMode: 'draft' })
    return
  }
  await suppress(tx, contact.number)
  if (mine.length === 0) return
  await withdrawAll(tx, await queued(tx, { conversationIds: mine.map((c) => c.id) }), 'opted_out', writtenBy)
  for (const { id } of mine) {
    const thread = (await threadOf(tx, id))!
    await withdrawAll(tx, await queued(tx, { auto: true, conversationIds: thread.ids }), 'opted_out', writtenBy)
    // What would have gone to another number of theirs is for a person to judge.
    const silenced = thread.home.contactId === contact.id ? thread.ids : [id]
    for (const draft of await pendingDrafts(tx, silenced))
      if (draft.kind !== 'escalation')
        await tx.patch('drafts', draft.id, { state: 'dropped', settledAt: tx.now, writtenBy: writtenBy ?? null })
    await tx.patch('conversations', id, { flag: null })
  }
}
