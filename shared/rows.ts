/**
 * The rows that the server shares with every desk, as they travel in the change feed and lie in the mirror.
 * Times are milliseconds since the epoch. A field that a role may not see is absent from its feed.
 */
import { z } from 'zod'
import { alertSettings } from './alerts.ts'
import { calibrationMap, reliabilityBin } from './calibration.ts'
import { channel } from './channels.ts'
import { decision } from './decision.ts'
import { EVAL_ORIGINS, evalExpect, evalGot, evalReason } from './evals.ts'
import { citation, isoDate, minuteOfDay, PERSONAS, weekday } from './facts.ts'
import { INTENT_KEYS, intentKey, intentMode } from './intents.ts'
import { macroStep } from './macros.ts'
import { quietWindow } from './quiet.ts'

const id = z.string().min(1).max(200)
const time = z.number().int()

export const REPLY_MODES = ['off', 'draft', 'auto'] as const
export const replyMode = z.enum(REPLY_MODES)
export type ReplyMode = z.infer<typeof replyMode>

export const role = z.enum(['owner', 'staff'])
export type Role = z.infer<typeof role>

export const killSwitch = z.object({
  engaged: z.boolean(),
  epoch: z.number().int(),
  stoppedAt: time.nullable(),
  /** When no claim of an older epoch could still begin a request; null while some can. */
  drainedAt: time.nullable(),
  heldBack: z.number().int(),
  heldBackIds: z.array(id),
  alreadySent: z.number().int(),
  alreadySentIds: z.array(id),
  by: id.nullable(),
  /** Whether staff may engage it. */
  staffMay: z.boolean(),
})
export type KillSwitch = z.infer<typeof killSwitch>

export const venueRow = z.object({
  id,
  name: z.string(),
  timeZone: z.string(),
  number: z.string(),
  plan: z.enum(['FREE', 'PRO']),
  locale: z.enum(['en-GB', 'en-AU']),
  currency: z.enum(['GBP', 'AUD']),
  bookingLink: z.string(),
  persona: z.enum(PERSONAS),
  disclosure: z.object({ on: z.boolean(), text: z.string() }),
  avoid: z.array(z.string()),
  killSwitch,
  masterSwitch: z.object({ on: z.boolean(), acknowledgedAt: time.nullable(), by: id.nullable() }),
  caps: z.object({
    hourly: z.number().int(),
    daily: z.number().int(),
    usedHour: z.number().int(),
    usedDay: z.number().int(),
  }),
  quiet: z.array(quietWindow),
  timing: z.object({
    burstSeconds: z.number(),
    holdSeconds: z.number(),
    undoSeconds: z.number(),
    humanMinutes: z.number(),
    /** After this many minutes a waiting customer turns amber, after twice as many red. */
    waitTargetMinutes: z.number(),
  }),
  /** What the provider takes for one segment, in hundredths of a penny or cent; null: not said. */
  segmentCost: z.number().int().nullish(),
  /** Whether the provider still takes the venue's texts; `reason` is its own code or word. */
  credentials: z.object({ healthy: z.boolean(), reason: z.string().nullable(), checkedAt: time.nullish() }),
  /** Whether a customer who is handed to a person is told so, once, and in which words. */
  handoff: z.object({ tell: z.boolean(), text: z.string() }),
  /** Since when the audit log cannot be written: nothing is sent automatically until it can. */
  auditFailedAt: time.nullish(),
  /** Owners only. */
  sparks: z.number().int().optional(),
  sparksEmpty: z.boolean(),
})
export type VenueRow = z.infer<typeof venueRow>

/** Where typed words stand. */
export const TYPED_PLACES = ['reply', 'draft', 'aside'] as const

export const personRow = z.object({ id, name: z.string(), role, active: z.boolean() })
export type PersonRow = z.infer<typeof personRow>

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

export const serviceRow = z.object({
  id,
  name: z.string(),
  aliases: z.array(z.string()),
  price: z.number().int(),
  priceFrom: z.boolean(),
  minutes: z.number().int(),
  active: z.boolean(),
})
export const hoursRow = z.object({ id, day: weekday, opens: minuteOfDay, closes: minuteOfDay })
export const closureRow = z.object({
  id,
  date: isoDate,
  name: z.string(),
  opens: minuteOfDay.nullable(),
  closes: minuteOfDay.nullable(),
})
export const factRow = z.object({
  id,
  topic: z.string(),
  keywords: z.array(z.string()),
  text: z.string(),
  expiresAt: time.nullable(),
})

