/** Cases out of what has happened: a turn of a thread, a draft that was rejected, a text that was wrong. */
import type { Kysely } from 'kysely'
import { Refusal } from '#shared/errors.ts'
import { type EvalExpect, type EvalOrigin, MOST_EVALS } from '#shared/evals.ts'
import { linksIn } from '#shared/links.ts'
import { moneyIn } from '#shared/money.ts'
import type { Row } from '#shared/rows.ts'
import { timesIn } from '#shared/times.ts'
import { blank } from '#shared/words.ts'
import { openEnquiry } from '../diary/enquiry.ts'
import type { Tables } from '../storage/tables.ts'
import { threadOf } from '../storage/threads.ts'
import type { Tx } from '../storage/tx.ts'

type Case = Omit<Row<'evals'>, 'id' | 'origin' | 'expect' | 'by'>

const NOTHING = { contains: [], avoids: [] } as const satisfies EvalExpect
/** Words that a case made in one click asks for, at most. */
const MOST_WORDS = 5
const MOST_TEXTS = 6

/** @throws Refusal where that is no text of a customer's with words in it */
export async function fromThread(tx: Tx, messageId: string): Promise<{ made: Case; expect: EvalExpect }> {
  const message = await tx.find('messages', messageId)
  if (!message) throw new Refusal('row_not_found')
  if (message.direction !== 'in') throw new Refusal('not_inbound')
  const decision = await tx.find('decisions', messageId)
  const made = await caseOf(tx, message, decision?.turnId ?? null)
  if (!made) throw new Refusal('not_inbound', 'There are no words in it to make a case of.')
  const draft =
    decision && (await tx.db.selectFrom('drafts').select('id').where('turnId', '=', decision.turnId).executeTakeFirst())
  return { made, expect: expected(decision, draft && (await tx.find('drafts', draft.id))) }
}

/** What staff made of it is what is expected from now on. */
function expected(decision: Row<'decisions'> | undefined, draft: Row<'drafts'> | undefined): EvalExpect {
  switch (decision?.outcome) {
    case 'escalated':
      return { ...NOTHING, ...(decision.intent && { intent: decision.intent }), outcome: 'escalates' }
    case 'handed_off':
      return { ...NOTHING, outcome: 'hands_off' }
    case 'quiet':
      return { ...NOTHING, warrant: false }
  }
  if (draft?.kind !== 'reply') return { ...NOTHING, warrant: true }
  const { intent, state } = draft
  if (state === 'rejected')
    return draft.text === '' ? { ...NOTHING, warrant: true } : { ...NOTHING, unlike: draft.text }
  const sent = state === 'approved' || state === 'edited' || state === 'auto' ? (draft.settledText ?? draft.text) : null
  return { ...NOTHING, intent, warrant: true, ...(sent !== null && { contains: tellingWords(sent, intent) }) }
}

/** Its prices; the times of an answer about opening hours, the address where that was asked for: what must come again. */
function tellingWords(text: string, intent: string): string[] {
  const links = linksIn(text)
  const money = moneyIn(blank(text, links))
  const times = intent === 'hours' ? timesIn(blank(text, [...links, ...money])) : []
  const found = [...(intent === 'booking_link' ? links : []), ...money, ...times].sort((a, b) => a.start - b.start)
  const words = found.map(({ start, end }) => text.slice(start, end).replace(/[\s.,]+$/, ''))
  return [...new Set(words)].slice(0, MOST_WORDS)
}

/** A rejected draft: read as that again, or answered in those words again, is a failure. */
export async function keepReject(tx: Tx, draft: Row<'drafts'>, reason: string): Promise<void> {
  if (draft.kind === 'marker' || draft.corrects) return
  if (reason === 'wrong_intent') await keep(tx, draft, 'reject', { ...NOTHING, notIntent: draft.intent })
  if (reason === 'wrong_answer' && draft.text !== '')
    await keep(tx, draft, 'reject', { ...NOTHING, unlike: draft.text })
}

/** A wrong text that has left: it must not be given again, nor anything in its place without a person. */
export async function keepWrongSend(tx: Tx, draft: Row<'drafts'>, body: string): Promise<void> {
  await keep(tx, draft, 'wrong_send', { ...NOTHING, unlike: body, outcome: 'held' })
}

