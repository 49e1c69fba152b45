/** What a person does, as commands: shown at once, queued by the desk, undone or refused in the open. */

import { SECOND } from '#shared/clock.ts'
import type { Payload } from '#shared/commands.ts'
import { messageIdOf } from '#shared/ids.ts'
import type { ConversationRow, DraftRow, MessageRow } from '#shared/rows.ts'
import type { Notice, Thread } from '#shared/rpc.ts'
import { nameOf } from '../words/text.ts'
import { announce } from './announce.ts'
import { now } from './clock.ts'
import { type Given, type Outcome, refusalOf, send, sendNow } from './commands.ts'
import { dismissNotice } from './notices.ts'
import { leave, refreshPool, usePool } from './pool.ts'
import { select, selectNeighbour } from './selection.ts'
import { useSession } from './session.ts'
import { loadThread, patchThread, useThreads } from './threads.ts'
import { putAside, replyOf, setEdit, setReply } from './typed.ts'
import { closeOverlay, say, useUi } from './ui.ts'
import { forget, forgetAct, latestUndoable, remember, rememberAct, type Undoable, useUndo } from './undo.ts'
import { useVenueStore } from './venue.ts'

/** The thread that is open, if it has been read. */
export function openThread(): Thread | null {
  const { selectedId } = useUi.getState()
  return selectedId === null ? null : (useThreads.getState().byId[selectedId] ?? null)
}

/** The last command on a draft from here: while it is unanswered, what follows names it. */
const lastOnDraft = new Map<string, string>()

export function followUp(thread: Thread, draftId: string): { after?: string } {
  const last = lastOnDraft.get(draftId)
  return last !== undefined && thread.pending.some((p) => p.id === last) ? { after: last } : {}
}

/** Says so where it was refused, and shows the truth again. */
export function watch(given: { readonly outcome: Promise<Outcome> }, conversationId: string | null): Promise<void> {
  return given.outcome.then((outcome) => {
    const refusal = refusalOf(outcome)
    if (refusal !== null) say(refusal)
    if (conversationId !== null) void loadThread(conversationId)
    void refreshPool()
  })
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
    until: status.connection === 'online' ? now() + undoSeconds * SECOND : null,
    ...(macro !== undefined && { macro }),
  })
}

/** Why the draft of this thread cannot be approved as it is, or null. */
export function cannotApprove(thread: Thread): string | null {
  const { draft, contact } = thread
  if (draft === null) return 'There is no draft.'
  if (draft.kind === 'marker') return 'Out of AI credits: write the reply yourself.'
  if (draft.kind === 'escalation') return 'This needs a person: no reply was written.'
  if (draft.mustEdit) return 'It quotes something that the venue does not offer. Edit it first.'
  if (contact?.optedOut === true) return 'The customer has opted out of texts.'
  return null
}

export function approve(): void {
  const thread = openThread()
  if (thread?.draft == null) return
  const refusal = cannotApprove(thread)
  if (refusal !== null) {
    say(refusal)
    return
  }
  const { draft, seenSeq } = thread
  const given = send(
    'draft.approve',
    { draftId: draft.id, seenSeq },
    { basis: draft.seq, ...followUp(thread, draft.id) },
  )
  settleDraft(thread, draft.id, given, draft.text)
}

/** Approves the open draft with another text, from the card or from the composer. */
export function approveEdited(text: string): void {
  const thread = openThread()
  if (thread?.draft == null || text.trim() === '') return
  const { draft, seenSeq } = thread
  const given = send(
    'draft.edit',
    { draftId: draft.id, text, seenSeq },
    { basis: draft.seq, ...followUp(thread, draft.id) },
  )
  settleDraft(thread, draft.id, given, text)
}

function settleDraft(thread: Thread, draftId: string, given: Given, text: string): void {
  const { id } = thread.conversation
  lastOnDraft.set(draftId, given.id)
  rememberSend(thread, given, text, draftId)
  patchThread(id, (t) => ({ ...t, draft: null }))
  forgetWords(id, draftId)
  const view = usePool.getState().view
  advance(id, view === 'needs_you', given)
  void watch(given, id)
}

