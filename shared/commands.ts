/**
 * Every command there is: its payload, who may give it, and how it behaves offline. The only way to change anything.
 * Handlers live in sync-server/sync/handlers; the runner there enforces what this table says.
 */
import { z } from 'zod'
import * as agents from './agents.ts'
import { alertSettings } from './alerts.ts'
import { bulkChange } from './bulk.ts'
import { engineEdit } from './engine.ts'
import * as evals from './evals.ts'
import { minuteOfDay, weekday } from './facts.ts'
import { COMMAND_ID } from './ids.ts'
import { intentKey, intentMode } from './intents.ts'
import { keySettings } from './keys.ts'
import { putBack } from './put-back.ts'
import { quietWindow } from './quiet.ts'
import { type Role, replyMode, role, setupStep, type TableName } from './rows.ts'
import { savedName, savedQuery } from './saved-views.ts'
import * as settings from './settings.ts'
import * as team from './team.ts'
import { agentSettings, sandboxText } from './trial.ts'

const id = z.string().min(1).max(200)
const ids = z.array(id).min(1).max(10_000)
const text = z.string().max(1_600)

/**
 * How far the person had seen the thread: a sequence number of the feed. What came into it since, from the customer or
 * from somebody else, makes the send a conflict that names it. Absent: nothing is said.
 */
const seenSeq = z.number().int().min(0).optional()

export const PREVIEW_SCENARIOS = ['pricing', 'hours', 'greeting'] as const
export const REJECT_REASONS = ['wrong_intent', 'wrong_answer', 'not_needed', 'other'] as const

/**
 * What a command's `basis` guards: fields of one row. A field that somebody else has changed since that sequence number
 * makes it a conflict; other changes of the same row do not.
 */
export interface Guard {
  readonly table: TableName
  /** Key of the payload that names the row; absent: the venue's own row. */
  readonly id?: string
  /** Absent: the payload's other keys. `*`: the row as a whole. */
  readonly fields?: readonly string[]
}

interface CommandSpec {
  readonly payload: z.ZodType
  readonly role: Role
  /** Never queued, never replayed after somebody's stop: what loosens, settings, and what needs an answer now. */
  readonly onlineOnly?: true
  readonly guards?: Guard
}

const spec = <P extends z.ZodType>(payload: P, rest: Omit<CommandSpec, 'payload'>) => ({ payload, ...rest })
const staff = { role: 'staff' } as const
const owner = { role: 'owner' } as const
const ownerOnline = { role: 'owner', onlineOnly: true } as const
const draft = { role: 'staff', guards: { table: 'drafts', id: 'draftId', fields: ['*'] } } as const

/** A setting: an owner's, and guarded against another owner who edits the same. */
const edits = (table: TableName, id?: string, fields?: readonly string[]) => ({
  ...ownerOnline,
  guards: { table, ...(id !== undefined && { id }), ...(fields !== undefined && { fields }) },
})
const removes = (table: TableName, id: string) => edits(table, id, ['*'])

/** A setting that belongs to whoever gives it, or that the handler keeps to owners. */
const staffOnline = { role: 'staff', onlineOnly: true } as const
const ownEdits = (table: TableName, id: string, fields?: readonly string[]) =>
  ({ ...staffOnline, guards: { table, id, ...(fields !== undefined && { fields }) } }) as const

const booking = { table: 'bookings', id: 'bookingId' } as const

/** What is one thread and what is not, everybody must see alike: where a reply goes hangs on it. */
const merging = (id: string) =>
  ({ role: 'staff', onlineOnly: true, guards: { table: 'conversations', id, fields: ['mergedInto'] } }) as const

const bulkId = z.string().regex(COMMAND_ID)

const newStaffer = z.object({
  name: z.string().trim().min(1).max(60),
  serviceIds: z.array(id).max(500),
  /** null: whenever the venue is open. */
  hours: z
    .array(
      z
        .object({ day: weekday, opens: minuteOfDay, closes: minuteOfDay })
        .refine((row) => row.opens < row.closes, 'it ends before it begins'),
    )
    .max(50)
    .nullable(),
})

