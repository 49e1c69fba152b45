/** What people do with conversations. Acts on several ids change those that are there and name those that are not. */
import { bulkPatch } from '#shared/bulk.ts'
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import { backPatch } from '#shared/put-back.ts'
import type { Row } from '#shared/rows.ts'
import { resume as endHandoff, handOff } from '../../sending/handoff.ts'
import { pendingDrafts, queued, systemLine, withdrawAll } from '../../sending/outbox.ts'
import { setOptOut } from '../../sending/suppression.ts'
import { conversationsOf, customerConversations, threadOf, withMerged } from '../../storage/threads.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Done, Handler } from '../command.ts'
import { mayLoosen, requireAssignee, threadFor, venueOf } from './common.ts'

type Conversation = Row<'conversations'>

/** Ids of every conversation of the threads of these. */
async function threadsOf(tx: Tx, given: readonly Pick<Conversation, 'id' | 'mergedInto'>[]): Promise<string[]> {
  const roots: string[] = []
  for (const { id, mergedInto } of given) {
    const root = mergedInto === null ? id : (await threadOf(tx, id))?.conversation.id
    if (root !== undefined) roots.push(root)
  }
  return withMerged(tx, [...new Set(roots)])
}

async function patchAll(tx: Tx, ids: readonly string[], patch: Partial<Conversation>): Promise<Done> {
  const found = await conversationsOf(tx, ids)
  if (found.length === 0) throw new Refusal('row_not_found')
  const threads = await threadsOf(tx, found)
  await tx.patchMany(
    'conversations',
    threads.map((id) => ({ id, patch })),
  )
  const there = new Set(found.map((c) => c.id))
  const missing = [...new Set(ids)].filter((id) => !there.has(id))
  return { result: { changed: found.length, missing }, audit: { ids: [...ids].slice(0, 100), count: found.length } }
}

export const assign: Handler<'conversation.assign'> = async ({ tx, payload }) => {
  await requireAssignee(tx, payload.assigneeId)
  return patchAll(tx, payload.ids, { assigneeId: payload.assigneeId })
}

/** Takes back what would leave by itself from these threads. */
async function stopAutomatic(tx: Tx, ids: readonly string[], reason: string, commandId: string): Promise<void> {
  const conversationIds = await threadsOf(tx, await conversationsOf(tx, ids))
  if (conversationIds.length > 0)
    await withdrawAll(tx, await queued(tx, { auto: true, conversationIds }), reason, commandId)
}

export const agent: Handler<'conversation.agent'> = async ({ tx, payload, commandId }) => {
  if (!(await tx.find('agents', payload.agentId))) throw new Refusal('row_not_found')
  await stopAutomatic(tx, payload.ids, 'agent_mode', commandId)
  return patchAll(tx, payload.ids, { agentId: payload.agentId })
}

export const replyMode: Handler<'conversation.reply_mode'> = async ({ tx, payload, epoch, commandId }) => {
  if (payload.mode === 'auto') mayLoosen(tx, epoch)
  else await stopAutomatic(tx, payload.ids, 'conversation_mode', commandId)
  const done = await patchAll(tx, payload.ids, { replyMode: payload.mode })
  return { ...done, audit: { ...done.audit, mode: payload.mode } }
}

/** A hard stop on every conversation of that customer; a staged draft is dropped in the same transaction. */
export const handoff: Handler<'conversation.handoff'> = async ({ tx, session, payload, commandId }) => {
  const thread = await threadFor(tx, payload.id)
  const { id } = thread.conversation
  const { route } = payload
  const venue = await venueOf(tx)
  await handOff(tx, thread, id, {
    ...{ route, note: payload.note?.trim() || null, by: session.personId, person: true },
    line: `Handed off: ${route}`,
    lineId: `sys_${session.personId}_${commandId}`,
    told: venue.handoff.text,
    noticeId: createdIdOf('told', session.personId, commandId),
    writtenBy: commandId,
  })
  return { audit: { id } }
}

