/** Customers, their conversations, what was written, drafted and decided there. */
import { z } from 'zod'
import { decision } from '#shared/decision.ts'
import { citation, isoDate, minuteOfDay } from '#shared/facts.ts'
import { intentKey } from '#shared/intents.ts'
import { id, replyMode, time } from './base.ts'

export const contactRow = z.object({
  id,
  name: z.string().nullable(),
  number: z.string(),
  email: z.string().nullish(),
  /** What staff keep in mind about them. */
  note: z.string().nullish(),
  optedOut: z.boolean(),
  /** Opt-outs and opt-ins, oldest first. */
  consent: z.array(z.object({ at: time, on: z.boolean(), by: z.string(), how: z.string() })),
  createdAt: time,
})
export type ContactRow = z.infer<typeof contactRow>

/** `by`: a person, or the agent that stepped back. */
export const handoff = z.object({ route: z.string(), by: z.string(), at: time, note: z.string().nullable() })

export const conversationRow = z.object({
  id,
  channel: z.string(),
  contactId: id,
  customerName: z.string().nullable(),
  customerNumber: z.string(),
  state: z.enum(['open', 'snoozed', 'closed']),
  replyMode: replyMode.nullable(),
  agentId: id,
  assigneeId: id.nullable(),
  handoff: handoff.nullable(),
  personal: z.boolean(),
  unread: z.boolean(),
  /** Since when the customer waits for a person; an AI reply does not stop it. */
  waitingSince: time.nullable(),
  lastMessageAt: time,
  lastText: z.string(),
  lastAuthor: z.enum(['customer', 'staff', 'ai', 'system']),
  /** Sequence number of the newest inbound text. */
  lastInboundSeq: z.number().int(),
  /** A person has written here: auto-send rests until then. */
  humanUntil: time.nullable(),
  snoozedUntil: z.union([time, z.literal('reply')]).nullable(),
  /** The conversation that it is one thread with, under that one's name; null: it stands for itself. */
  mergedInto: id.nullable(),
  mergedAt: time.nullish(),
  mergedBy: id.nullish(),
  /** A word of warning for staff, such as an opt-out by meaning. */
  flag: z.enum(['opt_out', 'cancel', 'risk']).nullable(),
  createdAt: time,
})
export type ConversationRow = z.infer<typeof conversationRow>

export const MESSAGE_STATES = [
  'received',
  'queued',
  'claimed',
  'accepted',
  'delivered',
  'failed',
  'unknown',
  'withdrawn',
] as const
export const messageState = z.enum(MESSAGE_STATES)
export type MessageState = z.infer<typeof messageState>

export const messageRow = z.object({
  id,
  conversationId: id,
  direction: z.enum(['in', 'out', 'system']),
  body: z.string(),
  /** Pictures and the like that came with it. */
  media: z.number().int(),
  /** Of a public review, 1 to 5. */
  stars: z.number().int().nullish(),
  state: messageState,
  providerId: z.string().nullable(),
  author: z.enum(['customer', 'staff', 'ai', 'system']),
  /** The person who wrote or approved it. */
  authorId: id.nullable(),
  draftId: id.nullable(),
  /** Sent without a person's approval. */
  auto: z.boolean(),
  notBefore: time.nullable(),
  /** Why it was withdrawn, has failed, or (system lines) the inbound message that it speaks of. */
  reason: z.string().nullable(),
  inboundMessageId: id.nullable(),
  /** "Was this correct?": what somebody said of an automatic reply. */
  feedback: z.object({ right: z.boolean(), by: id, at: time }).nullish(),
  createdAt: time,
  sentAt: time.nullable(),
})
export type MessageRow = z.infer<typeof messageRow>

/** A time of the diary, as a reply quotes it. */
const slot = z.object({ stafferId: id, startsAt: time, endsAt: time })

export const draftDiary = z.object({
  /** null: not known yet. */
  serviceId: id.nullable(),
  /** The free times that the words quote. */
  slots: z.array(slot),
  /** The booking that the words confirm: held when they are queued, booked when they leave. */
  book: slot.extend({ name: z.string() }).nullable(),
  /** What the customer has said so far; the next text goes on from here. */
  asked: z.object({
    /** Time of the first text that it was read from. */
    since: time,
    dates: z.array(isoDate),
    /** Minutes from local midnight; null: no wish. */
    from: minuteOfDay.nullable(),
    to: minuteOfDay.nullable(),
    at: z.array(minuteOfDay),
    name: z.string().nullable(),
    stafferId: id.nullable(),
    /** They want to be booked in, and do not only ask. */
    wants: z.boolean(),
    /** They have said more than was understood; absent in rows from before it was kept. */
    unread: z.boolean().optional(),
  }),
})
export type DraftDiary = z.infer<typeof draftDiary>

export const draftRow = z.object({
  id,
  conversationId: id,
  inboundMessageId: id,
  turnId: id,
  kind: z.enum(['reply', 'marker', 'escalation']),
  intent: intentKey,
  severity: z.enum(['low', 'high']).nullable(),
  confidence: z.number(),
  text: z.string(),
  citations: z.array(citation),
  /** What it says about the diary: checked again when it leaves. */
  diary: draftDiary.nullish(),
  /** The question of a playbook that it puts; `asks` is a field's key, or `route`. */
  playbook: z.object({ runId: id, asks: z.string() }).nullish(),
  state: z.enum(['pending', 'approved', 'edited', 'rejected', 'superseded', 'dropped', 'auto']),
  stale: z.boolean(),
  /** Codes of the gates that kept it from leaving by itself. */
  reasons: z.array(z.string()),
  /** Plain words for what validation found. */
  problems: z.array(z.object({ code: z.string(), text: z.string() })),
  /** It quotes a price, slot or link that does not exist: it must be edited before it can be approved. */
  mustEdit: z.boolean(),
  /** Why it came back after it was approved; null otherwise. */
  returned: z.string().nullable(),
  /** The sent message that it puts right: a person's words, and no evidence about the AI. */
  corrects: id.nullish(),
  createdAt: time,
  settledBy: id.nullable(),
  settledAt: time.nullable(),
  settledText: z.string().nullable(),
})
export type DraftRow = z.infer<typeof draftRow>

export const decisionRow = decision.extend({ id, conversationId: id })
export type DecisionRow = z.infer<typeof decisionRow>

/** A wrong text that has left: what was done about it, and a case that later settings are replayed against. */
export const incidentRow = z.object({
  id,
  /** The text that was wrong, and the one that it answered. */
  messageId: id,
  inboundMessageId: id,
  conversationId: id,
  intent: intentKey,
  reason: z.string(),
  /** What the wrong text rested on: one of these may be faulty. */
  citations: z.array(citation),
  /** The correction, as it was drafted. */
  draftId: id,
  by: id,
  at: time,
})
