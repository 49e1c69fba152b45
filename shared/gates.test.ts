/** Every gate alone, in all pairs and in any mixture, against an oracle that knows the rules and not the evaluator. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CLAIM_GATES,
  evaluateGates,
  failedGates,
  failingGates,
  GATE_CODES,
  type GateInput,
  gateResult,
} from './gates.ts'
import { INTENT_KEYS, INTENT_MODES, type IntentKey } from './intents.ts'
import { deepRuns } from './testing.ts'
import { OPEN_GATES } from './testing-gates.ts'

/** The public contract's list, in its order. */
const CONTRACT =
  'plan kill_switch master agent_mode conversation_mode intent_mode training quiet_hours closure cap_hour cap_day sparks confidence opted_out personal handoff human_active credentials disclosure validation guardrail'

/** The product's own floors; an intent that is not here is never sent by itself. */
const FLOORS: Partial<Record<IntentKey, number>> = {
  pricing: 0.85,
  hours: 0.85,
  availability: 0.85,
  booking_link: 0.9,
  booking_request: 0.85,
  quote_request: 0.85,
  follow_up: 0.85,
  new_lead: 0.85,
  enquiry: 0.85,
  review_reply: 0.85,
}

const NOW = Date.parse('2026-11-18T10:00:00Z')

/** What stands in the way, by the words of the product's page, in the order of the contract. */
function inTheWay(i: GateInput): string[] {
  const found = new Set<string>()
  if (i.plan === 'FREE') found.add('plan')
  if (i.killed) found.add('kill_switch')
  if (!(i.masterOn && i.acknowledged)) found.add('master')
  if (i.conversationMode === null) {
    if (i.agentMode !== 'auto') found.add('agent_mode')
  } else if (i.conversationMode !== 'auto') found.add('conversation_mode')
  if (i.intentMode !== 'auto') found.add('intent_mode')
  if (!i.unlocked) found.add('training')
  if (i.quietUntil !== null) found.add('quiet_hours')
  if (i.closure !== null) found.add('closure')
  if (i.usedHour + 1 > i.capHour) found.add('cap_hour')
  if (i.usedDay + 1 > i.capDay) found.add('cap_day')
  if (i.sparks < 1) found.add('sparks')
  const floor = FLOORS[i.intent]
  if (floor === undefined || i.threshold === null) found.add('confidence')
  else if (i.confidence < floor || i.confidence < i.threshold) found.add('confidence')
  if (i.optedOut) found.add('opted_out')
  if (i.personal) found.add('personal')
  if (i.handedOff) found.add('handoff')
  if (i.humanUntil !== null && i.now < i.humanUntil) found.add('human_active')
  if (!i.credentialsHealthy) found.add('credentials')
  if (i.disclosureMissing) found.add('disclosure')
  if (i.problems.length > 0) found.add('validation')
  if (i.guardrailProblems.length > 0) found.add('guardrail')
  return CONTRACT.split(' ').filter((code) => found.has(code))
}

/** As close to each limit as it may be. */
const OPEN: GateInput = { ...OPEN_GATES, now: NOW, usedHour: 19, usedDay: 99, sparks: 1, confidence: 0.85 }

type Case = readonly [code: string, how: string, change: Partial<GateInput>]

