/**
 * Turns: one a thread at a time, so that three quick texts get one reply. Taken under a lease, settled or thrown away; a
 * crash anywhere leaves the turn to be taken up again. Each conversation of a merged thread keeps its own row.
 */
import { MINUTE, SECOND } from '#shared/clock.ts'
import type { Outcome } from '#shared/decision.ts'
import type { Row } from '#shared/rows.ts'
import type { Deps } from '../deps.ts'
import { HORIZON, loadDiary } from '../diary/diary.ts'
import { openEnquiry } from '../diary/enquiry.ts'
import type { Engine } from '../engines/engine.ts'
import { engineSettingOf, noteEngine } from '../engines/log.ts'
import { sitDown } from '../engines/models.ts'
import { turns } from '../metrics.ts'
import { resumedSeq } from '../sending/handoff.ts'
import { decode } from '../storage/codec.ts'
import { threadOf } from '../storage/threads.ts'
import type { Tx } from '../storage/tx.ts'
import { loadAgent } from './agents.ts'
import { mayBeBooking } from './booking.ts'
import { loadFacts } from './facts.ts'
import { finishedPlaybooks, openRun } from './playbook-run.ts'
import { settle } from './settle.ts'
import type { Subject } from './subject.ts'
import type { TakenTurn } from './taken-turn.ts'
import { think } from './think.ts'
import { NOTHING, type Thought } from './thought.ts'

/** An engine that takes longer is given up, and the turn becomes a draft without words. */
export const THINK_WITHIN = 30 * SECOND
/** Renewed as long as somebody thinks: whoever has died lets go of it soon. One that is lost settles nothing, whatever it costs. */
export const LEASE = 10 * SECOND
export const RENEW = LEASE / 4
const LOOK_AGAIN = SECOND
/** The customer's texts that are read together at most, and how far back. */
export const TEXTS_READ = 6
const READ_BACK = 12 * 60 * MINUTE

/** Takes a thread's due turn under a lease. @returns null when it is not due, is taken, or has nothing to decide. */
export async function takeTurn(tx: Tx, conversationId: string, lease: string): Promise<TakenTurn | null> {
  const thread = await threadOf(tx, conversationId)
  if (!thread) return null
  const turns = await tx.db
    .selectFrom('turns')
    .selectAll()
    .where('conversationId', 'in', thread.ids)
    .orderBy('firstAt')
    .execute()
  const first = turns[0]
  if (!first || turns.every((turn) => turn.dueAt > tx.now)) return null
  const taken = (turn: { lease: string | null; leaseUntil: number | null }) =>
    turn.lease !== null && (turn.leaseUntil ?? 0) > tx.now
  if (turns.some(taken)) {
    // Merged with it while somebody thinks: that run will be thrown away, and this one is not asked again until then.
    const waits = turns.filter((turn) => !taken(turn)).map((turn) => turn.conversationId)
    if (waits.length > 0) {
      const later = { dueAt: tx.now + LOOK_AGAIN }
      await tx.db.updateTable('turns').set(later).where('conversationId', 'in', waits).execute()
    }
    return null
  }
  const open = await tx.db
    .selectFrom('messages')
    .select(['id', 'conversationId', 'body', 'inSeq', 'createdAt'])
    .where('conversationId', 'in', thread.ids)
    .where('direction', '=', 'in')
    .where('decided', '=', 0)
    .orderBy('inSeq')
    .execute()
  if (open.length === 0) {
    await tx.db.deleteFrom('turns').where('conversationId', 'in', thread.ids).execute()
    return null
  }
  const leased = { lease, leaseUntil: tx.now + LEASE, tries: first.tries + 1 }
  await tx.db.updateTable('turns').set(leased).where('conversationId', 'in', thread.ids).execute()
  const undecided = open.map((m) => m.id)
  const resumed = await resumedSeq(tx, thread.ids)
  return {
    id: first.id,
    venueId: tx.venueId,
    conversationId: thread.conversation.id,
    thread: thread.ids,
    agentId: mayAnswer(thread.conversation) ? thread.conversation.agentId : null,
    lease,
    upto: thread.conversation.lastInboundSeq,
    undecided,
    last: undecided.at(-1)!,
    homes: open.map((m) => m.conversationId),
    texts: await textsToRead(tx, thread.ids, undecided),
    since: open[0]!.createdAt,
    fresh: open.filter((m) => (m.inSeq ?? 0) > resumed).map((m) => m.body),
    resumedSeq: resumed,
  }
}

const mayAnswer = ({ personal, handoff, replyMode }: Row<'conversations'>): boolean =>
  !personal && handoff === null && replyMode !== 'off'

/**
 * What wants an answer: this turn's texts, and before them those since the last text from the venue whose reply never
 * left (a stale draft, a hold that was voided). A thank-you on top of an open question does not silence the question.
 */
async function textsToRead(tx: Tx, thread: readonly string[], undecided: readonly string[]): Promise<string[]> {
  const recent = await tx.db
    .selectFrom('messages')
    .leftJoin('decisions', 'decisions.id', 'messages.id')
    .leftJoin('drafts', 'drafts.turnId', 'decisions.turnId')
    .select(['messages.id', 'messages.body', 'messages.direction', 'messages.state', 'decisions.outcome'])
    .select('drafts.state as draftState')
    .where('messages.conversationId', 'in', thread)
    .where('messages.direction', '!=', 'system')
    .where('messages.createdAt', '>', tx.now - READ_BACK)
    .orderBy('messages.createdAt', 'desc')
    .orderBy('messages.seq', 'desc')
    .limit(40)
    .execute()
  const own = new Set(undecided)
  const texts: string[] = []
  for (const m of recent) {
    if (m.direction === 'out') {
      // A text that still waits is held back by the newer inbound, so it answers nothing either.
      if (m.state === 'withdrawn' || m.state === 'failed' || m.state === 'queued') continue
      break
    }
    const open = own.has(m.id) || (WANTS_ANSWER.has(m.outcome ?? 'off') && m.draftState !== 'rejected')
    if (open && texts.length < Math.max(TEXTS_READ, undecided.length)) texts.unshift(m.body)
  }
  return texts
}

