/** Sends of this window that can still be taken back. */
import { create } from 'zustand'
import type { Payload } from '#shared/commands.ts'
import type { MessageRow } from '#shared/rows.ts'

export interface Undoable {
  /** The text that it sent; null: a macro without one. */
  readonly messageId: string | null
  /** The command that sent it; the undo follows it. */
  readonly commandId: string
  /** What a macro did besides, and how that goes back. */
  readonly macro?: { readonly name: string; readonly back: Payload<'conversation.put_back'> }
  readonly conversationId: string
  readonly name: string
  readonly text: string
  /** The draft that it was, or null for a text of one's own. */
  readonly draftId: string | null
  /** When it leaves; null while it waits for the server, and can be taken back at any time. */
  readonly until: number | null
}

interface UndoState {
  readonly items: readonly Undoable[]
}

export const useUndo = create<UndoState>()(() => ({ items: [] }))

export function remember(item: Undoable): void {
  useUndo.setState((s) => ({ items: [...s.items.slice(-19), item] }))
}

export function forget(commandId: string): void {
  useUndo.setState((s) => ({ items: s.items.filter((i) => i.commandId !== commandId) }))
}

/** The newest that can still be taken back. */
export function latestUndoable(items: readonly Undoable[], now: number): Undoable | null {
  return items.findLast((i) => i.until === null || i.until > now) ?? null
}

/** What the message rows of a thread say about its undoable sends: gone ones go, times are corrected. */
export function settleUndo(
  items: readonly Undoable[],
  conversationId: string,
  messages: readonly MessageRow[],
  pending: ReadonlySet<string>,
): readonly Undoable[] {
  const byId = new Map(messages.map((m) => [m.id, m]))
  let changed = false
  const next = items.flatMap((item) => {
    if (item.conversationId !== conversationId) return [item]
    const message = item.messageId === null ? undefined : byId.get(item.messageId)
    if (message === undefined) return [item]
    if (message.state !== 'queued') {
      changed = true
      return []
    }
    const until = pending.has(item.commandId) ? item.until : (message.notBefore ?? item.until)
    if (until === item.until) return [item]
    changed = true
    return [{ ...item, until }]
  })
  return changed ? next : items
}