const CLOSES: readonly Case[] = [
  ['plan', 'FREE', { plan: 'FREE' }],
  ['kill_switch', 'engaged', { killed: true }],
  ['master', 'off', { masterOn: false }],
  ['master', 'on, its terms not acknowledged', { acknowledged: false }],
  ['agent_mode', 'draft', { agentMode: 'draft' }],
  ['agent_mode', 'off', { agentMode: 'off' }],
  ['conversation_mode', 'draft', { conversationMode: 'draft' }],
  ['conversation_mode', 'off', { conversationMode: 'off' }],
  ['intent_mode', 'draft', { intentMode: 'draft' }],
  ['intent_mode', 'off', { intentMode: 'off' }],
  ['intent_mode', 'escalate', { intentMode: 'escalate' }],
  ['intent_mode', 'escalate_ack', { intentMode: 'escalate_ack' }],
  ['training', 'not finished', { unlocked: false }],
  ['training', 'locked again with many reviews', { unlocked: false, reviewed: 400 }],
  ['quiet_hours', 'quiet', { quietUntil: 'until 08:00' }],
  ['closure', 'closed', { closure: 'Christmas Day' }],
  ['closure', 'closed, without a name', { closure: '' }],
  ['cap_hour', 'reached', { usedHour: 20 }],
  ['cap_hour', 'lowered under what is used', { usedHour: 21 }],
  ['cap_day', 'reached', { usedDay: 100 }],
  ['cap_day', 'lowered under what is used', { usedDay: 5_000 }],
  ['sparks', 'none', { sparks: 0 }],
  ['confidence', 'a hair under the floor', { confidence: 0.85 - 1e-9 }],
  ['confidence', 'under the threshold, over the floor', { confidence: 0.9, threshold: 0.95 }],
  ['confidence', 'over a threshold under the floor', { confidence: 0.8, threshold: 0.5 }],
  ['confidence', 'no threshold', { confidence: 0.999, threshold: null }],
  ['confidence', 'no threshold, and quite sure', { confidence: 1, threshold: null }],
  ['confidence', 'an intent of a higher floor', { intent: 'booking_link', confidence: 0.89 }],
  ['confidence', 'an intent that is never sent', { intent: 'general', confidence: 1, threshold: 0 }],
  ['opted_out', 'opted out', { optedOut: true }],
  ['personal', 'personal', { personal: true }],
  ['handoff', 'handed off', { handedOff: true }],
  ['human_active', 'a person wrote', { humanUntil: NOW + 3_600_000 }],
  ['human_active', 'for a moment more', { humanUntil: NOW + 1 }],
  ['credentials', 'refused', { credentialsHealthy: false }],
  ['disclosure', 'missing', { disclosureMissing: true }],
  ['validation', 'one problem', { problems: ['too_long'] }],
  ['validation', 'several', { problems: ['too_long', 'canary'] }],
  ['guardrail', 'found something', { guardrailProblems: ['slot_taken'] }],
]

const STAYS_OPEN: readonly (readonly [how: string, change: Partial<GateInput>])[] = [
  ['everything at its edge', {}],
  ["the conversation's own auto over its agent's draft", { agentMode: 'draft', conversationMode: 'auto' }],
  ["the conversation's own auto over its agent's off", { agentMode: 'off', conversationMode: 'auto' }],
  ['a person wrote, and their time is over', { humanUntil: NOW }],
  ['exactly the threshold', { confidence: 0.97, threshold: 0.97 }],
  ['sure, and a threshold under the floor', { confidence: 0.85, threshold: 0.1 }],
  ['the floor of a booking link', { intent: 'booking_link', confidence: 0.9, threshold: 0.9 }],
  ['unlocked by hand of the rules, whatever the count', { reviewed: 0 }],
]

/** By either way of asking. */
function failing(input: GateInput): string[] {
  const failed = failedGates(evaluateGates(input))
  expect(failingGates(input)).toEqual(failed)
  return failed
}

