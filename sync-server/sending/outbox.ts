/**
 * The one outbox. Everything that leaves is a message row: queued, claimed, then accepted, failed or unknown. Hold, undo
 * and retry are one thing, `notBefore`; every cancellation is `withdraw` (design: rows and races, 8 and 9).
 */
import { sql } from 'kysely'
import type { Row } from '#shared/rows.ts'
import { release } from '../diary/holds.ts'
import { amongJson, prepared } from '../storage/prepared.ts'
import { type Thread, threadOf } from '../storage/threads.ts'
import type { Fields, Tx } from '../storage/tx.ts'

/** Why a queued text did not leave: a gate's code, or one of these. */
export type WithdrawReason = 'undone' | 'cancelled' | 'newer_inbound' | 'restored' | (string & {})

export interface Outgoing {
  readonly id: string
  /** The conversation that it belongs to, and whose number it goes to. */
  readonly conversation: Row<'conversations'>
  readonly body: string
  /** `system`: a fixed text of the venue's own. */
  readonly author: 'staff' | 'ai' | 'system'
  readonly authorId: string | null
  readonly draftId: string | null
  readonly auto: boolean
  readonly notBefore: number
  readonly turnId?: string
  /** The command that queued it. */
  readonly writtenBy?: string
  /** Send it although an identical text may have left already: a person said so. */
  readonly override?: boolean
}

export async function enqueue(tx: Tx, out: Outgoing): Promise<void> {
  await tx.insert('messages', {
    id: out.id,
    conversationId: out.conversation.id,
    direction: 'out',
    body: out.body,
    media: 0,
    state: 'queued',
    providerId: null,
    author: out.author,
    authorId: out.authorId,
    draftId: out.draftId,
    auto: out.auto,
    notBefore: out.notBefore,
    reason: null,
    inboundMessageId: null,
    createdAt: tx.now,
    sentAt: null,
    toNumber: out.conversation.customerNumber,
    epoch: tx.control.epoch,
    // Whatever comes in from here on was not seen by who decided this.
    seenSeq: tx.control.seq,
    decided: 0,
    attempts: 0,
    override: out.override ? 1 : 0,
    turnId: out.turnId ?? null,
    writtenBy: out.writtenBy ?? null,
  } as Fields<'messages'>)
}

/** The epoch of a claimed text that must not be queued again, whatever the gateway says of it. */
export const STOPPED = -1

/** Why a fixed text, of a handoff or for a complaint, did not leave: automatic ones without a draft. */
const UNTOLD: Record<string, string> = {
  plan: 'the venue is on the FREE plan',
  kill_switch: 'auto-send is stopped',
  master: 'auto-send is switched off',
  quiet_hours: 'these are quiet hours',
  closure: 'the venue is closed today',
  cap_hour: 'the hourly cap is reached',
  cap_day: 'the daily cap is reached',
  opted_out: 'they have opted out',
  personal: 'the conversation is marked personal',
  human_active: 'a person has written',
  credentials: 'the sending number has a problem',
  disclosure: 'the disclosure is missing',
  validation: 'the words did not pass the checks',
  audit: 'the audit log cannot be written',
  newer_inbound: 'they have written again',
  handoff: 'the conversation was handed off',
  intent_mode: 'it is switched off',
  guardrail: 'it is no minor matter',
  confidence: 'the AI is not sure enough',
  agent_mode: 'the agent does not answer by itself',
  conversation_mode: 'this conversation is not answered by itself',
  training: 'complaints are in training',
  resumed: 'the conversation was resumed',
  cancelled: 'it was cancelled',
}
export const whyUntold = (reason: string) => `The customer was not told: ${UNTOLD[reason] ?? 'it was taken back'}.`

/** A quiet line in the thread; `inboundMessageId` names the text whose decision it tells of. */
export async function systemLine(
  tx: Tx,
  id: string,
  conversationId: string,
  body: string,
  inboundMessageId: string | null = null,
): Promise<void> {
  await tx.insert('messages', {
    id,
    conversationId,
    direction: 'system',
    body,
    media: 0,
    state: 'received',
    providerId: null,
    author: 'system',
    authorId: null,
    draftId: null,
    auto: false,
    notBefore: null,
    reason: null,
    inboundMessageId,
    createdAt: tx.now,
    sentAt: null,
    decided: 0,
    attempts: 0,
    override: 0,
  } as Fields<'messages'>)
}

/**
 * What has not come to its end, in the words of its index: from a state alone neither engine finds that index, and walks
 * through all messages there ever were. Belongs into every query for such texts that names no conversation. A state beside
 * it is written out as well: SQLite makes a statement anew each time that a value bound to it could change the index.
 */
export const inOutbox = sql<boolean>`messages.state IN ('queued', 'claimed', 'unknown')`

export interface Queued {
  readonly id: string
  readonly conversationId: string
  readonly draftId: string | null
  readonly auto: number
}