/** Texts of which this became are read again with the next one, as long as nothing was sent. */
export const WANTS_ANSWER: ReadonlySet<Outcome> = new Set(['auto_queued', 'drafted', 'escalated', 'merged'])

/** Runs one due turn to its end. @returns the outcome, or null when there was nothing to do or it has to run again. */
export async function runTurn(deps: Deps, venueId: string, conversationId: string): Promise<Outcome | null> {
  const turn = await deps.storage.write('ingest', venueId, (tx) => takeTurn(tx, conversationId, deps.ids()))
  if (!turn) return null
  const rest = turn.agentId === null ? undefined : deps.presence?.atWork(venueId, turn.conversationId, turn.agentId)
  const letGo = keepLease(deps, turn)
  const outcome = await finish(deps, turn).finally(letGo).finally(rest)
  turns.inc({ outcome: outcome ?? 'again' })
  deps.logger.info({ turnId: turn.id, outcome: outcome ?? 'again' }, 'turn')
  return outcome
}

/** Ends with the work: only whoever is alive renews. @returns a function that ends it */
function keepLease(deps: Deps, { venueId, lease }: TakenTurn): () => void {
  const renew = (tx: Tx) =>
    tx.db
      .updateTable('turns')
      .set({ leaseUntil: tx.now + LEASE })
      .where('lease', '=', lease)
      .execute()
  const timer = setInterval(() => {
    deps.storage.write('ingest', venueId, renew).catch(() => deps.logger.warn('a lease could not be renewed'))
  }, RENEW)
  return () => clearInterval(timer)
}

async function finish(deps: Deps, turn: TakenTurn): Promise<Outcome | null> {
  const seat = sitDown(deps, await deps.storage.read((db) => engineSettingOf(db, turn.venueId)))
  const began = deps.monotonic()
  const thought = await thinkSafely(deps, turn, seat.engine)
  const ms = deps.monotonic() - began
  return deps.storage.write('ingest', turn.venueId, async (tx) => {
    const outcome = await settle(tx, turn, thought, seat.name(), deps.ids)
    // What was thrown away was asked for all the same
    if (thought.reply || seat.spent().requests > 0)
      await noteEngine(tx, seat, { id: turn.lease, kind: thought.reply ? 'reply' : 'none', ms })
    return outcome
  })
}

/** An engine that fails or stalls never strands a customer: the turn ends as a draft that a person writes. */
async function thinkSafely(deps: Deps, turn: TakenTurn, engine: Engine): Promise<Thought> {
  const subject = await deps.storage.read((db) => subjectOf(db, turn, deps.clock()))
  try {
    return await think(engine, subject, AbortSignal.timeout(THINK_WITHIN))
  } catch (error) {
    deps.logger.error({ turnId: turn.id, fault: error instanceof Error ? error.name : 'unknown' }, 'the engine failed')
    const problem = { code: 'engine_failed', text: 'The AI did not answer: write the reply yourself' }
    return {
      ...NOTHING,
      warrant: { reply: true, reason: 'The AI did not answer' },
      intent: 'unknown',
      reply: {
        text: '',
        citations: [],
        problems: [problem],
        guardrailProblems: [],
        disclosureMissing: false,
        mustEdit: true,
      },
    }
  }
}

async function subjectOf(db: Parameters<typeof loadFacts>[0], turn: TakenTurn, now: number): Promise<Subject> {
  const { customerName, customerNumber, agentId } = decode(
    'conversations',
    await db.selectFrom('conversations').selectAll().where('id', '=', turn.conversationId).executeTakeFirstOrThrow(),
  )
  const enquiry = await openEnquiry(db, turn.thread, turn.undecided, now)
  const { texts, fresh, since, thread, undecided } = turn
  const run = await openRun(db, thread, undecided, now)
  const finished = await finishedPlaybooks(db, thread, now)
  const { stars } = await db
    .selectFrom('messages')
    .select('stars')
    .where('id', '=', turn.last)
    .executeTakeFirstOrThrow()
  const asked = {
    texts,
    fresh,
    customerName,
    customerNumber,
    agentId,
    enquiry,
    since,
    run,
    finished,
    stars: stars ?? null,
  }
  return subjectFor(db, turn.venueId, asked, now)
}

/** Everything that the engine is told, as it stands now; also what a preview thinks about. */
export async function subjectFor(
  db: Parameters<typeof loadFacts>[0],
  venueId: string,
  asked: Omit<Subject, 'agent' | 'venue' | 'now' | 'sparks' | 'diary'> & { readonly agentId: string },
  now: number,
): Promise<Subject> {
  const { sparks } = await db.selectFrom('venue').select('sparks').where('id', '=', venueId).executeTakeFirstOrThrow()
  const { agentId: _, ...given } = asked
  const needsDiary = asked.enquiry != null || mayBeBooking(asked.texts)
  return {
    ...given,
    ...(needsDiary && { diary: await loadDiary(db, venueId, { startsAt: now, endsAt: now + HORIZON }) }),
    agent: await loadAgent(db, asked.agentId),
    venue: await loadFacts(db, venueId, now),
    now,
    sparks: (sparks ?? 0) > 0,
  }
}
