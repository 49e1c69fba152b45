/** What a person does with a draft: approve, edit, reject, confirm, take it into the composer. */
import type { Payload } from '#shared/commands.ts'
import type { DraftRow } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import { advance, followUp, needsAnybody, noteOnDraft, openThread, rememberSend, watch } from './act.ts'
import { announce } from './announce.ts'
import { type Given, send } from './commands.ts'
import { usePool } from './pool.ts'
import { patchThread } from './threads.ts'
import { putAside, replyOf, setEdit, setReply } from './typed.ts'
import { closeOverlay, say, showPane, useUi } from './ui.ts'
import type { Undoable } from './undo.ts'

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
  settleDraft(thread, draft.id, given, draft.text, 'card')
}

/** Approves the open draft with another text, from the card or from the composer. */
export function approveEdited(text: string, from: 'edit' | 'composer'): void {
  const thread = openThread()
  if (thread?.draft == null || text.trim() === '') return
  const { draft, seenSeq } = thread
  const given = send(
    'draft.edit',
    { draftId: draft.id, text, seenSeq },
    { basis: draft.seq, ...followUp(thread, draft.id) },
  )
  settleDraft(thread, draft.id, given, text, from)
}

function settleDraft(thread: Thread, draftId: string, given: Given, text: string, from: Undoable['from']): void {
  const { id } = thread.conversation
  noteOnDraft(draftId, given.id)
  rememberSend(thread, given, text, draftId, from)
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
  noteOnDraft(draft.id, given.id)
  patchThread(id, (t) => ({ ...t, draft: null }))
  forgetWords(id, draft.id)
  announce('Rejected.')
  advance(id, false, given)
  void watch(given, id)
}

type Judgement = Omit<Payload<'draft.confirm'>, 'draftId'>

/** What an escalated text is held to be: as somebody has just judged it, else as the AI did. */
export function useJudgement(draft: DraftRow): Judgement {
  return useUi((s) => (s.judged?.draftId === draft.id ? s.judged : null)) ?? judgedByAi(draft)
}

const judgedByAi = ({ intent, severity }: DraftRow): Judgement => ({ intent, severity: severity ?? 'low' })

export const judge = (draft: DraftRow, judgement: Judgement): void =>
  useUi.setState({ judged: { draftId: draft.id, ...judgement } })

/** Staff say what an escalated text is: the evidence for complaints. What was put away goes now. */
export function confirmEscalation(): void {
  const thread = openThread()
  if (thread?.draft?.kind !== 'escalation') return
  const { draft } = thread
  const { id } = thread.conversation
  const { judged } = useUi.getState()
  const { intent, severity } = judged?.draftId === draft.id ? judged : judgedByAi(draft)
  const given = send(
    'draft.confirm',
    { draftId: draft.id, intent, severity },
    { basis: draft.seq, ...followUp(thread, draft.id) },
  )
  noteOnDraft(draft.id, given.id)
  announce('Confirmed.')
  if (usePool.getState().view === 'needs_you' && !needsAnybody(id, () => ({ draft: null }))) {
    patchThread(id, (t) => ({ ...t, draft: null }))
    advance(id, true, given)
  }
  void watch(given, id)
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

/** At once, for whoever types on; and once more when what lay over it, or stood in its place, is gone. */
export function focusReply(): void {
  showPane('thread')
  const focus = () => document.querySelector<HTMLTextAreaElement>('[aria-label="Thread"] [name=reply]')?.focus()
  focus()
  requestAnimationFrame(focus)
}

/** Throws away what was edited in place. */
export function cancelEdit(draft: DraftRow): void {
  useUi.setState({ editing: null })
  setEdit(threadOf(draft), draft.id, '')
}