/** What is made by itself: once for each draft, and no more than there is room for. */
async function keep(tx: Tx, draft: Row<'drafts'>, origin: EvalOrigin, expect: EvalExpect): Promise<void> {
  const id = `eval_${draft.id}`
  const message = await tx.find('messages', draft.inboundMessageId)
  if (!message || (await tx.find('evals', id))) return
  const made = await caseOf(tx, message, draft.turnId)
  if (!made || !(await makeRoom(tx))) return
  await tx.insert('evals', { id, ...made, origin, expect, by: null })
}

/** @returns whether there is room; the oldest that was made by itself gives way */
async function makeRoom(tx: Tx): Promise<boolean> {
  if ((await countEvals(tx.db, tx.venueId)) < MOST_EVALS) return true
  const oldest = await tx.db
    .selectFrom('evals')
    .select('id')
    .where('venueId', '=', tx.venueId)
    .where('by', 'is', null)
    .orderBy('createdAt')
    .executeTakeFirst()
  if (!oldest) return false
  await removeEval(tx, oldest.id)
  return true
}

export async function countEvals(db: Kysely<Tables>, venueId: string): Promise<number> {
  const { n } = await db
    .selectFrom('evals')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('venueId', '=', venueId)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** With its results. */
export async function removeEval(tx: Tx, id: string): Promise<void> {
  await tx.remove('evals', id)
  const results = await tx.db
    .selectFrom('eval_results')
    .select('id')
    .where('venueId', '=', tx.venueId)
    .where('evalId', '=', id)
    .execute()
  for (const result of results) await tx.remove('eval_results', result.id)
}

/** The turn that a text belongs to, as a case; null: no words. */
async function caseOf(tx: Tx, message: Row<'messages'>, turnId: string | null): Promise<Case | null> {
  const turn =
    turnId === null
      ? []
      : await tx.db
          .selectFrom('messages')
          .innerJoin('decisions', 'decisions.id', 'messages.id')
          .select(['messages.id', 'messages.body'])
          .where('decisions.turnId', '=', turnId)
          .orderBy('messages.inSeq')
          .execute()
  const read = turn.length > 0 ? turn : [message]
  const texts = read.map((m) => m.body.trim()).filter((body) => body !== '')
  const thread = await threadOf(tx, message.conversationId)
  if (!thread || texts.length === 0) return null
  const { agentId, customerName } = thread.conversation
  // Whose number the words came from, whatever they were merged with since.
  const { contactId } = thread.members.find((one) => one.id === message.conversationId) ?? thread.conversation
  const at = message.createdAt
  const ids = read.map((m) => m.id)
  return {
    name: named(texts.at(-1)!),
    agentId,
    conversationId: thread.conversation.id,
    messageId: message.id,
    contactId,
    texts: texts.slice(-MOST_TEXTS),
    customerName,
    earlier: await earlierOf(tx, thread.ids, ids, at),
    enquiry: mutable(await openEnquiry(tx.db, thread.ids, ids, at, at)),
    at,
    on: true,
    createdAt: tx.now,
  }
}

/** What the customer had said to a playbook that was under way then, before this turn. */
async function earlierOf(tx: Tx, thread: readonly string[], present: readonly string[], at: number): Promise<string[]> {
  const run = await tx.db
    .selectFrom('playbook_runs')
    .select('startedAt')
    .where('conversationId', 'in', thread)
    .where('startedAt', '<', at)
    .where((e) => e.or([e('endedAt', 'is', null), e('endedAt', '>=', at)]))
    .orderBy('startedAt', 'desc')
    .executeTakeFirst()
  if (!run) return []
  const texts = await tx.db
    .selectFrom('messages')
    .select(['id', 'body'])
    .where('conversationId', 'in', thread)
    .where('direction', '=', 'in')
    .where('createdAt', '>=', run.startedAt)
    .where('createdAt', '<=', at)
    .orderBy('inSeq')
    .execute()
  return texts.filter(({ id, body }) => !present.includes(id) && body.trim() !== '').map(({ body }) => body)
}

const mutable = (enquiry: Awaited<ReturnType<typeof openEnquiry>>) =>
  enquiry && { diary: enquiry.diary, earlier: [...enquiry.earlier] }

const NAME = 60

function named(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= NAME
    ? line
    : `${[...line]
        .slice(0, NAME - 1)
        .join('')
        .trimEnd()}…`
}