export const COMMANDS = {
  'draft.approve': spec(z.object({ draftId: id, seenSeq }), draft),
  'draft.edit': spec(z.object({ draftId: id, text, seenSeq }), draft),
  'draft.reject': spec(z.object({ draftId: id, reason: z.enum(REJECT_REASONS) }), draft),
  'draft.confirm': spec(z.object({ draftId: id, intent: intentKey, severity: z.enum(['low', 'high']) }), draft),
  'message.send': spec(z.object({ conversationId: id, text, seenSeq }), staff),
  'send.undo': spec(z.object({ messageId: id }), staff),
  'send.resolve': spec(z.object({ messageId: id, as: z.enum(['sent', 'retry', 'drop']) }), staff),
  'conversation.assign': spec(z.object({ ids, assigneeId: id.nullable() }), staff),
  'conversation.agent': spec(z.object({ ids, agentId: id }), staff),
  'conversation.reply_mode': spec(z.object({ ids, mode: replyMode.nullable() }), staff),
  /** Two conversations of one customer become one thread, under `into`; nothing is moved. */
  'conversation.merge': spec(z.object({ from: id, into: id }), merging('from')),
  'conversation.unmerge': spec(z.object({ id }), merging('id')),
  'conversation.handoff': spec(
    z.object({ id, route: z.string().min(1).max(60), note: z.string().max(1_000).nullish() }),
    staff,
  ),
  'conversation.resume': spec(z.object({ id }), staff),
  'conversation.personal': spec(z.object({ id, on: z.boolean() }), staff),
  'conversation.snooze': spec(z.object({ ids, until: z.union([z.number().int(), z.literal('reply')]) }), staff),
  'conversation.close': spec(z.object({ ids }), staff),
  'conversation.reopen': spec(z.object({ ids }), staff),
  'conversation.read': spec(z.object({ ids }), staff),
  'conversation.put_back': spec(putBack, staff),
  'conversation.note': spec(z.object({ id, text }), staff),
  'contact.opt_out': spec(z.object({ contactId: id, on: z.boolean(), reason: z.string().max(200).nullish() }), staff),
  'contact.edit': spec(settings.contactEdit, { role: 'staff', guards: { table: 'contacts', id: 'contactId' } }),
  /** For ever and everywhere. `contactIds`: the numbers that the owner was shown; absent: all of the customer's. */
  'contact.erase': spec(z.object({ contactId: id, contactIds: z.array(id).max(100).optional() }), ownerOnline),
  'killswitch.engage': spec(z.object({}), staff),
  'killswitch.release': spec(z.object({}), ownerOnline),
  'killswitch.access': spec(z.object({ staff: z.boolean() }), edits('venue', undefined, ['staffMay'])),
  'autosend.master': spec(
    z.object({ on: z.boolean(), acknowledged: z.boolean().optional() }),
    edits('venue', undefined, ['masterSwitch']),
  ),
  'autosend.intent': spec(
    z.object({
      intent: intentKey,
      mode: intentMode,
      threshold: z.number().optional(),
      /** The terms for complaints were read: `escalate_ack` needs it. */
      acknowledged: z.boolean().optional(),
    }),
    edits('policies', 'intent'),
  ),
  'autosend.threshold': spec(
    z.object({ intent: intentKey, value: z.number() }),
    edits('policies', 'intent', ['threshold']),
  ),
  /** Reviews that an intent needs before it unlocks: never fewer than the product's own minimum. */
  'autosend.training': spec(
    z.object({ intent: intentKey, needed: z.number().int().min(1).max(1_000) }),
    edits('policies', 'intent'),
  ),
  'autosend.caps': spec(
    z.object({ hourly: z.number().int().min(1).max(1_000), daily: z.number().int().min(1).max(10_000) }),
    edits('venue'),
  ),
  'autosend.quiet_hours': spec(z.object({ windows: z.array(quietWindow).max(100) }), edits('venue')),
  /** Complaints only where the terms of their own were read. */
  'autosend.enable_eligible': spec(z.object({ complaintsAcknowledged: z.boolean().optional() }), ownerOnline),
  'autosend.disable_all': spec(z.object({}), owner),
  'autosend.automate_ready': spec(
    z.object({ acknowledged: z.boolean().optional(), complaintsAcknowledged: z.boolean().optional() }),
    ownerOnline,
  ),
  'venue.timing': spec(
    z.object({
      burstSeconds: z.number().min(0).max(300).optional(),
      holdSeconds: z.number().min(0).max(120).optional(),
      undoSeconds: z.number().min(0).max(30).optional(),
      humanMinutes: z.number().min(0).max(1_440).optional(),
      waitTargetMinutes: z.number().min(1).max(1_440).optional(),
    }),
    edits('venue'),
  ),
  'venue.edit': spec(settings.venueEdit, edits('venue')),
  'venue.plan': spec(z.object({ plan: z.enum(['FREE', 'PRO']) }), edits('venue')),
  /** How long the texts of closed conversations are kept; null: for ever. */
  'venue.retention': spec(
    z.object({ days: z.number().int().min(30).max(3_650).nullable() }),
    edits('venue', undefined, ['retentionDays']),
  ),
  /** Which engine answers, from the next text on; and what its model costs. */
  'engine.set': spec(engineEdit, edits('venue', undefined, ['engine'])),
  /** Asks the engine now whether it answers. */
  'engine.check': spec(z.object({}), ownerOnline),
  'voice.set': spec(settings.voiceEdit, edits('venue')),
  'service.add': spec(settings.newService, ownerOnline),
  'service.edit': spec(settings.serviceEdit, edits('services', 'serviceId')),
  'service.remove': spec(z.object({ serviceId: id }), removes('services', 'serviceId')),
  'service.import': spec(settings.serviceImport, ownerOnline),
  /** A basis here is the feed's cursor: a weekday may have no row that could carry a number. */
  'hours.set': spec(settings.hoursOfDay, edits('hours', 'day')),
  'closure.add': spec(settings.newClosure, ownerOnline),
  'closure.edit': spec(settings.closureEdit, edits('closures', 'closureId')),
  'closure.remove': spec(z.object({ closureId: id }), removes('closures', 'closureId')),
  'fact.add': spec(settings.newFact, ownerOnline),
  'fact.edit': spec(settings.factEdit, edits('facts', 'factId')),
  'fact.remove': spec(z.object({ factId: id }), removes('facts', 'factId')),
  'wallet.top_up': spec(z.object({ sparks: z.number().int().min(1).max(100_000) }), ownerOnline),
  /** Asks the provider now whether it takes this venue's texts. */
  'number.check': spec(z.object({}), ownerOnline),
  /** The place whose public reviews come in; empty: none. */
  'reviews.connect': spec(z.object({ location: settings.reviewsLocation }), edits('venue', undefined, ['reviews'])),
  /** Asks the provider now whether the account may read that place's reviews. */
  'reviews.check': spec(z.object({}), ownerOnline),
  /** What the AI would make of a text under the settings as they are; nothing is stored as a message, nothing is sent. */
  'preview.run': spec(
    z.union([z.strictObject({ scenario: z.enum(PREVIEW_SCENARIOS) }), z.strictObject({ text: text.trim().min(1) })]),
    ownerOnline,
  ),
  /** "Was this correct?", of a reply that was sent automatically; once for each. */
  'message.feedback': spec(z.object({ messageId: id, right: z.boolean() }), staff),
  /** A text of the AI that has left was wrong: everything that follows from that, in one act. */
  'send.wrong': spec(
    z.object({ messageId: id, reason: z.string().trim().min(1).max(500), correction: text.optional() }),
    staff,
  ),
  'diary.book': spec(
    z.object({
      serviceId: id,
      stafferId: id,
      startsAt: z.number().int(),
      name: z.string().trim().min(1).max(100),
      contactId: id.nullish(),
    }),
    staff,
  ),
  'diary.move': spec(z.object({ bookingId: id, startsAt: z.number().int(), stafferId: id.optional() }), {
    role: 'staff',
    guards: booking,
  }),
  'diary.cancel': spec(z.object({ bookingId: id }), { role: 'staff', guards: { ...booking, fields: ['*'] } }),
  'diary.staff_add': spec(newStaffer, ownerOnline),
  'diary.staff_edit': spec(
    newStaffer.partial().extend({ stafferId: id, active: z.boolean().optional() }),
    edits('staffers', 'stafferId'),
  ),
  'diary.staff_remove': spec(z.object({ stafferId: id }), removes('staffers', 'stafferId')),
  /** A calendar elsewhere (iCalendar, read only) whose events take time here: one person's, or everybody's. */
  'diary.feed_add': spec(
    z.object({ name: z.string().trim().min(1).max(60), url: z.string().max(2_000), stafferId: id.nullish() }),
    ownerOnline,
  ),
  'diary.feed_remove': spec(z.object({ feedId: id }), removes('calendar_feeds', 'feedId')),
  'agent.add': spec(agents.newAgent, ownerOnline),
  'agent.edit': spec(agents.agentEdit, edits('agents', 'agentId')),
  'agent.remove': spec(z.object({ agentId: id }), removes('agents', 'agentId')),
  /** Those that are named come first, as they are named; the others keep their order behind. */
  'agent.order': spec(z.object({ agentIds: agents.order }), ownerOnline),
  'guidance.add': spec(agents.newGuidance, ownerOnline),
  'guidance.edit': spec(agents.guidanceEdit, edits('guidance', 'guidanceId')),
  'guidance.remove': spec(z.object({ guidanceId: id }), removes('guidance', 'guidanceId')),
  'guidance.order': spec(z.object({ agentId: id, guidanceIds: agents.order }), ownerOnline),
  'playbook.add': spec(agents.newPlaybook, ownerOnline),
  'playbook.edit': spec(agents.playbookEdit, edits('playbooks', 'playbookId')),
  'playbook.remove': spec(z.object({ playbookId: id }), removes('playbooks', 'playbookId')),
  'playbook.order': spec(z.object({ agentId: id, playbookIds: agents.order }), ownerOnline),
  'snippet.add': spec(settings.newSnippet, staffOnline),
  'snippet.edit': spec(settings.snippetEdit, ownEdits('snippets', 'snippetId')),
  'snippet.remove': spec(z.object({ snippetId: id }), ownEdits('snippets', 'snippetId', ['*'])),
  'macro.add': spec(settings.newMacro, staffOnline),
  'macro.edit': spec(settings.macroEdit, ownEdits('macros', 'macroId')),
  'macro.remove': spec(z.object({ macroId: id }), ownEdits('macros', 'macroId', ['*'])),
  /** One's own, whoever one is. */
  'preferences.set': spec(
    z.object({
      alerts: alertSettings.optional(),
      alertTexts: z.boolean().optional(),
      /** In place of all that was set before. */
      keys: keySettings.optional(),
      tourSeen: z.boolean().optional(),
    }),
    staffOnline,
  ),
  /** The first run: what became of a step; and where it stands: `list`: what is left goes to the inbox; `over`: put away. */
  'setup.step': spec(z.object({ step: setupStep, as: z.enum(['done', 'skipped']) }), ownerOnline),
  'setup.stage': spec(z.object({ stage: z.enum(['steps', 'list', 'over']) }), ownerOnline),
  /** A text to the owner's own phone, which shows that texts arrive. */
  'setup.test': spec(z.object({ number: z.string().trim().min(1).max(30) }), ownerOnline),
  /** The sandbox chat: what an agent would answer; nothing is stored as a message, nothing is sent. */
  'agent.try': spec(sandboxText, ownerOnline),
  'eval.add': spec(z.union([evals.evalFromThread, evals.newEval]), ownerOnline),
  'eval.edit': spec(evals.evalEdit, edits('evals', 'evalId')),
  'eval.remove': spec(z.object({ evalId: id }), removes('evals', 'evalId')),
  /** All that are on, unless some are named. `with`: under an agent's settings on screen, its own cases only. */
  'eval.run': spec(
    z.object({
      evalIds: z.array(id).min(1).max(evals.MOST_EVALS).optional(),
      with: agentSettings.extend({ agentId: id }).optional(),
    }),
    ownerOnline,
  ),
  'eval.cancel': spec(z.object({ runId: id }), ownerOnline),
  /** `tokenHash`: the SHA-256 of what the link carries, which only its maker ever holds. */
  'person.invite': spec(z.object({ email: team.emailAddress, role, tokenHash: team.tokenHash }), ownerOnline),
  'person.uninvite': spec(z.object({ inviteId: id }), ownerOnline),
  'person.role': spec(z.object({ personId: id, role }), edits('people', 'personId')),
  'person.deactivate': spec(z.object({ personId: id }), edits('people', 'personId', ['active'])),
  'person.reactivate': spec(z.object({ personId: id }), edits('people', 'personId', ['active'])),
  /** One's own; an owner's act for everybody's. */
  'person.end_session': spec(z.object({ sessionId: id }), staffOnline),
  /** One change of many conversations; commands of one `bulkId` are undone together. */
  'bulk.apply': spec(z.object({ bulkId, ids, change: bulkChange }), staff),
  /** Gives each conversation its former value back, where nobody has changed it since. */
  'bulk.undo': spec(z.object({ bulkId }), staff),
  'view.save': spec(z.object({ name: savedName, query: savedQuery, shared: z.boolean() }), staffOnline),
  'view.rename': spec(z.object({ viewId: id, name: savedName }), ownEdits('saved_views', 'viewId')),
  'view.change': spec(z.object({ viewId: id, query: savedQuery }), ownEdits('saved_views', 'viewId')),
  /** From one's own to everybody's. */
  'view.share': spec(z.object({ viewId: id }), ownEdits('saved_views', 'viewId', ['*'])),
  'view.remove': spec(z.object({ viewId: id }), ownEdits('saved_views', 'viewId', ['*'])),
} as const satisfies Record<string, CommandSpec>

