/** A person's own text, and what can be done about one that is on its way. */
import { MINUTE, SECOND } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'
import { messageIdOf } from '#shared/ids.ts'
import { isResolved } from '#shared/inbox-row.ts'
import type { Row } from '#shared/rows.ts'
import { enqueue, queued, withdraw, withdrawAll } from '../../sending/outbox.ts'
import type { Tx } from '../../storage/tx.ts'
import { lastWriter } from '../basis.ts'
import type { Handler } from '../command.ts'
import { Conflict } from '../conflict.ts'
import { refuseUnseen } from '../unseen.ts'
import { checkText, mayBeTexted, threadFor, venueOf } from './common.ts'

export const send: Handler<'message.send'> = async ({ tx, session, payload, commandId }) => {
  const body = payload.text.trim()
  checkText(body)
  const thread = await threadFor(tx, payload.conversationId)
  await mayBeTexted(tx, thread.home)
  await refuseUnseen(tx, thread, session.personId, payload.seenSeq)
  const venue = await venueOf(tx)
  await withdrawAll(tx, await queued(tx, { auto: true, conversationIds: thread.ids }), 'human_active', commandId)
  const messageId = messageIdOf(session.personId, commandId)
  await enqueue(tx, {
    id: messageId,
    conversation: thread.home,
    body,
    author: 'staff',
    authorId: session.personId,
    draftId: null,
    auto: false,
    notBefore: tx.now + venue.timing.undoSeconds * SECOND,
    writtenBy: commandId,
  })
  const { humanMinutes } = venue.timing
  for (const { id, state } of thread.members) {
    await tx.patch('conversations', id, {
      unread: false,
      humanUntil: humanMinutes > 0 ? tx.now + humanMinutes * MINUTE : null,
      ...(state !== 'open' && { state: 'open', snoozedUntil: null }),
    })
  }
  return { result: { messageId }, audit: { messageId } }
}

export const undo: Handler<'send.undo'> = async ({ tx, payload, commandId }) => {
  const message = await tx.find('messages', payload.messageId)
  if (message?.direction !== 'out') throw new Refusal('row_not_found')
  if (message.state === 'withdrawn') return { result: { messageId: message.id, reason: message.reason } }
  if (message.state !== 'queued') throw new Refusal('too_late_to_undo')
  const row = {
    id: message.id,
    conversationId: message.conversationId,
    draftId: message.draftId,
    auto: message.auto ? 1 : 0,
  }
  await withdraw(tx, row, message.auto ? 'cancelled' : 'undone', commandId)
  return {
    result: { messageId: message.id, draftId: message.draftId },
    audit: { messageId: message.id, auto: message.auto },
  }
}

export const resolve: Handler<'send.resolve'> = async ({ tx, session, payload, commandId }) => {
  const message = await tx.find('messages', payload.messageId)
  if (!message) throw new Refusal('row_not_found')
  const failed = message.state === 'failed' && !isResolved(message.reason)
  if (message.state !== 'unknown' && !(failed && payload.as !== 'sent')) throw await alreadyKnown(tx, message)
  const wrote = [{ table: 'messages' as const, id: message.id, fields: ['state'] }]
  const audit = { messageId: message.id, as: payload.as }
  if (payload.as === 'sent') {
    await tx.patch('messages', message.id, { state: 'accepted', reason: 'resolved' })
    return { result: { messageId: message.id }, audit, wrote }
  }
  await tx.patch('messages', message.id, { state: 'failed', reason: payload.as === 'retry' ? 'sent_again' : 'dropped' })
  if (payload.as === 'drop') return { result: { messageId: message.id }, audit, wrote }
  // A new row: the old one keeps its claim, so that a late status can still say what became of it.
  const conversation = (await tx.find('conversations', message.conversationId))!
  await mayBeTexted(tx, conversation)
  const messageId = messageIdOf(session.personId, commandId)
  await enqueue(tx, {
    id: messageId,
    conversation,
    body: message.body,
    author: message.author === 'ai' ? 'ai' : 'staff',
    authorId: session.personId,
    draftId: null,
    auto: false,
    notBefore: tx.now,
    writtenBy: commandId,
    // What failed has not left; of what is unknown, a person says that it may leave twice.
    override: !failed,
  })
  return { result: { messageId }, audit: { ...audit, newMessageId: messageId }, wrote }
}

const RESOLVED: Record<string, string> = {
  resolved: 'said that it was sent',
  sent_again: 'had it sent again',
  dropped: 'said that it was not sent',
}

/** Somebody has resolved it already, or the provider has told what became of it. */
async function alreadyKnown(tx: Tx, { id, reason }: Row<'messages'>): Promise<Conflict | Refusal> {
  const what = RESOLVED[reason ?? '']
  const by = what === undefined ? undefined : await lastWriter(tx, 'messages', id, 'state')
  return what !== undefined && by ? new Conflict(what, by.personId, by.at) : new Refusal('not_unknown')
}
