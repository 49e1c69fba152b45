/**
 * The views of the pool and what belongs in each: pure, one rule. It is written over any algebra of sets, so that the
 * same lines judge one row (true and false) and the mirror's sets of all conversations at once.
 */
import type { IntentKey } from './intents.ts'
import type { ConversationRow, DraftRow, MessageRow } from './rows.ts'

export const VIEWS = ['needs_you', 'sending_soon', 'handed_off', 'ai_handled', 'snoozed', 'done', 'everything'] as const
export type View = (typeof VIEWS)[number]

/** A conversation as the list shows it: with what is going on in it. */
export interface InboxRow {
  readonly conversation: ConversationRow
  /** Sequence number of the conversation row. */
  readonly seq: number
  /** The pending draft. */
  readonly draft: (Pick<DraftRow, 'id' | 'kind' | 'intent' | 'severity' | 'stale'> & { readonly seq: number }) | null
  /** The text that is about to leave, or whose undo window runs. */
  readonly sending: Pick<MessageRow, 'id' | 'auto' | 'notBefore' | 'state'> | null
  /** A text that did not get through, or of which nobody knows. */
  readonly trouble: (Pick<MessageRow, 'id'> & { readonly state: 'failed' | 'unknown' }) | null
  /** Of the pending draft, else of the latest decision. */
  readonly intent: IntentKey | null
  /** Codes of the gates that the same has failed. */
  readonly gates: readonly string[]
  /** Actions on it that the server has not answered yet. */
  readonly waitingCommands: number
}

/** Sets of conversations, or, for one of them, whether it is in the set. */
export interface Algebra<S> {
  and(a: S, b: S): S
  or(a: S, b: S): S
  without(a: S, b: S): S
}

/** What the views are made of. */
export const CONDITIONS = [
  'listed',
  'snoozed',
  'closed',
  'handed',
  'sending',
  'draft',
  'trouble',
  'waits',
  'answered',
] as const
export type Condition = (typeof CONDITIONS)[number]

export function viewsFrom<S>({ and, or, without }: Algebra<S>, is: Record<Condition, S>): Record<View, S> {
  const awake = without(is.listed, is.snoozed)
  const closed = and(awake, is.closed)
  const open = without(awake, is.closed)
  const busy = or(is.draft, is.trouble)
  const waits = without(without(is.waits, is.sending), is.answered)
  const needs = or(and(closed, busy), and(open, or(busy, or(is.handed, waits))))
  return {
    needs_you: needs,
    sending_soon: and(awake, is.sending),
    handed_off: and(awake, is.handed),
    ai_handled: without(and(open, is.answered), needs),
    snoozed: and(is.listed, is.snoozed),
    done: without(closed, busy),
    everything: is.listed,
  }
}

export function conditionsOf({ conversation: c, draft, sending, trouble }: InboxRow): Record<Condition, boolean> {
  return {
    listed: c.mergedInto === null,
    snoozed: c.state === 'snoozed',
    closed: c.state === 'closed',
    handed: c.handoff !== null,
    sending: sending !== null,
    draft: draft !== null,
    trouble: trouble !== null,
    waits: c.waitingSince !== null,
    answered: c.lastAuthor === 'ai',
  }
}

const ONE: Algebra<boolean> = { and: (a, b) => a && b, or: (a, b) => a || b, without: (a, b) => a && !b }

export function viewsOf(row: InboxRow): View[] {
  const is = viewsFrom(ONE, conditionsOf(row))
  return VIEWS.filter((view) => is[view])
}
