/** The views of the pool and what belongs in each: pure, one copy for the mirror's counts and the window. */
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
  /** Actions on it that the server has not answered yet. */
  readonly waitingCommands: number
}

export function viewsOf(row: InboxRow): View[] {
  const { conversation: c } = row
  if (c.mergedInto !== null) return []
  const views: View[] = ['everything']
  if (c.state === 'snoozed') return [...views, 'snoozed']
  if (c.handoff !== null) views.push('handed_off')
  if (row.sending !== null) views.push('sending_soon')
  if (c.state === 'closed')
    return row.draft === null && row.trouble === null ? [...views, 'done'] : [...views, 'needs_you']
  const waits = c.waitingSince !== null && row.sending === null && c.lastAuthor !== 'ai'
  if (row.draft !== null || row.trouble !== null || c.handoff !== null || waits) views.push('needs_you')
  else if (c.lastAuthor === 'ai') views.push('ai_handled')
  return views
}
