/** Evals from outside: cases are made, run under what is saved and what is on screen, and leave nothing behind. */
import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import type { EvalExpect } from '#shared/evals.ts'
import type { Row } from '#shared/rows.ts'
import { demoEvals } from '../demo/evals.ts'
import type { Engine } from '../engines/engine.ts'
import { createLocalEngine } from '../engines/local/engine.ts'
import { ENGINES } from '../storage/testing.ts'
import { readChanges } from '../sync/feed.ts'
import { type TestServer, testServer, withAutoSend } from '../testing.ts'

const NOTHING = { contains: [], avoids: [] }
const local = createLocalEngine()

let customers = 0
/** A text from somebody new, thought about. */
async function ask(s: TestServer, ...bodies: string[]) {
  const from = `+4477009${String(20_000 + ++customers)}`
  for (const body of bodies) await s.text(body, from)
  s.pass(8 * SECOND)
  await s.step()
  const conversation = (await s.rows('conversations')).find((c) => c.customerNumber === from)!
  const inbound = (await s.rows('messages')).findLast(
    (m) => m.conversationId === conversation.id && m.direction === 'in',
  )!
  const draft = (await s.rows('drafts')).find((d) => d.conversationId === conversation.id)
  return { from, conversation, inbound, draft }
}

async function add(s: TestServer, text: string, expect_: Partial<EvalExpect>, name = text): Promise<string> {
  const agentId = (await s.rows('agents'))[0]!.id
  const answer = await s.command('eval.add', { agentId, name, texts: [text], expect: { ...NOTHING, ...expect_ } })
  expect(answer).toMatchObject({ status: 'done' })
  return answer.result!.evalId as string
}

/** Runs the cases to the end. @returns the results by their case */
async function run(s: TestServer, payload: Parameters<TestServer['command']>[1] = {}) {
  const answer = await s.command('eval.run', payload as object)
  expect(answer).toMatchObject({ status: 'done' })
  await s.step()
  const runId = answer.result!.runId as string
  const results = (await s.rows('eval_results')).filter((r) => r.runId === runId)
  const row = (await s.rows('eval_runs')).find((r) => r.id === runId)!
  return { row, results: new Map(results.map((r) => [r.evalId, r])) }
}

const reasons = (result: Row<'eval_results'> | undefined) => result?.reasons.map((r) => r.code)

describe('what a case expects', () => {
  test('intent, words, price, whether a reply is called for, and what becomes of it', async () => {
    await using s = await testServer()
    await withAutoSend(s)
    const good = {
      price: await add(s, 'How much is a trim?', { intent: 'pricing', priceOf: 'svc_trim', outcome: 'sends' }),
      hours: await add(s, 'Are you open on Saturday?', { intent: 'hours', contains: ['9AM  to 5pm'], avoids: ['£'] }),
      quiet: await add(s, 'thanks so much!', { warrant: false, outcome: 'quiet' }),
      complaint: await add(s, 'My colour has gone green and I am furious', { outcome: 'escalates' }),
      held: await add(s, 'Is there parking?', { warrant: true, outcome: 'held' }),
    }
    const bad = {
      intent: await add(s, 'How much is a full balayage?', { intent: 'hours' }),
      notIntent: await add(s, 'How much is a gel nails set?', { notIntent: 'pricing' }),
      warrant: await add(s, 'How much is a haircut?', { warrant: false }),
      outcome: await add(s, 'Is there somewhere to park?', { outcome: 'sends' }),
      contains: await add(s, 'What does a trim cost?', { contains: ['£36'] }),
      avoids: await add(s, 'What is the price of a trim?', { avoids: ['£35'] }),
      price: await add(s, 'Trim price please?', { priceOf: 'svc_balayage' }),
      service_gone: await add(s, 'And what is a trim?', { priceOf: 'svc_nothing' }),
    }
    const { row, results } = await run(s)
    for (const [name, id] of Object.entries(good)) expect([name, results.get(id)?.reasons]).toEqual([name, []])
    for (const [name, id] of Object.entries(bad)) {
      const code = name === 'notIntent' ? 'intent' : name
      expect([name, results.get(id)?.pass, reasons(results.get(id))]).toEqual([name, false, [code]])
    }
    expect(row).toMatchObject({ state: 'done', kind: 'saved', total: 13, done: 13, failed: 8, endedAt: s.now() })
  })

  test('a case that expects nothing is refused, and so is one too many', async () => {
    await using s = await testServer()
    const agentId = (await s.rows('agents'))[0]!.id
    const payload = { agentId, name: 'n', texts: ['How much is a trim?'], expect: NOTHING }
    expect(await s.command('eval.add', payload)).toMatchObject({ status: 'refused', code: 'invalid_payload' })
    expect(await s.command('eval.add', { ...payload, agentId: 'none', expect: { warrant: true } })).toMatchObject({
      code: 'row_not_found',
    })
    await s.deps.storage.write('bulk', s.venueId, async (tx) => {
      for (let i = 0; i < 200; i++) await tx.insert('evals', caseRow(`e${i}`, agentId, { by: s.owner.personId }))
    })
    expect(await s.command('eval.add', { ...payload, expect: { warrant: true } })).toMatchObject({ code: 'list_full' })
  })
})

