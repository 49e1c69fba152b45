/**
 * The claim: one short transaction in which a queued text takes its right to leave. It looks again at everything that may
 * have changed since it was decided (product rule: gates; design: rows and races, 4 and 5). What fails comes back.
 */
import { SECOND } from '#shared/clock.ts'
import { CLAIM_GATES, evaluateGates, NOTICE_GATES } from '#shared/gates.ts'
import type { IntentKey } from '#shared/intents.ts'
import { type Judged, judgedAs } from '#shared/outcome.ts'
import type { Row } from '#shared/rows.ts'
import type { OutboundText } from '../channels/channel.ts'
import { bookHeld } from '../diary/holds.ts'
import { appendAudit, noteAudit } from '../governance/audit.ts'
import { recordEvidence, wasRight } from '../governance/evidence.ts'
import { allFound, checkReply } from '../pipeline/check.ts'
import { gateInput } from '../pipeline/gate.ts'
import { prepared } from '../storage/prepared.ts'
import { type Thread, threadOf } from '../storage/threads.ts'
import type { Tx } from '../storage/tx.ts'
import { whyNotAcknowledged } from './acknowledge.ts'
import { chargeCaps } from './caps.ts'
import { gateState } from './gate-state.ts'
import { isHandedOff, whyNotTold } from './handoff.ts'
import { inOutbox, pendingDrafts, stopWaiting, withdraw } from './outbox.ts'

/** A request must begin within this long of its claim. */
export const SEND_WITHIN = 2 * SECOND
const LOOK_AGAIN = 5 * SECOND

export type Claim =
  | {
      readonly kind: 'claimed'
      readonly channel: string
      readonly text: OutboundText
      readonly messageId: string
      readonly venueId: string
      readonly sendBefore: number
    }
  | { readonly kind: 'withdrawn'; readonly reason: string }
  /** Not now: another text to the same person is on its way, or nobody knows whether this one has left already. */
  | { readonly kind: 'waits' }
  | { readonly kind: 'gone' }

export async function claim(tx: Tx, messageId: string, claimId: string): Promise<Claim> {
  const message = await tx.find('messages', messageId)
  if (message?.state !== 'queued' || message.notBefore === null || message.notBefore > tx.now) return { kind: 'gone' }
  const home = (await tx.find('conversations', message.conversationId))!
  const thread = (await threadOf(tx, home.id))!
  const venue = (await tx.find('venue', tx.venueId))!
  const row = {
    id: message.id,
    conversationId: message.conversationId,
    draftId: message.draftId,
    auto: message.auto ? 1 : 0,
  }

  const reason = await whyNot(tx, message, home, thread, venue)
  if (reason !== null) {
    await withdraw(tx, row, reason)
    return { kind: 'withdrawn', reason }
  }
  if (await mustWait(tx, message)) {
    await tx.db
      .updateTable('messages')
      .set({ notBefore: tx.now + LOOK_AGAIN })
      .where('id', '=', message.id)
      .execute()
    return { kind: 'waits' }
  }
  const sendBefore = tx.now + SEND_WITHIN
  await tx.patch('messages', message.id, {
    state: 'claimed',
    claimId,
    claimEpoch: tx.control.epoch,
    sendBefore,
    notBefore: null,
    attempts: (message.attempts ?? 0) + 1,
  })
  await settleClaimed(tx, message, home, thread, venue)
  const text = { from: senderOf(venue, home.channel), to: home.customerNumber, body: message.body, claimId }
  return { kind: 'claimed', channel: home.channel, text, messageId: message.id, venueId: tx.venueId, sendBefore }
}

/** What the provider of a channel knows the venue by. */
export const senderOf = ({ number, reviews }: Pick<Row<'venue'>, 'number' | 'reviews'>, channel: string): string =>
  channel === 'reviews' ? (reviews?.location ?? '') : number

type Message = NonNullable<Awaited<ReturnType<typeof findMessage>>>
const findMessage = (tx: Tx, id: string) => tx.find('messages', id)

/** Why the text may not leave after all; null: it may. */
async function whyNot(
  tx: Tx,
  message: Message,
  home: Row<'conversations'>,
  thread: Thread,
  venue: Row<'venue'>,
): Promise<string | null> {
  const contact = await tx.find('contacts', home.contactId)
  if (!contact || contact.optedOut) return 'opted_out'
  if (message.author === 'system' && message.turnId == null) return whyNotice(tx, message, thread, venue)
  if (thread.conversation.lastInboundSeq > (message.seenSeq ?? 0)) return 'newer_inbound'
  if (message.author === 'system') return whyAcknowledgement(tx, message, thread, venue)
  const draft = message.draftId === null ? undefined : await tx.find('drafts', message.draftId)
  // Facts may have changed since somebody approved the words of the AI; a person's own words are theirs.
  const found = draft && message.author === 'ai' ? await checkReply(tx, draft, message.id) : null
  if (draft && found?.mustEdit && !draft.mustEdit) {
    await tx.patch('drafts', draft.id, { mustEdit: true, problems: allFound(found) })
  }
  if (!message.auto) return found?.mustEdit ? 'guardrail' : null
  if (!draft) return 'validation'
  const state = await gateState(
    tx,
    venue,
    { ...thread.conversation, ...thread },
    await intentNow(tx, draft),
    message.id,
  )
  const gates = evaluateGates(
    gateInput({ ...state, handedOff: await isHandedOff(tx, thread) }, draft.confidence, found),
  )
  const failed = gates.find((g) => !g.pass && CLAIM_GATES.has(g.code))?.code
  // Whatever was stopped since it was decided stays stopped, though all may be open again.
  return failed ?? (message.epoch === tx.control.epoch ? null : 'kill_switch')
}

