/**
 * Merged conversations are one thread: it is read and answered as one, under its root. Every row stays where it is, so
 * that un-merging leaves two conversations as they would be. Pure: one copy for the server, the mirror and the overlay.
 */
import type { ConversationRow, ReplyMode } from './rows.ts'

/** @param members the root first */
export type Members = readonly [root: ConversationRow, ...merged: ConversationRow[]]

/** The conversation that the customer wrote in last: a reply goes out from there. */
export function replyHome(members: Members): ConversationRow {
  return members.reduce((home, c) => (c.lastInboundSeq > home.lastInboundSeq ? c : home))
}

/** The thread as one row: what its gates, its lease and its place in the list go by. */
export function asOne(members: Members): ConversationRow {
  const [root, ...merged] = members
  if (merged.length === 0) return root
  const newest = members.reduce((last, c) => (c.lastMessageAt > last.lastMessageAt ? c : last))
  const { lastMessageAt, lastText, lastAuthor } = newest
  return {
    ...root,
    ...stateOf(members),
    customerName: firstOf(members, (c) => c.customerName),
    replyMode: narrowest(members.map((c) => c.replyMode)),
    assigneeId: firstOf(members, (c) => c.assigneeId),
    handoff: firstOf(members, (c) => c.handoff),
    personal: members.some((c) => c.personal),
    unread: members.some((c) => c.unread),
    waitingSince: least(members.map((c) => c.waitingSince)),
    lastMessageAt,
    lastText,
    lastAuthor,
    lastInboundSeq: Math.max(...members.map((c) => c.lastInboundSeq)),
    humanUntil: most(members.map((c) => c.humanUntil)),
    flag: FLAGS.find((flag) => members.some((c) => c.flag === flag)) ?? null,
  }
}

/** The gravest first. */
const FLAGS = ['risk', 'opt_out', 'cancel'] as const

function firstOf<T>(members: Members, of: (c: ConversationRow) => T | null): T | null {
  return members.map(of).find((value) => value !== null) ?? null
}

/** Open where one of them is; closed only where all are. */
function stateOf(members: Members): Pick<ConversationRow, 'state' | 'snoozedUntil'> {
  if (members.some((c) => c.state === 'open')) return { state: 'open', snoozedUntil: null }
  const asleep = members.find((c) => c.state === 'snoozed') ?? members[0]
  return { state: asleep.state, snoozedUntil: asleep.snoozedUntil }
}

/** Merging never widens what the AI may do: the agent's own mode (null) may be auto, so that it gives way to draft. */
function narrowest(modes: readonly (ReplyMode | null)[]): ReplyMode | null {
  const narrow = (['off', 'draft'] as const).find((mode) => modes.includes(mode))
  return narrow ?? (modes.includes(null) ? null : 'auto')
}

const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null)
const least = (values: readonly (number | null)[]) => (known(values).length === 0 ? null : Math.min(...known(values)))
const most = (values: readonly (number | null)[]) => (known(values).length === 0 ? null : Math.max(...known(values)))
