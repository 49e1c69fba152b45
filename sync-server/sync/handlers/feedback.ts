/** What people say of texts of the AI that have left: "Was this correct?", and the wrong-send drill. */
import { correctionFor } from '#shared/correction.ts'
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { MessageState, Row } from '#shared/rows.ts'
import { keepWrongSend } from '../../evals/cases.ts'
import { lock, recordEvidence } from '../../governance/evidence.ts'
import { pendingDrafts, systemLine } from '../../sending/outbox.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Context, Handler } from '../command.ts'
import { Conflict } from '../conflict.ts'
import { threadFor } from './common.ts'

/** It has left, or may have. */
const HAS_LEFT: ReadonlySet<MessageState> = new Set(['claimed', 'accepted', 'delivered', 'unknown'])

/** A text of the AI that has left, with the draft that it came from. @throws Refusal */
async function aiText(tx: Tx, messageId: string): Promise<{ message: Row<'messages'>; draft: Row<'drafts'> }> {
  const message = await tx.find('messages', messageId)
  if (!message) throw new Refusal('row_not_found')
  const draft = message.draftId === null ? undefined : await tx.find('drafts', message.draftId)
  if (message.author !== 'ai' || !draft || !HAS_LEFT.has(message.state)) throw new Refusal('not_ai_text')
  return { message, draft }
}

export const give: Handler<'message.feedback'> = async ({ tx, session, payload }) => {
  const { message, draft } = await aiText(tx, payload.messageId)
  if (!message.auto) throw new Refusal('not_ai_text', 'A person approved this text, which was its review.')
  if (message.feedback) {
    throw new Conflict(
      `it was called ${message.feedback.right ? 'right' : 'wrong'}`,
      message.feedback.by,
      message.feedback.at,
    )
  }
  await tx.patch('messages', message.id, { feedback: { right: payload.right, by: session.personId, at: tx.now } })
  await recordEvidence(tx, draft, 'feedback', payload.right)
  return { audit: { messageId: message.id, intent: draft.intent, right: payload.right } }
}

/**
 * One act: the correction drafted, the intent on draft with its training begun again, what it was about to send taken
 * back, the incident kept, and a case made of it. Nothing is sent by it.
 */
export const wrong: Handler<'send.wrong'> = async (context) => {
  const { tx, session, payload, commandId } = context
  const { message, draft } = await aiText(tx, payload.messageId)
  const earlier = await tx.db
    .selectFrom('incidents')
    .select(['by', 'at'])
    .where('messageId', '=', message.id)
    .executeTakeFirst()
  if (earlier) throw new Conflict('it was reported already', earlier.by, earlier.at)

  const { intent, citations } = draft
  const before = await tx.find('policies', intent)
  await lock(tx, intent)
  const mode = { from: before?.mode, to: (await tx.find('policies', intent))?.mode }
  const draftId = await draftCorrection(context, message, draft)
  const incidentId = createdIdOf('incident', session.personId, commandId)
  await tx.insert('incidents', {
    id: incidentId,
    messageId: message.id,
    inboundMessageId: draft.inboundMessageId,
    conversationId: message.conversationId,
    intent,
    reason: payload.reason,
    citations,
    draftId,
    by: session.personId,
    at: tx.now,
  })
  await tx.patch('messages', message.id, { feedback: { right: false, by: session.personId, at: tx.now } })
  await keepWrongSend(tx, draft, message.body)
  return {
    result: { incidentId, draftId, intent, mode: mode.to, citations },
    audit: {
      incidentId,
      messageId: message.id,
      intent,
      ...mode,
      citations: citations.map(({ source, id }) => ({ source, id })),
    },
    wrote: [{ table: 'policies', id: intent, fields: ['mode'] }],
  }
}

/** A person's words, or a start for them. It waits to be approved; a text that lay there before gives way. */
async function draftCorrection(
  { tx, session, payload, commandId }: Context<'send.wrong'>,
  message: Row<'messages'>,
  wrongDraft: Row<'drafts'>,
): Promise<string> {
  const { conversation, home, ids, members } = await threadFor(tx, message.conversationId)
  const contact = await tx.find('contacts', home.contactId)
  const silent = contact?.optedOut ?? true
  for (const older of silent ? [] : await pendingDrafts(tx, ids)) {
    await tx.patch('drafts', older.id, { state: 'superseded', settledBy: session.personId, settledAt: tx.now })
  }
  const id = createdIdOf('correction', session.personId, commandId)
  await tx.insert('drafts', {
    id,
    conversationId: message.conversationId,
    inboundMessageId: wrongDraft.inboundMessageId,
    turnId: id,
    kind: 'reply',
    intent: wrongDraft.intent,
    severity: null,
    confidence: 1,
    rawConfidence: 1,
    text: payload.correction?.trim() || correctionFor(conversation.customerName, wrongDraft.intent),
    citations: [],
    state: silent ? 'dropped' : 'pending',
    stale: false,
    reasons: [],
    problems: [],
    mustEdit: false,
    returned: null,
    corrects: message.id,
    createdAt: tx.now,
    settledBy: null,
    settledAt: silent ? tx.now : null,
    settledText: null,
    writtenBy: commandId,
  })
  await systemLine(
    tx,
    createdIdOf('sys', session.personId, commandId),
    message.conversationId,
    'Reported as a wrong text',
  )
  for (const member of members)
    if (member.state !== 'open') await tx.patch('conversations', member.id, { state: 'open', snoozedUntil: null })
  return id
}
