/** What a macro does besides its reply: each step stands for one command on the conversation. */
import { z } from 'zod'
import { MINUTE } from './clock.ts'
import type { Payload } from './commands.ts'
import type { MacroFields } from './put-back.ts'

const id = z.string().min(1).max(200)

/** In `assign`: whoever runs it. */
export const ME = 'me'
const LONGEST_SNOOZE = 366 * 24 * 60

export const macroStep = z.discriminatedUnion('do', [
  /** To a person, to {@link ME}, or (null) to nobody. */
  z.object({ do: z.literal('assign'), to: id.nullable() }),
  z.object({ do: z.literal('reply_mode'), mode: z.enum(['off', 'draft', 'auto']).nullable() }),
  z.object({ do: z.literal('note'), text: z.string().trim().min(1, 'is empty').max(1_000) }),
  z.object({ do: z.literal('hand_off'), route: z.string().trim().min(1, 'is empty').max(60) }),
  /** null: until the customer replies. */
  z.object({ do: z.literal('snooze'), minutes: z.number().int().min(1).max(LONGEST_SNOOZE).nullable() }),
  z.object({ do: z.literal('close') }),
])
export type MacroStep = z.infer<typeof macroStep>

/** A command of a macro, before it has an id. */
export type StepCommand = {
  [T in StepType]: { readonly type: T; readonly payload: Payload<T> }
}[StepType]
type StepType =
  | 'conversation.assign'
  | 'conversation.reply_mode'
  | 'conversation.note'
  | 'conversation.handoff'
  | 'conversation.snooze'
  | 'conversation.close'

/** @param me who runs it; `now` in milliseconds since the epoch */
export function commandOf(step: MacroStep, conversationId: string, me: string, now: number): StepCommand {
  const ids = [conversationId]
  switch (step.do) {
    case 'assign':
      return { type: 'conversation.assign', payload: { ids, assigneeId: step.to === ME ? me : step.to } }
    case 'reply_mode':
      return { type: 'conversation.reply_mode', payload: { ids, mode: step.mode } }
    case 'note':
      return { type: 'conversation.note', payload: { id: conversationId, text: step.text } }
    case 'hand_off':
      return { type: 'conversation.handoff', payload: { id: conversationId, route: step.route, note: null } }
    case 'snooze': {
      const until = step.minutes === null ? ('reply' as const) : now + step.minutes * MINUTE
      return { type: 'conversation.snooze', payload: { ids, until } }
    }
    case 'close':
      return { type: 'conversation.close', payload: { ids } }
  }
}

/** What these commands leave in the conversation, as far as it can be put back field by field. */
export function fieldsAfter(commands: readonly StepCommand[]): MacroFields {
  return Object.assign({}, ...commands.map(written))
}

function written(command: StepCommand): MacroFields {
  switch (command.type) {
    case 'conversation.assign':
      return { assigneeId: command.payload.assigneeId }
    case 'conversation.reply_mode':
      return { replyMode: command.payload.mode }
    case 'conversation.snooze':
      return { state: 'snoozed', snoozedUntil: command.payload.until }
    case 'conversation.close':
      return { state: 'closed', snoozedUntil: null, waitingSince: null, unread: false, flag: null }
    case 'conversation.note':
    case 'conversation.handoff':
      return {}
  }
}
