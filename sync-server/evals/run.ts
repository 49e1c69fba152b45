/**
 * Runs of cases: a row that says what is left, worked through in pieces by the scheduler, so that a restart loses nothing
 * and a cancel holds at once. Thinking happens outside any write; nothing is stored but the results, nothing is sent.
 */
import { MINUTE } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'
import { type EvalGround, judge } from '#shared/evals.ts'
import type { Row } from '#shared/rows.ts'
import { type AgentSettings, agentSettings, type Exchange } from '#shared/trial.ts'
import type { Deps } from '../deps.ts'
import { agentFor } from '../pipeline/agents.ts'
import { exchangeOf, readChat } from '../pipeline/chat.ts'
import { type Considered, concludeTrial, consider } from '../pipeline/trial.ts'
import { decode } from '../storage/codec.ts'
import { prepared } from '../storage/prepared.ts'
import type { Tx } from '../storage/tx.ts'

/** Cases of one piece: what is lost at most when it is interrupted. */
const PIECE = 5
const LEASE = 5 * MINUTE

type Verdict = Pick<Row<'eval_results'>, 'pass' | 'reasons' | 'got'>
type Settings = AgentSettings | null

interface Piece {
  /** What it takes of what is left, those included that are gone by now. */
  readonly ids: readonly string[]
  readonly cases: readonly Row<'evals'>[]
  readonly settings: Settings
}

/** One case, thought about under the settings as they are and, for a change, as they would be. */
interface Run {
  readonly of: Row<'evals'>
  /** null: the engine failed. */
  readonly now: Found | null
  readonly before: Found | null
}

interface Found extends Considered {
  /** It was handed to a person before. */
  readonly handedOff: boolean
}

/** Runs with a piece that nobody is at work on. */
export const dueRuns = prepared((db, { now }: Readonly<Record<'now', number>>) =>
  db
    .selectFrom('eval_runs')
    .select(['id', 'venueId'])
    .where('state', '=', 'running')
    .where((e) => e.or([e('leaseUntil', 'is', null), e('leaseUntil', '<=', now)])),
)

/** Works through the next piece of a run. */
export async function runPiece(deps: Deps, venueId: string, runId: string): Promise<void> {
  const piece = await deps.storage.write('bulk', venueId, (tx) => takePiece(tx, runId))
  if (!piece) return
  const considered: Run[] = []
  for (const of of piece.cases) {
    considered.push({
      of,
      now: await thinkOf(deps, venueId, of, piece.settings),
      before: piece.settings && (await thinkOf(deps, venueId, of, null)),
    })
  }
  await deps.storage.write('bulk', venueId, (tx) => settlePiece(tx, runId, piece.ids, considered))
}

/** Takes the lease of a run. @returns null where it has ended, or somebody else is at work on it */
async function takePiece(tx: Tx, runId: string): Promise<Piece | null> {
  const run = await tx.find('eval_runs', runId)
  if (run?.state !== 'running' || (run.leaseUntil ?? 0) > tx.now) return null
  await tx.db
    .updateTable('eval_runs')
    .set({ leaseUntil: tx.now + LEASE })
    .where('id', '=', runId)
    .execute()
  const ids = idsOf(run.left).slice(0, PIECE)
  const found = await Promise.all(ids.map((id) => tx.find('evals', id)))
  const cases: Row<'evals'>[] = []
  for (const one of found) {
    if (!one) continue
    // The cases of an agent that is gone are those of whoever answers in its place.
    const agent = (await tx.find('agents', one.agentId)) ?? (await agentFor(tx.db, tx.venueId, 'sms'))
    cases.push({ ...one, agentId: agent.id })
  }
  return { ids, cases, settings: run.settings == null ? null : agentSettings.parse(JSON.parse(run.settings)) }
}

const idsOf = (left: string | undefined): string[] => JSON.parse(left ?? '[]') as string[]

async function thinkOf(deps: Deps, venueId: string, of: Row<'evals'>, settings: Settings): Promise<Found | null> {
  const { customerName, agentId, enquiry, at } = of
  const asked = { customerName, agentId, since: at, at, settings }
  const chat: Exchange[] = []
  const say = async (texts: readonly string[]): Promise<Found> => {
    const { handedOff, ...before } = readChat(chat, texts)
    const told = { ...asked, ...before, enquiry: chat.length === 0 ? enquiry : (before.enquiry ?? null) }
    return { ...(await consider(deps, venueId, told)), handedOff }
  }
  try {
    for (const text of of.earlier) chat.push(exchangeOf(text, at, (await say([text])).thought))
    return await say(of.texts)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

async function settlePiece(tx: Tx, runId: string, ids: readonly string[], considered: readonly Run[]) {
  const run = await tx.find('eval_runs', runId)
  if (run?.state !== 'running') return
  const venue = (await tx.find('venue', tx.venueId))!
  const services = await tx.db.selectFrom('services').selectAll().where('venueId', '=', tx.venueId).execute()
  const ground = {
    services: services.map((s) => decode('services', s)).filter((s) => s.active),
    currency: venue.currency,
  }
  const verdictOn = (of: Row<'evals'>, found: Found | null) => verdict(tx, venue, ground, of, found)
  const open = idsOf(run.left)
  let failed = run.failed
  let done = 0
  for (const { of, now, before: was } of considered) {
    // It was removed meanwhile, or a lease ran out and somebody else was faster.
    if (!open.includes(of.id) || !(await tx.find('evals', of.id))) continue
    const found = await verdictOn(of, now)
    done += 1
    if (!found.pass) failed += 1
    await putResult(tx, {
      id: `${run.kind}_${of.id}`,
      runId,
      kind: run.kind,
      evalId: of.id,
      at: tx.now,
      ...found,
      before: run.kind === 'change' ? await verdictOn(of, was) : null,
    })
  }
  const left = open.filter((id) => !ids.includes(id))
  const total = run.done + done + left.length
  const end = left.length === 0 ? { state: 'done' as const, endedAt: tx.now, settings: null } : {}
  await tx.patch('eval_runs', runId, {
    ...{ left: JSON.stringify(left), leaseUntil: null, total, done: run.done + done, failed },
    ...end,
  })
}

async function verdict(
  tx: Tx,
  venue: Row<'venue'>,
  ground: EvalGround,
  of: Row<'evals'>,
  found: Found | null,
): Promise<Verdict> {
  if (!found) return { pass: false, reasons: [{ code: 'engine_failed', text: 'The AI did not answer.' }], got: null }
  const trial = await concludeTrial(tx, venue, found, {
    ...{ agentId: of.agentId, calm: true, handedOff: found.handedOff },
  })
  const { warrant, intent, confidence, outcome, reply } = trial
  const got = { warrant, intent, confidence, outcome, reply, reasons: [...trial.reasons] }
  const reasons = judge(of.expect, got, ground)
  return { pass: reasons.length === 0, reasons, got }
}

async function putResult(tx: Tx, row: Row<'eval_results'>): Promise<void> {
  if (await tx.find('eval_results', row.id)) await tx.patch('eval_results', row.id, row)
  else await tx.insert('eval_results', row)
}