export const resume: Handler<'conversation.resume'> = async ({ tx, session, payload, commandId }) => {
  const thread = await threadFor(tx, payload.id)
  await endHandoff(tx, thread)
  const { id } = thread.conversation
  await systemLine(tx, `sys_${session.personId}_${commandId}`, id, 'Resumed: the assistant may answer again')
  return { audit: { id } }
}

export const personal: Handler<'conversation.personal'> = async ({ tx, payload, commandId }) => {
  if (payload.on) await stopAutomatic(tx, [payload.id], 'personal', commandId)
  await patchAll(tx, [payload.id], { personal: payload.on })
  return { audit: { id: payload.id, on: payload.on } }
}

export const snooze: Handler<'conversation.snooze'> = ({ tx, payload }) =>
  patchAll(tx, payload.ids, bulkPatch({ kind: 'snooze', until: payload.until }))

export const close: Handler<'conversation.close'> = ({ tx, payload }) =>
  patchAll(tx, payload.ids, bulkPatch({ kind: 'close' }))

export const reopen: Handler<'conversation.reopen'> = ({ tx, payload }) =>
  patchAll(tx, payload.ids, bulkPatch({ kind: 'reopen' }))

export const read: Handler<'conversation.read'> = async ({ tx, payload }) => {
  const { result } = await patchAll(tx, payload.ids, { unread: false })
  return { ...(result && { result }) }
}

export const note: Handler<'conversation.note'> = async ({ tx, session, payload, commandId }) => {
  const text = payload.text.trim()
  if (text === '') throw new Refusal('empty_text')
  const { conversation } = await threadFor(tx, payload.id)
  const id = `note_${session.personId}_${commandId}`
  await systemLine(tx, id, conversation.id, text)
  await tx.patch('messages', id, { author: 'staff', authorId: session.personId, reason: 'note' })
  return { result: { messageId: id }, audit: { id: conversation.id } }
}

/** Undoes a macro of one's own: what somebody has changed since stays as it is now. */
export const putBack: Handler<'conversation.put_back'> = async ({ tx, session, payload, epoch, commandId }) => {
  const { was, is } = payload
  if (was.replyMode === 'auto' && is.replyMode !== 'auto') mayLoosen(tx, epoch)
  const thread = await threadFor(tx, payload.id)
  for (const member of thread.members) {
    const patch = backPatch(member, was, is)
    if (Object.keys(patch).length > 0) await tx.patch('conversations', member.id, patch as Partial<Conversation>)
  }
  const own = (row: { authorId: string | null } | undefined) => row?.authorId === session.personId
  for (const noteId of payload.noteIds) {
    const note = await tx.find('messages', noteId)
    if (own(note) && note?.reason === 'note' && thread.ids.includes(note.conversationId))
      await tx.remove('messages', noteId)
  }
  if (payload.handedOff) {
    for (const id of await customerConversations(tx, thread)) {
      const conversation = await tx.find('conversations', id)
      if (conversation?.handoff?.by === session.personId) await tx.patch('conversations', id, { handoff: null })
    }
    const draft = payload.draftId === undefined ? undefined : await tx.find('drafts', payload.draftId)
    const dropped = draft?.state === 'dropped' && draft.settledBy === session.personId
    if (dropped && thread.ids.includes(draft.conversationId) && (await pendingDrafts(tx, thread.ids)).length === 0) {
      await tx.patch('drafts', draft.id, { state: 'pending', settledBy: null, settledAt: null, writtenBy: commandId })
    }
    await systemLine(tx, `sys_${session.personId}_${commandId}`, thread.conversation.id, 'The handoff was taken back')
  }
  return { audit: { id: payload.id, handedOff: payload.handedOff } }
}

export const optOut: Handler<'contact.opt_out'> = async ({ tx, session, payload, commandId }) => {
  const contact = await tx.find('contacts', payload.contactId)
  if (!contact) throw new Refusal('row_not_found')
  await setOptOut(tx, contact, payload.on, session.personId, 'staff', commandId)
  return { audit: { contactId: contact.id, on: payload.on } }
}
