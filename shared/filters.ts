/**
 * What narrows a view: a value or several of each facet, all facets together. One rule for what a conversation's values
 * are: the mirror keeps a set of conversations for each, and what is laid over is judged by the same. Pure.
 */
import { z } from 'zod'
import { GATE_CODES } from './gates.ts'
import { INTENT_KEYS } from './intents.ts'
import { REPLY_MODES } from './rows.ts'
import type { InboxRow, View } from './views.ts'

const id = z.string().min(1).max(200)
const some = <T extends z.ZodType>(value: T) => z.array(value).min(1).max(50).optional()

/** Stands for whoever looks, so that a shared view means the same to everybody. */
export const ME = 'me'
export const NOBODY = 'nobody'

const facets = {
  agent: some(id),
  channel: some(id),
  /** Ids of contacts. */
  customer: some(id),
  /** Of the pending draft, else of the latest decision. */
  intent: some(z.enum(INTENT_KEYS)),
  /** A gate that the pending draft, else the latest decision, failed. */
  gate: some(z.enum(GATE_CODES)),
  state: some(z.enum(['open', 'snoozed', 'closed'])),
  /** People's ids, `me` or `nobody`. */
  assignee: some(id),
  /** The conversation's own mode; `agent`: it has none and follows its agent. */
  replyMode: some(z.enum([...REPLY_MODES, 'agent'])),
}
export const filter = z.strictObject(facets)
export type Filter = z.infer<typeof filter>
export type Facet = keyof Filter
export const FACETS = Object.keys(facets) as Facet[]

export const NO_FILTER: Filter = {}

/** `waiting`: what is urgent, then who waits longest for a person. `newest`: by the last text. */
export const ORDERS = ['waiting', 'newest'] as const
export type Order = (typeof ORDERS)[number]

/** The order of a view where nobody has chosen another. */
export const orderOf = (view: View): Order => (view === 'needs_you' ? 'waiting' : 'newest')

export const isEmpty = (given: Filter): boolean => FACETS.every((facet) => given[facet] === undefined)

/** Name of the set of all conversations with that value. */
export const setName = (facet: Exclude<Facet, 'customer'>, value: string): string => `${facet}:${value}`

/** The values of a conversation, as names of sets. */
export function facetsOf({ conversation: c, intent, gates }: Pick<InboxRow, 'conversation' | 'intent' | 'gates'>) {
  const names = [
    setName('agent', c.agentId),
    setName('channel', c.channel),
    setName('state', c.state),
    setName('assignee', c.assigneeId ?? NOBODY),
    setName('replyMode', c.replyMode ?? 'agent'),
  ]
  if (intent !== null) names.push(setName('intent', intent))
  for (const code of new Set(gates)) names.push(setName('gate', code))
  return names
}

/** For each facet that is narrowed but the customer, the sets of which a conversation must be in one. */
export function wanted(given: Filter, me: string): readonly (readonly string[])[] {
  return FACETS.flatMap((facet) => {
    const values = given[facet]
    if (facet === 'customer' || values === undefined) return []
    return [[...new Set(values.map((value) => setName(facet, value === ME ? me : value)))]]
  })
}

export function matches(row: InboxRow, given: Filter, me: string): boolean {
  if (given.customer !== undefined && !given.customer.includes(row.conversation.contactId)) return false
  const has = new Set(facetsOf(row))
  return wanted(given, me).every((names) => names.some((name) => has.has(name)))
}

/** With that value added to its facet, or taken out of it where it stood there. */
export function toggled<F extends Facet>(given: Filter, facet: F, value: NonNullable<Filter[F]>[number]): Filter {
  const before: readonly string[] = given[facet] ?? []
  const after = before.includes(value) ? before.filter((v) => v !== value) : [...before, value]
  const { [facet]: _, ...rest } = given
  return after.length === 0 ? rest : { ...rest, [facet]: after }
}
