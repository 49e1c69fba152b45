import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type BacktestQuery, type BacktestReport, type BacktestSettings, backtestLine } from '#shared/backtest.ts'
import { intentOf } from '#shared/intents.ts'
import { SLICE } from '../backtest/run.ts'
import { seedDemo } from '../demo/seed.ts'
import { type TestEdge, testEdge } from './testing.ts'

const YEAR = 400
let edge: TestEdge
let owner: { authorization: string }

beforeAll(async () => {
  edge = await testEdge((storage, clock) => seedDemo(storage, { clock }))
  owner = await edge.signIn('owner', { email: 'owner@demo.test', password: 'greenlight' })
})
afterAll(() => edge[Symbol.asyncDispose]())

const ask = (payload: unknown, headers = owner) =>
  edge.app.inject({ method: 'POST', url: '/api/backtest', headers, payload: payload as object })

async function lines(query: BacktestQuery) {
  const answer = await ask(query)
  expect(answer.statusCode).toBe(200)
  return answer.body
    .trimEnd()
    .split('\n')
    .map((line) => backtestLine.parse(JSON.parse(line)))
}

async function replayed(query: BacktestQuery): Promise<BacktestReport> {
  const last = (await lines(query)).at(-1)!
  if (last.kind !== 'report') throw new Error('no report')
  return last.report
}

const on = (intent: 'pricing' | 'hours', threshold = 0.85) => ({ intent, mode: 'auto' as const, threshold })
const SWITCHED_ON: BacktestSettings = {
  masterOn: true,
  policies: [on('pricing'), on('hours')],
  caps: { hourly: 1_000, daily: 10_000 },
  quiet: [],
}

const decisions = () => edge.deps.storage.read((db) => db.selectFrom('decisions').selectAll().execute())
const sum = (all: readonly { texts: number }[]) => all.reduce((n, one) => n + one.texts, 0)

describe('over the demo venue’s year', () => {
  test('under the settings that were in force, every text comes out as it did', async () => {
    const all = await decisions()
    const report = await replayed({ days: YEAR, settings: null })
    expect(report).toMatchObject({ texts: all.length, changed: 0 })
    expect(all.length).toBeGreaterThan(700)
    const judged = all.filter((d) => d.judged !== null && d.outcome !== 'merged')
    expect(sum(report.intents)).toBe(judged.length)
    expect(sum(report.unjudged)).toBe(all.length - judged.length)
    const sent = all.filter((d) => d.outcome === 'auto_queued').length
    expect(report.intents.reduce((n, one) => n + one.sends, 0)).toBe(sent)
    for (const text of report.newest) expect(text.outcome).toBe(text.outcomeThen)
    expect(report.marks.find((m) => m.mark === 'held_now')!.texts).toBe(0)
  })

  test('a record that says otherwise than its judgement is found', async () => {
    const [one] = (await decisions()).filter((d) => d.outcome === 'auto_queued')
    const set = (outcome: 'drafted' | 'auto_queued') =>
      edge.deps.storage.write('bulk', one!.venueId, (tx) =>
        tx.db.updateTable('decisions').set({ outcome }).where('id', '=', one!.id).execute(),
      )
    await set('drafted')
    expect((await replayed({ days: YEAR, settings: null })).changed).toBe(1)
    await set('auto_queued')
  })

  test('with pricing and hours switched on, what was sure and sound would have left, and nothing else', async () => {
    const report = await replayed({ days: YEAR, settings: SWITCHED_ON })
    for (const one of report.intents) {
      if (one.intent === 'pricing' || one.intent === 'hours') {
        expect(one.sends).toBeGreaterThan(one.sentThen)
        expect(one.reviewed).toBeGreaterThan(20)
        expect(one.right).toBeLessThanOrEqual(one.reviewed)
      } else expect(one.sends, one.intent).toBe(0)
    }
    const enquiry = report.intents.find((one) => one.intent === 'enquiry')!
    expect(enquiry.held.map((h) => h.code)).toEqual(expect.arrayContaining(['intent_mode', 'training']))
    expect(report.marks.find((m) => m.mark === 'held_now')!.texts).toBe(0)
    expect(sum(report.marks)).toBe(sum(report.intents))
  })

  test('an intent in training is held by its training, whatever the mode on the screen', async () => {
    const policies = [{ intent: 'enquiry' as const, mode: 'auto' as const, threshold: intentOf('enquiry').floor }]
    const report = await replayed({ days: YEAR, settings: { ...SWITCHED_ON, policies } })
    const enquiry = report.intents.find((one) => one.intent === 'enquiry')!
    expect(enquiry.sends).toBe(0)
    expect(enquiry.held[0]).toMatchObject({ code: 'training' })
    expect(enquiry.bins.length).toBeGreaterThan(0)
  })

  test('with the master switch off, or quiet all day, nothing would have left', async () => {
    const always = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }
    for (const change of [{ masterOn: false }, { quiet: [always] }]) {
      const report = await replayed({ days: YEAR, settings: { ...SWITCHED_ON, ...change } })
      expect(report.intents.every((one) => one.sends === 0)).toBe(true)
      expect(report.marks.find((m) => m.mark === 'held_now')!.texts).toBeGreaterThan(0)
    }
  })

  test('a higher threshold sends fewer, as many as the curve says', async () => {
    const of = async (threshold: number) => {
      const report = await replayed({ days: YEAR, settings: { ...SWITCHED_ON, policies: [on('pricing', threshold)] } })
      return report.intents.find((one) => one.intent === 'pricing')!
    }
    const low = await of(0.85)
    const high = await of(0.95)
    expect(high.sends).toBeLessThan(low.sends)
    for (const [line, percent] of [
      [low, 85],
      [high, 95],
    ] as const) {
      const above = line.bins.filter((bin) => bin.percent >= percent)
      expect(sum(above)).toBe(line.sends)
      expect(above.reduce((n, bin) => n + bin.right, 0)).toBe(line.right)
    }
  })

  test('fewer days, fewer texts', async () => {
    const month = await replayed({ days: 30, settings: SWITCHED_ON })
    const year = await replayed({ days: YEAR, settings: SWITCHED_ON })
    expect(month.texts).toBeGreaterThan(0)
    expect(month.texts).toBeLessThan(year.texts)
    expect(Math.min(...month.newest.map((t) => t.at))).toBeGreaterThanOrEqual(month.from)
  })
})

