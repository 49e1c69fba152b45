/**
 * Handing a customer to a person: a hard stop on every channel of theirs, in one transaction, until somebody resumes. And
 * the one text that may tell them so: the venue's own fixed words, under every gate that is about sending.
 */
import { SECOND } from '#shared/clock.ts'
import { withDisclosure } from '#shared/disclosure.ts'
import { evaluateGates, type GateCode, NOTICE_GATES } from '#shared/gates.ts'
import type { Row } from '#shared/rows.ts'
import { checkText, type Findings } from '../pipeline/check.ts'
import { loadFacts } from '../pipeline/facts.ts'
import { gateInput } from '../pipeline/gate.ts'
import { customerConversations, type Thread } from '../storage/threads.ts'
import type { Tx } from '../storage/tx.ts'
import { gateState } from './gate-state.ts'
import { enqueue, pendingDrafts, queued, STOPPED, systemLine, whyUntold, withdrawAll } from './outbox.ts'

export interface Handing {
  readonly route: string
  readonly note: string | null
  /** A person, or the agent that steps back. */
  readonly by: string
  readonly person: boolean
  /** The thread's line; what became of telling the customer is added. */
  readonly line: string
  readonly lineId: string
  /** The customer's text that led to it. */
  readonly inboundMessageId?: string
  /** What they are told, where the venue tells; null: nothing. */
  readonly told: string | null
  readonly noticeId: string
  /** The command that did it. */
  readonly writtenBy?: string
}

/** @param home the conversation that the line stands in */
export async function handOff(tx: Tx, thread: Thread, home: string, handing: Handing): Promise<void> {
  const { route, note, by, writtenBy } = handing
  const mine = await customerConversations(tx, thread)
  const isNew = !(await isHandedOff(tx, thread))
  // The text that tells of this handoff stays where only the route changes; one of an earlier handoff does not.
  const leaving = (await queued(tx, { auto: true, conversationIds: mine })).filter((q) => isNew || q.draftId !== null)
  await withdrawAll(tx, leaving, 'handoff', writtenBy)
  // What is with the gateway already cannot be called back; what comes back from there is not queued again.
  await tx.db
    .updateTable('messages')
    .set({ epoch: STOPPED })
    .where('conversationId', 'in', mine)
    .where('state', '=', 'claimed')
    .where('auto', '=', 1)
    .execute()
  for (const draft of await pendingDrafts(tx, mine)) {
    if (draft.kind === 'escalation') continue
    const settledBy = handing.person ? by : null
    await tx.patch('drafts', draft.id, {
      ...{ state: 'dropped', settledBy, settledAt: tx.now },
      writtenBy: writtenBy ?? null,
    })
  }
  await leaveRuns(tx, mine)
  for (const id of mine) await tx.patch('conversations', id, { handoff: { route, by, at: tx.now, note } })
  const told = isNew && handing.told !== null ? await tell(tx, thread, handing.told, handing) : ''
  const line = told === '' ? handing.line : `${handing.line}. ${told}`
  await systemLine(tx, handing.lineId, home, line, handing.inboundMessageId ?? null)
}

/** Ends the stop. What was asked for until now is answered: it hands nothing over again. */
export async function resume(tx: Tx, thread: Thread): Promise<void> {
  const mine = await customerConversations(tx, thread)
  await withdrawAll(tx, await queued(tx, { auto: true, conversationIds: mine }), 'resumed')
  const resumedSeq = tx.control.seq
  for (const id of mine) await tx.patch('conversations', id, { handoff: null, humanUntil: null, resumedSeq })
}

/** Texts up to this sequence number were there when somebody last resumed. */
export async function resumedSeq(tx: Tx, thread: readonly string[]): Promise<number> {
  const { at } = await tx.db
    .selectFrom('conversations')
    .select((e) => e.fn.max('resumedSeq').as('at'))
    .where('id', 'in', thread)
    .executeTakeFirstOrThrow()
  return Number(at ?? 0)
}

/** Whether the customer is with a person, wherever that began. */
export async function isHandedOff(tx: Tx, thread: Thread): Promise<boolean> {
  if (thread.conversation.handoff !== null) return true
  const all = await customerConversations(tx, thread)
  if (all.length === thread.ids.length) return false
  const found = await tx.db
    .selectFrom('conversations')
    .select('id')
    .where('id', 'in', all)
    .where('handoff', '!=', 'null')
    .executeTakeFirst()
  return found !== undefined
}

/** A person goes on from there: no playbook does. */
async function leaveRuns(tx: Tx, conversationIds: readonly string[]): Promise<void> {
  const open = await tx.db
    .selectFrom('playbook_runs')
    .select('id')
    .where('conversationId', 'in', conversationIds)
    .where('state', '=', 'open')
    .execute()
  for (const { id } of open) await tx.patch('playbook_runs', id, { state: 'left', updatedAt: tx.now, endedAt: tx.now })
}

/** @returns the sentence that the thread's line ends with */
async function tell(tx: Tx, thread: Thread, words: string, { noticeId, writtenBy }: Handing): Promise<string> {
  const venue = (await tx.find('venue', tx.venueId))!
  if (!venue.handoff.tell) return ''
  const body = withDisclosure(words, venue.disclosure.on ? venue.disclosure.text : null)
  const failed = await whyNotTold(tx, thread, venue, body)
  if (failed !== null) return whyUntold(failed)
  await enqueue(tx, {
    id: noticeId,
    conversation: thread.home,
    body,
    author: 'system',
    authorId: null,
    draftId: null,
    auto: true,
    notBefore: tx.now + venue.timing.holdSeconds * SECOND,
    ...(writtenBy !== undefined && { writtenBy }),
  })
  return 'The customer is told so.'
}

/** What is wrong with such a text by the venue's facts as they are. */
export async function noticeFindings(tx: Tx, body: string): Promise<Findings> {
  const facts = await loadFacts(tx.db, tx.venueId, tx.now)
  const venue = { ...facts, sayings: [...(facts.sayings ?? []), body] }
  const found = checkText({ text: body, intent: 'general', texts: [], venue, now: tx.now, citations: [] })
  return { ...found, problems: found.problems.filter(({ code }) => !ITS_OWN.has(code)) }
}

/** That somebody will be in touch is what it is there to say; it answers nothing. */
const ITS_OWN: ReadonlySet<string> = new Set(['promise', 'says_nothing'])

/** The first gate of those about sending that a notice fails; null: it may leave. */
export async function whyNotTold(
  tx: Tx,
  thread: Thread,
  venue: Row<'venue'>,
  body: string,
  messageId: string | null = null,
): Promise<GateCode | null> {
  const found = await noticeFindings(tx, body)
  const state = await gateState(tx, venue, { ...thread.conversation, ...thread }, 'general', messageId)
  const gates = evaluateGates(gateInput(state, 1, found))
  return gates.find((gate) => !gate.pass && NOTICE_GATES.has(gate.code))?.code ?? null
}
