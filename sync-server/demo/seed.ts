/** Fills an empty data folder with the demo venue, whole or not at all. */
import type { Kysely } from 'kysely'
import { type Clock, DAY } from '#shared/clock.ts'
import { sha256 } from '../hash.ts'
import { suppress } from '../sending/suppression.ts'
import { createVenue } from '../storage/new-venue.ts'
import type { Storage } from '../storage/storage.ts'
import type { Tables } from '../storage/tables.ts'
import type { Fields, Tx } from '../storage/tx.ts'
import { demoBookings } from './diary.ts'
import { demoEvals } from './evals.ts'
import { buildHistory, calibrationsOf, trainedPolicies } from './history.ts'
import { seeded } from './random.ts'
import { DEMO, demoGuidance, demoVenue } from './venue.ts'
import { type Book, PRO_SINCE } from './world.ts'

interface SeedOptions {
  readonly clock: Clock
  /** The same seed gives the same history, dated back from the clock. */
  readonly seed?: number
  /** Asked first in the transaction. */
  readonly before?: (db: Kysely<Tables>) => Promise<void>
}

/** @throws when the demo venue is there already. */
export async function seedDemo(storage: Storage, { clock, seed = 1, before }: SeedOptions): Promise<void> {
  const now = clock()
  const book = buildHistory(now, seed)
  const venue = { ...demoVenue(now), demo: true, ...demoGuidance(), policies: trainedPolicies(book.evidence) }
  const bookings = demoBookings(now, book.contacts, seeded(seed))
  const fill = async (tx: Tx) => {
    await insertHistory(tx, book)
    for (const calibration of calibrationsOf(book.evidence)) await tx.insert('calibrations', calibration)
    for (const booking of bookings) await tx.insert('bookings', booking)
    for (const one of demoEvals(now - 20 * DAY)) await tx.insert('evals', one)
    for (const snippet of DEMO.snippets) await tx.insert('snippets', { ...snippet, personId: null })
    for (const macro of DEMO.macros) await tx.insert('macros', { ...macro, personId: null })
  }
  await createVenue(storage, venue, { clock: () => now, fill, ...(before && { before }) })
}

/** In the order in which it happened, so that the newest conversations have the newest sequence numbers. */
async function insertHistory(tx: Tx, book: Book): Promise<void> {
  for (const contact of book.contacts) {
    await tx.insert('contacts', { ...contact, numberHash: sha256(contact.number) })
  }
  const newestInbound = await insertMessages(tx, book.messages)
  for (const decision of byTime(book.decisions, (one) => one.at)) await tx.insert('decisions', decision)
  for (const draft of byTime(book.drafts, (one) => one.createdAt)) await tx.insert('drafts', draft)
  for (const conversation of byTime(book.conversations, (one) => one.lastMessageAt)) {
    const lastInboundSeq = newestInbound.get(conversation.id) ?? 0
    await tx.insert('conversations', { ...conversation, lastInboundSeq })
  }
  await insertLedgers(tx, book)
}

/** @returns the sequence number of each conversation's newest inbound text. */
async function insertMessages(tx: Tx, messages: Book['messages']): Promise<Map<string, number>> {
  const newestInbound = new Map<string, number>()
  for (const message of byTime(messages, (one) => one.createdAt)) {
    const { id, conversationId, direction, providerId } = message
    const order: Partial<Fields<'messages'>> = {}
    if (direction === 'in') {
      order.inSeq = tx.control.seq + 1
      newestInbound.set(conversationId, order.inSeq)
      await tx.db
        .insertInto('provider_ids')
        .values({ hash: sha256(providerId ?? ''), messageId: id })
        .execute()
    }
    if (direction === 'out') order.seenSeq = newestInbound.get(conversationId) ?? 0
    await tx.insert('messages', { ...message, ...order })
  }
  return newestInbound
}

/** What belongs to no feed: reviews, caps, Sparks, and who may not be texted. */
async function insertLedgers(tx: Tx, book: Book): Promise<void> {
  const { venueId } = tx
  for (const row of book.evidence)
    await tx.db
      .insertInto('evidence')
      .values({ ...row, venueId })
      .execute()
  for (const row of book.capLog)
    await tx.db
      .insertInto('cap_log')
      .values({ ...row, venueId })
      .execute()
  tx.control.lastAt = Math.max(0, ...book.capLog.map((row) => row.at))
  const spent = { id: 'sparks_earlier', delta: book.wallet.length, at: tx.now - PRO_SINCE * DAY, reason: 'top-up' }
  for (const row of [{ ...spent, turnId: null, by: DEMO.people[0]!.id }, ...book.wallet]) {
    await tx.db
      .insertInto('wallet')
      .values({ ...row, venueId })
      .execute()
  }
  for (const contact of book.contacts) {
    const at = contact.consent.at(-1)?.at
    if (!contact.optedOut || at === undefined) continue
    await suppress(tx, contact.number, at)
  }
}

function byTime<T>(rows: readonly T[], at: (row: T) => number): T[] {
  return rows.toSorted((a, b) => at(a) - at(b))
}
