/**
 * Settles a turn in one transaction: decision records, draft or queued reply, Spark. It needs the lease and must have
 * seen every text; otherwise it is thrown away and the turn runs again (design: rows and races, 1, 3 and 4).
 */
import { MINUTE, SECOND } from '#shared/clock.ts'
import type { Outcome } from '#shared/decision.ts'
import { failedGates, type GateResult } from '#shared/gates.ts'
import { type Judged, type Judgement, judge, type Step } from '#shared/outcome.ts'
import type { Row } from '#shared/rows.ts'
import { hold } from '../diary/holds.ts'
import { spend } from '../governance/wallet.ts'

import { acknowledge } from '../sending/acknowledge.ts'
import { type GateState, gateState } from '../sending/gate-state.ts'
import { handOff, isHandedOff, resumedSeq } from '../sending/handoff.ts'
import { enqueue, pendingDrafts, stopWaiting, systemLine } from '../sending/outbox.ts'
import { type Thread, threadOf } from '../storage/threads.ts'

import type { Fields, Tx } from '../storage/tx.ts'
import { allFound, withDiary } from './check.ts'
import { asJudged, courseOf, gateInput, usedConfidence } from './gate.ts'
import type { Handover } from './playbook.ts'
import { keepRun } from './playbook-run.ts'
import { recordDecision, type Verdict } from './record.ts'
import type { TakenTurn } from './taken-turn.ts'
import { GRAVE, type Thought, warrantOf } from './thought.ts'

const LONGEST_BURST = MINUTE
const OUT_OF_CREDITS = '(Out of AI credits — reply manually)'

/** What settling needs of the conversation as it is now. */
interface Scene {
  readonly tx: Tx
  readonly turn: TakenTurn
  readonly thought: Thought
  readonly engine: string
  readonly venue: Row<'venue'>
  readonly thread: Thread
  /** Where the text came in that carries the reply: what is written here stays there. */
  readonly home: string
  readonly state: GateState
  /** Calibrated: what the gates use. */
  readonly confidence: number
  readonly ids: () => string
  /** A text that came after the ones this turn has looked at: whatever was written is at best a draft. */
  readonly overtaken: boolean
  /** The playbook's run that the reply asks for. */
  readonly runId?: string | null
}

/** What was written, if anything. */
interface Written {
  readonly draftId?: string
  readonly replyId?: string
}

interface Result extends Judgement, Written {
  readonly judged: Judged
}

/** @returns the outcome, or null when the turn has to run again. */
export async function settle(
  tx: Tx,
  turn: TakenTurn,
  thinking: Thought,
  engine: string,
  ids: () => string,
): Promise<Outcome | null> {
  const rows = await tx.db.selectFrom('turns').selectAll().where('lease', '=', turn.lease).execute()
  if (rows.length === 0) return null
  const thread = (await threadOf(tx, turn.conversationId))!
  const overtaken = thread.conversation.lastInboundSeq > turn.upto
  const lasted = tx.now - Math.min(...rows.map((row) => row.firstAt))
  // What was merged or taken apart meanwhile is another thread; what a person had in between is another conversation.
  const moved = !sameThread(thread, turn) || (await resumedSeq(tx, thread.ids)) !== turn.resumedSeq
  if (moved || (overtaken && lasted < LONGEST_BURST)) {
    await tx.db.updateTable('turns').set({ lease: null, leaseUntil: null }).where('lease', '=', turn.lease).execute()
    return null
  }
  const venue = (await tx.find('venue', tx.venueId))!
  const thought = await asJudged(tx, thinking)
  const found = await gateState(tx, venue, { ...thread.conversation, ...thread }, thought.intent ?? 'unknown')
  const state = { ...found, handedOff: await isHandedOff(tx, thread) }
  const confidence = usedConfidence(state, thought)
  const home = turn.homes.at(-1)!
  const scene: Scene = { tx, turn, thought, engine, venue, thread, home, state, confidence, ids, overtaken }
  const result = await conclude(scene)
  await record(scene, result)
  if (overtaken) {
    for (const { conversationId } of rows) {
      const next = { id: ids(), firstAt: tx.now, dueAt: tx.now, lease: null, leaseUntil: null, tries: 0 }
      await tx.db.updateTable('turns').set(next).where('conversationId', '=', conversationId).execute()
    }
  } else {
    await tx.db.deleteFrom('turns').where('lease', '=', turn.lease).execute()
  }
  return result.outcome
}

