/**
 * The gates from outside: random venues, clocks and texts through the whole pipeline. Nothing is sent by itself while one
 * gate is closed, and what is recorded are exactly the closed ones, by an oracle that reads the product's page.
 */
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import type { QuietWindow } from '#shared/quiet.ts'
import { deepRuns } from '#shared/testing.ts'
import type { Engine } from '../engines/engine.ts'
import { type TestServer, testServer, WEDNESDAY } from '../testing.ts'

interface World {
  readonly zone: string
  readonly plan: 'FREE' | 'PRO'
  readonly killed: boolean
  readonly masterOn: boolean
  readonly acknowledged: boolean
  readonly agentMode: 'off' | 'draft' | 'auto'
  readonly conversationMode: 'off' | 'draft' | 'auto' | null
  readonly intentMode: 'off' | 'draft' | 'auto'
  readonly unlocked: boolean
  readonly threshold: number
  readonly quiet: readonly QuietWindow[]
  /** Days from the first instant's local date that are closed. */
  readonly closedDays: readonly number[]
  /** Automatic texts that have left: how long before the first instant, in milliseconds. */
  readonly ages: readonly number[]
  readonly capHour: number
  readonly capDay: number
  readonly sparks: number
  readonly optedOut: boolean
  readonly personal: boolean
  readonly handedOff: boolean
  /** A person wrote there: auto-send rests until that long after the first instant; null: nobody did. */
  readonly humanFor: number | null
  readonly healthy: boolean
  readonly trimPrice: number
  readonly disclosure: string
}

const OPEN: World = {
  zone: 'Europe/London',
  plan: 'PRO',
  killed: false,
  masterOn: true,
  acknowledged: true,
  agentMode: 'auto',
  conversationMode: null,
  intentMode: 'auto',
  unlocked: true,
  threshold: 0.85,
  quiet: [],
  closedDays: [],
  ages: [],
  capHour: 20,
  capDay: 100,
  sparks: 50,
  optedOut: false,
  personal: false,
  handedOff: false,
  humanFor: null,
  healthy: true,
  trimPrice: 3_500,
  disclosure: '(Sent by an assistant)',
}

/** What the engine makes of the text. */
interface Script {
  readonly intent: 'pricing' | 'enquiry'
  readonly confidence: number
  readonly words: 'right' | 'too long'
}

const many = (n: number, age: number) => Array.from({ length: n }, (_, i) => age + i)
const ALWAYS: QuietWindow = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }

/** Each closes a gate, but for those that another rule lifts. */
const CLOSERS: readonly Partial<World>[] = [
  { plan: 'FREE' },
  { killed: true },
  { masterOn: false },
  { acknowledged: false },
  { agentMode: 'draft' },
  { agentMode: 'off' },
  { conversationMode: 'draft' },
  { conversationMode: 'off' },
  { intentMode: 'draft' },
  { intentMode: 'off' },
  { unlocked: false },
  { threshold: 0.97 },
  { quiet: [ALWAYS] },
  { closedDays: [0] },
  { closedDays: [0, 1, 2] },
  { ages: many(20, MINUTE) },
  { capHour: 1, ages: [59 * MINUTE] },
  { capDay: 1, ages: [0] },
  { capDay: 3, ages: many(5, 2 * HOUR) },
  { sparks: 0 },
  { optedOut: true },
  { personal: true },
  { handedOff: true },
  { humanFor: 30 * MINUTE },
  { humanFor: 10 * SECOND },
  { healthy: false },
]
/** Only while it waits: what the reply says must still be true. */
const LATER: readonly Partial<World>[] = [...CLOSERS, { trimPrice: 3_600 }, { disclosure: '(A machine wrote this)' }]