export function reject(reason: Payload<'draft.reject'>['reason']): void {
  closeOverlay()
  const thread = openThread()
  if (thread?.draft == null) return
  const { draft } = thread
  const { id } = thread.conversation
  const given = send('draft.reject', { draftId: draft.id, reason }, { basis: draft.seq, ...followUp(thread, draft.id) })
  lastOnDraft.set(draft.id, given.id)
  patchThread(id, (t) => ({ ...t, draft: null }))
  forgetWords(id, draft.id)
  announce('Rejected.')
  advance(id, false, given)
  void watch(given, id)
}

/** Staff say what an escalated text is: the evidence for complaints. */
export function confirmEscalation(payload: Omit<Payload<'draft.confirm'>, 'draftId'>): void {
  const thread = openThread()
  if (thread?.draft == null) return
  const { draft } = thread
  const given = send('draft.confirm', { draftId: draft.id, ...payload }, { basis: draft.seq })
  lastOnDraft.set(draft.id, given.id)
  void watch(given, thread.conversation.id)
}

/** Puts the draft into the composer, where it can be changed; sending it from there settles the draft. */
export function applyDraft(): void {
  const thread = openThread()
  if (thread?.draft == null) return
  putIntoComposer(thread.conversation.id, thread.draft.text, thread.draft.id)
}

/** What stood there is put aside. */
export function putIntoComposer(conversationId: string, text: string, draftId: string | null): void {
  putAside(conversationId)
  setReply(conversationId, text, draftId)
  useUi.setState({ editing: null })
  focusReply()
}

/** Takes an applied draft out of the composer again. */
export function takeOut(conversationId: string): void {
  if (replyOf(conversationId).draftId !== null) setReply(conversationId, '')
}

/** A draft is dealt with: its words, applied or edited in place, are no longer waiting. */
export function forgetWords(conversationId: string, draftId: string): void {
  if (replyOf(conversationId).draftId === draftId) setReply(conversationId, '')
  setEdit(conversationId, draftId, '')
  useUi.setState({ editing: null })
}

/** The thread that shows it: in a merged one, not the conversation that it was written in. */
const threadOf = (draft: DraftRow): string => openThread()?.conversation.id ?? draft.conversationId

/** Changes the text of the draft that is edited in place; it is kept also when one leaves it. */
export function setEditing(draft: DraftRow, text: string): void {
  useUi.setState({ editing: { draftId: draft.id, text } })
  setEdit(threadOf(draft), draft.id, text === draft.text ? '' : text)
}

export function focusReply(): void {
  requestAnimationFrame(() => document.querySelector<HTMLTextAreaElement>('#reply')?.focus())
}

/** Throws away what was edited in place. */
export function cancelEdit(draft: DraftRow): void {
  useUi.setState({ editing: null })
  setEdit(threadOf(draft), draft.id, '')
}

/** Sends what stands in the composer: the applied draft with its changes, or a text of one's own. */
export function sendTyped(text: string): void {
  const thread = openThread()
  if (thread === null || text.trim() === '') return
  const { id } = thread.conversation
  if (thread.draft !== null && replyOf(id).draftId === thread.draft.id) {
    approveEdited(text)
    return
  }
  sendOwn(thread, text)
  setReply(id, '')
}

function sendOwn(thread: Thread, text: string): void {
  const { id } = thread.conversation
  const given = send('message.send', { conversationId: id, text, seenSeq: thread.seenSeq })
  rememberSend(thread, given, text, null)
  void watch(given, id)
}

/** A send that was stopped over a text which had not been seen, given again now that it has. */
export function sendAnyway(notice: Notice): void {
  const thread = openThread()
  if (thread === null || notice.mine === null) return
  const { draft, conversation } = thread
  const text = notice.mine
  emptyReply(conversation.id, text)
  void dismissNotice(notice.commandId)
  if (draft === null || draft.id !== notice.draftId) sendOwn(thread, text)
  else if (text === draft.text) approve()
  else approveEdited(text)
}

