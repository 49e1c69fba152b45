/** The replay against the whole pipeline, and its caps against a count by hand. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BacktestReport, BacktestSettings } from '#shared/backtest.ts'
import { DAY, HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import type { GateInput } from '#shared/gates.ts'
import { type Judged, judge } from '#shared/outcome.ts'
import { localDate } from '#shared/quiet.ts'
import { deepRuns } from '#shared/testing.ts'
import { OPEN_GATES } from '#shared/testing-gates.ts'
import { type TestServer, testServer, WEDNESDAY, withAutoSend } from '../testing.ts'
import { createReplay, type Ground, type Recorded } from './replay.ts'
import { backtest } from './run.ts'
import { percentOf } from './tally.ts'

const ENGINES = ['sqlite', 'postgres'] as const

async function replayed(s: TestServer, settings: BacktestSettings | null): Promise<BacktestReport> {
  for await (const line of backtest(s.deps.storage, s.venueId, { days: 30, settings }, s.now()))
    if (line.kind === 'report') return line.report
  throw new Error('no report')
}

async function asSaved(s: TestServer): Promise<BacktestSettings> {
  const { masterSwitch, caps, quiet } = await s.venue()
  const policies = (await s.rows('policies')).map(({ id, mode, threshold }) => ({ intent: id, mode, threshold }))
  return { masterOn: masterSwitch.on, policies, caps: { hourly: caps.hourly, daily: caps.daily }, quiet }
}

/** Texts of many kinds, each from a customer of its own unless they write again. */
async function aMorning(s: TestServer): Promise<void> {
  const texts = [
    'How much is a trim?',
    'Are you open on Saturday?',
    'Thanks!',
    'you ruined my hair',
    'Is there parking?',
    'How much is a full balayage?',
    'STOP',
    'please stop texting me',
    'What time do you close on Friday?',
    'How much are gel nails?',
    'Can I book a trim Friday 3pm? It is Sam',
    'How much is a trim and blow dry?',
    'When do you open tomorrow?',
  ]
  for (const [n, body] of texts.entries()) {
    await s.text(body, `+4477009002${String(n).padStart(2, '0')}`)
    s.pass(8 * SECOND)
    await s.step()
    s.pass(3 * MINUTE)
    await s.step()
  }
}

test.each(ENGINES)(
  'what has just been decided comes out the same under the settings of the moment (%s)',
  async (storage) => {
    await using s = await testServer({ storage })
    await withAutoSend(s)
    await s.command('autosend.caps', { hourly: 3, daily: 5 })
    await aMorning(s)
    s.pass(HOUR)
    await aMorning(s)
    const decisions = await s.rows('decisions')
    expect(decisions.some((d) => d.reasons.includes('cap_hour'))).toBe(true)
    expect(decisions.some((d) => d.reasons.includes('cap_day'))).toBe(true)
    const sent = decisions.filter((d) => d.outcome === 'auto_queued').length
    expect(sent).toBe(5)
    for (const settings of [null, await asSaved(s)]) {
      const report = await replayed(s, settings)
      expect(report).toMatchObject({ texts: decisions.length, changed: 0 })
      expect(report.intents.reduce((n, one) => n + one.sends, 0)).toBe(sent)
    }
  },
)

test('a burst is one text, judged once', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await s.text('Hello there')
  await s.text('How much is a trim?')
  s.pass(8 * SECOND)
  await s.step()
  expect(await replayed(s, null)).toMatchObject({ texts: 2, changed: 0, unjudged: [{ outcome: 'merged', texts: 1 }] })
})

test('what staff said of a reply stands beside what would have become of it', async () => {
  await using s = await testServer()
  const ask = async (n: number) => {
    await s.text('How much is a trim?', `+44770090030${n}`)
    s.pass(8 * SECOND)
    await s.step()
    return (await s.rows('drafts')).at(-1)!
  }
  await s.command('draft.approve', { draftId: (await ask(1)).id })
  const second = await ask(2)
  await s.command('draft.edit', { draftId: second.id, text: 'No idea, ring us please.' })
  await s.command('draft.reject', { draftId: (await ask(3)).id, reason: 'wrong_intent' })
  await ask(4)
  s.pass(MINUTE)
  await s.step()
  await withAutoSend(s)
  const { newest, marks, intents } = await replayed(s, await asSaved(s))
  expect(newest.toReversed().map((t) => [t.became, t.sends, t.mark])).toEqual([
    ['approved', true, 'right'],
    ['edited', true, 'wrong'],
    ['rejected', true, 'wrong'],
    ['pending', true, 'unproved'],
  ])
  expect(marks).toEqual(expect.arrayContaining([{ mark: 'wrong', texts: 2 }]))
  expect(intents).toMatchObject([{ intent: 'pricing', texts: 4, sends: 4, reviewed: 3, right: 1, sentThen: 0 }])
})

const ZONE = 'Europe/London'
const GROUND: Ground = {
  timeZone: ZONE,
  policies: new Map([
    [
      'pricing' as const,
      {
        mode: 'draft' as const,
        threshold: null,
        unlocked: true,
        training: { reviewed: 40, needed: 30, right: 1, lowerBound: 0.9 },
      },
    ],
  ]),
  calibrations: new Map(),
}
const INPUT: GateInput = { ...OPEN_GATES, reviewed: 40 }
const COURSE = {
  intent: 'pricing',
  warranted: true,
  optOut: false,
  handover: false,
  written: true,
  overtaken: false,
} as const

