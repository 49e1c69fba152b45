/**
 * Stores an inbound text, once for ever, and applies at once what may not wait for a worker: keywords, staleness, the
 * withdrawal of what was about to leave. Thinking comes later, by the turn (design: rows and races, 1 to 3).
 */
import type { Kysely } from 'kysely'
import { starsText } from '#shared/channels.ts'
import { SECOND } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'
import type { Row } from '#shared/rows.ts'
import type { Deps } from '../deps.ts'
import { sha256 } from '../hash.ts'
import { agentFor } from '../pipeline/agents.ts'
import { type Keyword, keywordOf } from '../pipeline/keywords.ts'
import { recordDecision } from '../pipeline/record.ts'
import { pendingDrafts, queuedReplies, systemLine, withdrawAll } from '../sending/outbox.ts'
import { isSuppressed, setOptOut } from '../sending/suppression.ts'
import { decode } from '../storage/codec.ts'
import { amongJson, prepared } from '../storage/prepared.ts'
import type { Tables } from '../storage/tables.ts'
import { threadIds } from '../storage/threads.ts'
import type { Fields, Tx } from '../storage/tx.ts'
import type { InboundText } from './channel.ts'

const LONGEST_BURST = 60 * SECOND
const SNIPPET = 160

/** @throws Refusal unknown_number when no venue has the number that was texted. */
export async function ingest(deps: Deps, text: InboundText): Promise<{ stored: boolean }> {
  const venueId = await deps.storage.read((db) => venueOf(db, text))
  if (venueId === null) throw new Refusal(text.channel === 'reviews' ? 'unknown_location' : 'unknown_number')
  const stored = await deps.storage.write('ingest', venueId, (tx) => store(deps, tx, text))
  if (stored) deps.wake(stored.due)
  return { stored: stored !== null }
}

const venueOfNumber = prepared((db, { to }: Readonly<Record<'to', string>>) =>
  db.selectFrom('venue').select('venueId').where('number', '=', to),
)

async function venueOf(db: Kysely<Tables>, { channel, to }: InboundText): Promise<string | null> {
  if (channel !== 'reviews') {
    const [venue] = await venueOfNumber(db, { to })
    return venue?.venueId ?? null
  }
  const venues = await db.selectFrom('venue').selectAll().execute()
  return venues.find((one) => decode('venue', one).reviews?.location === to)?.venueId ?? null
}

/** Answers nothing where the id was known. */
const noteId = prepared((db, { hash, messageId }: Readonly<Tables['provider_ids']>) =>
  db
    .insertInto('provider_ids')
    .values({ hash, messageId })
    .onConflict((c) => c.column('hash').doNothing())
    .returning('messageId'),
)

const venueNow = prepared((db, { venueId }: Readonly<Record<'venueId', string>>) =>
  db.selectFrom('venue').select(['plan', 'timing']).where('id', '=', venueId),
)

const burstOf = ({ timing }: Pick<Tables['venue'], 'timing'>): number =>
  (JSON.parse(timing) as Row<'venue'>['timing']).burstSeconds * SECOND

interface Stored {
  /** When its turn is; absent: nothing waits. */
  readonly due?: number
}

