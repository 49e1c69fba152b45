/** Erasing a customer: on the server, at once, and never queued. */
import { z } from 'zod'
import type { ConversationRow } from '#shared/rows.ts'
import { erasedText } from '../words/erased.ts'
import { save } from './change.ts'
import { refreshPool } from './pool.ts'
import { select, selectNeighbour } from './selection.ts'
import { closeOverlay, say, useUi } from './ui.ts'

const erased = z.object({ messages: z.number(), withdrawn: z.number(), bookings: z.number(), quotes: z.number() })

/** @param contactIds the numbers that were shown. Resolves to a refusal, or null where they are gone. */
export async function eraseCustomer(
  { id, contactId }: Pick<ConversationRow, 'id' | 'contactId'>,
  contactIds: readonly string[],
): Promise<string | null> {
  const saved = await save('contact.erase', { contactId, contactIds: [...contactIds] })
  if (!saved.ok) return saved.text
  closeOverlay()
  selectNeighbour(id)
  if (useUi.getState().selectedId === id) select(null)
  void refreshPool()
  const told = erased.safeParse(saved.result)
  say(told.success ? erasedText(told.data) : 'The customer is erased.')
  return null
}