/** The words of a stopped send, in the composer again to be changed. */
export function editStopped(notice: Notice): void {
  const thread = openThread()
  if (thread === null || notice.mine === null) return
  void dismissNotice(notice.commandId)
  const { id } = thread.conversation
  const draftId = thread.draft?.id === notice.draftId ? notice.draftId : null
  if (replyOf(id).text !== notice.mine) putIntoComposer(id, notice.mine, draftId)
  else focusReply()
}

/** Empties the composer where it holds just these words. */
function emptyReply(conversationId: string, text: string): void {
  if (replyOf(conversationId).text === text) setReply(conversationId, '')
}

/** Commands whose words were put back: each once, whatever is told again. */
const putBack = new Set<string>()

/** What was stopped is not on its way, and its words stay at hand. */
export function takeStopped(notices: readonly Notice[]): void {
  for (const { commandId, conversationId, unseen, mine, type, draftId } of notices) {
    forget(commandId)
    if (putBack.has(commandId)) continue
    putBack.add(commandId)
    if (unseen === null || mine === null || conversationId === null || type === 'draft.approve') continue
    const { byId } = useThreads.getState()
    const root = Object.values(byId).find((t) => t.members.some((c) => c.id === conversationId))?.conversation.id
    const id = root ?? conversationId
    if (replyOf(id).text.trim() === '') setReply(id, mine, draftId)
  }
}

/** Takes a send back, whose text can be changed again, or another act that came after it. */
export function undo(own?: Undoable): void {
  const { act, items } = useUndo.getState()
  if (own === undefined && act !== null && act.until > now()) {
    forgetAct()
    act.undo()
    return
  }
  const item = own ?? latestUndoable(items, now())
  if (item === null) {
    const waiting = openThread()?.messages.findLast((m) => m.state === 'queued')
    if (waiting === undefined) say('There is nothing to undo.')
    else withdraw(waiting.conversationId, waiting.id)
    return
  }
  forget(item.commandId)
  const given = takeBack(item)
  if (given === null) return
  if (item.draftId !== null) lastOnDraft.set(item.draftId, given.id)
  if (usePool.getState().view !== 'needs_you') void refreshPool()
  select(item.conversationId)
  void given.outcome.then((outcome) => {
    const refusal = refusalOf(outcome)
    if (refusal !== null) say(refusal)
    else if (item.text !== '') putIntoComposer(item.conversationId, item.text, item.draftId)
    if (refusal === null) announce(item.text === '' ? 'Taken back.' : 'Taken back. The text is in the reply field.')
    void loadThread(item.conversationId)
    void refreshPool()
  })
}

/** The text first: where that has left, nothing else goes back either. */
function takeBack({ messageId, commandId, conversationId, macro }: Undoable): Given | null {
  const text = messageId === null ? null : send('send.undo', { messageId }, { after: commandId })
  if (macro === undefined) return text
  const rest = send('conversation.put_back', macro.back, { after: text?.id ?? commandId })
  void watch(rest, conversationId)
  return text ?? rest
}

/** Stops a text that waits to leave, whoever sent it. */
export function withdraw(conversationId: string, messageId: string): void {
  const own = useUndo.getState().items.find((i) => i.messageId === messageId)
  if (own !== undefined) {
    undo(own)
    return
  }
  void watch(send('send.undo', { messageId }), conversationId)
}

export function resolve(conversationId: string, messageId: string, as: Payload<'send.resolve'>['as']): void {
  void watch(send('send.resolve', { messageId, as }), conversationId)
}

/** Gives a failed text up, and puts its words into the composer to be sent otherwise. */
export function editFailed({ id, conversationId, body }: MessageRow): void {
  resolve(conversationId, id, 'drop')
  putIntoComposer(conversationId, body, null)
}

/** "Was this correct?", of a text that was sent automatically. */
export function giveFeedback(conversationId: string, messageId: string, right: boolean): void {
  void watch(send('message.feedback', { messageId, right }), conversationId)
}

/** Reports a text of the AI that has left as wrong. Resolves to a refusal, or null where it is on its way. */
export async function reportWrong(
  conversationId: string,
  messageId: string,
  reason: string,
  correction: string,
): Promise<string | null> {
  const { outcome } = send('send.wrong', { messageId, reason, ...(correction !== '' && { correction }) })
  const refusal = refusalOf(await outcome)
  void loadThread(conversationId)
  void refreshPool()
  return refusal
}

