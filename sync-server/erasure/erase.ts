/**
 * Erases customers in one write: their rows go and leave tombstones, so that every mirror drops them, too; what waited to
 * be sent to them goes with them. What stays: the venue's own times in the diary, without a name; a salted hash of the
 * number where they had opted out; and ids, in the audit log and in the figures.
 */
import type { Row, TableName } from '#shared/rows.ts'
import { release } from '../diary/holds.ts'
import { queued } from '../sending/outbox.ts'
import { suppress } from '../sending/suppression.ts'
import { decode } from '../storage/codec.ts'
import type { Tx } from '../storage/tx.ts'
import type { Suppressed } from './journal.ts'
import { blankQuotes } from './quoted.ts'

/** What stands in the diary in place of a name. */
export const NAMELESS = 'Erased customer'

/** How much was erased: what the owner is told, and the log keeps. */
export interface Erased {
  readonly conversations: number
  readonly messages: number
  /** Texts that had not left yet. */
  readonly withdrawn: number
  /** Times in the diary that are nobody's now. */
  readonly bookings: number
  /** Cards, snippets and the like that quoted them. */
  readonly quotes: number
}

/** Tables whose rows belong to one conversation. */
const OF_CONVERSATION = ['messages', 'drafts', 'decisions', 'incidents', 'playbook_runs', 'typed'] as const

/** @param contacts as they are; whoever is merged with them and stays stands for themselves again */
export async function erase(tx: Tx, id: string, contacts: readonly Row<'contacts'>[]): Promise<Erased> {
  const contactIds = contacts.map((one) => one.id)
  const conversations = await conversationsFor(tx, contactIds)
  const conversationIds = conversations.map((one) => one.id)
  const quotes = await blankQuotes(tx, contacts, conversations)
  const waiting = conversationIds.length === 0 ? [] : await queued(tx, { conversationIds })
  for (const message of waiting) await release(tx, message.id)
  const bookings = await unname(tx, contactIds)
  await unmergeFrom(tx, conversationIds)
  const removed = await removeRows(tx, contactIds, conversationIds)
  const suppressed: Suppressed[] = []
  for (const { id: contactId, number, optedOut } of contacts)
    if (optedOut) suppressed.push({ contactId, hash: await suppress(tx, number) })
  const entry = { contactIds: JSON.stringify(contactIds), suppressed: JSON.stringify(suppressed), doneAt: null }
  await tx.db
    .insertInto('erasures')
    .values({ id, venueId: tx.venueId, at: tx.now, ...entry })
    .onConflict((c) => c.column('id').doUpdateSet(entry))
    .execute()
  return {
    conversations: conversationIds.length,
    messages: removed.messages,
    withdrawn: waiting.length,
    bookings,
    quotes,
  }
}

async function conversationsFor(tx: Tx, contactIds: readonly string[]): Promise<Row<'conversations'>[]> {
  const found = await tx.db
    .selectFrom('conversations')
    .selectAll()
    .where('venueId', '=', tx.venueId)
    .where('contactId', 'in', contactIds)
    .execute()
  return found.map((columns) => decode('conversations', columns))
}

/** The time was taken, and stays so: nobody can see any more by whom. */
async function unname(tx: Tx, contactIds: readonly string[]): Promise<number> {
  const theirs = await tx.db
    .selectFrom('bookings')
    .select('id')
    .where('venueId', '=', tx.venueId)
    .where('contactId', 'in', contactIds)
    .execute()
  const patch = { customerName: NAMELESS, contactId: null, messageId: null }
  for (const booking of theirs) await tx.patch('bookings', booking.id, patch)
  return theirs.length
}

async function unmergeFrom(tx: Tx, conversationIds: readonly string[]): Promise<void> {
  if (conversationIds.length === 0) return
  const others = await tx.db
    .selectFrom('conversations')
    .select('id')
    .where('mergedInto', 'in', conversationIds)
    .where('id', 'not in', conversationIds)
    .execute()
  for (const { id } of others) await tx.patch('conversations', id, { mergedInto: null, mergedAt: null, mergedBy: null })
}

async function removeRows(
  tx: Tx,
  contactIds: readonly string[],
  conversationIds: readonly string[],
): Promise<{ messages: number }> {
  let messages = 0
  for (const conversationId of conversationIds) {
    for (const table of OF_CONVERSATION) {
      const removed = await tx.removeMany(table, await idsWhere(tx, table, 'conversationId', [conversationId]))
      if (table === 'messages') messages += removed
    }
    await tx.db.deleteFrom('turns').where('conversationId', '=', conversationId).execute()
  }
  const byContact = await idsWhere(tx, 'evals', 'contactId', contactIds)
  const evals = [...new Set([...byContact, ...(await idsWhere(tx, 'evals', 'conversationId', conversationIds))])]
  await tx.removeMany('eval_results', await idsWhere(tx, 'eval_results', 'evalId', evals))
  await tx.removeMany('evals', evals)
  await tx.removeMany('conversations', conversationIds)
  await tx.removeMany('contacts', contactIds)
  return { messages }
}

async function idsWhere(tx: Tx, table: TableName, column: string, values: readonly string[]): Promise<string[]> {
  if (values.length === 0) return []
  const found = await tx.db
    .selectFrom(table as 'messages')
    .select('id')
    .where('venueId', '=', tx.venueId)
    .where(column as 'conversationId', 'in', values)
    .execute()
  return found.map((row) => row.id)
}