const ZONES = ['Europe/London', 'Australia/Sydney', 'Australia/Lord_Howe', 'America/New_York'] as const
const clockTime = fc
  .integer({ min: 0, max: 1_440 })
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`)
const quietWindow = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  from: clockTime,
  to: clockTime,
})

/** Differences that close nothing, or only at times. */
const variety: fc.Arbitrary<Partial<World>> = fc.record(
  {
    zone: fc.constantFrom(...ZONES),
    agentMode: fc.constant('auto' as const),
    conversationMode: fc.constantFrom('auto' as const, null),
    threshold: fc.constantFrom(0.85, 0.9, 0.95),
    quiet: fc.array(quietWindow, { maxLength: 2 }),
    closedDays: fc.constantFrom([], [1], [-1, 2]),
    ages: fc.array(fc.integer({ min: 0, max: 50 * HOUR }), { maxLength: 12 }),
    capHour: fc.constantFrom(12, 20, 1_000),
    capDay: fc.constantFrom(13, 100, 10_000),
    sparks: fc.constantFrom(1, 2, 500),
    humanFor: fc.constantFrom(-HOUR, 0, null),
  },
  { requiredKeys: [] },
)
const closing = (from: readonly Partial<World>[]) =>
  fc.oneof(
    { arbitrary: fc.constant<Partial<World>[]>([]), weight: 3 },
    { arbitrary: fc.array(fc.constantFrom(...from), { minLength: 1, maxLength: 3 }), weight: 4 },
  )
const script: fc.Arbitrary<Script> = fc.record({
  intent: fc.oneof({ arbitrary: fc.constant('pricing' as const), weight: 9 }, fc.constant('enquiry' as const)),
  confidence: fc.oneof({ arbitrary: fc.constant(0.96), weight: 6 }, fc.double({ min: 0, max: 1, noNaN: true })),
  words: fc.oneof({ arbitrary: fc.constant('right' as const), weight: 9 }, fc.constant('too long' as const)),
})

interface Kind {
  readonly body: string
  /** Where it goes before any gate is asked; null: a reply is written. */
  readonly goes: 'quiet' | 'escalated' | null
}
const kind = fc.oneof(
  { arbitrary: fc.constant<Kind>({ body: 'How much is a trim?', goes: null }), weight: 8 },
  fc.constantFrom<Kind>(
    { body: 'Thanks!', goes: 'quiet' },
    { body: 'please stop texting me', goes: 'quiet' },
    { body: 'you ruined my hair', goes: 'escalated' },
  ),
)

/** The clock on the wall, by the platform's own formatter. */
function wall(zone: string, at: number) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const parts = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, p.value]))
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday!) + 1,
    time: `${parts.hour}:${parts.minute}`,
  }
}

function isQuiet(world: World, at: number): boolean {
  const { weekday, time } = wall(world.zone, at)
  const yesterday = weekday === 1 ? 7 : weekday - 1
  return world.quiet.some(({ days, from, to }) => {
    const today = days.includes(weekday)
    if (from < to) return today && from <= time && time < to
    return (today && from <= time) || (days.includes(yesterday) && time < to)
  })
}

const dayAfter = (date: string, n: number) => new Date(Date.parse(date) + n * DAY).toISOString().slice(0, 10)

/** No intent is on auto while it trains: the database would not have it. */
const modeOf = (w: World) => (w.intentMode === 'auto' && !w.unlocked ? 'draft' : w.intentMode)

/** What stands in the way at `at`, in the contract's order. `first`: the instant that the world's times go by. */
function inTheWay(w: World, s: Script, at: number, first: number, claim: { staleWords: boolean } | null): string[] {
  const found: string[] = []
  const say = (code: string, closed: boolean) => closed && found.push(code)
  const sent = w.ages.map((age) => first - age)
  const today = wall(w.zone, at).date
  const written = claim !== null || w.sparks > 0
  say('plan', w.plan === 'FREE')
  say('kill_switch', w.killed)
  say('master', !w.masterOn || !w.acknowledged)
  say('agent_mode', w.conversationMode === null && w.agentMode !== 'auto')
  say('conversation_mode', w.conversationMode !== null && w.conversationMode !== 'auto')
  say('intent_mode', modeOf(w) !== 'auto')
  say('training', !w.unlocked)
  say('quiet_hours', isQuiet(w, at))
  say(
    'closure',
    w.closedDays.some((n) => dayAfter(wall(w.zone, first).date, n) === today),
  )
  say('cap_hour', sent.filter((t) => at - t < HOUR).length >= w.capHour)
  say('cap_day', sent.filter((t) => wall(w.zone, t).date === today).length >= w.capDay)
  say('sparks', claim === null && w.sparks < 1)
  say('confidence', s.confidence < Math.max(0.85, w.threshold))
  say('opted_out', w.optedOut)
  say('personal', w.personal)
  say('handoff', w.handedOff)
  say('human_active', w.humanFor !== null && at < first + w.humanFor)
  say('credentials', !w.healthy)
  say('disclosure', claim !== null && w.disclosure !== OPEN.disclosure)
  say('validation', written && (s.words === 'too long' || (claim?.staleWords ?? false)))
  say('guardrail', written && (s.intent === 'enquiry' || (claim?.staleWords ?? false)))
  return found
}

/** Brings the venue into that state as if it had always been so: no command withdraws anything for us. */
async function apply(s: TestServer, conversationId: string, w: World, script: Script, first: number): Promise<void> {
  await s.deps.storage.write('bulk', s.venueId, async (tx) => {
    const venue = (await tx.find('venue', s.venueId))!
    const conversation = (await tx.find('conversations', conversationId))!
    const policy = (await tx.find('policies', script.intent))!
    tx.control.killed = w.killed ? 1 : 0
    await tx.patch('venue', venue.id, {
      timeZone: w.zone,
      plan: w.plan,
      masterSwitch: { on: w.masterOn, acknowledgedAt: w.acknowledged ? 1 : null, by: null },
      quiet: [...w.quiet],
      caps: { ...venue.caps, hourly: w.capHour, daily: w.capDay },
      sparks: w.sparks,
      sparksEmpty: w.sparks < 1,
      credentials: { healthy: w.healthy, reason: null },
      disclosure: { on: true, text: w.disclosure },
    })
    await tx.patch('agents', conversation.agentId, { replyMode: w.agentMode })
    await tx.patch('policies', policy.id, {
      mode: modeOf(w),
      unlocked: w.unlocked,
      threshold: w.threshold,
    })
    await tx.patch('contacts', conversation.contactId, { optedOut: w.optedOut })
    await tx.patch('conversations', conversationId, {
      replyMode: w.conversationMode,
      personal: w.personal,
      handoff: w.handedOff ? { route: 'call', by: s.owner.personId, at: first, note: null } : null,
      humanUntil: w.humanFor === null ? null : first + w.humanFor,
    })
    await tx.patch('services', 'svc_trim', { price: w.trimPrice })
    await tx.db.deleteFrom('closures').where('venueId', '=', s.venueId).execute()
    for (const n of w.closedDays) {
      const date = dayAfter(wall(w.zone, first).date, n)
      await tx.insert('closures', { id: `closed_${date}`, date, name: 'Refit', opens: null, closes: null })
    }
    await tx.db.deleteFrom('cap_log').where('venueId', '=', s.venueId).execute()
    tx.control.lastAt = 0
    for (const [n, age] of w.ages.entries()) {
      const at = first - age
      const row = { messageId: `earlier_${n}`, venueId: s.venueId, at, day: wall(w.zone, at).date }
      await tx.db.insertInto('cap_log').values(row).execute()
    }
  })
}

let now: Script = { intent: 'pricing', confidence: 0.96, words: 'right' }
const engine: Engine = {
  name: 'scripted',
  classify: () => Promise.resolve({ intent: now.intent, confidence: now.confidence }),
  compose: () =>
    Promise.resolve({
      text: `Hi, a trim is £35.${now.words === 'too long' ? ' We look forward to it.'.repeat(15) : ''}`,
      citations: [],
    }),
}

/** One server for many runs, each with a customer of its own; a new one before its tables grow slow. */
let server: TestServer | null = null
let customers = 0
async function customer(): Promise<{ s: TestServer; number: string }> {
  customers += 1
  if (customers % 300 === 1) {
    await server?.[Symbol.asyncDispose]()
    server = await testServer({ engine })
  }
  return { s: server!, number: `+4477009${String(10_000 + (customers % 80_000))}` }
}
afterAll(async () => server?.[Symbol.asyncDispose]())

const BURST = 8 * SECOND
const HOLD = 20 * SECOND

const seen = { sent: 0, returned: 0, drafted: 0 }

test('random venues, clocks and texts: nothing leaves past a closed gate, and its reason is recorded', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        /** Anywhere within two years. */
        minutes: fc.integer({ min: 0, max: 2 * 365 * 1_440 }),
        kind,
        script,
        variety,
        closed: closing(CLOSERS),
        closedLater: closing(LATER),
        wait: fc.oneof(fc.constant(HOLD), fc.integer({ min: HOLD, max: 30 * HOUR })),
      }),
      async ({ minutes, kind, script, variety, closed, closedLater, wait }) => {
        const { s, number } = await customer()
        const world: World = Object.assign({}, OPEN, variety, ...closed)
        const first = WEDNESDAY + minutes * MINUTE
        now = script
        s.pass(first - BURST - s.now())
        await s.deps.storage.write('bulk', s.venueId, (tx) => tx.patch('venue', s.venueId, { plan: 'PRO' }))
        await s.text(kind.body, number)
        const { id } = await s.deps.storage.read((db) =>
          db.selectFrom('conversations').select('id').where('customerNumber', '=', number).executeTakeFirstOrThrow(),
        )
        await apply(s, id, world, script, first)
        s.pass(BURST)
        await s.step()

        const decision = (await s.rows('decisions')).find((d) => d.conversationId === id)!
        const out = async () => (await s.rows('messages')).find((m) => m.conversationId === id && m.direction === 'out')
        const mode = world.conversationMode ?? world.agentMode
        const untouched = world.personal || world.handedOff || mode === 'off'
        if (kind.goes !== null) {
          expect(decision.outcome).toBe(untouched ? 'off' : kind.goes)
          expect(await out()).toBeUndefined()
          return
        }
        const wanted = inTheWay(world, script, first, first, null)
        expect(decision.reasons).toEqual(wanted)
        expect(decision.gates.filter((g) => !g.pass).map((g) => g.code)).toEqual(wanted)
        const outcome =
          untouched || world.intentMode === 'off' ? 'off' : wanted.length === 0 ? 'auto_queued' : 'drafted'
        expect(decision.outcome).toBe(outcome)
        const draft = async () => (await s.rows('drafts')).find((d) => d.conversationId === id)
        if (outcome === 'off') expect(await draft()).toBeUndefined()
        else {
          const state = outcome === 'auto_queued' ? 'auto' : world.optedOut ? 'dropped' : 'pending'
          const what = world.sparks > 0 ? { kind: 'reply', reasons: wanted } : { kind: 'marker' }
          expect(await draft()).toMatchObject({ ...what, state })
        }
        if (outcome !== 'auto_queued') {
          expect(await out()).toBeUndefined()
          seen.drafted += 1
          return
        }

        expect(await out()).toMatchObject({ state: 'queued', auto: true })
        const later: World = Object.assign({}, world, ...closedLater)
        await apply(s, id, later, script, first)
        s.pass(wait)
        await s.step()
        const standing = inTheWay(later, script, first + wait, first, { staleWords: later.trimPrice !== 3_500 })
        if (standing.length === 0) {
          expect(await out()).toMatchObject({ state: 'accepted' })
          expect(s.sandbox.received(number)).toHaveLength(1)
          seen.sent += 1
          return
        }
        // An opt-out is asked before all else: its draft is dropped, not handed back.
        const reason = later.optedOut ? 'opted_out' : standing[0]!
        expect(await out()).toMatchObject({ state: 'withdrawn', reason })
        expect(s.sandbox.received(number)).toEqual([])
        const dropped = reason === 'opted_out' || reason === 'handoff'
        expect(await draft()).toMatchObject(dropped ? { state: 'dropped' } : { state: 'pending', returned: reason })
        seen.returned += 1
      },
    ),
    { numRuns: deepRuns(60, 5_000) },
  )
  for (const [what, n] of Object.entries(seen)) expect(n, what).toBeGreaterThan(0)
})
