/** One change of many conversations at once: what it writes into each. Pure: one copy for the server and the overlay. */
import { z } from 'zod'
import { type ConversationRow, replyMode } from './rows.ts'

const id = z.string().min(1).max(200)

export const bulkChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('assign'), assigneeId: id.nullable() }),
  z.strictObject({ kind: z.literal('agent'), agentId: id }),
  z.strictObject({ kind: z.literal('reply_mode'), mode: replyMode.nullable() }),
  z.strictObject({ kind: z.literal('snooze'), until: z.union([z.number().int(), z.literal('reply')]) }),
  z.strictObject({ kind: z.literal('close') }),
  z.strictObject({ kind: z.literal('reopen') }),
  z.strictObject({ kind: z.literal('read') }),
])
export type BulkChange = z.infer<typeof bulkChange>

export function bulkPatch(change: BulkChange): Partial<ConversationRow> {
  switch (change.kind) {
    case 'assign':
      return { assigneeId: change.assigneeId }
    case 'agent':
      return { agentId: change.agentId }
    case 'reply_mode':
      return { replyMode: change.mode }
    case 'snooze':
      return { state: 'snoozed', snoozedUntil: change.until }
    // Closing gives the thread back to the assistant.
    case 'close':
      return { state: 'closed', snoozedUntil: null, waitingSince: null, unread: false, humanUntil: null, flag: null }
    case 'reopen':
      return { state: 'open', snoozedUntil: null }
    case 'read':
      return { unread: false }
  }
}

/** Why an automatic reply that is about to leave is taken back by it; null: it may leave. */
export function withdrawsFor(change: BulkChange): 'agent_mode' | 'conversation_mode' | null {
  if (change.kind === 'agent') return 'agent_mode'
  return change.kind === 'reply_mode' && change.mode !== 'auto' ? 'conversation_mode' : null
}
