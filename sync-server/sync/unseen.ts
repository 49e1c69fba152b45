/**
 * A text that comes in while somebody writes changes what there is to say. Who sends tells how far they had seen the
 * thread; what is newer, from the customer or to them, stops the send and is shown.
 */
import type { Thread } from '../storage/threads.ts'
import type { Tx } from '../storage/tx.ts'
import { Conflict } from './conflict.ts'

/**
 * @param seenSeq undefined: the sender does not say
 * @throws Conflict that names the newest text which the person had not seen
 */
export async function refuseUnseen(
  tx: Tx,
  thread: Thread,
  personId: string,
  seenSeq: number | undefined,
): Promise<void> {
  if (seenSeq === undefined) return
  if (thread.conversation.lastInboundSeq > seenSeq) throw await writtenAgain(tx, thread)
  const theirs = await tx.db
    .selectFrom('messages')
    .select(['id', 'body', 'authorId', 'auto', 'state', 'createdAt'])
    .where('conversationId', 'in', thread.ids)
    .where('direction', '=', 'out')
    // Everything up to here was there when it was queued: its own number is the next one.
    .where('seenSeq', '>=', seenSeq)
    .where('state', 'not in', ['withdrawn', 'failed'])
    .orderBy('seenSeq', 'desc')
    .execute()
  // An automatic reply that still waits gives way to what a person sends.
  const met = theirs.find((m) => m.authorId !== personId && !(m.auto === 1 && m.state === 'queued'))
  if (!met) return
  const what = met.authorId === null ? 'the AI has answered' : 'sent a reply'
  throw new Conflict(what, met.authorId, met.createdAt, met.body, { messageId: met.id, direction: 'out' })
}

/** The customer has written since: the conflict that shows their newest text. */
export async function writtenAgain(tx: Tx, thread: Thread): Promise<Conflict> {
  const newest = await tx.db
    .selectFrom('messages')
    .select(['id', 'body', 'createdAt'])
    .where('conversationId', 'in', thread.ids)
    .where('direction', '=', 'in')
    .orderBy('inSeq', 'desc')
    .executeTakeFirst()
  const unseen = newest ? { messageId: newest.id, direction: 'in' as const } : null
  return new Conflict('the customer has written again', null, newest?.createdAt ?? null, newest?.body ?? null, unseen)
}
