import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import type { Deps } from '../../deps.ts'
import { ENGINES } from '../../storage/testing.ts'
import { type TestServer, testServer, withAutoSend } from '../../testing.ts'
import { runCommand } from '../run-command.ts'

const preview = (s: TestServer, text: string) => s.command('preview.run', { text })
const debits = (s: TestServer) =>
  s.deps.storage.read((db) => db.selectFrom('wallet').selectAll().where('reason', '=', 'preview').execute())

test('the canned questions: what would be said, on what ground, and every gate; a Spark each', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  expect(await s.command('preview.run', { scenario: 'pricing' })).toMatchObject({
    status: 'done',
    result: {
      text: expect.stringContaining('balayage'),
      intent: 'pricing',
      outcome: 'auto_queued',
      reply: expect.stringContaining('£140'),
      citations: expect.arrayContaining([expect.objectContaining({ source: 'service', id: 'svc_balayage' })]),
      problems: [],
      reasons: [],
      sparks: 4_999,
    },
  })
  const hours = await s.command('preview.run', { scenario: 'hours' })
  expect(hours.result).toMatchObject({ intent: 'hours', reply: expect.stringContaining('9am to 5pm') })
  expect(hours.result!.gates).toHaveLength(21)
  const greeting = await s.command('preview.run', { scenario: 'greeting' })
  expect(greeting.result).toMatchObject({
    intent: 'general',
    outcome: 'drafted',
    reasons: ['intent_mode', 'training', 'confidence'],
  })
  expect((await s.venue()).sparks).toBe(4_997)
  expect(await debits(s)).toHaveLength(3)
})

test('it leaves nothing behind that could be sent', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await s.command('preview.run', { scenario: 'pricing' })
  s.pass(HOUR)
  await s.step()
  for (const table of ['messages', 'drafts', 'decisions', 'conversations', 'contacts'] as const) {
    expect(await s.rows(table)).toEqual([])
  }
  expect(s.sandbox.received()).toEqual([])
})

test('three an hour a venue; the fourth is told when', async () => {
  await using s = await testServer()
  for (let n = 0; n < 3; n++) {
    expect(await preview(s, 'Is there parking?')).toMatchObject({ status: 'done' })
    s.pass(10 * MINUTE)
  }
  const retryAt = s.now() + 30 * MINUTE
  expect(await preview(s, 'Is there parking?')).toMatchObject({
    status: 'refused',
    code: 'too_many_previews',
    message: expect.stringContaining('11:00'),
    result: { retryAt },
  })
  s.pass(30 * MINUTE - 1)
  expect(await preview(s, 'Is there parking?')).toMatchObject({ code: 'too_many_previews' })
  s.pass(1)
  expect(await preview(s, 'Is there parking?')).toMatchObject({ status: 'done' })
  expect(await preview(s, 'Is there parking?')).toMatchObject({ code: 'too_many_previews' })
  expect(await debits(s)).toHaveLength(4)
})

test('three at once of five at once', async () => {
  await using s = await testServer()
  const answers = await Promise.all(Array.from({ length: 5 }, () => preview(s, 'Is there parking?')))
  expect(answers.map((a) => a.status).sort()).toEqual(['done', 'done', 'done', 'refused', 'refused'])
})

test.each([
  ['How much is a trim?'],
  ['Are you open on Sunday?'],
  ['My colour has gone green and I am furious'],
  ['please stop texting me'],
  ['thanks so much!'],
  ['Congratulations, you have won a prize, click http://win.example'],
  ['Any time tomorrow for a trim?'],
  ['Is there parking?'],
])('what it says of “%s” is what becomes of the same text', async (body) => {
  await using s = await testServer()
  await withAutoSend(s)
  const { result } = await preview(s, body)
  s.pass(HOUR)
  await s.text(body)
  s.pass(8 * SECOND)
  await s.step()
  const [decision] = await s.rows('decisions')
  const [draft] = await s.rows('drafts')
  expect(decision).toMatchObject({ intent: result!.intent, outcome: result!.outcome, reasons: result!.reasons })
  expect(draft?.text ?? '').toBe(result!.reply ?? '')
  expect(draft?.citations ?? []).toEqual(result!.citations)
})

test('without Sparks there is none; with the last one there is one', async () => {
  await using s = await testServer()
  await s.deps.storage.write('command', s.venueId, (tx) => tx.patch('venue', s.venueId, { sparks: 1 }))
  const answers = await Promise.all([preview(s, 'Is there parking?'), preview(s, 'Is there parking?')])
  expect(answers.map((a) => a.code ?? a.status).sort()).toEqual(['done', 'out_of_sparks'])
  expect(await preview(s, 'Is there parking?')).toMatchObject({ code: 'out_of_sparks' })
  expect(await s.venue()).toMatchObject({ sparks: 0, sparksEmpty: true })
})

test('an engine that fails: nothing is paid, and the same command may be tried again', async () => {
  let fails = true
  const engine = {
    name: 'stub',
    classify: async () => {
      if (fails) throw new Error('down')
      return { intent: 'enquiry' as const, confidence: 0.9 }
    },
    compose: async () => ({ text: 'Yes.', citations: [] }),
  }
  await using s = await testServer({ engine })
  const again = () => s.command('preview.run', { text: 'Is there parking?' }, { id: 'p' })
  await expect(again()).rejects.toMatchObject({ code: 'engine_unavailable' })
  expect(await debits(s)).toHaveLength(0)
  fails = false
  expect(await again()).toMatchObject({ status: 'done' })
  expect(await debits(s)).toHaveLength(1)
})

describe.each(ENGINES)('%s', (storage) => {
  test('the same id again: the same answer and one Spark, also after a crash between the two writes', async () => {
    await using s = await testServer({ storage })
    const envelope = { id: 'p', type: 'preview.run', payload: { scenario: 'pricing' } }
    let writes = 0
    const dying: Deps = {
      ...s.deps,
      storage: {
        ...s.deps.storage,
        write: (lane, venueId, fn) => {
          writes += 1
          return writes === 2 ? Promise.reject(new Error('crash')) : s.deps.storage.write(lane, venueId, fn)
        },
      },
    }
    await expect(runCommand(dying, s.owner, envelope)).rejects.toThrow('crash')
    expect(await debits(s)).toHaveLength(0)
    await s.storage.reopen()
    const first = await runCommand(s.deps, s.owner, envelope)
    expect(first).toMatchObject({ status: 'done', result: { intent: 'pricing' } })
    s.pass(MINUTE)
    await s.command('service.edit', { serviceId: 'svc_balayage', price: 15_000 })
    const repeated = await Promise.all([1, 2, 3].map(() => runCommand(s.deps, s.owner, envelope)))
    for (const answer of repeated) expect(answer).toEqual(first)
    expect(await debits(s)).toHaveLength(1)
    const places = await s.deps.storage.read((db) => db.selectFrom('previews').selectAll().execute())
    expect(places).toHaveLength(1)
    const other = { ...envelope, payload: { scenario: 'hours' } }
    expect(await runCommand(s.deps, s.owner, other)).toMatchObject({ code: 'command_id_reused' })
  })

  test('the same id at the same moment: one Spark, one answer', async () => {
    await using s = await testServer({ storage })
    const envelope = { id: 'p', type: 'preview.run', payload: { text: 'Is there parking?' } }
    const answers = await Promise.all([1, 2, 3, 4].map(() => runCommand(s.deps, s.owner, envelope)))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(await debits(s)).toHaveLength(1)
    expect((await s.venue()).sparks).toBe(4_999)
  })
})