function caseRow(id: string, agentId: string, more: Partial<Row<'evals'>> = {}): Row<'evals'> {
  return {
    id,
    name: id,
    origin: 'hand',
    agentId,
    conversationId: null,
    messageId: null,
    contactId: null,
    texts: ['How much is a trim?'],
    customerName: null,
    earlier: [],
    enquiry: null,
    at: Date.parse('2026-11-18T10:00:00Z'),
    expect: { contains: [], avoids: [], intent: 'pricing' },
    on: true,
    createdAt: 0,
    by: null,
    ...more,
  }
}

describe('what is saved from a thread', () => {
  const saved = async (s: TestServer, messageId: string) => {
    const answer = await s.command('eval.add', { messageId })
    expect(answer).toMatchObject({ status: 'done' })
    return (await s.rows('evals')).find((e) => e.id === answer.result!.evalId)!
  }

  test('an approved reply: its intent and its price must come again; the whole burst is the case', async () => {
    await using s = await testServer()
    const { conversation, inbound, draft } = await ask(s, 'Hiya', 'How much is a full balayage?')
    await s.command('draft.approve', { draftId: draft!.id }, { as: s.staff })
    expect(await saved(s, inbound.id)).toMatchObject({
      name: 'How much is a full balayage?',
      origin: 'thread',
      texts: ['Hiya', 'How much is a full balayage?'],
      contactId: conversation.contactId,
      agentId: conversation.agentId,
      at: inbound.createdAt,
      by: s.owner.personId,
      expect: { intent: 'pricing', warrant: true, contains: ['£180'] },
    })
  })

  test('what stayed quiet, what went to a person, what was rejected, what nobody has looked at', async () => {
    await using s = await testServer()
    const expected = async (body: string, act?: (draftId: string) => Promise<unknown>) => {
      const { inbound, draft } = await ask(s, body)
      if (act) await act(draft!.id)
      return (await saved(s, inbound.id)).expect
    }
    expect(await expected('thanks so much!')).toEqual({ ...NOTHING, warrant: false })
    expect(await expected('My colour has gone green and I am furious')).toEqual({
      ...NOTHING,
      intent: 'complaint',
      outcome: 'escalates',
    })
    expect(
      await expected('How much is a trim?', (draftId) => s.command('draft.reject', { draftId, reason: 'other' })),
    ).toEqual({ ...NOTHING, unlike: expect.stringContaining('£35') })
    expect(await expected('How much is a trim?')).toEqual({ ...NOTHING, intent: 'pricing', warrant: true })
  })

  test('an answer about hours keeps its times; staff may save nothing, nor anybody a text of our own', async () => {
    await using s = await testServer()
    const { inbound, draft } = await ask(s, 'What time do you open on Saturday?')
    await s.command('draft.approve', { draftId: draft!.id })
    s.pass(5 * SECOND)
    await s.step()
    expect((await saved(s, inbound.id)).expect.contains).toEqual(['9am', '5pm'])
    const sent = (await s.rows('messages')).find((m) => m.direction === 'out')!
    const payload = { messageId: sent.id }
    expect(await s.command('eval.add', payload)).toMatchObject({ code: 'not_inbound' })
    const own = { messageId: inbound.id }
    expect(await s.command('eval.add', own, { as: s.staff })).toMatchObject({ code: 'forbidden' })
  })

  test('a booking enquiry is kept as it stood, and is read the same a month later', async () => {
    await using s = await testServer()
    const first = await ask(s, 'Any free times tomorrow for a trim?')
    await s.command('draft.approve', { draftId: first.draft!.id })
    s.pass(MINUTE)
    await s.step()
    await s.text('The first one please, it is Sam', first.from)
    s.pass(8 * SECOND)
    await s.step()
    const second = (await s.rows('messages')).findLast((m) => m.direction === 'in')!
    const draft = (await s.rows('drafts')).find((d) => d.inboundMessageId === second.id)!
    await s.command('draft.approve', { draftId: draft.id })
    s.pass(MINUTE)
    await s.step()
    const made = await saved(s, second.id)
    expect(made.enquiry).toMatchObject({
      diary: { slots: expect.any(Array), book: null },
      earlier: ['Any free times tomorrow for a trim?'],
    })
    s.pass(30 * 24 * HOUR)
    const { results } = await run(s)
    expect(results.get(made.id)).toMatchObject({ pass: true, got: { intent: draft.intent } })
    expect(results.get(made.id)!.got!.reply).toBe(draft.text)
  })
})