/** Somebody who serves customers; not an account. */
export const stafferRow = z.object({
  id,
  name: z.string(),
  /** What they can do. */
  serviceIds: z.array(id),
  /** Their own weekly hours, within the venue's; null: whenever the venue is open. */
  hours: z.array(z.object({ day: weekday, opens: minuteOfDay, closes: minuteOfDay })).nullable(),
  active: z.boolean(),
})
export type StafferRow = z.infer<typeof stafferRow>

export const BOOKING_STATUSES = ['held', 'booked', 'cancelled'] as const
export const bookingRow = z.object({
  id,
  /** held: a confirmation that has not left yet keeps the time; it belongs to `messageId`. */
  status: z.enum(BOOKING_STATUSES),
  stafferId: id,
  serviceId: id,
  startsAt: time,
  endsAt: time,
  contactId: id.nullable(),
  customerName: z.string(),
  messageId: id.nullable(),
  /** The person who made it; null: a reply did. */
  by: id.nullable(),
  createdAt: time,
})
export type BookingRow = z.infer<typeof bookingRow>

/** A calendar elsewhere whose events are busy times here. Its address is a secret and stays on the server. */
export const calendarFeedRow = z.object({
  id,
  name: z.string(),
  host: z.string(),
  /** Whose time it takes; null: everybody's. */
  stafferId: id.nullable(),
  state: z.enum(['new', 'ok', 'failing']),
  /** Why it failed the last time, in words; the busy times from before still hold. */
  reason: z.string().nullable(),
  checkedAt: time.nullable(),
  /** When it was last read whole. */
  readAt: time.nullable(),
  /** Busy times ahead that it gave. */
  busyCount: z.number().int(),
})

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

export const policyRow = z.object({
  id: z.enum(INTENT_KEYS),
  mode: intentMode,
  threshold: z.number().nullable(),
  floor: z.number().nullable(),
  unlocked: z.boolean(),
  training: z.object({
    reviewed: z.number().int(),
    needed: z.number().int(),
    /** Share of the latest reviews that were right, 0 to 1. */
    right: z.number(),
    lowerBound: z.number(),
  }),
})
export type PolicyRow = z.infer<typeof policyRow>

/** What an intent's confidence is worth, by its reviews: there once they suffice. */
export const calibrationRow = z.object({
  id: z.enum(INTENT_KEYS),
  /** Rises with each fit. */
  version: z.number().int(),
  /** All reviews that there were at the fit. */
  reviews: z.number().int(),
  map: calibrationMap,
  /** Reliability before and after the map, and the expected calibration error of each. */
  before: z.array(reliabilityBin),
  after: z.array(reliabilityBin),
  errorBefore: z.number(),
  errorAfter: z.number(),
  at: time,
})

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

/**
 * Words that a person has typed and not sent, so that each of their consoles shows them. Only that person's feed has it.
 * `reply` stands in the composer, `draft` in a draft that is edited in place, `aside` was put aside for something else.
 */
export const typedRow = z.object({
  id,
  personId: id,
  conversationId: id,
  place: z.enum(TYPED_PLACES),
  /** The draft that was applied to the composer, or that is edited in place. */
  draftId: id.nullable(),
  /** Empty: it was sent, or thrown away. */
  text: z.string(),
  /** When it was typed, by the clock of that device and later than what it took the place of: the latest wins. */
  at: time,
})
export type TypedRow = z.infer<typeof typedRow>
/** The same as its person's own desk knows it. */
export type TypedText = Omit<TypedRow, 'id' | 'personId'>

/** A text that is written once and inserted with `/`; its placeholders are filled in as it is. */
export const snippetRow = z.object({
  id,
  /** Whose it is; null: everybody's. */
  personId: id.nullable(),
  name: z.string(),
  text: z.string(),
})
export type SnippetRow = z.infer<typeof snippetRow>

/** A reply with what follows from it, given as one. */
export const macroRow = z.object({
  id,
  personId: id.nullable(),
  name: z.string(),
  /** Empty: nothing is sent. */
  text: z.string(),
  steps: z.array(macroStep),
  /** Pressed after `m`; null: none. */
  key: z.string().nullable(),
})
export type MacroRow = z.infer<typeof macroRow>

