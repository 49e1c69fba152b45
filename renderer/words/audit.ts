/** Entries of the audit log in words. */
import type { CommandType } from '#shared/commands.ts'
import { intentKey, intentOf } from '#shared/intents.ts'
import { percent } from '#shared/percent.ts'
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
  threshold: ['sure enough from', ''],
  confidence: ['sure', ''],
  startsAt: ['from', ''],
  endsAt: ['to', ''],
}

/** How a moment is said: in the zone of the venue, which only whoever shows it knows. */
type When = (at: number) => string

/** "priceFrom" as "price from" */
const plain = (key: string) =>
  FIELDS[key]?.[0] ??
  key
    .replace(/([A-Z])/g, ' $1')
    .replaceAll('_', ' ')
    .toLowerCase()

/** No setting is as large as a moment in milliseconds. */
const FIRST_MOMENT = Date.UTC(2020)

/** Times of day are minutes, amounts are minor units, parts of 1 are shares. */
function numberText(key: string, value: number, when: When): string {
  if (key === 'opens' || key === 'closes') return clockText(value)
  if (key === 'price') return (value / 100).toFixed(2)
  if (key === 'days') return DAYS[value - 1] ?? String(value)
  if (SHARES.has(key) || (value > 0 && value < 1)) return percent(value)
  return value >= FIRST_MOMENT ? when(value) : `${value}${FIELDS[key]?.[1] ?? ''}`
}
const SHARES: ReadonlySet<string> = new Set(['threshold', 'confidence', 'right'])

/** Lists of intents are kept by their keys. */
const INTENT_LISTS: ReadonlySet<string> = new Set(['enabled', 'disabled'])

function valueText(key: string, value: unknown, when: When): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'number') return numberText(key, value, when)
  if (typeof value === 'string') {
    const known = INTENT_LISTS.has(key) ? intentKey.safeParse(value) : null
    return known?.success === true ? intentOf(known.data).label : value
  }
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((one) => valueText(key, one, when)).join(', ')
  return Object.entries(value)
    .map(([k, v]) => `${plain(k)} ${valueText(k, v, when)}`)
    .join(', ')
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** "hourly cap 20 → 30", of two records only what differs. */
function stepText(from: unknown, to: unknown, when: When): string {
  if (JSON.stringify(from) === JSON.stringify(to)) return 'as it was'
  if (!isRecord(from) || !isRecord(to)) return `${valueText('', from, when)} → ${valueText('', to, when)}`
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return keys
    .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
    .map((key) => `${plain(key)} ${valueText(key, from[key], when)} → ${valueText(key, to[key], when)}`)
    .join('; ')
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const isId = (key: string) => /^ids?$|Ids?$/.test(key)
/** Nothing that tells a reader anything. */
const isIdle = (key: string, value: unknown) =>
  key === 'epoch' || (key === 'failed' && value === 0) || (key === 'handedOff' && value === false)

/** What an entry says besides who, when and what. */
export function detailText(detail: Readonly<Record<string, unknown>>, when: When): string {
  const { from, to, intent, day, fields, gates, ...rest } = detail
  const pieces: string[] = []
  const known = intentKey.safeParse(intent)
  if (known.success) pieces.push(intentOf(known.data).label)
  if (typeof day === 'number') pieces.push(DAYS[day - 1] ?? '')
  const stepped = from !== undefined || to !== undefined
  if (stepped) pieces.push(stepText(from, to, when))
  else if (Array.isArray(fields)) pieces.push(fields.map(plain).join(', '))
  for (const [key, value] of Object.entries(rest)) {
    if (isId(key) || isIdle(key, value) || value === undefined || (Array.isArray(value) && value.some(isRecord)))
      continue
    const said = isRecord(value) && 'from' in value ? stepText(value.from, value.to, when) : valueText(key, value, when)
    pieces.push(`${plain(key)} ${said}`)
  }
  if (Array.isArray(gates)) pieces.push(`${gates.length} gates passed once more`)
  return pieces.filter((piece) => piece !== '').join(' · ')
}
