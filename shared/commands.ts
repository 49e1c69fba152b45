/**
 * Every command there is: its payload, who may give it, and how it behaves offline. The only way to change anything.
 * Handlers live in sync-server/sync/handlers; the runner there enforces what this table says.
 */
import { z } from 'zod'
import { COMMAND_ID } from './ids.ts'
import { intentKey, intentMode } from './intents.ts'
import { quietWindow } from './quiet.ts'
import { type Role, replyMode } from './rows.ts'

const id = z.string().min(1).max(200)
const ids = z.array(id).min(1).max(10_000)
const text = z.string().max(1_600)

export const REJECT_REASONS = ['wrong_intent', 'wrong_answer', 'not_needed', 'other'] as const

interface CommandSpec {
  readonly payload: z.ZodType
  readonly role: Role
  /** It loosens: never queued, never replayed after somebody's stop. */
  readonly onlineOnly?: true
  /** Which row its `basis` is a sequence number of. */
  readonly guards?: 'draft'
}

const spec = <P extends z.ZodType>(payload: P, rest: Omit<CommandSpec, 'payload'>) => ({ payload, ...rest })
const staff = { role: 'staff' } as const
const owner = { role: 'owner' } as const
const ownerOnline = { role: 'owner', onlineOnly: true } as const
const draft = { role: 'staff', guards: 'draft' } as const

export const COMMANDS = {
  'draft.approve': spec(z.object({ draftId: id }), draft),
  'draft.edit': spec(z.object({ draftId: id, text }), draft),
  'draft.reject': spec(z.object({ draftId: id, reason: z.enum(REJECT_REASONS) }), draft),
  'draft.confirm': spec(z.object({ draftId: id, intent: intentKey, severity: z.enum(['low', 'high']) }), draft),
  'message.send': spec(z.object({ conversationId: id, text }), staff),
  'send.undo': spec(z.object({ messageId: id }), staff),
  'send.resolve': spec(z.object({ messageId: id, as: z.enum(['sent', 'retry', 'drop']) }), staff),
  'conversation.assign': spec(z.object({ ids, assigneeId: id.nullable() }), staff),
  'conversation.agent': spec(z.object({ ids, agentId: id }), staff),
  'conversation.reply_mode': spec(z.object({ ids, mode: replyMode.nullable() }), staff),
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
  'conversation.note': spec(z.object({ id, text }), staff),
  'contact.opt_out': spec(z.object({ contactId: id, on: z.boolean(), reason: z.string().max(200).nullish() }), staff),
  'killswitch.engage': spec(z.object({}), staff),
  'killswitch.release': spec(z.object({}), ownerOnline),
  'killswitch.access': spec(z.object({ staff: z.boolean() }), ownerOnline),
  'autosend.master': spec(z.object({ on: z.boolean(), acknowledged: z.boolean().optional() }), ownerOnline),
  'autosend.intent': spec(
    z.object({ intent: intentKey, mode: intentMode, threshold: z.number().optional() }),
    ownerOnline,
  ),
  'autosend.threshold': spec(z.object({ intent: intentKey, value: z.number() }), ownerOnline),
  'autosend.caps': spec(
    z.object({ hourly: z.number().int().min(1).max(1_000), daily: z.number().int().min(1).max(10_000) }),
    ownerOnline,
  ),
  'autosend.quiet_hours': spec(z.object({ windows: z.array(quietWindow).max(100) }), ownerOnline),
  'autosend.enable_eligible': spec(z.object({}), ownerOnline),
  'autosend.disable_all': spec(z.object({}), owner),
  'autosend.automate_ready': spec(z.object({ acknowledged: z.boolean().optional() }), ownerOnline),
  'venue.timing': spec(
    z.object({
      burstSeconds: z.number().min(0).max(300).optional(),
      holdSeconds: z.number().min(0).max(120).optional(),
      undoSeconds: z.number().min(0).max(30).optional(),
      humanMinutes: z.number().min(0).max(1_440).optional(),
      waitTargetMinutes: z.number().min(1).max(1_440).optional(),
    }),
    ownerOnline,
  ),
} as const satisfies Record<string, CommandSpec>

export type CommandType = keyof typeof COMMANDS
export type Payload<T extends CommandType> = z.infer<(typeof COMMANDS)[T]['payload']>
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
