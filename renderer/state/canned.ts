/** Snippets and macros at work: what is filled in, what is put into the composer, and what a macro gives as one. */
import { create } from 'zustand'
import type { Payload } from '#shared/commands.ts'
import type { MacroStep } from '#shared/macro-steps.ts'
import { commandOf, fieldsAfter, type StepCommand } from '#shared/macros.ts'
import { fill, unfilled } from '#shared/placeholders.ts'
import type { MacroFields } from '#shared/put-back.ts'
import type { MacroRow } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import { nameOf } from '../words/text.ts'
import { advance, followUp, openThread, rememberSend, watch } from './act.ts'
import { now } from './clock.ts'
import { type Given, send } from './commands.ts'
import { forgetWords, putIntoComposer } from './draft-acts.ts'
import { usePool } from './pool.ts'
import { useSession } from './session.ts'
import { patchThread } from './threads.ts'
import { replyOf, setReply } from './typed.ts'
import { remember, UNDO_FOR } from './undo.ts'
import { useVenueStore } from './venue.ts'

/** What follows when the text in a composer is sent, by conversation. */
interface Armed {
  readonly byId: Readonly<Record<string, Pick<MacroRow, 'name' | 'steps'>>>
}

export const useArmed = create<Armed>()(() => ({ byId: {} }))

export function disarm(conversationId: string): void {
  useArmed.setState(({ byId: { [conversationId]: _, ...rest } }) => ({ byId: rest }))
}

/** A snippet's or macro's text for the customer of a thread, as far as it can be filled in. */
export function filledFor(thread: Thread, text: string): string {
  const view = useVenueStore.getState().view
  const me = useSession.getState().status?.person?.name ?? ''
  if (view === null) return text
  const { name, bookingLink, currency } = view.venue
  const venue = { name, bookingLink, currency, services: view.services }
  return fill(text, { customerName: thread.conversation.customerName, me, venue })
}

/**
 * Runs a macro on the open conversation. From the composer, and where something must be filled in first, its text comes
 * into the composer and the rest follows when that is sent.
 */
export function runMacro(macro: MacroRow, from: 'anywhere' | 'composer'): void {
  const thread = openThread()
  if (thread === null) return
  const text = filledFor(thread, macro.text)
  if (text === '' || (from === 'anywhere' && unfilled(text).length === 0)) {
    giveMacro(thread, macro, text)
    return
  }
  const { id } = thread.conversation
  if (from === 'anywhere') putIntoComposer(id, text, null)
  useArmed.setState(({ byId }) => ({ byId: { ...byId, [id]: macro } }))
}

/** Sends what stands in the composer, and does what the macro has armed. */
export function sendArmed(thread: Thread, text: string): void {
  const armed = useArmed.getState().byId[thread.conversation.id]
  if (armed === undefined || text.trim() === '') return
  giveMacro(thread, armed, text)
  setReply(thread.conversation.id, '')
}

/** The commands of a macro in their order, each behind the one before, with one undo for all of them. */
function giveMacro(thread: Thread, { name, steps }: Pick<MacroRow, 'name' | 'steps'>, text: string): void {
  const { conversation, draft } = thread
  const { id } = conversation
  const me = useSession.getState().status?.person?.id
  if (me === undefined) return
  const base = crypto.randomUUID()
  const commands = steps.map((step) => commandOf(step, id, me, now()))
  const applied = draft !== null && replyOf(id).draftId === draft.id ? draft : null
  const given: Given[] = []
  const meta = () => ({ id: `${base}-${given.length}`, ...(given.length > 0 && { after: given.at(-1)!.id }) })
  if (text !== '') {
    const sent =
      applied === null
        ? send('message.send', { conversationId: id, text, seenSeq: thread.seenSeq }, meta())
        : send(
            'draft.edit',
            { draftId: applied.id, text, seenSeq: thread.seenSeq },
            { ...followUp(thread, applied.id), ...meta(), basis: applied.seq },
          )
    given.push(sent)
  }
  const stepIds = commands.map((command) => {
    const { type, payload } = command as { type: StepCommand['type']; payload: Payload<StepCommand['type']> }
    given.push(send(type, payload, meta()))
    return given.at(-1)!.id
  })
  const [first] = given
  const last = given.at(-1)
  if (first === undefined || last === undefined) return

  const back = backOf(thread, steps, commands, stepIds, me)
  if (text !== '') rememberSend(thread, first, text, applied?.id ?? null, 'composer', { name, back })
  else {
    const until = now() + UNDO_FOR
    const what = { messageId: null, commandId: last.id, conversationId: id, name: nameOf(conversation), text: '' }
    remember({ ...what, draftId: null, from: 'composer', until, macro: { name, back } })
  }
  disarm(id)
  if (applied !== null) {
    patchThread(id, (t) => ({ ...t, draft: null }))
    forgetWords(id, applied.id)
  }
  const leaves = steps.some((step) => step.do === 'close' || step.do === 'snooze')
  if (leaves) advance(id, usePool.getState().view !== 'everything', last)
  for (const one of given) void watch(one, id)
}

function backOf(
  { conversation, draft }: Thread,
  steps: readonly MacroStep[],
  commands: readonly StepCommand[],
  stepIds: readonly string[],
  me: string,
): Payload<'conversation.put_back'> {
  const is = fieldsAfter(commands)
  const was = Object.fromEntries(Object.keys(is).map((key) => [key, conversation[key as keyof MacroFields]]))
  const handedOff = steps.some((step) => step.do === 'hand_off') && conversation.handoff === null
  return {
    id: conversation.id,
    was,
    is,
    handedOff,
    noteIds: steps.flatMap((step, i) => (step.do === 'note' ? [`note_${me}_${stepIds[i]}`] : [])),
    ...(handedOff && draft !== null && { draftId: draft.id }),
  }
}
