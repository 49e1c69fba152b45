/** Agents with their cards and playbooks. */
import { z } from 'zod'
import { channel } from '#shared/channels.ts'
import { PERSONAS } from '#shared/facts.ts'
import { intentKey } from '#shared/intents.ts'
import { id, replyMode, time } from './base.ts'

export const agentRow = z.object({
  id,
  name: z.string(),
  /** A new conversation goes to the first active agent, by `order`, that answers its channel. */
  channels: z.array(channel),
  replyMode,
  /** null: the venue's. */
  persona: z.enum(PERSONAS).nullable(),
  /** How it should write, in the owner's words: for a model. */
  behaviour: z.string(),
  /** False: every text gets a reply. */
  classifierOn: z.boolean(),
  /** Which texts get a reply, in the owner's words; shared/instruction.ts says what the local engine reads of it. */
  classifierInstruction: z.string(),
  /** False: it answers nothing, and no new conversation goes to it. */
  active: z.boolean(),
  order: z.number().int(),
})
export type AgentRow = z.infer<typeof agentRow>

export const GUIDANCE_SURFACES = ['reply', 'classifier'] as const
export const GUIDANCE_EFFECTS = ['say', 'rule', 'always_reply', 'stay_quiet'] as const
/** A scoped rule of an agent. It holds where the intent and the condition both fit. */
export const guidanceRow = z.object({
  id,
  agentId: id,
  surface: z.enum(GUIDANCE_SURFACES),
  /** Empty: every intent. */
  intents: z.array(intentKey),
  /** "someone mentions a refund"; empty: every text. */
  condition: z.string(),
  /** reply: `say` adds `text` to the reply as it stands, `rule` is for whoever writes. classifier: the other two. */
  effect: z.enum(GUIDANCE_EFFECTS),
  text: z.string(),
  on: z.boolean(),
  order: z.number().int(),
})
export type GuidanceRow = z.infer<typeof guidanceRow>

export const FIELD_KINDS = ['name', 'phone', 'email', 'date', 'time', 'number', 'service', 'text', 'choice'] as const
export const playbookField = z.object({
  key: z.string(),
  label: z.string(),
  /** As it is put to the customer. */
  question: z.string(),
  kind: z.enum(FIELD_KINDS),
  /** Of a choice. */
  options: z.array(z.string()),
})
export type PlaybookField = z.infer<typeof playbookField>

/** What an agent collects before it hands a conversation over. Begins where the intent and the condition both fit. */
export const playbookRow = z.object({
  id,
  agentId: id,
  name: z.string(),
  goal: z.string(),
  intents: z.array(intentKey),
  condition: z.string(),
  collect: z.array(playbookField),
  /** Where it is handed to; `ask`: the customer chooses among `kinds`, else it is the first. */
  route: z.object({ kinds: z.array(z.string()), ask: z.boolean(), question: z.string() }),
  /** What the customer is told on handoff, in place of the venue's own text; empty: that one. */
  text: z.string(),
  on: z.boolean(),
  order: z.number().int(),
})
export type PlaybookRow = z.infer<typeof playbookRow>

/** How far a playbook has come in one conversation; at most one is open there. */
export const playbookRunRow = z.object({
  id,
  conversationId: id,
  playbookId: id,
  agentId: id,
  state: z.enum(['open', 'done', 'left']),
  /** What the customer has given so far, in the playbook's order. */
  collected: z.array(z.object({ key: z.string(), label: z.string(), value: z.string() })),
  /** As chosen by the customer, or given by the playbook. */
  route: z.string().nullable(),
  startedAt: time,
  updatedAt: time,
  endedAt: time.nullable(),
})
export type PlaybookRunRow = z.infer<typeof playbookRunRow>
