/**
 * Caps under concurrent claimers: an oracle slides the hour over the history and counts the local day. Never one too many,
 * and the number that is allowed is reached. Unknown outcomes count; no setting and no clock refills anything.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import { deepRuns } from '#shared/testing.ts'
import type { Channel, SendOutcome } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { ENGINES } from '../storage/testing.ts'
import { type TestServer, testServer, WEDNESDAY, withAutoSend } from '../testing.ts'
import { refreshCaps } from './caps.ts'
import { sendOne } from './send.ts'

const CLAIMERS = 32
const number = (i: number) => `+4477009001${String(i).padStart(2, '0')}`

interface Sent {
  readonly at: number
  readonly outcome: SendOutcome['kind']
}

/** A server whose replies are queued by hand, with as many instances as the engine may have. */
interface Rig {
  readonly s: TestServer
  /** One for each instance. */
  readonly deps: readonly Deps[]
  /** Texts that the gateway was handed, in order. */
  readonly history: Sent[]
  /** What the gateway says next. */
  outcome: () => SendOutcome
  /** Nothing has been sent yet, and the clock stands at `at`. */
  reset(at: number, caps: { hourly: number; daily: number }): Promise<void>
  /** @returns ids of that many replies whose hold is over */
  queue(count: number): Promise<string[]>
  /** All at once, from every instance. @returns how many went to the gateway */
  send(ids: readonly string[]): Promise<number>
}

const ACCEPTED = (): SendOutcome => ({ kind: 'accepted', providerId: `SM${++ids}` })
let ids = 0

/** No two texts to one person within a run are the same: one of which nobody knows whether it left holds back its like. */
const GREETINGS = ['Hi', 'Hello', 'Hi there', 'Hello there', 'Good morning', 'Good afternoon', 'Good evening', 'Thanks']
let round = 0

async function rig(s: TestServer, deps: readonly Deps[]): Promise<Rig> {
  await withAutoSend(s)
  for (let i = 0; i < CLAIMERS; i++) await s.text('Hello', number(i))
  const conversations = await s.rows('conversations')
  // Holidays are another gate's business.
  await s.deps.storage.write('bulk', s.venueId, (tx) =>
    tx.db.deleteFrom('closures').where('venueId', '=', s.venueId).execute(),
  )
  const history: Sent[] = []
  const sms: Channel = {
    list: () => Promise.resolve([]),
    check: () => Promise.resolve({ healthy: true, reason: null }),
    send: () => {
      const outcome = r.outcome()
      history.push({ at: s.now(), outcome: outcome.kind })
      return Promise.resolve(outcome)
    },
  }
  const instances = deps.map((one) => ({ ...one, storage: one.storage, sms }))
  const r: Rig = {
    s,
    deps: instances,
    history,
    outcome: ACCEPTED,
    reset: async (at, caps) => {
      history.length = 0
      r.outcome = ACCEPTED
      s.pass(at - s.now())
      await s.deps.storage.write('bulk', s.venueId, async (tx) => {
        for (const table of ['messages', 'drafts', 'turns', 'cap_log'] as const)
          await tx.db.deleteFrom(table).where('venueId', '=', s.venueId).execute()
        tx.control.lastAt = 0
        const venue = (await tx.find('venue', s.venueId))!
        await tx.patch('venue', venue.id, { timeZone: 'Europe/London', caps: { ...venue.caps, ...caps } })
      })
    },
    queue: (count) =>
      s.deps.storage.write('bulk', s.venueId, async (tx) => {
        const queued: string[] = []
        round += 1
        for (const conversation of conversations.slice(0, count)) {
          const id = `m${String(++ids).padStart(7, '0')}`
          const text = `${GREETINGS[round % GREETINGS.length]}, a trim is £35. (Sent by Willow & Wren's assistant)`
          await tx.insert('drafts', {
            id: `d${ids}`,
            conversationId: conversation.id,
            inboundMessageId: id,
            turnId: id,
            kind: 'reply',
            intent: 'pricing',
            severity: null,
            confidence: 0.99,
            rawConfidence: 0.99,
            text,
            citations: [],
            state: 'auto',
            stale: false,
            reasons: [],
            problems: [],
            mustEdit: false,
            returned: null,
            createdAt: tx.now,
            settledBy: null,
            settledAt: tx.now,
            settledText: null,
          })
          await tx.insert('messages', {
            id,
            conversationId: conversation.id,
            direction: 'out',
            body: text,
            media: 0,
            state: 'queued',
            providerId: null,
            author: 'ai',
            authorId: null,
            draftId: `d${ids}`,
            auto: true,
            notBefore: 0,
            reason: null,
            inboundMessageId: null,
            createdAt: tx.now,
            sentAt: null,
            toNumber: conversation.customerNumber,
            epoch: tx.control.epoch,
            seenSeq: conversation.lastInboundSeq,
            decided: 0,
            attempts: 0,
            override: 0,
          })
          queued.push(id)
        }
        return queued
      }),
    send: async (queued) => {
      const before = history.length
      await Promise.all(queued.map((id, n) => sendOne(instances[n % instances.length]!, s.venueId, id)))
      return history.length - before
    },
  }
  return r
}

