/**
 * Merging two conversations of one customer, and taking them apart again. Either writes one pointer and nothing else:
 * messages, drafts and turns stay where they are, and what goes for the thread is read off its members.
 */
import { Refusal } from '#shared/errors.ts'
import type { Handler } from '../command.ts'
import { Conflict } from '../conflict.ts'
import { threadFor } from './common.ts'

export const merge: Handler<'conversation.merge'> = async ({ tx, session, payload }) => {
  const from = await tx.find('conversations', payload.from)
  if (!from) throw new Refusal('row_not_found')
  const into = await threadFor(tx, payload.into)
  const together = into.ids.includes(from.id)
  if (payload.from === payload.into || (together && from.mergedInto === null)) throw new Refusal('merge_with_itself')
  if (from.mergedInto !== null) {
    const what = together ? 'merged these two already' : 'merged it with another one'
    throw new Conflict(what, from.mergedBy ?? null, from.mergedAt ?? null)
  }
  if (into.conversation.channel !== from.channel) throw new Refusal('merge_across_channels')
  const audit = { from: from.id, into: into.conversation.id }
  await tx.patch('conversations', from.id, {
    mergedInto: into.conversation.id,
    mergedAt: tx.now,
    mergedBy: session.personId,
  })
  return { result: audit, audit }
}

export const unmerge: Handler<'conversation.unmerge'> = async ({ tx, payload }) => {
  const conversation = await tx.find('conversations', payload.id)
  if (!conversation) throw new Refusal('row_not_found')
  if (conversation.mergedInto === null) throw new Refusal('not_merged')
  const audit = { id: conversation.id, from: conversation.mergedInto }
  await tx.patch('conversations', conversation.id, { mergedInto: null, mergedAt: null, mergedBy: null })
  return { result: audit, audit }
}