const sameThread = (thread: Thread, turn: TakenTurn) => thread.ids.join() === turn.thread.join()

async function conclude(given: Scene): Promise<Result> {
  const scene = await withTimesChecked(given)
  const { tx, thought, turn, home, state, confidence, overtaken } = scene
  const judged = {
    course: courseOf(thought, overtaken),
    input: gateInput(state, confidence, thought.reply),
    doubtful: thought.doubtful,
  }
  const judgement = judge(judged)
  const { step } = judgement
  if (step === 'off') return { ...judgement, judged }
  const runId = await runKept(scene)
  const written = await carryOut({ ...scene, runId }, judgement)
  if (thought.handover) await stepBack(scene, thought.handover, step === 'hand_off')
  else if (LINES.has(step)) await systemLine(tx, `sys_${turn.id}`, home, lineOf(thought), turn.last)
  return { ...judgement, ...written, judged }
}

/** The classifier of replies may have wanted one where there is none to be. */
function lineOf(thought: Thought): string {
  const { intent, warrant } = thought
  return warrant.reply && (intent === 'complaint' || intent === 'risk') ? GRAVE[intent] : warrantOf(thought).reason
}

/** Steps whose reason stands in the thread. */
const LINES: ReadonlySet<Step> = new Set(['opt_out', 'escalate', 'quiet', 'reply'])

async function carryOut(scene: Scene, { step, gates, outcome }: Judgement): Promise<Written> {
  const { tx, thought, thread, home } = scene
  switch (step) {
    case 'off':
    case 'hand_off':
      return {}
    case 'opt_out':
      await tx.patch('conversations', home, { flag: 'opt_out' })
      return {}
    case 'escalate':
      if (thought.flag === 'risk') await tx.patch('conversations', home, { flag: 'risk' })
      return escalate(scene, gates)
    case 'quiet':
      if (thought.intent === 'general') await stopWaiting(tx, thread)
      return {}
    case 'file_away':
      return fileAway(scene)
    case 'reply':
      if (!thought.reply || !(await paid(scene, thought.reply.text)))
        return addDraft(scene, gates, 'pending', { kind: 'marker', text: OUT_OF_CREDITS })
      return outcome === 'auto_queued' ? queueReply(scene, gates) : addDraft(scene, gates, 'pending')
  }
}

async function escalate(scene: Scene, gates: readonly GateResult[]): Promise<Written> {
  const { tx, turn, thought, thread, venue, confidence, ids, overtaken } = scene
  const { draftId } = await addDraft(scene, gates, 'pending', { kind: 'escalation', text: '' })
  if (thought.intent !== 'complaint' || thought.handover || overtaken) return { draftId }
  const complaint = { severity: thought.severity, confidence: thought.doubtful ? 0 : confidence }
  const replyId = await acknowledge(tx, thread, venue, complaint, { id: ids(), turnId: turn.id })
  return replyId === null ? { draftId } : { draftId, replyId }
}

/** The agent hands the customer to a person. Whoever complains or is at risk hears it from that person. */
async function stepBack(
  { tx, turn, thread, home, venue, ids }: Scene,
  handover: Handover,
  tells: boolean,
): Promise<void> {
  const { agentId } = thread.conversation
  const { name } = (await tx.find('agents', agentId))!
  const { route, note, reason } = handover
  await handOff(tx, thread, home, {
    ...{ route, note, by: agentId, person: false },
    line: `${name} handed this off (${route}): ${reason}`,
    lineId: `sys_${turn.id}`,
    inboundMessageId: turn.last,
    told: tells ? (handover.text ?? venue.handoff.text) : null,
    noticeId: ids(),
  })
}

/** @returns the id of the playbook's run, which this turn has begun or taken further; null: none */
async function runKept({ tx, turn, thought, thread, home }: Scene): Promise<string | null> {
  if (!thought.run) return null
  return keepRun(tx, { thread: thread.ids, home, turnId: turn.id, since: turn.since }, thought.run)
}

/** A Spark is the price of a reply: where the engine wrote no words there is nothing to pay. */
async function paid({ tx, turn, ids }: Scene, text: string): Promise<boolean> {
  return text === '' || spend(tx, { id: ids(), turnId: turn.id, reason: 'reply', by: null })
}