const stateOf = (s: TestServer) =>
  s.deps.storage.read((db) =>
    db
      .selectFrom('messages')
      .select(['id', 'state', 'reason'])
      .where('auto', '=', 1)
      .orderBy('createdAt')
      .orderBy('id')
      .execute(),
  )

const DATE = new Map<string, Intl.DateTimeFormat>()
/** The date on the wall, by the platform's own formatter. */
function dateIn(zone: string, at: number): string {
  const known = DATE.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
  DATE.set(zone, known)
  return known.format(at)
}

describe.each(ENGINES)('on %s', (engine) => {
  let s: TestServer
  let r: Rig
  beforeAll(async () => {
    s = await testServer({ storage: engine })
    const other = engine === 'postgres' ? [{ ...s.deps, storage: await s.storage.instance(s.now) }] : []
    r = await rig(s, [s.deps, ...other])
  })
  afterAll(() => s[Symbol.asyncDispose]())

  const step = fc.record({
    /** Time that really passes before. */
    elapse: fc.oneof(
      fc.integer({ min: 0, max: 26 * HOUR }),
      fc.integer({ min: 0, max: 70 }).map((m) => m * MINUTE),
    ),
    /** Somebody sets the clock. */
    jump: fc.oneof(
      { arbitrary: fc.constant(0), weight: 4 },
      fc.constantFrom(-DAY, -HOUR, -1, HOUR, DAY),
      fc.integer({ min: -DAY, max: 0 }),
    ),
    caps: fc.option(fc.record({ hourly: fc.integer({ min: 1, max: 40 }), daily: fc.integer({ min: 1, max: 60 }) })),
    claimers: fc.integer({ min: 1, max: 12 }),
    unknown: fc.boolean(),
  })

  test('32 claimers at once, clocks set and caps changed between: exactly the number that is allowed', async () => {
    const reached = { hour: 0, day: 0, all: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 400 * 1_440 }),
        fc.record({ hourly: fc.integer({ min: 1, max: 40 }), daily: fc.integer({ min: 1, max: 50 }) }),
        fc.array(step, { maxLength: 4 }),
        async (minutes, first, steps) => {
          let caps = first
          await r.reset(WEDNESDAY + minutes * MINUTE, caps)
          /** As the caps see it: never backwards once something was sent. */
          const charged: number[] = []
          const real: { at: number; cap: number }[] = []
          let passed = 0
          const rounds = [{ elapse: 0, jump: 0, caps: null, claimers: CLAIMERS, unknown: true }, ...steps]
          for (const round of rounds) {
            s.pass(round.elapse + round.jump)
            passed += round.elapse
            if (round.caps) {
              caps = round.caps
              expect(await s.command('autosend.caps', caps)).toMatchObject({ status: 'done' })
            }
            r.outcome = round.unknown ? () => ({ kind: 'unknown', reason: 'timeout' }) : ACCEPTED
            const now = Math.max(s.now(), ...charged)
            const today = dateIn('Europe/London', now)
            const usedHour = charged.filter((at) => now - at < HOUR).length
            const usedDay = charged.filter((at) => dateIn('Europe/London', at) === today).length
            const places = Math.max(0, Math.min(caps.hourly - usedHour, caps.daily - usedDay))
            const queued = await r.queue(round.claimers)
            const sent = await r.send(queued)
            expect(sent).toBe(Math.min(round.claimers, places))
            reached[
              sent === round.claimers ? 'all' : caps.hourly - usedHour <= caps.daily - usedDay ? 'hour' : 'day'
            ] += 1
            for (let i = 0; i < sent; i++) {
              charged.push(now)
              real.push({ at: passed, cap: caps.hourly })
            }
            expect((await s.venue()).caps).toMatchObject(
              sent > 0 ? { usedHour: usedHour + sent, usedDay: usedDay + sent } : {},
            )
            // The others are back with people, and say which cap it was.
            const back = (await stateOf(s)).filter((m) => queued.includes(m.id) && m.state === 'withdrawn')
            expect(back).toHaveLength(round.claimers - sent)
            for (const m of back) expect(m.reason).toMatch(/^cap_(hour|day)$/)
          }
          // By the time that really passed: no clock set back has made room. One set forward cannot be told from time.
          if (rounds.some((round) => round.jump > 0)) return
          for (const { at, cap } of real) {
            const lately = real.filter((one) => one.at <= at && at - one.at < HOUR).length
            expect(lately).toBeLessThanOrEqual(Math.max(cap, ...real.filter((o) => at - o.at < HOUR).map((o) => o.cap)))
          }
        },
      ),
      {
        numRuns: deepRuns(engine === 'sqlite' ? 10 : 4, 1_000),
        // Each way to end comes up, however few the runs: both caps wide, then one of them tight.
        examples: [
          [0, { hourly: 40, daily: 50 }, []],
          [0, { hourly: 5, daily: 50 }, []],
          [0, { hourly: 40, daily: 5 }, []],
        ],
      },
    )
    for (const [what, n] of Object.entries(reached)) expect(n, `rounds that reached ${what}`).toBeGreaterThan(0)
  })

  test('a text that the gateway puts off is charged for the hour in which it leaves', async () => {
    const outcome = fc.oneof(
      { arbitrary: fc.constant<SendOutcome>({ kind: 'unknown', reason: 'timeout' }), weight: 2 },
      fc.constant<SendOutcome>({ kind: 'refused', code: '21211', credentials: false }),
      fc.integer({ min: 1, max: 100 }).map((m): SendOutcome => ({ kind: 'later', afterMs: m * MINUTE, reason: '429' })),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(
          fc.record({
            elapse: fc.integer({ min: 0, max: 90 }).map((m) => m * MINUTE),
            fresh: fc.integer({ min: 0, max: 8 }),
            outcome,
          }),
          { minLength: 2, maxLength: 6 },
        ),
        async (hourly, rounds) => {
          await r.reset(WEDNESDAY, { hourly, daily: 10_000 })
          for (const round of rounds) {
            s.pass(round.elapse)
            r.outcome = () => round.outcome
            const again = (await s.rows('messages')).filter((m) => m.state === 'queued' && m.notBefore! <= s.now())
            await r.send([...again.map((m) => m.id), ...(await r.queue(round.fresh))])
          }
          const left = r.history.filter((one) => one.outcome !== 'later')
          for (const { at } of left) {
            const lately = left.filter((one) => one.at <= at && at - one.at < HOUR).length
            expect(lately).toBeLessThanOrEqual(hourly)
          }
        },
      ),
      { numRuns: deepRuns(8, 300) },
    )
  })

  test('one that was put off keeps its own place', async () => {
    await r.reset(WEDNESDAY, { hourly: 1, daily: 1 })
    r.outcome = () => ({ kind: 'later', afterMs: MINUTE, reason: '429' })
    const [first] = await r.queue(1)
    expect(await r.send([first!])).toBe(1)
    r.outcome = ACCEPTED
    const [other] = await r.queue(1)
    expect(await r.send([other!])).toBe(0)
    s.pass(MINUTE)
    expect(await r.send([first!])).toBe(1)
    expect(await stateOf(s)).toMatchObject([
      { id: first, state: 'accepted' },
      { id: other, state: 'withdrawn', reason: 'cap_hour' },
    ])
  })

  test('one that was put off for an hour takes a place of the hour in which it leaves', async () => {
    await r.reset(WEDNESDAY, { hourly: 2, daily: 10 })
    r.outcome = () => ({ kind: 'later', afterMs: HOUR + MINUTE, reason: '429' })
    const [first] = await r.queue(1)
    await r.send([first!])
    s.pass(HOUR + MINUTE)
    r.outcome = ACCEPTED
    expect(await r.send([first!])).toBe(1)
    expect(await r.send(await r.queue(3))).toBe(1)
    expect((await stateOf(s))[0]).toMatchObject({ id: first, state: 'accepted' })
  })

  describe('another zone refills nothing', () => {
    const fill = async (at: string) => {
      await r.reset(Date.parse(at), { hourly: 1_000, daily: 10 })
      expect(await r.send(await r.queue(CLAIMERS))).toBe(10)
    }
    const moveTo = async (timeZone: string) => {
      expect(await s.command('venue.edit', { timeZone })).toMatchObject({ status: 'done' })
    }
    const next = async () => r.send(await r.queue(12))

    test('to where it is tomorrow already: not before that day is over', async () => {
      // Eleven in the evening of that day in Sydney; two hours later it is the next there.
      await fill('2026-11-18T12:00Z')
      s.pass(2 * HOUR)
      await moveTo('Australia/Sydney')
      expect(await next()).toBe(0)
      s.pass(22 * HOUR + 59 * MINUTE)
      expect(await next()).toBe(0)
      s.pass(MINUTE)
      expect(await next()).toBe(10)
      expect(await next()).toBe(0)
    })

    test('to where it is still yesterday, and back', async () => {
      await fill('2026-11-18T02:00Z')
      await moveTo('America/New_York')
      expect(await next()).toBe(0)
      await moveTo('Europe/London')
      expect(await next()).toBe(0)
      s.pass(21 * HOUR + 59 * MINUTE)
      expect(await next()).toBe(0)
      s.pass(MINUTE)
      expect(await next()).toBe(10)
    })

    test('to and fro within a minute, across the midnight of either', async () => {
      await fill('2026-11-18T23:55Z')
      for (const zone of ['Australia/Sydney', 'America/New_York', 'Asia/Kathmandu', 'Europe/London']) {
        await moveTo(zone)
        expect(await next(), zone).toBe(0)
        s.pass(15 * SECOND)
      }
    })
  })

  test('a day of 25 hours is one day, and of 23 one as well', async () => {
    for (const [midnight, hours] of [
      ['2026-10-24T23:00Z', 25],
      ['2027-03-28T00:00Z', 23],
    ] as const) {
      await r.reset(Date.parse(midnight), { hourly: 1_000, daily: 5 })
      expect(await r.send(await r.queue(6))).toBe(5)
      s.pass(hours * HOUR - SECOND)
      expect(await r.send(await r.queue(6))).toBe(0)
      s.pass(SECOND)
      expect(await r.send(await r.queue(6))).toBe(5)
    }
  })

  test('what is shown falls by itself when the hour and the day are over', async () => {
    await r.reset(WEDNESDAY, { hourly: 3, daily: 3 })
    await r.send(await r.queue(5))
    const shown = async () => {
      await s.deps.storage.write('bulk', s.venueId, refreshCaps)
      const { usedHour, usedDay } = (await s.venue()).caps
      return { usedHour, usedDay }
    }
    expect(await shown()).toEqual({ usedHour: 3, usedDay: 3 })
    s.pass(HOUR - 1)
    expect(await shown()).toEqual({ usedHour: 3, usedDay: 3 })
    s.pass(1)
    expect(await shown()).toEqual({ usedHour: 0, usedDay: 3 })
    s.pass(13 * HOUR)
    expect(await shown()).toEqual({ usedHour: 0, usedDay: 0 })
  })
})

test('two instances whose clocks differ: by what was charged, still never one too many', async () => {
  await using s = await testServer({ storage: 'postgres' })
  let skew = 0
  const otherClock = () => s.now() + skew
  const other: Deps = {
    ...s.deps,
    storage: await s.storage.instance(otherClock),
    clock: otherClock,
    monotonic: otherClock,
  }
  const r = await rig(s, [s.deps, other])
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 3 }),
      async (apart, hourly, waits) => {
        skew = apart
        await r.reset(WEDNESDAY, { hourly, daily: 10_000 })
        for (const minutes of [0, ...waits]) {
          s.pass(minutes * MINUTE)
          await r.send(await r.queue(16))
        }
        const charged = await s.deps.storage.read((db) => db.selectFrom('cap_log').select('at').execute())
        expect(charged.length).toBe(r.history.length)
        expect(charged.length).toBeGreaterThanOrEqual(Math.min(16, hourly))
        for (const { at } of charged)
          expect(charged.filter((one) => one.at <= at && at - one.at < HOUR).length).toBeLessThanOrEqual(hourly)
      },
    ),
    { numRuns: deepRuns(5, 200) },
  )
})
