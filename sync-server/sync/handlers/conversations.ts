/** What people do with conversations. Acts on several ids change those that are there and name those that are not. */
import { Refusal } from '#shared/errors.ts'
import type { Row } from '#shared/rows.ts'
import { pendingDraft, queued, systemLine, withdrawAll } from '../../sending/outbox.ts'
import { setOptOut } from '../../sending/suppression.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Done, Handler } from '../command.ts'
import { conversationOf, mayLoosen } from './common.ts'

type Patch = Partial<Row<'conversations'>>

async function patchAll(tx: Tx, ids: readonly string[], patch: (c: Row<'conversations'>) => Patch): Promise<Done> {
  const missing: string[] = []
  let changed = 0
  for (const id of new Set(ids)) {
    const conversation = await tx.find('conversations', id)
    if (!conversation) missing.push(id)
    else {
      await tx.patch('conversations', id, patch(conversation))
      changed += 1
    }
  }
  if (changed === 0) throw new Refusal('row_not_found')
  return { result: { changed, missing }, audit: { ids: [...ids].slice(0, 100), count: changed } }
}

export const assign: Handler<'conversation.assign'> = async ({ tx, payload }) => {
  if (payload.assigneeId !== null && !(await tx.find('people', payload.assigneeId))) throw new Refusal('row_not_found')
  return patchAll(tx, payload.ids, () => ({ assigneeId: payload.assigneeId }))
}

export const agent: Handler<'conversation.agent'> = async ({ tx, payload }) => {
  if (!(await tx.find('agents', payload.agentId))) throw new Refusal('row_not_found')
  await withdrawAll(tx, await queued(tx, { auto: true, conversationIds: payload.ids }), 'agent_mode')
  return patchAll(tx, payload.ids, () => ({ agentId: payload.agentId }))
}

export const replyMode: Handler<'conversation.reply_mode'> = async ({ tx, payload, epoch }) => {
  if (payload.mode === 'auto') mayLoosen(tx, epoch)
  else await withdrawAll(tx, await queued(tx, { auto: true, conversationIds: payload.ids }), 'conversation_mode')
  const done = await patchAll(tx, payload.ids, () => ({ replyMode: payload.mode }))
  return { ...done, audit: { ...done.audit, mode: payload.mode } }
}

/** A hard stop on every conversation of that customer; a staged draft is dropped in the same transaction. */
export const handoff: Handler<'conversation.handoff'> = async ({ tx, session, payload, commandId }) => {
  const conversation = await conversationOf(tx, payload.id)
  const mine = await tx.db
    .selectFrom('conversations')
    .select('id')
    .where('contactId', '=', conversation.contactId)
    .execute()
  const note = payload.note?.trim() || null
  await withdrawAll(tx, await queued(tx, { auto: true, conversationIds: mine.map((c) => c.id) }), 'handoff')
  for (const { id } of mine) {
    const draft = await pendingDraft(tx, id)
    if (draft && draft.kind !== 'escalation') {
      await tx.patch('drafts', draft.id, {
        state: 'dropped',
        settledBy: session.personId,
        settledAt: tx.now,
        writtenBy: commandId,
      })
    }
    await tx.patch('conversations', id, { handoff: { route: payload.route, by: session.personId, at: tx.now, note } })
  }
  await systemLine(tx, `sys_${session.personId}_${commandId}`, conversation.id, `Handed off: ${payload.route}`)
  return { audit: { id: conversation.id } }
}

export const resume: Handler<'conversation.resume'> = async ({ tx, session, payload, commandId }) => {
  const conversation = await conversationOf(tx, payload.id)
  const mine = await tx.db
    .selectFrom('conversations')
    .select('id')
    .where('contactId', '=', conversation.contactId)
    .execute()
  for (const { id } of mine) await tx.patch('conversations', id, { handoff: null, humanUntil: null })
  await systemLine(
    tx,
    `sys_${session.personId}_${commandId}`,
    conversation.id,
    'Resumed: the assistant may answer again',
  )
  return { audit: { id: conversation.id } }
}

export const personal: Handler<'conversation.personal'> = async ({ tx, payload }) => {
  const conversation = await conversationOf(tx, payload.id)
  if (payload.on)
    await withdrawAll(tx, await queued(tx, { auto: true, conversationIds: [conversation.id] }), 'personal')
  await tx.patch('conversations', conversation.id, { personal: payload.on })
  return { audit: { id: conversation.id, on: payload.on } }
}

export const snooze: Handler<'conversation.snooze'> = ({ tx, payload }) =>
  patchAll(tx, payload.ids, () => ({ state: 'snoozed', snoozedUntil: payload.until }))

/** Closing gives the thread back to the assistant. */
export const close: Handler<'conversation.close'> = ({ tx, payload }) =>
  patchAll(tx, payload.ids, () => ({
    state: 'closed',
    snoozedUntil: null,
    waitingSince: null,
    unread: false,
    humanUntil: null,
    flag: null,
  }))

export const reopen: Handler<'conversation.reopen'> = ({ tx, payload }) =>
  patchAll(tx, payload.ids, () => ({ state: 'open', snoozedUntil: null }))

export const read: Handler<'conversation.read'> = async ({ tx, payload }) => {
  const { result } = await patchAll(tx, payload.ids, () => ({ unread: false }))
  return { ...(result && { result }) }
}

export const note: Handler<'conversation.note'> = async ({ tx, session, payload, commandId }) => {
  const text = payload.text.trim()
  if (text === '') throw new Refusal('empty_text')
  const conversation = await conversationOf(tx, payload.id)
  const id = `note_${session.personId}_${commandId}`
  await systemLine(tx, id, conversation.id, text)
  await tx.patch('messages', id, { author: 'staff', authorId: session.personId, reason: 'note' })
  return { result: { messageId: id }, audit: { id: conversation.id } }
}

export const optOut: Handler<'contact.opt_out'> = async ({ tx, session, payload }) => {
  const contact = await tx.find('contacts', payload.contactId)
  if (!contact) throw new Refusal('row_not_found')
  await setOptOut(tx, contact, payload.on, session.personId, 'staff')
  return { audit: { contactId: contact.id, on: payload.on } }
}