/** As the server would have recorded it. */
function recorded(n: number, input: GateInput, course: Judged['course'] = COURSE): Recorded {
  const judged: Judged = { course, input, doubtful: false }
  const { outcome, gates } = judge(judged)
  const sent = outcome === 'auto_queued'
  return {
    id: `m${String(n).padStart(5, '0')}`,
    conversationId: `c${n}`,
    at: input.now,
    outcome,
    reasons: JSON.stringify(gates.filter((g) => !g.pass).map((g) => g.code)),
    rawConfidence: input.confidence,
    calibration: null,
    draftId: `d${n}`,
    judged: JSON.stringify(judged),
    draftState: sent ? 'auto' : 'pending',
    right: null,
    messageState: sent ? 'delivered' : null,
  }
}

interface Told {
  readonly at: number
  readonly confidence: number
}
const stream = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 900 })),
      confidence: fc.constantFrom(0.8, 0.86, 0.9, 0.97),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((steps) => {
    let at = WEDNESDAY
    return steps.map(({ gap, confidence }): Told => {
      at += gap * MINUTE
      return { at, confidence }
    })
  })
const caps = fc.record({ hourly: fc.integer({ min: 1, max: 6 }), daily: fc.integer({ min: 1, max: 12 }) })

/** History as one server would have made it: each text under those caps, its own sends counted. */
function history(told: readonly Told[], { hourly, daily }: { hourly: number; daily: number }, threshold: number) {
  const sent: number[] = []
  return told.map(({ at, confidence }, n) => {
    const used = {
      usedHour: sent.filter((t) => t > at - HOUR).length,
      usedDay: sent.filter((t) => localDate(ZONE, t) === localDate(ZONE, at)).length,
    }
    const row = recorded(n, { ...INPUT, ...used, now: at, confidence, capHour: hourly, capDay: daily, threshold })
    if (row.outcome === 'auto_queued') sent.push(at)
    return row
  })
}

describe('caps along the replay', () => {
  test('whatever the caps and thresholds then, it comes out as if the new ones had always been there', () => {
    fc.assert(
      fc.property(
        stream,
        caps,
        caps,
        fc.constantFrom(0.85, 0.95),
        fc.constantFrom(0.85, 0.95),
        (told, was, is, a, b) => {
          const wanted = history(told, is, b)
          const settings: BacktestSettings = {
            masterOn: true,
            policies: [{ intent: 'pricing', mode: 'auto', threshold: b }],
            caps: is,
            quiet: [],
          }
          const replay = createReplay(settings, GROUND)
          for (const row of history(told, was, a)) replay.take(row)
          const { intents, changed } = replay.report({ from: 0, to: DAY })
          expect(intents[0]!.sends).toBe(wanted.filter((row) => row.outcome === 'auto_queued').length)
          if (JSON.stringify([was, a]) === JSON.stringify([is, b])) expect(changed).toBe(0)
          const held = new Map(intents[0]!.held.map((h) => [h.code, h.texts]))
          for (const code of ['cap_hour', 'cap_day'] as const)
            expect(held.get(code) ?? 0).toBe(wanted.filter((row) => row.reasons.includes(code)).length)
        },
      ),
      { numRuns: deepRuns(150, 5_000) },
    )
  })
})

test('who asks to book goes by the settings of availability, and by nobody while requests are off', () => {
  const trained = GROUND.policies.get('pricing')!
  const ground = {
    ...GROUND,
    policies: new Map([
      ['availability' as const, trained],
      ['booking_request' as const, trained],
    ]),
  }
  const course = { ...COURSE, intent: 'availability', asksToBook: true } as const
  const row = recorded(1, { ...INPUT, intent: 'availability' }, course)
  const became = (availability: 'auto' | 'draft', requests: 'draft' | 'off') => {
    const policies = [
      { intent: 'availability', mode: availability, threshold: 0.85 },
      { intent: 'booking_request', mode: requests, threshold: 0.85 },
    ] as const
    const replay = createReplay(
      { masterOn: true, policies: [...policies], caps: { hourly: 20, daily: 100 }, quiet: [] },
      ground,
    )
    replay.take(row)
    const [text] = replay.report({ from: 0, to: 1 }).newest
    return [text?.intent, text?.outcome]
  }
  expect(became('auto', 'draft')).toEqual(['availability', 'auto_queued'])
  expect(became('draft', 'draft')).toEqual(['availability', 'drafted'])
  expect(became('auto', 'off')).toEqual(['booking_request', 'off'])
})

test('a confidence lies in the bin of the highest threshold that it reaches', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (confidence) => {
      const percent = percentOf(confidence)
      expect(confidence).toBeGreaterThanOrEqual(percent / 100)
      expect(percent === 100 || confidence < (percent + 1) / 100).toBe(true)
    }),
    { numRuns: deepRuns(500, 20_000) },
  )
  for (let percent = 0; percent <= 100; percent += 1) expect(percentOf(percent / 100)).toBe(percent)
})