describe('gates', () => {
  test('the codes and their order are the contract’s', () => {
    expect(GATE_CODES.join(' ')).toBe(CONTRACT)
    expect(
      evaluateGates(OPEN)
        .map((g) => g.code)
        .join(' '),
    ).toBe(CONTRACT)
  })

  test('every gate has a way to close', () => {
    expect([...new Set(CLOSES.map(([code]) => code))]).toEqual(CONTRACT.split(' '))
  })

  test('what is paid for is not asked again at the claim; everything else is', () => {
    expect(GATE_CODES.filter((code) => !CLAIM_GATES.has(code))).toEqual(['sparks'])
  })

  test.each(STAYS_OPEN)('open: %s', (_, change) => {
    const input = { ...OPEN, ...change }
    expect(inTheWay(input)).toEqual([])
    expect(failing(input)).toEqual([])
  })

  test.each(CLOSES)('%s alone: %s', (code, _, change) => {
    const input = { ...OPEN, ...change }
    expect(inTheWay(input)).toEqual([code])
    expect(failing(input)).toEqual([code])
  })

  test('in all pairs', () => {
    let pairs = 0
    for (const [one, how, change] of CLOSES) {
      for (const [other, otherwise, more] of CLOSES) {
        const input = { ...OPEN, ...change, ...more }
        const wanted = inTheWay(input)
        expect(failing(input), `${one} (${how}) and ${other} (${otherwise})`).toEqual(wanted)
        // Two gates never hide each other, but for the conversation's mode, which stands instead of its agent's.
        const instead = one === 'conversation_mode' || other === 'conversation_mode'
        for (const code of [one, other]) {
          if (!(code === 'agent_mode' && instead)) expect(wanted, `${one} and ${other}`).toContain(code)
        }
        pairs += 1
      }
    }
    expect(pairs).toBe(CLOSES.length ** 2)
  })

  const flag = fc.boolean()
  const mode = fc.constantFrom('off' as const, 'draft' as const, 'auto' as const)
  const count = fc.integer({ min: 0, max: 40 })
  const share = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(0.85, 0.9, 0.99, 0.85 - 2 ** -53, 1, 0),
  )
  const codes = fc.array(fc.constantFrom('too_long', 'canary', 'slot_taken'), { maxLength: 2 })
  /** Most fields open most of the time, so that every number of closed gates comes up. */
  const mostly = <T>(open: T, any: fc.Arbitrary<T>) => fc.oneof({ arbitrary: fc.constant(open), weight: 4 }, any)
  const anyInput: fc.Arbitrary<GateInput> = fc.record({
    now: fc.integer({ min: 0, max: 2 ** 42 }),
    plan: mostly('PRO', fc.constantFrom('FREE' as const, 'PRO' as const)),
    killed: mostly(false, flag),
    masterOn: mostly(true, flag),
    acknowledged: mostly(true, flag),
    agentMode: mostly('auto', mode),
    conversationMode: mostly(null, fc.option(mode)),
    intent: mostly('pricing', fc.constantFrom(...INTENT_KEYS)),
    intentMode: mostly('auto', fc.constantFrom(...INTENT_MODES)),
    unlocked: mostly(true, flag),
    reviewed: count,
    reviewsNeeded: count,
    quietUntil: mostly(null, fc.option(fc.constantFrom('until 08:00', ''))),
    closure: mostly(null, fc.option(fc.constantFrom('Refit', ''))),
    usedHour: count,
    capHour: mostly(1_000, fc.integer({ min: 1, max: 40 })),
    usedDay: count,
    capDay: mostly(10_000, fc.integer({ min: 1, max: 40 })),
    sparks: mostly(1, fc.integer({ min: 0, max: 2 })),
    confidence: mostly(0.95, share),
    threshold: mostly(0.85, fc.option(share)),
    optedOut: mostly(false, flag),
    personal: mostly(false, flag),
    handedOff: mostly(false, flag),
    humanUntil: mostly(null, fc.option(fc.integer({ min: 0, max: 2 ** 42 }))),
    credentialsHealthy: mostly(true, flag),
    problems: mostly([], codes),
    guardrailProblems: mostly([], codes),
    disclosureMissing: mostly(false, flag),
  })

  test('in any mixture: exactly the ones that stand in the way, each with its words', () => {
    const counts = new Map<number, number>()
    fc.assert(
      fc.property(anyInput, (input) => {
        const gates = evaluateGates(input)
        const wanted = inTheWay(input)
        expect(failedGates(gates)).toEqual(wanted)
        expect(gates.map((g) => g.code).join(' ')).toBe(CONTRACT)
        for (const gate of gates) {
          gateResult.parse(gate)
          expect(gate.text).not.toBe('')
        }
        counts.set(wanted.length, (counts.get(wanted.length) ?? 0) + 1)
      }),
      { numRuns: deepRuns(2_000, 200_000) },
    )
    for (const n of [0, 1, 2, 3]) expect(counts.get(n) ?? 0, `inputs with ${n} closed gates`).toBeGreaterThan(0)
  })

  test('the confidence shown never contradicts the verdict', () => {
    const whole = fc.integer({ min: 85, max: 99 }).map((n) => n / 100)
    const fine = fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 1_000_000)
    fc.assert(
      fc.property(fc.oneof(fine, whole), whole, (confidence, threshold) => {
        const gate = evaluateGates({ ...OPEN, confidence, threshold }).find((g) => g.code === 'confidence')!
        const [value, limit] = [gate.value, gate.limit].map((shown) => Number.parseInt(String(shown), 10))
        expect(value! >= limit!).toBe(gate.pass)
      }),
      { numRuns: deepRuns(1_000, 50_000) },
    )
  })
})
