/** What a person does with a conversation, and the kill switch. */
import { bulkPatch } from '#shared/bulk.ts'
import { fieldsAfter } from '#shared/macros.ts'
import type { MacroFields } from '#shared/put-back.ts'
import type { ConversationRow } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import type { InboxRow } from '#shared/views.ts'
import { doneText } from '../words/announce.ts'
import { nameOf } from '../words/text.ts'
import { advance, needsAnybody, openThread, watch } from './act.ts'
import { announce } from './announce.ts'
import { now } from './clock.ts'
import { type Given, type Outcome, refusalOf, send, sendNow } from './commands.ts'
import { usedUp } from './half-typed.ts'
import { keymap } from './keymap.ts'
import { refreshPool, usePool } from './pool.ts'
import { useSession } from './session.ts'
import { loadThread } from './threads.ts'
import { closeOverlay, say, useUi } from './ui.ts'
import { remember, rememberAct, UNDO_FOR } from './undo.ts'
import { useVenueStore } from './venue.ts'

/** A row of the list once it is closed, which ends a failure. */
const closedRow = ({ conversation, trouble }: InboxRow): Partial<InboxRow> => ({
  conversation: { ...conversation, ...bulkPatch({ kind: 'close' }) },
  trouble: trouble?.state === 'failed' ? null : trouble,
})

export function close(): void {
  const thread = openThread()
  if (thread === null) return
  const { id } = thread.conversation
  const payload = { ids: [id] }
  const given = send('conversation.close', payload)
  const { view } = usePool.getState()
  // Something in it is undecided: it stays where it is, and the thread says why.
  const stays = view === 'needs_you' && needsAnybody(id, closedRow)
  const said = stays ? 'Done: closed. It stays in Needs you' : 'Done: closed'
  rememberPutAway(thread, 'Done', said, given, { type: 'conversation.close', payload })
  if (!stays) advance(id, view !== 'everything', given)
  void watch(given, id)
}

export function snooze(until: number | 'reply'): void {
  closeOverlay()
  const thread = openThread()
  if (thread === null) return
  const { id } = thread.conversation
  const payload = { ids: [id], until }
  const given = send('conversation.snooze', payload)
  rememberPutAway(thread, 'Snoozed', 'Snoozed', given, { type: 'conversation.snooze', payload })
  advance(id, usePool.getState().view !== 'everything' && usePool.getState().view !== 'snoozed', given)
  void watch(given, id)
}

/** It can be taken back for a while, as what a macro does can. */
function rememberPutAway(
  { conversation }: Thread,
  name: string,
  said: string,
  given: Given,
  command: Parameters<typeof fieldsAfter>[0][number],
): void {
  const is = fieldsAfter([command])
  const was = Object.fromEntries(Object.keys(is).map((key) => [key, conversation[key as keyof MacroFields]]))
  remember({
    messageId: null,
    commandId: given.id,
    conversationId: conversation.id,
    name: nameOf(conversation),
    text: '',
    draftId: null,
    from: 'composer',
    until: now() + UNDO_FOR,
    macro: { name, back: { id: conversation.id, was, is, handedOff: false, noteIds: [] } },
  })
  announce(doneText(said, keymap().undo[0] ?? null))
}

export function handOff(route: string, note: string): void {
  closeOverlay()
  const thread = openThread()
  if (thread === null) return
  const { id } = thread.conversation
  usedUp('hand_off', id)
  void watch(send('conversation.handoff', { id, route, note: note.trim() === '' ? null : note.trim() }), id)
  announce('Handed off. The AI is silent here until you resume.')
}

export function addNote(text: string): void {
  closeOverlay()
  const thread = openThread()
  if (thread === null || text.trim() === '') return
  const { id } = thread.conversation
  usedUp('note', id)
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
  resume: (id: string) => {
    void watch(send('conversation.resume', { id }), id)
    announce('Resumed. The AI may answer here again.')
  },
  reopen: (id: string) => {
    void watch(send('conversation.reopen', { ids: [id] }), id)
    announce('Open again.')
  },
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
