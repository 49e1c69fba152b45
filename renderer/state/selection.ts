/** Which conversation is open. The threads around it are read ahead, so that the next one is there at once. */
import { afterPaint } from './after-paint.ts'
import { prefetchCustomers } from './customer.ts'
import { indexOf, rowAt, usePool } from './pool.ts'
import { loadThread, prefetch, useThreads } from './threads.ts'
import { ofConversation, openOverlay, showPane, useUi } from './ui.ts'
import { useUndo } from './undo.ts'

const AHEAD = 3

const PAUSE_MS = 150
let pause: ReturnType<typeof setTimeout> | undefined
let callOff = () => {}

/** Once one stays somewhere, a thread that was there already is read again, and the details of those around. */
function stay(known: string | null): void {
  clearTimeout(pause)
  pause = setTimeout(() => {
    if (known !== null) void loadThread(known)
    if (useUi.getState().details) prefetchCustomers(neighbours())
  }, PAUSE_MS)
}

/** Ids near the selected one: those after it first. */
export function neighbours(): readonly string[] {
  const { selectedId, selectedIndex } = useUi.getState()
  const found = selectedId === null ? -1 : indexOf(selectedId)
  const at = found === -1 ? selectedIndex : found
  const ids: string[] = []
  for (let i = at - 1; i <= at + AHEAD; i++) {
    const id = rowAt(i)?.conversation.id
    if (id !== undefined && id !== selectedId) ids.push(id)
  }
  return ids
}

/** Conversations whose thread is on screen or soon may be. */
export function shownThreads(): readonly string[] {
  const { selectedId } = useUi.getState()
  const undoable = useUndo.getState().items.map((i) => i.conversationId)
  return [...new Set([...(selectedId === null ? [] : [selectedId]), ...neighbours(), ...undoable])]
}

/** Opens a conversation, for whoever asks for that one: a list that is still on its way opens no other. */
export function select(conversationId: string | null): void {
  showPane('thread')
  if (conversationId !== null && !usePool.getState().loaded) usePool.setState({ opens: 'nothing' })
  choose(conversationId)
}

/** The same, in whichever pane one is. */
export function choose(conversationId: string | null): void {
  const { selectedId, selectedIndex } = useUi.getState()
  const index = conversationId === null ? -1 : indexOf(conversationId)
  if (conversationId !== selectedId) {
    useUi.setState({
      selectedId: conversationId,
      selectedIndex: index === -1 ? selectedIndex : index,
      editing: null,
      overlay: null,
    })
  }
  const known = conversationId !== null && useThreads.getState().byId[conversationId] !== undefined
  if (conversationId !== null && !known) void loadThread(conversationId)
  callOff()
  callOff = afterPaint(() => {
    // Known by the time that the details are drawn, so that nothing in them moves.
    if (conversationId !== null && !known && useUi.getState().details) prefetchCustomers([conversationId])
    prefetch(neighbours())
    stay(known ? conversationId : null)
  })
}

/** Opens one that nobody has asked for, as the first of a list, or none: what lies over the page and is not about the one before stays. */
export function selectByItself(conversationId: string | null): void {
  const { overlay } = useUi.getState()
  choose(conversationId)
  if (overlay !== null && !ofConversation(overlay)) openOverlay(overlay)
}

/** Opens the conversation at that place of the list, if it is loaded. */
function selectAt(index: number): boolean {
  const row = rowAt(index)
  if (row === undefined) return false
  choose(row.conversation.id)
  return true
}

export function move(step: 1 | -1): void {
  const { selectedId, selectedIndex } = useUi.getState()
  const found = selectedId === null ? -1 : indexOf(selectedId)
  if (found !== -1) selectAt(found + step)
  // The selected one has left the list: what stands in its place is the next.
  else if (!selectAt(step === 1 ? selectedIndex : selectedIndex - 1)) selectAt(usePool.getState().total - 1)
}

/** The conversation after this one, else the one before; where there is neither, this one stays. */
export function selectNeighbour(conversationId: string): void {
  const at = indexOf(conversationId)
  if (at === -1) return
  if (!selectAt(at + 1)) selectAt(at - 1)
}

/** The list has the keyboard: its arrows go on from the open conversation. */
export function focusList(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#conversations')?.focus({ preventScroll: true }))
}