test('it writes nothing, charges nothing, sends nothing', async () => {
  const state = () =>
    edge.deps.storage.read(async (db) => ({
      control: await db.selectFrom('venue_control').selectAll().execute(),
      wallet: await db
        .selectFrom('wallet')
        .select((e) => e.fn.countAll().as('n'))
        .execute(),
      messages: await db
        .selectFrom('messages')
        .select((e) => e.fn.countAll().as('n'))
        .execute(),
      audit: await db
        .selectFrom('audit')
        .select((e) => e.fn.countAll().as('n'))
        .execute(),
      caps: await db
        .selectFrom('cap_log')
        .select((e) => e.fn.countAll().as('n'))
        .execute(),
    }))
  const before = await state()
  await replayed({ days: YEAR, settings: SWITCHED_ON })
  expect(await state()).toEqual(before)
})

test('hanging up ends it, and so does the next one of the same person', async () => {
  const url = await edge.app.listen({ port: 0, host: '127.0.0.1' })
  const begin = (signal: AbortSignal | null = null) =>
    fetch(`${url}/api/backtest`, {
      method: 'POST',
      headers: { ...owner, 'content-type': 'application/json' },
      body: JSON.stringify({ days: YEAR, settings: SWITCHED_ON }),
      signal,
    })
  // The session, the count, and then the first slice, which waits.
  const { storage } = edge.deps
  const read = storage.read.bind(storage)
  const held = Promise.withResolvers<void>()
  let reads = 0
  const spy = vi.spyOn(storage, 'read').mockImplementation(async (fn) => {
    reads += 1
    if (reads === 3 || reads === 6) await held.promise
    return read(fn)
  })
  const leaving = new AbortController()
  const first = await begin(leaving.signal)
  leaving.abort()
  await expect(first.text()).rejects.toThrow()
  const second = await begin()
  const third = await begin()
  held.resolve()
  await expect(second.text()).rejects.toThrow()
  expect((await third.text()).trimEnd().split('\n').at(-1)).toContain('"report"')
  // Three times the session and the count; a slice of each that was held, and then only those of the third.
  const { texts } = await replayed({ days: YEAR, settings: null })
  const slices = Math.floor(texts / SLICE) + 1
  expect(reads).toBe(3 * 2 + 2 + slices + 2 + slices)
  spy.mockRestore()
})

test('for owners only, in its form only', async () => {
  const staff = await edge.signIn('staff', { email: 'staff@demo.test', password: 'greenlight' })
  expect((await ask({ days: 7, settings: null }, staff)).statusCode).toBe(403)
  for (const bad of [
    {},
    { days: 0, settings: null },
    { days: 1.5, settings: null },
    { days: 7 },
    { days: 7, settings: { ...SWITCHED_ON, caps: { hourly: 0, daily: 1 } } },
    { days: 7, settings: { ...SWITCHED_ON, policies: [{ intent: 'general', mode: 'auto', threshold: 0.9 }] } },
    { days: 7, settings: { ...SWITCHED_ON, policies: [{ intent: 'pricing', mode: 'auto', threshold: 0.5 }] } },
    { days: 7, settings: { ...SWITCHED_ON, quiet: [{ days: [], from: '1', to: '2' }] } },
  ]) {
    const answer = await ask(bad)
    expect(answer.json()).toMatchObject({ code: 'invalid_payload' })
  }
})