/** Somebody may have taken a time that the reply quotes while it was written. */
async function withTimesChecked(scene: Scene): Promise<Scene> {
  const { tx, thought } = scene
  if (!thought.reply?.diary) return scene
  return { ...scene, thought: { ...thought, reply: await withDiary(tx, thought.reply, thought.reply.diary) } }
}

async function fileAway({ tx, turn, home }: Scene): Promise<Written> {
  await systemLine(tx, `sys_${turn.id}`, home, 'Filed away: not a message for the venue', turn.last)
  await tx.patch('conversations', home, { state: 'closed', unread: false, waitingSince: null })
  return {}
}

async function queueReply(scene: Scene, gates: readonly GateResult[]): Promise<Written> {
  const { tx, turn, thought, thread, venue, ids } = scene
  const { draftId } = await addDraft(scene, gates, 'auto')
  const replyId = ids()
  await enqueue(tx, {
    id: replyId,
    conversation: thread.home,
    body: thought.reply!.text,
    author: 'ai',
    authorId: null,
    draftId,
    auto: true,
    notBefore: tx.now + venue.timing.holdSeconds * SECOND,
    turnId: turn.id,
  })
  if (thought.reply!.diary) await hold(tx, replyId, thread.home.contactId, thought.reply!.diary, null)
  return { draftId, replyId }
}

async function addDraft(
  { tx, turn, thought, thread, home, confidence, ids, overtaken, runId }: Scene,
  gates: readonly GateResult[],
  state: 'pending' | 'auto',
  instead: { kind: 'marker' | 'escalation'; text: string } | null = null,
): Promise<{ draftId: string }> {
  for (const older of await pendingDrafts(tx, thread.ids))
    await tx.patch('drafts', older.id, { state: 'superseded', settledAt: tx.now, writtenBy: null })
  const id = ids()
  const reply = instead ? null : thought.reply
  const barred = state === 'pending' && instead?.kind !== 'escalation' && (await isBarred(tx, thread))
  await tx.insert('drafts', {
    id,
    conversationId: home,
    inboundMessageId: turn.last,
    turnId: turn.id,
    kind: instead?.kind ?? 'reply',
    intent: thought.intent ?? 'unknown',
    severity: thought.severity,
    confidence,
    rawConfidence: thought.confidence,
    text: instead?.text ?? reply!.text,
    citations: [...(reply?.citations ?? [])],
    diary: reply?.diary ?? null,
    playbook: runId && reply?.asks ? { runId, asks: reply.asks } : null,
    state: barred ? 'dropped' : state,
    stale: overtaken,
    reasons: instead ? [] : failedGates(gates),
    problems: reply ? allFound(reply) : [],
    mustEdit: reply?.mustEdit ?? false,
    returned: null,
    createdAt: tx.now,
    settledBy: null,
    settledAt: state === 'auto' || barred ? tx.now : null,
    settledText: null,
  } as Fields<'drafts'>)
  return { draftId: id }
}

/** Nobody could send it: whoever it would go to has opted out. */
async function isBarred(tx: Tx, { home }: Thread): Promise<boolean> {
  return (await tx.find('contacts', home.contactId))?.optedOut === true
}

/** One decision for each text of the turn: the last carries it, the earlier ones point there. */
async function record({ tx, turn, thought, engine, state, confidence }: Scene, result: Result): Promise<void> {
  const verdict: Omit<Verdict, 'messageId' | 'conversationId'> = {
    turnId: turn.id,
    outcome: result.outcome,
    warrant: warrantOf(thought),
    intent: thought.intent,
    confidence,
    rawConfidence: thought.confidence,
    calibration: state.calibration?.version ?? null,
    severity: thought.severity,
    engine,
    gates: result.gates,
    judged: result.judged,
    draftId: result.draftId ?? null,
    replyId: result.replyId ?? null,
  }
  for (const [i, messageId] of turn.undecided.entries()) {
    const own = { ...verdict, messageId, conversationId: turn.homes[i]! }
    if (messageId === turn.last) await recordDecision(tx, own)
    else await recordDecision(tx, { ...own, outcome: 'merged', intoMessageId: turn.last })
  }
}