export function close(): void {
  const thread = openThread()
  if (thread === null) return
  const { id } = thread.conversation
  const given = send('conversation.close', { ids: [id] })
  announce('Done: closed.')
  advance(id, usePool.getState().view !== 'everything', given)
  void watch(given, id)
}

export function snooze(until: number | 'reply'): void {
  closeOverlay()
  const thread = openThread()
  if (thread === null) return
  const { id } = thread.conversation
  const given = send('conversation.snooze', { ids: [id], until })
  announce('Snoozed.')
  advance(id, usePool.getState().view !== 'everything' && usePool.getState().view !== 'snoozed', given)
  void watch(given, id)
}

export function handOff(route: string, note: string): void {
  closeOverlay()
  const thread = openThread()
  if (thread === null) return
  const { id } = thread.conversation
  void watch(send('conversation.handoff', { id, route, note: note.trim() === '' ? null : note.trim() }), id)
  announce('Handed off. The AI is silent here until you resume.')
}

export function addNote(text: string): void {
  closeOverlay()
  const thread = openThread()
  if (thread === null || text.trim() === '') return
  const { id } = thread.conversation
  void watch(send('conversation.note', { id, text: text.trim() }), id)
  announce('Note added.')
}

/** Makes another conversation one with the open thread, for all to see; `u` takes it back. */
export async function merge(from: Pick<ConversationRow, 'id' | 'customerName' | 'customerNumber'>): Promise<void> {
  const thread = openThread()
  if (thread === null) return
  const into = thread.conversation.id
  const outcome = await sendNow('conversation.merge', { from: from.id, into })
  settleMerge(outcome, into, () => {
    closeOverlay()
    rememberAct(`Merged with ${nameOf(from)}`, now(), () => void unmerge(from, into))
  })
}

export async function unmerge(
  part: Pick<ConversationRow, 'id' | 'customerName' | 'customerNumber'>,
  root: string,
): Promise<void> {
  const outcome = await sendNow('conversation.unmerge', { id: part.id })
  settleMerge(outcome, root, () => {
    const again = async () => settleMerge(await sendNow('conversation.merge', { from: part.id, into: root }), root)
    rememberAct(`${nameOf(part)} stands apart again`, now(), () => void again())
  })
}

function settleMerge(outcome: Outcome, root: string, done: () => void = () => undefined): void {
  const refusal = refusalOf(outcome)
  if (refusal === null) done()
  else say(refusal)
  void loadThread(root)
  void refreshPool()
}

/** Any further command on the open conversation, told in one line. */
export const onConversation = {
  resume: (id: string) => void watch(send('conversation.resume', { id }), id),
  reopen: (id: string) => void watch(send('conversation.reopen', { ids: [id] }), id),
  read: (id: string) => void send('conversation.read', { ids: [id] }),
  personal: (id: string, on: boolean) => void watch(send('conversation.personal', { id, on }), id),
  assign: (id: string, assigneeId: string | null) =>
    void watch(send('conversation.assign', { ids: [id], assigneeId }), id),
  agent: (id: string, agentId: string) => void watch(send('conversation.agent', { ids: [id], agentId }), id),
  replyMode: (id: string, mode: 'off' | 'draft' | 'auto' | null) =>
    void watch(send('conversation.reply_mode', { ids: [id], mode }), id),
  optOut: (id: string, contactId: string, on: boolean, reason: string) =>
    void watch(send('contact.opt_out', { contactId, on, reason }), id),
}

/** Stops every automatic send. The receipt opens; until the server has heard it, that is said in red. */
export function engageKillSwitch(): void {
  const { view } = useVenueStore.getState()
  if (view?.venue.killSwitch.engaged === true && useSession.getState().status?.stopUnheard === null) {
    useUi.setState({ overlay: { kind: 'receipt' } })
    return
  }
  useUi.setState({ overlay: { kind: 'receipt' } })
  void watch(send('killswitch.engage', {}), null)
}
