/** Triage: approve, edit, reject a draft; confirm what an escalation is about. */
import { SECOND } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'
import { messageIdOf } from '#shared/ids.ts'
import type { Row } from '#shared/rows.ts'
import { stillFree } from '../../diary/diary.ts'
import { hold } from '../../diary/holds.ts'
import { keepReject } from '../../evals/cases.ts'
import { recordEvidence } from '../../governance/evidence.ts'
import { confirms } from '../../pipeline/check.ts'
import { loadFacts } from '../../pipeline/facts.ts'
import { enqueue, pendingDrafts } from '../../sending/outbox.ts'
import type { Tx } from '../../storage/tx.ts'
import { tooLateFor } from '../basis.ts'
import type { Context, Done, Handler } from '../command.ts'
import { Conflict } from '../conflict.ts'
import { refuseUnseen } from '../unseen.ts'
import { checkText, mayBeTexted, threadFor, venueOf } from './common.ts'

async function pending(tx: Tx, draftId: string) {
  const draft = await tx.find('drafts', draftId)
  if (!draft) throw new Refusal('row_not_found')
  if (draft.state !== 'pending') throw await tooLateFor(tx, draft)
  return draft
}

/** Settles the draft and queues its text for when the undo window has passed. */
async function send(
  { tx, session, payload, commandId }: Context<'draft.approve' | 'draft.edit'>,
  draft: Row<'drafts'>,
  text: string,
  edited: boolean,
): Promise<Done> {
  const thread = await threadFor(tx, draft.conversationId)
  const { home } = thread
  await mayBeTexted(tx, home)
  await refuseUnseen(tx, thread, session.personId, payload.seenSeq)
  const [standing] = await pendingDrafts(tx, thread.ids)
  if (standing?.id !== draft.id) throw new Conflict('a newer draft has taken its place', null, null)
  const venue = await venueOf(tx)
  const messageId = messageIdOf(session.personId, commandId)
  await tx.patch('drafts', draft.id, {
    state: edited ? 'edited' : 'approved',
    settledBy: session.personId,
    settledAt: tx.now,
    settledText: text,
    returned: null,
    writtenBy: commandId,
  })
  await enqueue(tx, {
    id: messageId,
    conversation: home,
    body: text,
    author: edited || draft.corrects ? 'staff' : 'ai',
    authorId: session.personId,
    draftId: draft.id,
    auto: false,
    notBefore: tx.now + venue.timing.undoSeconds * SECOND,
    writtenBy: commandId,
  })
  if (draft.diary?.book) {
    const facts = await loadFacts(tx.db, tx.venueId, tx.now)
    if (confirms(text, draft.diary, facts, tx.now)) {
      if (!(await stillFree(tx.db, tx.venueId, facts, draft.diary, tx.now))) throw new Refusal('slot_taken')
      await hold(tx, messageId, home.contactId, draft.diary, session.personId)
    }
  }
  for (const { id, unread } of thread.members) if (unread) await tx.patch('conversations', id, { unread: false })
  return { result: { messageId }, audit: { draftId: draft.id, messageId } }
}

export const approve: Handler<'draft.approve'> = async (context) => {
  const draft = await pending(context.tx, context.payload.draftId)
  if (draft.kind !== 'reply') throw new Refusal('draft_not_sendable')
  if (draft.mustEdit) throw new Refusal('draft_must_be_edited')
  return send(context, draft, draft.text, false)
}

export const edit: Handler<'draft.edit'> = async (context) => {
  const draft = await pending(context.tx, context.payload.draftId)
  const text = context.payload.text.trim()
  if (draft.kind === 'escalation') throw new Refusal('draft_not_sendable')
  checkText(text)
  const edited = text !== draft.text
  if (!edited && draft.kind === 'marker') throw new Refusal('draft_not_sendable')
  if (!edited && draft.mustEdit) throw new Refusal('draft_must_be_edited')
  return send(context, draft, text, edited)
}

export const reject: Handler<'draft.reject'> = async ({ tx, session, payload, commandId }) => {
  const draft = await pending(tx, payload.draftId)
  await tx.patch('drafts', draft.id, {
    state: 'rejected',
    settledBy: session.personId,
    settledAt: tx.now,
    returned: null,
    writtenBy: commandId,
  })
  if (payload.reason === 'wrong_intent' && draft.kind === 'reply')
    await recordEvidence(tx, draft, 'wrong_intent', false)
  await keepReject(tx, draft, payload.reason)
  const done = payload.reason === 'not_needed' ? { waitingSince: null } : {}
  const { ids } = await threadFor(tx, draft.conversationId)
  for (const id of ids) await tx.patch('conversations', id, { unread: false, ...done })
  return { audit: { draftId: draft.id, reason: payload.reason } }
}

export const confirm: Handler<'draft.confirm'> = async ({ tx, session, payload, commandId }) => {
  const draft = await pending(tx, payload.draftId)
  if (draft.kind !== 'escalation') throw new Refusal('draft_not_sendable')
  await tx.patch('drafts', draft.id, {
    state: 'approved',
    settledBy: session.personId,
    settledAt: tx.now,
    severity: payload.severity,
    writtenBy: commandId,
  })
  const right = payload.intent === draft.intent && payload.severity === draft.severity
  await recordEvidence(tx, draft, 'confirmed', right)
  return { audit: { draftId: draft.id, intent: payload.intent, severity: payload.severity } }
}