/** Carried out in pieces, between which others come: it goes alone, so that the order of what was queued holds. */
export const isBulk = ({ type }: { readonly type: string }): boolean => type === 'bulk.apply' || type === 'bulk.undo'

export type CommandType = keyof typeof COMMANDS
export type Payload<T extends CommandType> = z.infer<(typeof COMMANDS)[T]['payload']>
/** A payload as a caller gives it: what has a default may be left out. */
export type GivenPayload<T extends CommandType> = z.input<(typeof COMMANDS)[T]['payload']>
export const COMMAND_TYPES = Object.keys(COMMANDS) as CommandType[]

/** A command of a known type with its own payload. */
export type Command = {
  [T in CommandType]: { readonly id: string; readonly type: T; readonly payload: Payload<T> } & CommandMeta
}[CommandType]

interface CommandMeta {
  readonly basis?: number | undefined
  readonly after?: string | undefined
  readonly epoch?: number | undefined
  readonly device?: { readonly id: string; readonly n: number } | undefined
}

/** What arrives at the server; `type` and `payload` are judged by the runner, so that each mistake has its own code. */
export const commandEnvelope = z.object({
  id: z.string().regex(COMMAND_ID, 'a command id of up to 64 letters, digits, - or _'),
  type: z.string().max(100),
  payload: z.unknown().optional(),
  /** The sequence number of the row that the person saw. */
  basis: z.number().int().optional(),
  /** The command whose effect the person saw laid over that row. */
  after: z.string().regex(COMMAND_ID).optional(),
  /** The kill switch's epoch that the person saw; guards what loosens. */
  epoch: z.number().int().optional(),
  /** Keeps the order of one device's queue: `n` rises by one. */
  device: z.object({ id: z.string().min(1).max(64), n: z.number().int().min(1) }).optional(),
})
export type CommandEnvelope = z.infer<typeof commandEnvelope>

/** Who settled it first, when, and how: what a conflict shows. */
export const conflictResult = z.object({
  by: z.string().nullable(),
  byName: z.string().nullable(),
  what: z.string(),
  at: z.number().nullable(),
  /** A text that the person had not seen: the customer's, or one to them. */
  unseen: z.object({ messageId: z.string(), direction: z.enum(['in', 'out']) }).nullish(),
})

export const commandAnswer = z.object({
  id: z.string(),
  status: z.enum(['done', 'conflict', 'refused']),
  /** Sequence number up to which the effect reaches. */
  seq: z.number().int(),
  code: z.string().optional(),
  message: z.string().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
})
export type CommandAnswer = z.infer<typeof commandAnswer>

/** Several commands in one request, answered in order. Used by the desk's queue. */
export const commandBatch = z.object({ commands: z.array(commandEnvelope).min(1).max(200) })
