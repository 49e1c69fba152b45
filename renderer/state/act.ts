/** What every act has in common: what it is about, what follows it, and how a refusal is told. */
import { SECOND } from '#shared/clock.ts'
import { messageIdOf } from '#shared/ids.ts'
import type { Thread } from '#shared/rpc.ts'
import { type InboxRow, viewsOf } from '#shared/views.ts'
import { nameOf } from '../words/text.ts'
import { now } from './clock.ts'
import { type Given, type Outcome, refusalOf } from './commands.ts'
import { indexOf, leave, refreshPoolSoon, rowAt, usePool } from './pool.ts'
import { selectNeighbour } from './selection.ts'
import { useSession } from './session.ts'
import { readAgain, useThreads } from './threads.ts'
import { say, useUi } from './ui.ts'
import { remember, type Undoable } from './undo.ts'
import { useVenueStore } from './venue.ts'

/** The thread that is open, if it has been read. */
export function openThread(): Thread | null {
  const { selectedId } = useUi.getState()
  return selectedId === null ? null : (useThreads.getState().byId[selectedId] ?? null)
}

/** The last command on a draft from here: while it is unanswered, what follows names it. */
const lastOnDraft = new Map<string, string>()

export const noteOnDraft = (draftId: string, commandId: string): void => void lastOnDraft.set(draftId, commandId)

export function followUp(thread: Thread, draftId: string): { after?: string } {
  const last = lastOnDraft.get(draftId)
  return last !== undefined && thread.pending.some((p) => p.id === last) ? { after: last } : {}
}

/** Says so where it was refused, and shows the truth again. */
export function watch(given: { readonly outcome: Promise<Outcome> }, conversationId: string | null): Promise<void> {
  return given.outcome.then((outcome) => {
    const refusal = refusalOf(outcome)
    if (refusal !== null) say(refusal)
    if (conversationId !== null) readAgain(conversationId)
    refreshPoolSoon()
  })
}

/** Whether a conversation of the list would need somebody, once this of it has changed. */
export function needsAnybody(id: string, change: (row: InboxRow) => Partial<InboxRow>): boolean {
  const row = rowAt(indexOf(id))
  return row !== undefined && viewsOf({ ...row, ...change(row) }).includes('needs_you')
}

/** After a draft is dealt with, the next conversation is there at once; where none is left, this one stays open. */
export function advance(id: string, leaves: boolean, given: Given): void {
  selectNeighbour(id)
  if (leaves && usePool.getState().search === '') leave(id, given.outcome)
}

/** @param macro what was done besides, to go back with the text */
export function rememberSend(
  thread: Thread,
  given: Given,
  text: string,
  draftId: string | null,
  from: Undoable['from'],
  macro?: Undoable['macro'],
): void {
  const { status } = useSession.getState()
  if (status?.person == null) return
  const undoSeconds = useVenueStore.getState().view?.venue.timing.undoSeconds ?? 0
  remember({
    messageId: messageIdOf(status.person.id, given.id),
    commandId: given.id,
    conversationId: thread.conversation.id,
    name: nameOf(thread.conversation),
    text,
    draftId,
    from,
    until: status.connection === 'online' ? now() + undoSeconds * SECOND : null,
    ...(macro !== undefined && { macro }),
  })
}