/** @returns null: it was there already */
async function store({ ids }: Pick<Deps, 'ids'>, tx: Tx, text: InboundText): Promise<Stored | null> {
  const messageId = ids()
  const fresh = await noteId(tx.db, { hash: sha256(text.providerId), messageId })
  if (fresh.length === 0) return null

  const [venue] = await venueNow(tx.db, { venueId: tx.venueId })
  const contact = await contactFor(tx, ids, text)
  const conversation = await conversationFor(tx, ids, contact, text)
  const seq = tx.control.seq + 1
  await tx.insert('messages', received(messageId, conversation.id, text, seq, tx.now))
  // In public "Stop!" is no opt-out.
  const keyword = text.channel === 'reviews' ? null : keywordOf(text.body, contact.optedOut)
  await tx.patch('conversations', conversation.id, {
    state: 'open',
    snoozedUntil: null,
    unread: true,
    waitingSince: keyword ? conversation.waitingSince : (conversation.waitingSince ?? tx.now),
    lastMessageAt: tx.now,
    lastText: snippet(text),
    lastAuthor: 'customer',
    lastInboundSeq: seq,
  })
  const thread = await threadIds(tx, conversation)
  let stored: Stored = {}
  // First, so that what a STOP takes back says so.
  if (keyword) await applyKeyword(tx, contact, conversation.id, messageId, keyword)
  else if (venue!.plan === 'FREE') await withoutAi(tx, conversation.id, messageId)
  else stored = { due: await upsertTurn(tx, ids, conversation.id, thread, burstOf(venue!)) }
  // What tells of a handoff is true whatever else they write.
  await withdrawAll(tx, await queuedReplies(tx, thread), 'newer_inbound')
  for (const draft of await pendingDrafts(tx, thread))
    await tx.patch('drafts', draft.id, { stale: true, writtenBy: null })
  return stored
}

function snippet(text: InboundText): string {
  if (text.stars !== undefined) return `${starsText(text.stars)} ${text.body}`.trim().slice(0, SNIPPET)
  if (text.body.trim() !== '') return text.body.slice(0, SNIPPET)
  return text.media > 0 ? 'Sent a picture' : ''
}

function received(
  id: string,
  conversationId: string,
  text: InboundText,
  inSeq: number,
  at: number,
): Fields<'messages'> {
  return {
    id,
    conversationId,
    direction: 'in',
    body: text.body,
    media: text.media,
    stars: text.stars ?? null,
    state: 'received',
    providerId: text.providerId,
    author: 'customer',
    authorId: null,
    draftId: null,
    auto: false,
    notBefore: null,
    reason: null,
    inboundMessageId: null,
    createdAt: at,
    sentAt: null,
    inSeq,
    decided: 0,
    attempts: 0,
    override: 0,
  }
}

const contactOf = prepared((db, { venueId, number }: Readonly<Record<'venueId' | 'number', string>>) =>
  db.selectFrom('contacts').selectAll().where('venueId', '=', venueId).where('number', '=', number),
)

const conversationOf = prepared((db, { contactId, channel }: Readonly<Record<'contactId' | 'channel', string>>) =>
  db.selectFrom('conversations').selectAll().where('contactId', '=', contactId).where('channel', '=', channel),
)

export async function contactFor(
  tx: Tx,
  ids: () => string,
  { from: number, name = null }: Pick<InboundText, 'from' | 'name'>,
): Promise<Row<'contacts'>> {
  const [known] = await contactOf(tx.db, { venueId: tx.venueId, number })
  if (known) return decode('contacts', known)
  const contact: Row<'contacts'> = {
    id: ids(),
    name,
    number,
    optedOut: await isSuppressed(tx, number),
    consent: [],
    createdAt: tx.now,
  }
  await tx.insert('contacts', { ...contact, numberHash: sha256(number) })
  return contact
}

/** The customer's conversation on this channel. Its texts stay in it, whatever it is merged into. */
export async function conversationFor(
  tx: Tx,
  ids: () => string,
  contact: Row<'contacts'>,
  text: Pick<InboundText, 'channel'>,
): Promise<Row<'conversations'>> {
  const all = await conversationOf(tx.db, { contactId: contact.id, channel: text.channel })
  const [known] = all.length < 2 ? all : all.toSorted((a, b) => b.createdAt - a.createdAt)
  if (known) return decode('conversations', known)
  const agent = await agentFor(tx.db, tx.venueId, text.channel)
  const fresh: Row<'conversations'> = {
    id: ids(),
    channel: text.channel,
    contactId: contact.id,
    customerName: contact.name,
    customerNumber: contact.number,
    state: 'open',
    replyMode: null,
    agentId: agent.id,
    assigneeId: null,
    handoff: await handoffOf(tx, contact.id),
    personal: false,
    unread: true,
    waitingSince: null,
    lastMessageAt: tx.now,
    lastText: '',
    lastAuthor: 'customer',
    lastInboundSeq: 0,
    humanUntil: null,
    snoozedUntil: null,
    mergedInto: null,
    flag: null,
    createdAt: tx.now,
  }
  await tx.insert('conversations', fresh)
  return fresh
}