/** Who has asked to book gets no offer of times once nobody is to deal with requests. */
async function intentNow(tx: Tx, { intent, inboundMessageId }: Row<'drafts'>): Promise<IntentKey> {
  if (intent !== 'availability') return intent
  const requests = (await tx.find('policies', 'booking_request'))!
  if (requests.mode !== 'off') return intent
  const decision = await tx.db
    .selectFrom('decisions')
    .select('judged')
    .where('id', '=', inboundMessageId)
    .executeTakeFirst()
  const { course } = JSON.parse(decision?.judged ?? '{}') as Partial<Judged>
  return judgedAs({ intent, asksToBook: course?.asksToBook }, requests.mode)
}

/** The text that tells of a handoff: true while that lasts, whatever the customer has written since. */
async function whyNotice(tx: Tx, message: Message, thread: Thread, venue: Row<'venue'>): Promise<string | null> {
  if (!(await isHandedOff(tx, thread))) return 'resumed'
  const failed = await whyNotTold(tx, thread, venue, message.body, message.id)
  return failed ?? (message.epoch === tx.control.epoch ? null : 'kill_switch')
}

/** The sentence that a minor complaint gets: what staff have made of the complaint meanwhile counts. */
async function whyAcknowledgement(
  tx: Tx,
  message: Message,
  thread: Thread,
  venue: Row<'venue'>,
): Promise<string | null> {
  const found = await tx.db
    .selectFrom('drafts')
    .select('id')
    .where('turnId', '=', message.turnId ?? '')
    .executeTakeFirst()
  const draft = found && (await tx.find('drafts', found.id))
  if (draft?.intent !== 'complaint') return 'intent_mode'
  const failed = await whyNotAcknowledged(
    tx,
    thread,
    venue,
    { ...draft, severity: draft.severity ?? null },
    message.body,
    message.id,
  )
  return failed ?? (message.epoch === tx.control.epoch ? null : 'kill_switch')
}

/** One open claim a recipient; an identical text waits behind one of which nobody knows, unless a person said otherwise. */
async function mustWait(tx: Tx, message: Message): Promise<boolean> {
  const others = await outboxTo(tx.db, { venueId: tx.venueId, toNumber: message.toNumber ?? '' })
  return others.some(
    ({ state, body }) => state === 'claimed' || (state === 'unknown' && body === message.body && !message.override),
  )
}

const outboxTo = prepared((db, { venueId, toNumber }: Readonly<Record<'venueId' | 'toNumber', string>>) =>
  db
    .selectFrom('messages')
    .select(['state', 'body'])
    .where('venueId', '=', venueId)
    .where('toNumber', '=', toNumber)
    .where(inOutbox),
)

/** What a text that leaves changes besides itself: the caps, the evidence, the thread, the wait. */
async function settleClaimed(
  tx: Tx,
  message: Message,
  home: Row<'conversations'>,
  thread: Thread,
  venue: Row<'venue'>,
): Promise<void> {
  const draft = message.draftId === null ? undefined : await tx.find('drafts', message.draftId)
  if (message.auto) {
    await logEligible(tx, message, draft)
    if (venue.auditFailedAt != null) await noteAudit(tx, false)
    await chargeCaps(tx, message.id, venue.timeZone)
  }
  await bookHeld(tx, message.id, home)
  if (draft && !message.auto) await recordEvidence(tx, draft, draft.state, wasRight(draft.text, message.body))
  if (!message.draftId && !message.auto) await supersedePending(tx, thread, message.authorId)
  await tx.patch('conversations', home.id, {
    lastMessageAt: tx.now,
    lastText: message.body.slice(0, 160),
    lastAuthor: message.author === 'system' ? 'system' : message.auto ? 'ai' : 'staff',
  })
  if (!message.auto) await stopWaiting(tx, thread)
}

/** What leaves by itself is in the audit log before it does; what cannot be logged is not sent (product rule "Governance"). */
async function logEligible(
  tx: Tx,
  { id: messageId, turnId }: Message,
  draft: Row<'drafts'> | undefined,
): Promise<void> {
  const { epoch } = tx.control
  const notice = turnId == null ? 'handoff' : 'complaint'
  const { id: draftId, intent, confidence } = draft ?? {}
  const detail = draft
    ? { messageId, draftId, intent, confidence, epoch, gates: [...CLAIM_GATES] }
    : { messageId, notice, epoch, gates: [...NOTICE_GATES] }
  await appendAudit(tx, { personId: null, action: 'autosend.eligible', detail })
}

/** A person has answered in their own words: the draft that still lies there has nothing left to do. */
async function supersedePending(tx: Tx, thread: Thread, by: string | null): Promise<void> {
  for (const draft of await pendingDrafts(tx, thread.ids))
    if (draft.kind !== 'escalation')
      await tx.patch('drafts', draft.id, { state: 'superseded', settledBy: by, settledAt: tx.now })
}