test('a case out of a playbook says over again what was said before it', async () => {
  await using s = await testServer()
  await s.command('playbook.add', {
    agentId: 'agent_front_desk',
    name: 'Bridal party',
    condition: 'someone asks about a wedding',
    collect: [
      { key: 'date', label: 'Date', question: 'Which date is the wedding?', kind: 'date' },
      { key: 'people', label: 'People', question: 'For how many people?', kind: 'number' },
    ],
    route: { kinds: ['call'], ask: false, question: '' },
  })
  const say = async (body: string, from: string) => {
    await s.text(body, from)
    s.pass(8 * SECOND)
    await s.step()
    const draft = (await s.rows('drafts')).find((d) => d.state === 'pending')
    if (draft) await s.command('draft.approve', { draftId: draft.id })
    s.pass(MINUTE)
    await s.step()
  }
  const from = '+447700900777'
  for (const body of ['Do you do wedding hair?', 'the 12th of June', 'five of us']) await say(body, from)
  const inbound = (await s.rows('messages')).filter((m) => m.direction === 'in')
  const made = await Promise.all(
    inbound.map(async (m) => (await s.command('eval.add', { messageId: m.id })).result!.evalId as string),
  )
  const evals = await s.rows('evals')
  expect(evals.map((e) => e.earlier.length)).toEqual([0, 1, 2])
  expect(evals[2]!.expect).toMatchObject({ outcome: 'hands_off' })
  const { results } = await run(s)
  expect(made.map((id) => reasons(results.get(id)))).toEqual([[], [], []])
  const [playbook] = await s.rows('playbooks')
  await s.command('playbook.edit', { playbookId: playbook!.id, on: false })
  expect(reasons((await run(s)).results.get(made[2]!))).toEqual(['outcome'])
})

describe('a change before it is saved', () => {
  test('its own cases alone, each beside what it comes to now', async () => {
    await using s = await testServer()
    const agentId = 'agent_front_desk'
    const price = await add(s, 'How much is a trim?', { contains: ['£35'] })
    const thanks = await add(s, 'thanks so much!', { warrant: false })
    const wrong = await add(s, 'How much is a full balayage?', { intent: 'hours' })
    await s.command('eval.edit', {
      evalId: await add(s, 'Is there parking?', { warrant: true }),
      agentId: 'agent_bridal',
    })
    const off = await run(s, { with: { agentId, agent: { replyMode: 'off' } } })
    expect(off.row).toMatchObject({ kind: 'change', total: 3, failed: 2 })
    expect([price, thanks, wrong].map((id) => [off.results.get(id)?.pass, off.results.get(id)?.before?.pass])).toEqual([
      [false, true],
      [true, true],
      [false, false],
    ])
    expect(off.results.get(price)).toMatchObject({
      got: { reply: null },
      before: { got: { reply: expect.stringContaining('£35') } },
    })
    const card = { id: 'new', agentId, surface: 'classifier', effect: 'always_reply', text: 'Always reply' } as const
    const chatty = await run(s, { with: { agentId, guidance: [card] } })
    expect(chatty.results.get(thanks)).toMatchObject({ pass: false, reasons: [{ code: 'warrant' }] })
    expect(chatty.results.get(price)).toMatchObject({ pass: true, before: { pass: true } })
    expect((await run(s)).results.get(thanks)).toMatchObject({ pass: true, before: null })
    expect(await s.rows('guidance')).toEqual([])
    const alone = await s.command('eval.run', { with: { agentId: 'nobody' } })
    expect(alone).toMatchObject({ code: 'row_not_found' })
  })
})

