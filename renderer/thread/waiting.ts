/** What the strips above the composer tell of a thread: what is about to leave, and what keeps a closed one. Pure. */
import type { MessageRow } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import type { Undoable } from '../state/undo.ts'

/** What is undecided in a thread that is done, for which it still needs somebody; null: nothing, or it is not done. */
export function keptBy({ conversation, draft, messages }: Thread): 'arrival' | 'draft' | null {
  if (conversation.state !== 'closed') return null
  if (draft !== null) return 'draft'
  return messages.some((m) => m.state === 'unknown') ? 'arrival' : null
}

const standsHere = ({ conversation }: Thread, item: Undoable, now: number): boolean =>
  item.conversationId === conversation.id && (item.until === null || item.until > now)

/** What was done here that sent nothing, and can be taken back where it is told what keeps the thread. */
export function undoneThere(thread: Thread, items: readonly Undoable[], now: number): Undoable | null {
  const own = items.findLast((item) => standsHere(thread, item, now))
  return own?.messageId === null && keptBy(thread) !== null ? own : null
}

interface Leaving {
  readonly message: MessageRow | undefined
  readonly own: Undoable | undefined
}

/** What is about to leave from here, or was done here and can be taken back; null: nothing, or it is told elsewhere. */
export function leavingFrom(thread: Thread, items: readonly Undoable[], now: number): Leaving | null {
  const message = thread.messages.findLast(
    (m) => m.direction === 'out' && m.state === 'queued' && (m.notBefore === null || m.notBefore > now),
  )
  const own = items.findLast((item) => standsHere(thread, item, now))
  if (message === undefined && (own === undefined || undoneThere(thread, items, now) !== null)) return null
  return { message, own }
}
