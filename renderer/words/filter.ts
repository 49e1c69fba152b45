/** Filters, orders and bulk acts in words. */
import type { BulkChange } from '#shared/bulk.ts'
import { type Facet, type Filter, ME, NOBODY, type Order } from '#shared/filters.ts'
import { GATE_CODES, type GateCode } from '#shared/gates.ts'
import { INTENTS, intentOf } from '#shared/intents.ts'
import type { AgentRow, ConversationRow, PersonRow, ReplyMode } from '#shared/rows.ts'
import type { Broken } from '#shared/saved-views.ts'

export const FACET_LABEL: Record<Facet, string> = {
  agent: 'Agent',
  channel: 'Channel',
  customer: 'Customer',
  intent: 'About',
  gate: 'Held back by',
  state: 'State',
  assignee: 'Assigned to',
  replyMode: 'Reply mode',
}

const CHANNELS: Record<string, string> = { sms: 'SMS', email: 'Email', review: 'Reviews', web: 'Web chat' }
export const channelLabel = (channel: string): string => CHANNELS[channel] ?? channel

const STATES: Record<ConversationRow['state'], string> = { open: 'Open', snoozed: 'Snoozed', closed: 'Done' }
export const MODE_LABEL: Record<ReplyMode | 'agent', string> = {
  auto: 'Auto-send',
  draft: 'Draft',
  off: 'Off',
  agent: "The agent's",
}

export const ORDER_LABEL: Record<Order, string> = { waiting: 'Longest waiting', newest: 'Newest' }

const HELD_BY: Record<GateCode, string> = {
  plan: 'FREE plan',
  kill_switch: 'Kill switch',
  master: 'Auto-send is off',
  agent_mode: "The agent's mode",
  conversation_mode: "The conversation's mode",
  intent_mode: "The intent's mode",
  training: 'Training',
  quiet_hours: 'Quiet hours',
  closure: 'A closure',
  cap_hour: 'Hourly cap',
  cap_day: 'Daily cap',
  sparks: 'Out of credits',
  confidence: 'Low confidence',
  opted_out: 'Opt-out',
  personal: 'Personal',
  handoff: 'Handoff',
  human_active: 'A person at work',
  credentials: 'Sending number',
  disclosure: 'No disclosure',
  validation: 'Checks',
  guardrail: 'Facts',
}

/** Whom and what a filter may name. */
export interface Known {
  readonly agents: readonly Pick<AgentRow, 'id' | 'name'>[]
  readonly people: readonly Pick<PersonRow, 'id' | 'name' | 'active'>[]
  readonly channels: readonly string[]
  /** Names of customers that a filter names, by contact. */
  readonly customers: Readonly<Record<string, string>>
}

export function valueLabel(facet: Facet, value: string, { agents, people, customers }: Known): string {
  switch (facet) {
    case 'agent':
      return agents.find((a) => a.id === value)?.name ?? 'An agent that is gone'
    case 'channel':
      return channelLabel(value)
    case 'customer':
      return customers[value] ?? 'One customer'
    case 'intent':
      return INTENTS.some((i) => i.key === value) ? intentOf(value as Parameters<typeof intentOf>[0]).label : value
    case 'gate':
      return HELD_BY[value as GateCode] ?? value
    case 'state':
      return STATES[value as ConversationRow['state']] ?? value
    case 'assignee':
      if (value === ME) return 'Me'
      return value === NOBODY ? 'Nobody' : (people.find((p) => p.id === value)?.name ?? 'A person who is gone')
    case 'replyMode':
      return MODE_LABEL[value as ReplyMode | 'agent'] ?? value
  }
}

export interface Choice {
  readonly facet: Facet
  readonly value: string
  readonly label: string
}

/** Everything that a filter can be made of but customers, who are too many. */
export function choices(known: Known): readonly Choice[] {
  const of = (facet: Facet, values: readonly string[]) =>
    values.map((value) => ({ facet, value, label: valueLabel(facet, value, known) }))
  const people = known.people.filter((p) => p.active).map((p) => p.id)
  return [
    ...of('assignee', [ME, NOBODY, ...people]),
    ...(known.agents.length > 1
      ? of(
          'agent',
          known.agents.map((a) => a.id),
        )
      : []),
    ...of(
      'intent',
      INTENTS.map((i) => i.key),
    ),
    ...of('state', ['open', 'snoozed', 'closed']),
    ...of('replyMode', ['agent', 'auto', 'draft', 'off']),
    ...of('gate', GATE_CODES),
    ...of('channel', known.channels),
  ]
}

/** A chip for each facet that is narrowed. */
export function chips(filter: Filter, known: Known): readonly { readonly facet: Facet; readonly text: string }[] {
  return (Object.keys(FACET_LABEL) as Facet[]).flatMap((facet) => {
    const values: readonly string[] | undefined = filter[facet]
    if (values === undefined) return []
    const named = values.map((value) => valueLabel(facet, value, known))
    const text = named.length > 2 ? `${named.slice(0, 2).join(', ')} and ${named.length - 2} more` : named.join(' or ')
    return [{ facet, text: `${FACET_LABEL[facet]}: ${text}` }]
  })
}

export const BROKEN: Record<Broken, string> = {
  unreadable: 'This saved view was made by another version and cannot be read here.',
  agent_gone: 'This saved view names an agent that is no longer there.',
  person_gone: 'This saved view names a person who is no longer there.',
}

const conversations = (n: number) => `${n.toLocaleString('en-GB')} ${n === 1 ? 'conversation' : 'conversations'}`

/** "Closing 3,000 conversations" while it goes on, "3,000 conversations closed" when it is done. */
export function bulkText(
  change: BulkChange,
  n: number,
  done: boolean,
  known: Pick<Known, 'agents' | 'people'>,
): string {
  const what = conversations(n)
  switch (change.kind) {
    case 'close':
      return done ? `${what} done` : `Closing ${what}`
    case 'reopen':
      return done ? `${what} opened again` : `Opening ${what} again`
    case 'read':
      return done ? `${what} marked as read` : `Marking ${what} as read`
    case 'snooze':
      return done ? `${what} snoozed` : `Snoozing ${what}`
    case 'reply_mode': {
      const mode = MODE_LABEL[change.mode ?? 'agent'].toLowerCase()
      return done ? `Reply mode of ${what}: ${mode}` : `Setting ${what} to ${mode}`
    }
    case 'agent': {
      const name = known.agents.find((a) => a.id === change.agentId)?.name ?? 'another agent'
      return done ? `${what} given to ${name}` : `Giving ${what} to ${name}`
    }
    case 'assign': {
      const name = known.people.find((p) => p.id === change.assigneeId)?.name ?? 'nobody'
      return done ? `${what} assigned to ${name}` : `Assigning ${what} to ${name}`
    }
  }
}
