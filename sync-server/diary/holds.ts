/**
 * Holds: a confirmation that waits to leave keeps its time. The hold belongs to the message; the claim turns it into a
 * booking, a withdrawal releases it (design: rows and races, 10).
 */
import type { DraftDiary, Row } from '#shared/rows.ts'
import type { Tx } from '../storage/tx.ts'

export const holdIdOf = (messageId: string) => `booking_${messageId}`

/** Keeps the time that a queued text confirms. Whether it is free is asked before, in the same transaction. */
export async function hold(
  tx: Tx,
  messageId: string,
  contactId: string,
  { serviceId, book }: DraftDiary,
  by: string | null,
): Promise<void> {
  if (book === null || serviceId === null) return
  await tx.insert('bookings', {
    id: holdIdOf(messageId),
    status: 'held',
    stafferId: book.stafferId,
    serviceId,
    startsAt: book.startsAt,
    endsAt: book.endsAt,
    contactId,
    customerName: book.name,
    messageId,
    by,
    createdAt: tx.now,
  })
}

/** The text is on its way: what it held is booked, and a customer without a name has one. */
export async function bookHeld(tx: Tx, messageId: string, conversation: Row<'conversations'>): Promise<void> {
  const held = await bookingOf(tx, messageId)
  if (held?.status !== 'held') return
  await tx.patch('bookings', held.id, { status: 'booked' })
  const contact = await tx.find('contacts', conversation.contactId)
  if (contact?.name !== null) return
  await tx.patch('contacts', contact.id, { name: held.customerName })
  await tx.patch('conversations', conversation.id, { customerName: held.customerName })
}

/** The text was taken back: its time is free again. */
export async function release(tx: Tx, messageId: string): Promise<void> {
  const held = await bookingOf(tx, messageId)
  if (held && held.status !== 'cancelled') await tx.patch('bookings', held.id, { status: 'cancelled' })
}

async function bookingOf(tx: Tx, messageId: string): Promise<Row<'bookings'> | undefined> {
  return tx.find('bookings', holdIdOf(messageId))
}
