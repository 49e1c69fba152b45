import { Refusal } from '#shared/errors.ts'
import type { Row } from '#shared/rows.ts'
import type { Tx } from '../../storage/tx.ts'

export async function venueOf(tx: Tx): Promise<Row<'venue'>> {
  const venue = await tx.find('venue', tx.venueId)
  if (!venue) throw new Refusal('row_not_found')
  return venue
}

export async function conversationOf(tx: Tx, id: string) {
  const conversation = await tx.find('conversations', id)
  if (!conversation) throw new Refusal('row_not_found')
  return conversation
}

/** A conversation that may be written to now. @throws Refusal opted_out */
export async function conversationForSending(tx: Tx, id: string) {
  const conversation = await conversationOf(tx, id)
  const contact = await tx.find('contacts', conversation.contactId)
  if (!contact || contact.optedOut) throw new Refusal('opted_out')
  return conversation
}