describe('what makes itself a case', () => {
  test('a draft rejected for its intent, or for its words; nothing else', async () => {
    await using s = await testServer()
    const wrongIntent = await ask(s, 'How much is a trim?')
    const wrongAnswer = await ask(s, 'Is there parking?')
    for (const reason of ['not_needed', 'other'] as const) {
      const { draft } = await ask(s, 'Are you open on Saturday?')
      await s.command('draft.reject', { draftId: draft!.id, reason })
    }
    await s.command('draft.reject', { draftId: wrongIntent.draft!.id, reason: 'wrong_intent' }, { as: s.staff })
    await s.command('draft.reject', { draftId: wrongAnswer.draft!.id, reason: 'wrong_answer' }, { as: s.staff })
    const evals = await s.rows('evals')
    expect(evals).toMatchObject([
      { origin: 'reject', by: null, texts: ['How much is a trim?'], expect: { notIntent: 'pricing' } },
      { origin: 'reject', by: null, texts: ['Is there parking?'], expect: { unlike: wrongAnswer.draft!.text } },
    ])
    const { results } = await run(s)
    expect(evals.map((e) => reasons(results.get(e.id)))).toEqual([['intent'], ['unlike']])

    const parking = (await s.rows('facts')).find((f) => f.topic === 'Parking')!
    await s.command('fact.edit', { factId: parking.id, text: 'There is a car park behind the salon, £2 an hour.' })
    const again = await run(s)
    expect(again.results.get(evals[1]!.id)).toMatchObject({ pass: true, reasons: [] })
  })

  test('a wrong send: it must not be said again, and not without a person', async () => {
    await using s = await testServer()
    await withAutoSend(s)
    await s.text('How much is a trim?')
    s.pass(8 * SECOND)
    await s.step()
    s.pass(20 * SECOND)
    await s.step()
    const sent = (await s.rows('messages')).find((m) => m.direction === 'out' && m.auto)!
    await s.command('send.wrong', { messageId: sent.id, reason: 'Wrong price' }, { as: s.staff })
    const [made] = await s.rows('evals')
    expect(made).toMatchObject({ origin: 'wrong_send', expect: { unlike: sent.body, outcome: 'held' } })
    expect(reasons((await run(s)).results.get(made!.id))).toEqual(['unlike'])

    await s.command('service.edit', { serviceId: 'svc_trim', price: 4_000 })
    expect(reasons((await run(s)).results.get(made!.id))).toEqual([])
    const policy = { unlocked: true, mode: 'auto' as const, threshold: 0.85 }
    const training = { reviewed: 34, needed: 30, right: 0.97, lowerBound: 0.83 }
    await s.deps.storage.write('bulk', s.venueId, (tx) => tx.patch('policies', 'pricing', { ...policy, training }))
    expect(reasons((await run(s)).results.get(made!.id))).toEqual(['outcome'])
  })

  test('with no room, the oldest that made itself gives way, and none that a person made', async () => {
    await using s = await testServer()
    const agentId = (await s.rows('agents'))[0]!.id
    await s.deps.storage.write('bulk', s.venueId, async (tx) => {
      for (let i = 0; i < 200; i++)
        await tx.insert('evals', caseRow(`e${i}`, agentId, { createdAt: i, by: i === 1 ? null : s.owner.personId }))
    })
    const reject = async () => {
      const { draft } = await ask(s, 'How much is a trim?')
      await s.command('draft.reject', { draftId: draft!.id, reason: 'wrong_intent' })
      return `eval_${draft!.id}`
    }
    const first = await reject()
    const second = await reject()
    const ids = (await s.rows('evals')).map((e) => e.id)
    expect(ids).toHaveLength(200)
    expect(ids).toContain(second)
    expect(ids).not.toContain(first)
    expect(ids).not.toContain('e1')
    expect(ids).toContain('e0')
  })
})

