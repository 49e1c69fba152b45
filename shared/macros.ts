/** What a macro does besides its reply: each step stands for one command on the conversation. */
import { MINUTE } from './clock.ts'
import type { Payload } from './commands.ts'
import { type MacroStep, ME } from './macro-steps.ts'
import type { MacroFields } from './put-back.ts'

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