/** What a person has set for themselves; `id` is the person's. */
export const preferencesRow = z.object({
  id,
  personId: id,
  /** What differs from the defaults (shared/alerts.ts). */
  alerts: alertSettings,
  /** Whether a notification shows who wrote, and what. */
  alertTexts: z.boolean(),
})
export type PreferencesRow = z.infer<typeof preferencesRow>
/** A saved case: what a customer wrote, and what must hold of the answer. Owners only. */
export const evalRow = z.object({
  id,
  name: z.string(),
  origin: z.enum(EVAL_ORIGINS),
  agentId: id,
  /** Where it was taken from, and whose words these are: it goes with the customer. null: nobody's. */
  conversationId: id.nullable(),
  messageId: id.nullable(),
  contactId: id.nullable(),
  /** Its own copy of the texts of one turn, oldest first. */
  texts: z.array(z.string()).min(1),
  customerName: z.string().nullable(),
  /** The customer's texts of a playbook that was under way, oldest first: said over again before these. */
  earlier: z.array(z.string()),
  /** What the last reply before it had asked or offered of the diary, and the texts before; null: nothing was open. */
  enquiry: z.object({ diary: draftDiary, earlier: z.array(z.string()) }).nullable(),
  /** When the texts came in: what "tomorrow" in them means, whenever it is run. */
  at: time,
  expect: evalExpect,
  on: z.boolean(),
  createdAt: time,
  /** null: it was made by itself. */
  by: id.nullable(),
})
export type EvalRow = z.infer<typeof evalRow>

export const EVAL_RUN_STATES = ['running', 'done', 'cancelled'] as const
/** One run over cases, in pieces. Owners only. */
export const evalRunRow = z.object({
  id,
  state: z.enum(EVAL_RUN_STATES),
  /** saved: under the settings as they are. change: under settings that are on somebody's screen. */
  kind: z.enum(['saved', 'change']),
  total: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
  by: id,
  startedAt: time,
  endedAt: time.nullable(),
})
export type EvalRunRow = z.infer<typeof evalRunRow>

const evalVerdict = z.object({ pass: z.boolean(), reasons: z.array(evalReason), got: evalGot.nullable() })
/** The last result of a case: one for each kind of run. Owners only. */
export const evalResultRow = evalVerdict.extend({
  id,
  runId: id,
  /** Of that run. */
  kind: evalRunRow.shape.kind,
  evalId: id,
  at: time,
  /** Of a change: the same case under the settings as they are. */
  before: evalVerdict.nullable(),
})
export type EvalResultRow = z.infer<typeof evalResultRow>

/** A view that somebody has saved; `personId` null: everybody's. */
export const savedViewRow = z.object({
  id,
  personId: id.nullable(),
  madeBy: id,
  name: z.string(),
  /** View, filter and order, as `shared/saved-views.ts` reads them; whatever it cannot read is a broken view. */
  query: z.string(),
  createdAt: time,
})
export type SavedViewRow = z.infer<typeof savedViewRow>

/** Every table of the feed, by the name it has there. */
export const ROWS = {
  venue: venueRow,
  people: personRow,
  agents: agentRow,
  services: serviceRow,
  hours: hoursRow,
  closures: closureRow,
  facts: factRow,
  staffers: stafferRow,
  bookings: bookingRow,
  calendar_feeds: calendarFeedRow,
  policies: policyRow,
  contacts: contactRow,
  conversations: conversationRow,
  messages: messageRow,
  drafts: draftRow,
  decisions: decisionRow,
  incidents: incidentRow,
  calibrations: calibrationRow,
  guidance: guidanceRow,
  playbooks: playbookRow,
  playbook_runs: playbookRunRow,
  typed: typedRow,
  snippets: snippetRow,
  macros: macroRow,
  preferences: preferencesRow,
  evals: evalRow,
  eval_runs: evalRunRow,
  eval_results: evalResultRow,
  saved_views: savedViewRow,
} as const
export type TableName = keyof typeof ROWS
export type Row<T extends TableName> = z.infer<(typeof ROWS)[T]>
export const TABLE_NAMES = Object.keys(ROWS) as TableName[]
