/** What this window has done that can still be taken back. */
import { create } from 'zustand'
import { SECOND } from '#shared/clock.ts'
import type { Payload } from '#shared/commands.ts'
import type { MessageRow } from '#shared/rows.ts'
import { doneText, leavingText } from '../words/announce.ts'
import { secondsLeft } from '../words/time.ts'
import { announce } from './announce.ts'
import { now } from './clock.ts'
import { keymap } from './keymap.ts'

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
  /** Where its text stood, and comes back to: on the draft's card, there while it was edited, or in the composer. */
  readonly from: 'card' | 'edit' | 'composer'
  /** When it leaves; null while it waits for the server, and can be taken back at any time. */
  readonly until: number | null
}

/** Something else than a send that can be taken back: the last thing that was done. */
export interface Act {
  readonly text: string
  /** Until when it is offered. */
  readonly until: number
  readonly undo: () => void
}

interface UndoState {
  readonly items: readonly Undoable[]
  /** Null where a send came after it. */
  readonly act: Act | null
}

const ACT_OFFERED = 30 * SECOND
/** So long what sent nothing can be taken back: a macro without a text, a conversation put away. */
export const UNDO_FOR = 10 * SECOND

export const useUndo = create<UndoState>()(() => ({ items: [], act: null }))

const undoKey = () => keymap().undo[0] ?? null

export function remember(item: Undoable): void {
  useUndo.setState((s) => ({ items: [...s.items.slice(-19), item], act: null }))
  const { messageId, macro, name, until } = item
  if (messageId === null) announce(doneText(`${macro?.name}: ${name}`, undoKey()))
  else announce(leavingText(name, until === null ? null : secondsLeft(now(), until), undoKey()))
}

export function rememberAct(text: string, at: number, undo: () => void): void {
  useUndo.setState({ act: { text, until: at + ACT_OFFERED, undo } })
  announce(doneText(text, undoKey()))
}

export const forgetAct = (): void => useUndo.setState({ act: null })

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
