/**
 * What a venue does not want to keep: the words of conversations that were closed long ago are erased, in small pieces
 * between which everything else goes on. Who wrote, when, and what was decided stays, so that the figures do.
 */
import { DAY } from '#shared/clock.ts'
import { ERASED_TEXT } from '#shared/erased.ts'
import type { Deps } from '../deps.ts'
import { appendAudit } from '../governance/audit.ts'
import type { Tx } from '../storage/tx.ts'

/** Texts of one piece, and conversations that it finishes. */
const PIECE = 200
const CONVERSATIONS = 20

/** @returns how many texts were erased */
export async function eraseOld({ storage }: Pick<Deps, 'storage'>, venueId: string): Promise<number> {
  let erased = 0
  for (let piece = 0, more = true; more; erased += piece) {
    ;({ piece, more } = await storage.write('bulk', venueId, erasePiece))
  }
  // Their bytes as well, not only the words.
  if (erased > 0) await storage.purge()
  return erased
}

async function erasePiece(tx: Tx): Promise<{ piece: number; more: boolean }> {
  const { retentionDays } = (await tx.find('venue', tx.venueId))!
  if (retentionDays == null) return { piece: 0, more: false }
  const until = tx.now - retentionDays * DAY
  const due = await tx.db
    .selectFrom('conversations')
    .select(['id', 'lastMessageAt'])
    .where('venueId', '=', tx.venueId)
    .where('state', '=', 'closed')
    .where('lastMessageAt', '<', until)
    .where((e) => e.or([e('erasedThrough', 'is', null), e('erasedThrough', '<', e.ref('lastMessageAt'))]))
    .orderBy('lastMessageAt')
    .limit(CONVERSATIONS)
    .execute()
  let messages = 0
  let conversations = 0
  for (const { id, lastMessageAt } of due) {
    messages += await blankMessages(tx, id, PIECE - messages)
    // The rest of it comes in the next piece.
    if (messages >= PIECE) break
    await blankBeside(tx, id)
    const { handoff } = (await tx.find('conversations', id))!
    await tx.patch('conversations', id, {
      ...{ lastText: ERASED_TEXT, erasedThrough: lastMessageAt },
      ...(handoff !== null && { handoff: { ...handoff, note: null } }),
    })
    conversations += 1
  }
  await blankAnswers(tx, until)
  const detail = { messages, conversations, retentionDays }
  if (messages + conversations > 0) await appendAudit(tx, { personId: null, action: 'retention.erased', detail })
  return { piece: messages, more: due.length > conversations || due.length === CONVERSATIONS }
}

async function blankMessages(tx: Tx, conversationId: string, most: number): Promise<number> {
  const found = await tx.db
    .selectFrom('messages')
    .select('id')
    .where('conversationId', '=', conversationId)
    .where('body', '<>', ERASED_TEXT)
    .where('state', 'not in', ['queued', 'claimed', 'unknown'])
    .limit(most)
    .execute()
  const patch = { body: ERASED_TEXT, media: 0 }
  await tx.patchMany(
    'messages',
    found.map(({ id }) => ({ id, patch })),
  )
  return found.length
}

/** What else holds words of it: drafts, what they were judged by, reports, collected answers, what somebody has typed. */
async function blankBeside(tx: Tx, conversationId: string): Promise<void> {
  const idsIn = (table: 'drafts' | 'incidents' | 'playbook_runs' | 'typed') =>
    tx.db.selectFrom(table).select('id').where('conversationId', '=', conversationId).execute()
  for (const { id } of await idsIn('drafts')) {
    const { state, settledText } = (await tx.find('drafts', id))!
    const words = { text: ERASED_TEXT, settledText: settledText === null ? null : ERASED_TEXT }
    const ended = state === 'pending' ? ({ state: 'dropped', settledAt: tx.now } as const) : {}
    await tx.patch('drafts', id, { ...words, citations: [], problems: [], diary: null, ...ended })
  }
  for (const { id } of await idsIn('incidents')) await tx.patch('incidents', id, { reason: ERASED_TEXT, citations: [] })
  for (const { id } of await idsIn('playbook_runs')) await tx.patch('playbook_runs', id, { collected: [] })
  const typed = await idsIn('typed')
  await tx.removeMany(
    'typed',
    typed.map((one) => one.id),
  )
}

/** Answers to commands are kept for whoever asks again; after so long nobody needs their words. */
async function blankAnswers(tx: Tx, until: number): Promise<void> {
  const old = await tx.db
    .selectFrom('commands')
    .select(['personId', 'id', 'answer'])
    .where('venueId', '=', tx.venueId)
    .where('at', '<', until)
    .where('answer', 'like', '%"text":"%')
    .limit(PIECE)
    .execute()
  for (const { personId, id, answer } of old) {
    const { result, ...rest } = JSON.parse(answer) as { readonly result?: unknown }
    const blanked = JSON.stringify({ ...rest, result: withoutText(result) })
    await tx.db
      .updateTable('commands')
      .set({ answer: blanked })
      .where('personId', '=', personId)
      .where('id', '=', id)
      .execute()
  }
}

/** Without its texts, at whatever depth, so that it is not found again. */
function withoutText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutText)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key, one]) => key !== 'text' || typeof one !== 'string')
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutText(one)]))
}
