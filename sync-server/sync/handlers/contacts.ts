/** What staff know of a customer. The log keeps which fields were changed, never what they say. */
import { Refusal } from '#shared/errors.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'
import { given } from './common.ts'

export const edit: Handler<'contact.edit'> = async ({ tx, payload }) => {
  const contact = await tx.find('contacts', payload.contactId)
  if (!contact) throw new Refusal('row_not_found')
  const patch = given(payload, 'contactId')
  await tx.patch('contacts', contact.id, patch)
  if (patch.name !== undefined) await rename(tx, contact.id, patch.name)
  return { audit: { contactId: contact.id, fields: Object.keys(patch) } }
}

async function rename(tx: Tx, contactId: string, customerName: string | null): Promise<void> {
  const theirs = await tx.db.selectFrom('conversations').select('id').where('contactId', '=', contactId).execute()
  for (const { id } of theirs) await tx.patch('conversations', id, { customerName })
}
