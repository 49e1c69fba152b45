/** Which function carries out which command. */
import type { CommandType } from '#shared/commands.ts'
import type { Handler } from '../command.ts'
import * as autosend from './autosend.ts'
import * as conversations from './conversations.ts'
import * as drafts from './drafts.ts'
import * as killswitch from './killswitch.ts'
import * as sends from './sends.ts'

export const HANDLERS: { readonly [T in CommandType]: Handler<T> } = {
  'draft.approve': drafts.approve,
  'draft.edit': drafts.edit,
  'draft.reject': drafts.reject,
  'draft.confirm': drafts.confirm,
  'message.send': sends.send,
  'send.undo': sends.undo,
  'send.resolve': sends.resolve,
  'conversation.assign': conversations.assign,
  'conversation.agent': conversations.agent,
  'conversation.reply_mode': conversations.replyMode,
  'conversation.handoff': conversations.handoff,
  'conversation.resume': conversations.resume,
  'conversation.personal': conversations.personal,
  'conversation.snooze': conversations.snooze,
  'conversation.close': conversations.close,
  'conversation.reopen': conversations.reopen,
  'conversation.read': conversations.read,
  'conversation.note': conversations.note,
  'contact.opt_out': conversations.optOut,
  'killswitch.engage': killswitch.engage,
  'killswitch.release': killswitch.release,
  'killswitch.access': killswitch.access,
  'autosend.master': autosend.master,
  'autosend.intent': autosend.intent,
  'autosend.threshold': autosend.threshold,
  'autosend.caps': autosend.caps,
  'autosend.quiet_hours': autosend.quietHours,
  'autosend.enable_eligible': autosend.enableAll,
  'autosend.disable_all': autosend.disableAll,
  'autosend.automate_ready': autosend.automateReady,
  'venue.timing': autosend.timing,
}
