/** Texts of one's own, and what is done with texts that wait, were stopped, have failed or were wrong. */
import type { Payload } from '#shared/commands.ts'
import type { MessageRow } from '#shared/rows.ts'
import type { Notice, Thread } from '#shared/rpc.ts'
import { noteOnDraft, openThread, rememberSend, watch } from './act.ts'
import { announce } from './announce.ts'
import { now } from './clock.ts'
import { type Given, refusalOf, send } from './commands.ts'
import { approve, approveEdited, focusReply, putIntoComposer, setEditing } from './draft-acts.ts'
import { dismissNotice } from './notices.ts'
import { refreshPool, usePool } from './pool.ts'
import { focusList, select } from './selection.ts'
import { loadThread, useThreads } from './threads.ts'
import { replyOf, setReply } from './typed.ts'
import { say } from './ui.ts'
import { forget, forgetAct, latestUndoable, type Undoable, useUndo } from './undo.ts'

/** Sends what stands in the composer: the applied draft with its changes, or a text of one's own. */
export function sendTyped(text: string): void {
  const thread = openThread()
  if (thread === null || text.trim() === '') return
  const { id } = thread.conversation
  if (thread.draft !== null && replyOf(id).draftId === thread.draft.id) {
    approveEdited(text, 'composer')
    return
  }
  sendOwn(thread, text)
  setReply(id, '')
}

function sendOwn(thread: Thread, text: string): void {
  const { id } = thread.conversation
  const given = send('message.send', { conversationId: id, text, seenSeq: thread.seenSeq })
  rememberSend(thread, given, text, null, 'composer')
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
  else approveEdited(text, 'edit')
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
  if (item.draftId !== null) noteOnDraft(item.draftId, given.id)
  if (usePool.getState().view !== 'needs_you') void refreshPool()
  select(item.conversationId)
  void given.outcome.then((outcome) => {
    const refusal = refusalOf(outcome)
    if (refusal !== null) say(refusal)
    void refreshPool()
    const loaded = loadThread(item.conversationId)
    if (refusal === null) void loaded.then(() => bringBack(item))
  })
}

/** The text stands again where it stood before it was sent, and only there. */
function bringBack({ conversationId, text, draftId, from }: Undoable): void {
  const draft = useThreads.getState().byId[conversationId]?.draft
  const there = draft != null && draft.id === draftId
  if (text === '') announce('Taken back.')
  else if (there && from === 'card') {
    announce('Taken back. The draft waits again.')
    focusList()
  } else if (there && from === 'edit' && openThread()?.draft?.id === draftId) {
    setEditing(draft, text)
    announce('Taken back. The draft is open for editing.')
  } else {
    putIntoComposer(conversationId, text, there ? draftId : null)
    announce('Taken back. The text is in the reply field.')
  }
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
