/** Which function carries out which command. */
import type { CommandType } from '#shared/commands.ts'
import type { AnyHandler } from '../command.ts'
import * as agents from './agents.ts'
import * as autosend from './autosend.ts'
import * as bulk from './bulk.ts'
import * as canned from './canned.ts'
import * as contacts from './contacts.ts'
import * as conversations from './conversations.ts'
import * as diary from './diary.ts'
import * as drafts from './drafts.ts'
import * as engine from './engine.ts'
import * as erasure from './erasure.ts'
import * as evals from './evals.ts'
import * as facts from './facts.ts'
import * as feedback from './feedback.ts'
import * as guidance from './guidance.ts'
import * as killswitch from './killswitch.ts'
import * as merge from './merge.ts'
import * as number from './number.ts'
import * as opening from './opening.ts'
import * as people from './people.ts'
import * as preferences from './preferences.ts'
import * as preview from './preview.ts'
import * as reviews from './reviews.ts'
import * as sandbox from './sandbox.ts'
import * as sends from './sends.ts'
import * as services from './services.ts'
import * as setup from './setup.ts'
import * as venue from './venue.ts'
import * as views from './views.ts'
import * as wallet from './wallet.ts'

export const HANDLERS: { readonly [T in CommandType]: AnyHandler<T> } = {
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
  'conversation.merge': merge.merge,
  'conversation.unmerge': merge.unmerge,
  'conversation.handoff': conversations.handoff,
  'conversation.resume': conversations.resume,
  'conversation.personal': conversations.personal,
  'conversation.snooze': conversations.snooze,
  'conversation.close': conversations.close,
  'conversation.reopen': conversations.reopen,
  'conversation.read': conversations.read,
  'conversation.put_back': conversations.putBack,
  'conversation.note': conversations.note,
  'contact.opt_out': conversations.optOut,
  'contact.edit': contacts.edit,
  'contact.erase': erasure.eraseCustomer,
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
  'autosend.training': autosend.training,
  'venue.timing': autosend.timing,
  'venue.edit': venue.edit,
  'venue.plan': venue.plan,
  'venue.retention': erasure.retention,
  'engine.set': engine.set,
  'engine.check': engine.check,
  'voice.set': venue.voice,
  'service.add': services.add,
  'service.edit': services.edit,
  'service.remove': services.remove,
  'service.import': services.importCsv,
  'hours.set': opening.setHours,
  'closure.add': opening.addClosure,
  'closure.edit': opening.editClosure,
  'closure.remove': opening.removeClosure,
  'fact.add': facts.add,
  'fact.edit': facts.edit,
  'fact.remove': facts.remove,
  'wallet.top_up': wallet.topUp,
  'number.check': number.check,
  'reviews.connect': reviews.connect,
  'reviews.check': reviews.check,
  'preview.run': preview.run,
  'message.feedback': feedback.give,
  'send.wrong': feedback.wrong,
  'diary.book': diary.book,
  'diary.move': diary.move,
  'diary.cancel': diary.cancel,
  'diary.staff_add': diary.staffAdd,
  'diary.staff_edit': diary.staffEdit,
  'diary.staff_remove': diary.staffRemove,
  'diary.feed_add': diary.feedAdd,
  'diary.feed_remove': diary.feedRemove,
  'agent.add': agents.add,
  'agent.edit': agents.edit,
  'agent.remove': agents.remove,
  'agent.order': agents.order,
  'guidance.add': guidance.addCard,
  'guidance.edit': guidance.editCard,
  'guidance.remove': guidance.removeCard,
  'guidance.order': guidance.orderCards,
  'playbook.add': guidance.addPlaybook,
  'playbook.edit': guidance.editPlaybook,
  'playbook.remove': guidance.removePlaybook,
  'playbook.order': guidance.orderPlaybooks,
  'snippet.add': canned.addSnippet,
  'snippet.edit': canned.editSnippet,
  'snippet.remove': canned.removeSnippet,
  'macro.add': canned.addMacro,
  'macro.edit': canned.editMacro,
  'macro.remove': canned.removeMacro,
  'preferences.set': preferences.set,
  'setup.step': setup.step,
  'setup.stage': setup.stage,
  'setup.test': setup.test,
  'agent.try': sandbox.run,
  'eval.add': evals.add,
  'eval.edit': evals.edit,
  'eval.remove': evals.remove,
  'eval.run': evals.run,
  'eval.cancel': evals.cancel,
  'person.invite': people.invite,
  'person.uninvite': people.uninvite,
  'person.role': people.setRole,
  'person.deactivate': people.deactivate,
  'person.reactivate': people.reactivate,
  'person.end_session': people.endSession,
  'bulk.apply': bulk.apply,
  'bulk.undo': bulk.undo,
  'view.save': views.save,
  'view.rename': views.rename,
  'view.change': views.change,
  'view.share': views.share,
  'view.remove': views.remove,
}