/** Who is with a person on one channel is so on every other. */
async function handoffOf(tx: Tx, contactId: string): Promise<Row<'conversations'>['handoff']> {
  const found = await tx.db
    .selectFrom('conversations')
    .selectAll()
    .where('contactId', '=', contactId)
    .where('handoff', '!=', 'null')
    .executeTakeFirst()
  return found ? decode('conversations', found).handoff : null
}

const KEYWORD_LINES = {
  stop: 'Opted out by keyword: no text leaves for this number any more',
  start: 'Opted in again by keyword',
  help: 'Asked for help by keyword: the provider has answered',
} as const

async function applyKeyword(
  tx: Tx,
  contact: Row<'contacts'>,
  conversationId: string,
  messageId: string,
  keyword: Keyword,
): Promise<void> {
  if (keyword.kind === 'stop') {
    await setOptOut(tx, contact, true, 'customer', keyword.word)
    // Somebody who meant an appointment has opted out without knowing: staff should see it.
    if (keyword.word === 'CANCEL') await tx.patch('conversations', conversationId, { flag: 'cancel' })
  }
  if (keyword.kind === 'start' && contact.optedOut) await setOptOut(tx, contact, false, 'customer', keyword.word)
  const reason = KEYWORD_LINES[keyword.kind]
  await systemLine(tx, `sys_${messageId}`, conversationId, reason, messageId)
  await recordDecision(tx, {
    messageId,
    conversationId,
    turnId: `keyword_${messageId}`,
    outcome: 'keyword',
    warrant: { reply: false, reason },
  })
}

async function withoutAi(tx: Tx, conversationId: string, messageId: string): Promise<void> {
  const reason = 'No AI on the FREE plan'
  await recordDecision(tx, {
    messageId,
    conversationId,
    turnId: `plan_${messageId}`,
    outcome: 'no_ai',
    warrant: { reply: false, reason },
  })
}

const turnsOf = prepared((db, { ids }: Readonly<Record<'ids', string>>) =>
  db.selectFrom('turns').select(['conversationId', 'firstAt']).where('conversationId', 'in', amongJson(db, ids)),
)

const putOff = prepared((db, { ids, dueAt }: Readonly<{ ids: string; dueAt: number }>) =>
  db.updateTable('turns').set({ dueAt }).where('conversationId', 'in', amongJson(db, ids)),
)

type NewTurn = Pick<Tables['turns'], 'conversationId' | 'venueId' | 'id' | 'firstAt' | 'dueAt'>

const insertTurn = prepared((db, { conversationId, venueId, id, firstAt, dueAt }: Readonly<NewTurn>) =>
  db
    .insertInto('turns')
    .values({ conversationId, venueId, id, firstAt, dueAt, lease: null, leaseUntil: null, tries: 0 }),
)

/**
 * A burst is one turn, over all of its thread: due when the customer has paused, and after a minute in any case.
 * @returns when that is
 */
async function upsertTurn(
  tx: Tx,
  ids: () => string,
  conversationId: string,
  thread: readonly string[],
  wait: number,
): Promise<number> {
  const turns = await turnsOf(tx.db, { ids: JSON.stringify(thread) })
  const firstAt = Math.min(tx.now, ...turns.map((turn) => turn.firstAt))
  const dueAt = Math.min(firstAt + Math.max(LONGEST_BURST, wait), tx.now + wait)
  if (turns.length > 0) {
    await putOff(tx.db, { ids: JSON.stringify(thread), dueAt })
    if (turns.some((turn) => turn.conversationId === conversationId)) return dueAt
  }
  await insertTurn(tx.db, { conversationId, venueId: tx.venueId, id: ids(), firstAt: tx.now, dueAt })
  return dueAt
}
