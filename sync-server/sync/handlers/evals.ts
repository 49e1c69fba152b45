/** Cases and their runs. The log keeps ids, never anybody's words. */
import { Refusal } from '#shared/errors.ts'
import { MOST_EVALS } from '#shared/evals.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { Row } from '#shared/rows.ts'
import { countEvals, fromThread, removeEval } from '../../evals/cases.ts'
import { EVAL_RUNS, takePlace } from '../../governance/hourly.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'
import { given, requirePro } from './common.ts'

async function evalOf(tx: Tx, id: string): Promise<Row<'evals'>> {
  const found = await tx.find('evals', id)
  if (!found) throw new Refusal('row_not_found')
  return found
}

async function requireAgent(tx: Tx, agentId: string | undefined): Promise<void> {
  if (agentId !== undefined && !(await tx.find('agents', agentId))) throw new Refusal('row_not_found')
}

export const add: Handler<'eval.add'> = async ({ tx, session, payload, commandId }) => {
  if ((await countEvals(tx.db, tx.venueId)) >= MOST_EVALS) {
    throw new Refusal('list_full', `There may be ${MOST_EVALS} cases at most. Remove some first.`)
  }
  const evalId = createdIdOf('eval', session.personId, commandId)
  const by = session.personId
  if ('messageId' in payload) {
    const { made, expect } = await fromThread(tx, payload.messageId)
    await tx.insert('evals', { id: evalId, ...made, origin: 'thread', expect, by })
    return { result: { evalId }, audit: { evalId, origin: 'thread' } }
  }
  await requireAgent(tx, payload.agentId)
  await tx.insert('evals', {
    id: evalId,
    ...payload,
    origin: 'hand',
    ...{ conversationId: null, messageId: null, contactId: null, customerName: null, earlier: [], enquiry: null },
    at: tx.now,
    on: true,
    createdAt: tx.now,
    by,
  })
  return { result: { evalId }, audit: { evalId, origin: 'hand' } }
}

export const edit: Handler<'eval.edit'> = async ({ tx, payload }) => {
  const found = await evalOf(tx, payload.evalId)
  await requireAgent(tx, payload.agentId)
  const patch = given(payload, 'evalId')
  await tx.patch('evals', found.id, patch)
  return { audit: { evalId: found.id, fields: Object.keys(patch) } }
}

export const remove: Handler<'eval.remove'> = async ({ tx, payload }) => {
  const found = await evalOf(tx, payload.evalId)
  await removeEval(tx, found.id)
  return { audit: { evalId: found.id } }
}

export const run: Handler<'eval.run'> = async ({ tx, session, payload, commandId }) => {
  const venue = await requirePro(tx)
  const under = payload.with
  const running = await tx.db
    .selectFrom('eval_runs')
    .select('id')
    .where('venueId', '=', tx.venueId)
    .where('state', '=', 'running')
    .executeTakeFirst()
  if (running) throw new Refusal('eval_run_under_way', undefined, { runId: running.id })
  await requireAgent(tx, under?.agentId)
  let query = tx.db.selectFrom('evals').select('id').where('venueId', '=', tx.venueId)
  query = payload.evalIds ? query.where('id', 'in', payload.evalIds) : query.where('on', '=', 1)
  if (under) query = query.where('agentId', '=', under.agentId)
  const left = (await query.orderBy('createdAt').orderBy('id').execute()).map((one) => one.id)
  if (left.length === 0) throw new Refusal('no_evals')
  const runId = createdIdOf('run', session.personId, commandId)
  const full = await takePlace(tx, EVAL_RUNS, runId, venue.timeZone)
  if (full) {
    const { most } = EVAL_RUNS
    throw new Refusal('too_many_tries', `${most} runs an hour are the most: the next one at ${full.when}.`, {
      retryAt: full.retryAt,
    })
  }
  const kind = under ? 'change' : 'saved'
  await forgetRuns(tx, kind)
  await tx.insert('eval_runs', {
    id: runId,
    ...{ state: 'running', kind, total: left.length, done: 0, failed: 0 },
    by: session.personId,
    startedAt: tx.now,
    endedAt: null,
    left: JSON.stringify(left),
    settings: under ? JSON.stringify(under) : null,
    leaseUntil: null,
  })
  return { result: { runId, total: left.length } }
}

/** Of each kind only the last run is kept. */
async function forgetRuns(tx: Tx, kind: Row<'eval_runs'>['kind']): Promise<void> {
  const before = await tx.db
    .selectFrom('eval_runs')
    .select('id')
    .where('venueId', '=', tx.venueId)
    .where('kind', '=', kind)
    .execute()
  for (const { id } of before) await tx.remove('eval_runs', id)
}

export const cancel: Handler<'eval.cancel'> = async ({ tx, payload }) => {
  const found = await tx.find('eval_runs', payload.runId)
  if (!found) throw new Refusal('row_not_found')
  if (found.state === 'running') {
    await tx.patch('eval_runs', found.id, { state: 'cancelled', endedAt: tx.now, settings: null, leaseUntil: null })
  }
  return { result: { state: found.state === 'running' ? 'cancelled' : found.state } }
}
