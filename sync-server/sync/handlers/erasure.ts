/** Erasing: what is older than the venue keeps it, and a customer who asks for it. A customer: all their numbers, as far as their threads are merged. The log keeps ids and counts. */
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { Row } from '#shared/rows.ts'
import { erase } from '../../erasure/erase.ts'
import { customerConversations, threadOf } from '../../storage/threads.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'
import { venueOf } from './common.ts'

export const eraseCustomer: Handler<'contact.erase'> = async ({ tx, session, payload, commandId }) => {
  const all = await customerOf(tx, payload.contactId)
  // Exactly those whom the owner was shown, as far as they are still one customer.
  const shown = new Set([payload.contactId, ...(payload.contactIds ?? all.map((one) => one.id))])
  const contacts = all.filter((one) => shown.has(one.id))
  if (contacts.length !== shown.size) throw new Refusal('changed_since')
  const ids = contacts.map((one) => one.id)
  await nothingUnderWay(tx, ids)
  const erased = await erase(tx, createdIdOf('erasure', session.personId, commandId), contacts)
  return { result: { ...erased }, audit: { contactIds: ids, ...erased } }
}

export const retention: Handler<'venue.retention'> = async ({ tx, payload }) => {
  const venue = await venueOf(tx)
  await tx.patch('venue', venue.id, { retentionDays: payload.days })
  return { audit: { from: venue.retentionDays ?? null, to: payload.days } }
}

/** The contact, and every other that belongs to the same customer. */
async function customerOf(tx: Tx, contactId: string): Promise<Row<'contacts'>[]> {
  const contact = await tx.find('contacts', contactId)
  if (!contact) throw new Refusal('row_not_found')
  const ids = new Set([contactId])
  const own = await tx.db.selectFrom('conversations').select('id').where('contactId', '=', contactId).execute()
  for (const { id } of own) {
    const thread = await threadOf(tx, id)
    if (!thread || thread.ids.length === 1) continue
    const all = await customerConversations(tx, thread)
    const rows = await tx.db.selectFrom('conversations').select('contactId').where('id', 'in', all).execute()
    for (const row of rows) ids.add(row.contactId)
  }
  const found = await Promise.all([...ids].map((id) => tx.find('contacts', id)))
  return found.filter((one) => one !== undefined)
}

/** A request to the gateway is out: what became of it has to be known first. It takes some seconds at most. */
async function nothingUnderWay(tx: Tx, contactIds: readonly string[]): Promise<void> {
  const claimed = await tx.db
    .selectFrom('messages')
    .innerJoin('conversations', 'conversations.id', 'messages.conversationId')
    .select('messages.id')
    .where('conversations.contactId', 'in', contactIds)
    .where('messages.state', '=', 'claimed')
    .executeTakeFirst()
  if (claimed) throw new Refusal('send_under_way')
}
