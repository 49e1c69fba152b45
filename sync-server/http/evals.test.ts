/** Evals and the sandbox chat at the HTTP edge: who may, with which status, and who hears of it. */
import { expect, test } from 'vitest'
import { runPiece } from '../evals/run.ts'
import { type TestEdge, testEdge } from './testing.ts'

const AGENT = 'v1_front_desk'
const CASE = { agentId: AGENT, name: 'Trim', texts: ['How much is a trim?'], expect: { intent: 'pricing' } }

function asPerson(edge: TestEdge, headers: { authorization: string }) {
  let n = 0
  return {
    command: async (type: string, payload: object, id = `c${++n}`) => {
      const answer = await edge.app.inject({
        method: 'POST',
        url: '/api/commands',
        headers,
        payload: { id, type, payload },
      })
      return { http: answer.statusCode, ...answer.json() }
    },
    tables: async () => {
      const { rows } = (await edge.app.inject({ url: '/api/changes?since=0&limit=5000', headers })).json()
      return new Set((rows as { table: string }[]).map((row) => row.table))
    },
  }
}

test('a case is added, run and cancelled by an owner; staff may nothing of it and hear nothing', async () => {
  await using edge = await testEdge()
  const owner = asPerson(edge, await edge.signIn('owner'))
  const staff = asPerson(edge, await edge.signIn('staff'))
  for (const [type, payload] of [
    ['eval.add', CASE],
    ['eval.run', {}],
    ['agent.try', { agentId: AGENT, text: 'Hi' }],
  ] as const) {
    expect(await staff.command(type, payload)).toMatchObject({ http: 403, code: 'forbidden' })
  }
  expect(await owner.command('eval.run', {})).toMatchObject({ http: 409, code: 'no_evals' })
  expect(await owner.command('eval.add', { ...CASE, texts: [] })).toMatchObject({ http: 400, code: 'invalid_payload' })
  expect(await owner.command('eval.add', { messageId: 'none' })).toMatchObject({ http: 404, code: 'row_not_found' })
  expect(await owner.command('eval.add', CASE)).toMatchObject({ http: 200, result: { evalId: expect.any(String) } })
  const run = await owner.command('eval.run', { with: { agentId: AGENT, agent: { replyMode: 'draft' } } })
  expect(run).toMatchObject({ http: 200, result: { total: 1 } })
  expect(await owner.command('eval.run', {})).toMatchObject({ http: 409, code: 'eval_run_under_way' })
  expect(await owner.command('eval.cancel', { runId: run.result.runId })).toMatchObject({ http: 200 })
  const own = ['evals', 'eval_runs']
  const [owners, staffs] = [await owner.tables(), await staff.tables()]
  expect(own.filter((table) => owners.has(table))).toEqual(own)
  expect(own.filter((table) => staffs.has(table))).toEqual([])
})

test('an AI that does not answer: the chat says so, and the case fails for that reason; no words in the log', async () => {
  await using edge = await testEdge()
  const owner = asPerson(edge, await edge.signIn('owner'))
  const text = 'How much for a marigold rinse?'
  expect(await owner.command('agent.try', { agentId: AGENT, text }, 'once')).toMatchObject({
    http: 503,
    code: 'engine_unavailable',
  })
  await owner.command('eval.add', { ...CASE, texts: [text] })
  const run = await owner.command('eval.run', {})
  await runPiece(edge.deps, 'v1', run.result.runId)
  const results = await edge.deps.storage.read((db) => db.selectFrom('eval_results').selectAll().execute())
  expect(results).toMatchObject([{ pass: 0, reasons: expect.stringContaining('engine_failed') }])
  expect(edge.log()).not.toContain('marigold')
})