/** Queued texts of the venue, narrowed as asked. */
export async function queued(
  tx: Tx,
  where: { auto?: boolean; conversationIds?: readonly string[]; intent?: string },
): Promise<Queued[]> {
  let query = tx.db
    .selectFrom('messages')
    .select(['messages.id', 'messages.conversationId', 'messages.draftId', 'messages.auto'])
    .where('messages.venueId', '=', tx.venueId)
    .where(inOutbox)
    .where('messages.state', '=', sql.lit('queued'))
  if (where.auto !== undefined) query = query.where('messages.auto', '=', where.auto ? 1 : 0)
  if (where.conversationIds) query = query.where('messages.conversationId', 'in', [...where.conversationIds])
  if (where.intent !== undefined) {
    query = query
      .innerJoin('drafts', 'drafts.id', 'messages.draftId')
      .where('drafts.intent', '=', where.intent as never)
  }
  return query.orderBy('messages.createdAt').execute()
}

const outboxOf = prepared((db, { conversationId }: Readonly<Record<'conversationId', string>>) =>
  db
    .selectFrom('messages')
    .select(['messages.id', 'messages.conversationId', 'messages.draftId', 'messages.auto', 'messages.state'])
    .where('messages.conversationId', '=', conversationId)
    .where(inOutbox),
)

/** Automatic replies that wait in these conversations, as every text that comes in asks; not what tells of a handoff. */
export async function queuedReplies(tx: Tx, conversationIds: readonly string[]): Promise<Queued[]> {
  const found: Queued[] = []
  for (const conversationId of conversationIds) {
    const leaving = await outboxOf(tx.db, { conversationId })
    found.push(...leaving.filter(({ state, auto, draftId }) => state === 'queued' && auto === 1 && draftId !== null))
  }
  return found
}

/** Takes a queued text back, and leaves its draft as the reason asks. */
export async function withdraw(tx: Tx, message: Queued, reason: WithdrawReason, writtenBy?: string): Promise<void> {
  await tx.patch('messages', message.id, { state: 'withdrawn', reason, notBefore: null, turnId: null })
  await release(tx, message.id)
  if (message.draftId === null) {
    if (message.auto === 1) await systemLine(tx, `untold_${message.id}`, message.conversationId, whyUntold(reason))
    return
  }
  const auto = message.auto === 1
  if (reason === 'handoff' || reason === 'opted_out') return settleDraft(tx, message.draftId, 'dropped', writtenBy)
  const thread = (await threadOf(tx, message.conversationId))!.ids
  const answeredAnew = reason === 'newer_inbound' && auto && (await hasTurn(tx, thread))
  if (answeredAnew || (await isReplaced(tx, thread, message.draftId)))
    return settleDraft(tx, message.draftId, 'superseded', writtenBy)
  await reopenDraft(tx, message.draftId, reason, writtenBy)
}

/** @param writtenBy the command that takes them back: the same person's next one may follow it */
export async function withdrawAll(
  tx: Tx,
  messages: readonly Queued[],
  reason: WithdrawReason,
  writtenBy?: string,
): Promise<void> {
  for (const message of messages) await withdraw(tx, message, reason, writtenBy)
}

/** The AI will look at what has come in; after a keyword it does not, and the draft is all that there is. */
async function hasTurn(tx: Tx, thread: readonly string[]): Promise<boolean> {
  const turn = await tx.db.selectFrom('turns').select('id').where('conversationId', 'in', thread).executeTakeFirst()
  return turn !== undefined
}

async function settleDraft(
  tx: Tx,
  draftId: string,
  state: 'dropped' | 'superseded',
  writtenBy?: string,
): Promise<void> {
  // Whoever had approved it did not end it, and nothing of theirs has left.
  const nobody = { settledBy: null, settledText: null }
  await tx.patch('drafts', draftId, { state, ...nobody, settledAt: tx.now, writtenBy: writtenBy ?? null })
}

/** A newer draft has taken its place meanwhile, in its own conversation or for the thread. */
async function isReplaced(tx: Tx, thread: readonly string[], draftId: string): Promise<boolean> {
  const draft = (await tx.find('drafts', draftId))!
  const pending = await pendingDrafts(tx, thread)
  return pending.some((p) => p.conversationId === draft.conversationId || p.createdAt > draft.createdAt)
}

async function reopenDraft(tx: Tx, draftId: string, reason: string, writtenBy?: string): Promise<void> {
  await tx.patch('drafts', draftId, {
    state: 'pending',
    returned: reason,
    settledBy: null,
    settledAt: null,
    settledText: null,
    writtenBy: writtenBy ?? null,
    ...(reason === 'newer_inbound' && { stale: true }),
  })
}

/**
 * The pending drafts of these conversations, the newest first: that one stands for the thread. There are more only where
 * each of two conversations had its own when they were merged.
 */
export async function pendingDrafts(
  tx: Tx,
  conversationIds: readonly string[],
): Promise<readonly { id: string; kind: string; conversationId: string; createdAt: number }[]> {
  const found = await pendingIn(tx.db, { ids: JSON.stringify(conversationIds) })
  return found.toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1))
}

const pendingIn = prepared((db, { ids }: Readonly<Record<'ids', string>>) =>
  db
    .selectFrom('drafts')
    .select(['id', 'kind', 'conversationId', 'createdAt'])
    .where('conversationId', 'in', amongJson(db, ids))
    .where('state', '=', sql.lit('pending')),
)

/** Nobody needs to answer any more, in whichever conversation of the thread they wrote. */
export async function stopWaiting(tx: Tx, thread: Thread): Promise<void> {
  for (const { id, waitingSince } of thread.members)
    if (waitingSince !== null) await tx.patch('conversations', id, { waitingSince: null })
}
