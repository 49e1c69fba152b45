/** Entries of the audit log in words. */
import type { CommandType } from '#shared/commands.ts'
import { intentKey, intentOf } from '#shared/intents.ts'
import { clockText } from './amounts.ts'
import { capitalised } from './text.ts'

/** What the server does of itself. */
type OwnAct =
  | 'autosend.eligible'
  | 'backup.restored'
  | 'person.joined'
  | 'person.password'
  | 'venue.created'
  | 'demo.removed'
  | 'retention.erased'
  | 'training.unlocked'
  | 'training.locked'

const ACTIONS: Partial<Record<CommandType | OwnAct, string>> = {
  'autosend.eligible': 'A reply may leave by itself',
  'backup.restored': 'Restored a backup',
  'training.unlocked': 'Finished its training',
  'training.locked': 'Back in training',
  'killswitch.engage': 'Stopped all auto-send',
  'killswitch.release': 'Released the kill switch',
  'killswitch.access': 'Who may stop auto-send',
  'autosend.master': 'Auto-send for the venue',
  'autosend.intent': 'Mode of an intent',
  'autosend.threshold': 'How sure the AI must be',
  'autosend.training': 'Reviews needed',
  'autosend.caps': 'Caps',
  'autosend.quiet_hours': 'Quiet hours',
  'autosend.enable_eligible': 'Enabled all eligible',
  'autosend.disable_all': 'Disabled all',
  'autosend.automate_ready': 'Automated ready replies',
  'venue.timing': 'Timing',
  'venue.edit': 'Venue',
  'venue.plan': 'Plan',
  'voice.set': 'Brand voice',
  'service.add': 'Added a service',
  'service.edit': 'Changed a service',
  'service.remove': 'Removed a service',
  'service.import': 'Imported services',
  'hours.set': 'Opening hours',
  'closure.add': 'Added a closed day',
  'closure.edit': 'Changed a closed day',
  'closure.remove': 'Removed a closed day',
  'fact.add': 'Added a fact',
  'fact.edit': 'Changed a fact',
  'fact.remove': 'Removed a fact',
  'wallet.top_up': 'Topped up Sparks',
  'person.invite': 'Invited somebody',
  'person.uninvite': 'Took an invitation back',
  'person.joined': 'Joined the team',
  'person.password': 'Changed their password',
  'venue.created': 'Set the venue up',
  'demo.removed': 'Took the demo away',
  'setup.step': 'A step of the set-up',
  'setup.stage': 'Set-up',
  'setup.test': 'Sent a test text',
  'person.role': 'Role',
  'person.deactivate': 'Deactivated somebody',
  'person.reactivate': 'Let somebody in again',
  'person.end_session': 'Ended a session',
  'engine.set': 'Which engine answers',
  'engine.check': 'Health of the engine',
  'venue.retention': 'How long texts are kept',
  'retention.erased': 'Erased texts that were old enough',
  'contact.erase': 'Erased a customer',
  'number.check': 'Health of the number',
  'reviews.connect': 'Place of the public reviews',
  'reviews.check': 'Health of the public reviews',
  'preview.run': 'Tried a text',
  'message.feedback': 'Said whether a reply was right',
  'send.wrong': 'Reported a wrong text',
  'diary.book': 'Booked a visit',
  'diary.move': 'Moved a visit',
  'diary.cancel': 'Cancelled a visit',
  'diary.staff_add': 'Added somebody to the diary',
  'diary.staff_edit': 'Changed somebody in the diary',
  'diary.staff_remove': 'Removed somebody from the diary',
  'diary.feed_add': 'Added a calendar',
  'diary.feed_remove': 'Removed a calendar',
  'agent.try': 'Tried an agent',
  'eval.add': 'Added a case',
  'eval.edit': 'Changed a case',
  'eval.remove': 'Removed a case',
  'agent.add': 'Added an agent',
  'agent.edit': 'Changed an agent',
  'agent.remove': 'Removed an agent',
  'agent.order': 'Put the agents in order',
  'guidance.add': 'Added a guidance card',
  'guidance.edit': 'Changed a guidance card',
  'guidance.remove': 'Removed a guidance card',
  'guidance.order': 'Put the guidance cards in order',
  'playbook.add': 'Added a playbook',
  'playbook.edit': 'Changed a playbook',
  'playbook.remove': 'Removed a playbook',
  'playbook.order': 'Put the playbooks in order',
  'snippet.add': 'Added a snippet',
  'snippet.edit': 'Changed a snippet',
  'snippet.remove': 'Removed a snippet',
  'macro.add': 'Added a macro',
  'macro.edit': 'Changed a macro',
  'macro.remove': 'Removed a macro',
  'draft.approve': 'Approved a draft',
  'draft.edit': 'Approved a draft, edited',
  'draft.reject': 'Rejected a draft',
  'draft.confirm': 'Confirmed a complaint or a risk',
  'message.send': 'Sent a text',
  'send.undo': 'Took a text back before it left',
  'send.resolve': 'Decided about a text that failed',
  'conversation.assign': 'Assigned conversations',
  'conversation.agent': 'Gave conversations to an agent',
  'conversation.reply_mode': 'Reply mode of conversations',
  'conversation.merge': 'Merged two conversations',
  'conversation.unmerge': 'Took two conversations apart',
  'conversation.handoff': 'Handed a conversation off',
  'conversation.resume': 'Resumed after a handoff',
  'conversation.personal': 'Personal conversation',
  'conversation.snooze': 'Snoozed conversations',
  'conversation.close': 'Closed conversations',
  'conversation.reopen': 'Opened conversations again',
  'conversation.note': 'Added a note',
  'conversation.put_back': 'Took back what was done',
  'bulk.apply': 'Changed many conversations',
  'bulk.undo': 'Took back a change of many',
  'contact.opt_out': 'Opt-out of a customer',
  'contact.edit': 'Changed a customer',
}

