/** Where the texts of a merged thread come from: a quiet line wherever it changes, and where they were merged. Pure. */
import type { Members } from '#shared/merged.ts'
import type { ConversationRow, MessageRow } from '#shared/rows.ts'

/** Stands before a message, or (`before` null) after the last. */
export interface Join {
  readonly before: string | null
  /** The texts from here on are of this conversation. */
  readonly from: ConversationRow | null
  /** These were merged into the thread here. */
  readonly merged: readonly ConversationRow[]
}

/** @param messages as they are shown, oldest first; `whole`: nothing came before the first of them */
export function joinsOf(members: Members, messages: readonly MessageRow[], whole: boolean): readonly Join[] {
  const [root, ...rest] = members
  if (rest.length === 0) return []
  const byId = new Map(members.map((c) => [c.id, c]))
  const joins: Join[] = []
  let left = rest.filter((c) => c.mergedAt != null)
  let last: string | null = null
  for (const [i, message] of messages.entries()) {
    const due = left.filter((c) => (c.mergedAt ?? 0) <= message.createdAt)
    left = left.filter((c) => !due.includes(c))
    // What was merged before anything that is shown stands with what came before.
    const merged = i === 0 && !whole ? [] : due
    const speaks = message.direction !== 'system' && message.conversationId !== last
    const first = last === null && message.conversationId === root.id
    if (message.direction !== 'system') last = message.conversationId
    const from = speaks && !first ? (byId.get(message.conversationId) ?? null) : null
    if (from !== null || merged.length > 0) joins.push({ before: message.id, from, merged })
  }
  if (left.length > 0) joins.push({ before: null, from: null, merged: left })
  return joins
}