test('the cases of the demo venue pass as it is', async () => {
  await using s = await testServer()
  await s.deps.storage.write('bulk', s.venueId, async (tx) => {
    for (const one of demoEvals(s.now())) await tx.insert('evals', one)
  })
  const { row, results } = await run(s)
  expect([...results.values()].filter((r) => !r.pass).map((r) => [r.evalId, r.reasons, r.got?.reply])).toEqual([])
  expect(row).toMatchObject({ failed: 0, total: demoEvals(0).length })
})

describe('runs', () => {
  test('nothing is stored, charged or sent', async () => {
    await using s = await testServer()
    await withAutoSend(s)
    await add(s, 'How much is a trim?', { outcome: 'sends' })
    await add(s, 'Book me a trim tomorrow at 3pm, it is Sam', { warrant: true })
    const sparks = (await s.venue()).sparks
    await run(s)
    s.pass(HOUR)
    await s.step()
    for (const table of ['messages', 'drafts', 'decisions', 'conversations', 'contacts', 'bookings'] as const) {
      expect(await s.rows(table)).toEqual([])
    }
    expect((await s.venue()).sparks).toBe(sparks)
    expect(s.sandbox.received()).toEqual([])
  })

  test('nothing momentary stands in the way of "sends": a stop, quiet hours, an empty wallet', async () => {
    await using s = await testServer()
    await withAutoSend(s)
    const id = await add(s, 'How much is a trim?', { outcome: 'sends' })
    await s.command('autosend.quiet_hours', { windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' }] })
    await s.deps.storage.write('bulk', s.venueId, (tx) => tx.patch('venue', s.venueId, { sparks: 0 }))
    expect(reasons((await run(s)).results.get(id))).toEqual([])
    await s.command('autosend.master', { on: false })
    expect(reasons((await run(s)).results.get(id))).toEqual(['outcome'])
  })

  test('in pieces, one run at a time, cancelled at once', async () => {
    let asked = 0
    const engine: Engine = {
      ...local,
      classify: (texts, signal) => {
        asked += 1
        return local.classify(texts, signal)
      },
    }
    await using s = await testServer({ engine })
    const agentId = (await s.rows('agents'))[0]!.id
    await s.deps.storage.write('bulk', s.venueId, async (tx) => {
      for (let i = 0; i < 12; i++) await tx.insert('evals', caseRow(`e${i}`, agentId))
      await tx.insert('evals', caseRow('off', agentId, { on: false }))
    })
    const { runPiece } = await import('./run.ts')
    const answer = await s.command('eval.run', {})
    expect(answer.result).toMatchObject({ total: 12 })
    const runId = answer.result!.runId as string
    expect(await s.command('eval.run', {})).toMatchObject({ code: 'eval_run_under_way' })
    await Promise.all([1, 2, 3].map(() => runPiece(s.deps, s.venueId, runId)))
    expect((await s.rows('eval_runs'))[0]).toMatchObject({ state: 'running', done: 5, total: 12 })
    expect(asked).toBe(5)
    expect(await s.command('eval.cancel', { runId })).toMatchObject({ result: { state: 'cancelled' } })
    await runPiece(s.deps, s.venueId, runId)
    await s.step()
    expect(asked).toBe(5)
    expect((await s.rows('eval_runs'))[0]).toMatchObject({ state: 'cancelled', done: 5, endedAt: s.now() })
    expect((await run(s, { evalIds: ['off', 'e3'] })).row).toMatchObject({ state: 'done', total: 2, done: 2 })
    expect(await s.rows('eval_runs')).toHaveLength(1)
    expect(await s.command('eval.run', { evalIds: ['gone'] })).toMatchObject({ code: 'no_evals' })
  })

  test('a piece whose lease ran out while it was thought about counts once', async () => {
    const slow = Promise.withResolvers<void>()
    let asked = 0
    const engine: Engine = {
      ...local,
      classify: async (texts, signal) => {
        asked += 1
        if (asked === 1) await slow.promise
        return local.classify(texts, signal)
      },
    }
    await using s = await testServer({ engine })
    const agentId = (await s.rows('agents'))[0]!.id
    await s.deps.storage.write('bulk', s.venueId, async (tx) => {
      for (let i = 0; i < 7; i++) await tx.insert('evals', caseRow(`e${i}`, agentId))
    })
    const { runId } = (await s.command('eval.run', {})).result as { runId: string }
    const { runPiece } = await import('./run.ts')
    const late = runPiece(s.deps, s.venueId, runId)
    await expect.poll(() => asked).toBe(1)
    s.pass(6 * MINUTE)
    await runPiece(s.deps, s.venueId, runId)
    slow.resolve()
    await late
    expect((await s.rows('eval_runs'))[0]).toMatchObject({ state: 'running', done: 5, total: 7 })
    await s.step()
    expect((await s.rows('eval_runs'))[0]).toMatchObject({ state: 'done', done: 7, total: 7 })
    expect(await s.rows('eval_results')).toHaveLength(7)
  })

  test('a cancel while a piece is thought about: what it found is thrown away', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const engine: Engine = {
      ...local,
      classify: async (texts, signal) => {
        begun.resolve()
        await promise
        return local.classify(texts, signal)
      },
    }
    await using s = await testServer({ engine })
    await add(s, 'How much is a trim?', { intent: 'pricing' })
    const { runId } = (await s.command('eval.run', {})).result as { runId: string }
    const stepping = s.step()
    await begun.promise
    await s.command('eval.cancel', { runId })
    resolve()
    await stepping
    expect(await s.rows('eval_results')).toEqual([])
    expect((await s.rows('eval_runs'))[0]).toMatchObject({ state: 'cancelled', done: 0 })
  })

  test('an engine that fails is a result too; a case that was removed meanwhile is none', async () => {
    const engine: Engine = { ...local, classify: () => Promise.reject(new Error('down')) }
    await using s = await testServer({ engine })
    const gone = await add(s, 'How much is a manicure?', { intent: 'pricing' })
    const id = await add(s, 'How much is a trim?', { intent: 'pricing' })
    const { runId } = (await s.command('eval.run', {})).result as { runId: string }
    await s.command('eval.remove', { evalId: gone })
    await s.step()
    expect(await s.rows('eval_results')).toMatchObject([
      { evalId: id, runId, pass: false, reasons: [{ code: 'engine_failed' }], got: null },
    ])
    expect((await s.rows('eval_runs'))[0]).toMatchObject({ state: 'done', total: 1, done: 1, failed: 1 })
  })

  test('sixty runs an hour; an edited case keeps its last result until it is run again', async () => {
    await using s = await testServer()
    const id = await add(s, 'How much is a trim?', { intent: 'pricing' })
    for (let i = 0; i < 60; i++) expect((await run(s)).results.get(id)?.pass).toBe(true)
    expect(await s.command('eval.run', {})).toMatchObject({
      code: 'too_many_tries',
      result: { retryAt: expect.any(Number) },
    })
    s.pass(HOUR)
    await s.command('eval.edit', { evalId: id, expect: { ...NOTHING, intent: 'hours' } })
    expect((await s.rows('eval_results'))[0]).toMatchObject({ pass: true })
    expect((await run(s)).results.get(id)?.pass).toBe(false)
    expect(await s.rows('eval_results')).toHaveLength(1)
    await s.command('eval.remove', { evalId: id })
    expect(await s.rows('eval_results')).toEqual([])
  })
})

describe.each(ENGINES)('%s', (storage) => {
  test('a run goes on after a restart, and staff hear nothing of any of it', async () => {
    await using s = await testServer({ storage })
    const agentId = (await s.rows('agents'))[0]!.id
    await s.deps.storage.write('bulk', s.venueId, async (tx) => {
      for (let i = 0; i < 7; i++) await tx.insert('evals', caseRow(`e${i}`, agentId))
    })
    await s.command('eval.run', {})
    const { runPiece } = await import('./run.ts')
    await runPiece(s.deps, s.venueId, (await s.rows('eval_runs'))[0]!.id)
    await s.storage.reopen()
    await s.step()
    expect((await s.rows('eval_runs'))[0]).toMatchObject({ state: 'done', total: 7, done: 7, failed: 0 })
    const tables = async (role: 'owner' | 'staff') => {
      const page = await s.deps.storage.read((db) =>
        readChanges(db, { venueId: s.venueId, role, since: 0, limit: 10_000 }),
      )
      return new Set('rows' in page ? page.rows.map((r) => r.table) : [])
    }
    const own = ['evals', 'eval_runs', 'eval_results']
    const [owner, staff] = [await tables('owner'), await tables('staff')]
    expect(own.filter((t) => owner.has(t))).toEqual(own)
    expect(own.filter((t) => staff.has(t))).toEqual([])
  })
})