/** What the log can be narrowed to: everything that has words. */
export const AUDIT_ACTIONS: readonly { readonly value: string; readonly label: string }[] = Object.entries(ACTIONS)
  .map(([value, label]) => ({ value, label }))
  .sort((a, b) => a.label.localeCompare(b.label))

/** "service.add" as "Added a service"; what has no words keeps its own name. */
export function actionText(action: string): string {
  return ACTIONS[action as CommandType | OwnAct] ?? capitalised(action.replace(/[._]/g, ' '))
}

/** What a setting is called on its own page, and its unit. */
const FIELDS: Readonly<Record<string, readonly [name: string, unit: string]>> = {
  undoSeconds: ['undo window', ' s'],
  holdSeconds: ['hold before an automatic reply', ' s'],
  burstSeconds: ['wait for the end of a burst', ' s'],
  humanMinutes: ['rest after a person has written', ' min'],
  waitTargetMinutes: ['longest wait of a customer', ' min'],
  hourly: ['hourly cap', ''],
  daily: ['daily cap', ''],
  staffMay: ['front desk may stop auto-send', ''],
}

/** "priceFrom" as "price from" */
const plain = (key: string) =>
  FIELDS[key]?.[0] ??
  key
    .replace(/([A-Z])/g, ' $1')
    .replaceAll('_', ' ')
    .toLowerCase()

/** Times of day are minutes, amounts are minor units. */
function valueText(key: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'number') {
    if (key === 'opens' || key === 'closes') return clockText(value)
    if (key === 'price') return (value / 100).toFixed(2)
    return `${value}${FIELDS[key]?.[1] ?? ''}`
  }
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((one) => valueText(key, one)).join(', ')
  return Object.entries(value)
    .map(([k, v]) => `${plain(k)} ${valueText(k, v)}`)
    .join(', ')
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** "hourly cap 20 → 30", of two records only what differs. */
function stepText(from: unknown, to: unknown): string {
  if (!isRecord(from) || !isRecord(to)) return `${valueText('', from)} → ${valueText('', to)}`
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return keys
    .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
    .map((key) => `${plain(key)} ${valueText(key, from[key])} → ${valueText(key, to[key])}`)
    .join('; ')
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const isId = (key: string) => /^ids?$|Ids?$/.test(key)
/** Nothing that tells a reader anything. */
const isIdle = (key: string, value: unknown) =>
  key === 'epoch' || (key === 'failed' && value === 0) || (key === 'handedOff' && value === false)

/** What an entry says besides who, when and what. */
export function detailText(detail: Readonly<Record<string, unknown>>): string {
  const { from, to, intent, day, ...rest } = detail
  const pieces: string[] = []
  const known = intentKey.safeParse(intent)
  if (known.success) pieces.push(intentOf(known.data).label)
  if (typeof day === 'number') pieces.push(DAYS[day - 1] ?? '')
  if (from !== undefined || to !== undefined) pieces.push(stepText(from, to))
  for (const [key, value] of Object.entries(rest)) {
    if (isId(key) || isIdle(key, value) || value === undefined || (Array.isArray(value) && value.some(isRecord)))
      continue
    pieces.push(
      `${plain(key)} ${isRecord(value) && 'from' in value ? stepText(value.from, value.to) : valueText(key, value)}`,
    )
  }
  return pieces.filter((piece) => piece !== '').join(' · ')
}
