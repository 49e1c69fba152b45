/** Bursts and turns: one reply for what a customer writes in one go, whatever arrives, stalls, dies or runs twice meanwhile. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { deepRuns } from '#shared/testing.ts'
import type { Deps } from '../deps.ts'
import type { Engine } from '../engines/engine.ts'
import { recover } from '../scheduler.ts'
import { sendOne } from '../sending/send.ts'
import type { Storage } from '../storage/storage.ts'
import { ENGINES } from '../storage/testing.ts'
import { CUSTOMER, type TestServer, testServer, withAutoSend } from '../testing.ts'
import { settle } from './settle.ts'
import type { TakenTurn } from './taken-turn.ts'
import { NOTHING, type Thought } from './thought.ts'
import { LEASE, RENEW, runTurn, takeTurn } from './turn.ts'

const BURST = 8 * SECOND
const HOLD = 20 * SECOND
const ASK = 'How much is a trim?'

/** An engine that waits at its desk until it is told to go on. */
function gated(): Engine & { open(): void; asked: Promise<void> } {
  const gate = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  return {
    name: 'gated',
    open: gate.resolve,
    asked: asked.promise,
    classify: async () => {
      asked.resolve()
      await gate.promise
      return { intent: 'pricing', confidence: 0.99 }
    },
    compose: () => Promise.resolve({ text: 'A trim is £35.', citations: [] }),
  }
}

const conversationOf = async (s: TestServer) => (await s.rows('conversations'))[0]!.id
const outcomes = async (s: TestServer) => (await s.rows('decisions')).map((d) => d.outcome)
const paid = (s: TestServer) =>
  s.deps.storage.read((db) => db.selectFrom('wallet').select('turnId').where('reason', '=', 'reply').execute())
const turn = (s: TestServer) => s.deps.storage.read((db) => db.selectFrom('turns').selectAll().executeTakeFirst())

describe('waiting for the end of a burst', () => {
  test('eight seconds after the last text, and not before', async () => {
    await using s = await testServer()
    for (const gap of [0, 3, 7, 7]) {
      s.pass(gap * SECOND)
      await s.step()
      await s.text(ASK)
    }
    s.pass(BURST - 1)
    await s.step()
    expect(await s.rows('decisions')).toEqual([])
    s.pass(1)
    await s.step()
    expect((await outcomes(s)).sort()).toEqual(['drafted', 'merged', 'merged', 'merged'])
  })

  test('a minute at most, however they go on', async () => {
    await using s = await testServer()
    let passed = 0
    for (; passed < 60; passed += 5) {
      await s.text(ASK)
      await s.step()
      expect(await s.rows('decisions'), `after ${passed} s`).toEqual([])
      s.pass(5 * SECOND)
    }
    await s.step()
    const decided = await s.rows('decisions')
    expect(decided).toHaveLength(12)
    expect(new Set(decided.map((d) => d.turnId)).size).toBe(1)
  })

  test.each([
    [0, 0],
    [30, 30],
    [300, 300],
  ])('a setting: %i seconds', async (burstSeconds, seconds) => {
    await using s = await testServer()
    await s.command('venue.timing', { burstSeconds })
    await s.text(ASK)
    if (seconds > 0) {
      s.pass(seconds * SECOND - 1)
      await s.step()
      expect(await s.rows('decisions')).toEqual([])
      s.pass(1)
    }
    await s.step()
    expect(await outcomes(s)).toEqual(['drafted'])
  })

  test('the one reply carries the decision, the earlier texts point to it', async () => {
    await using s = await testServer()
    await s.text('Hello')
    s.pass(SECOND)
    await s.text(ASK)
    s.pass(BURST)
    await s.step()
    const [first, last] = (await s.rows('messages')).filter((m) => m.direction === 'in')
    const decided = await s.rows('decisions')
    expect(decided.find((d) => d.id === first!.id)).toMatchObject({ outcome: 'merged', intoMessageId: last!.id })
    expect(decided.find((d) => d.id === last!.id)).toMatchObject({ outcome: 'drafted', intoMessageId: null })
    expect(await s.rows('drafts')).toMatchObject([{ inboundMessageId: last!.id }])
    expect(await paid(s)).toHaveLength(1)
  })
})

describe('a text that comes while the AI thinks', () => {
  test('what was thought is thrown away; the next run answers both, for one Spark', async () => {
    const engine = gated()
    await using s = await testServer({ engine })
    await withAutoSend(s)
    await s.text(ASK)
    s.pass(BURST)
    const running = runTurn(s.deps, s.venueId, await conversationOf(s))
    await engine.asked
    s.pass(SECOND)
    await s.text('and a fringe trim?')
    engine.open()
    expect(await running).toBeNull()
    expect(await s.rows('decisions')).toEqual([])
    expect(await s.rows('drafts')).toEqual([])
    expect(await paid(s)).toEqual([])
    s.pass(BURST)
    await s.step()
    expect((await outcomes(s)).sort()).toEqual(['auto_queued', 'merged'])
    expect(await paid(s)).toHaveLength(1)
  })

  test('past a minute it settles as a stale draft, never sent by itself; the newer text has a turn of its own', async () => {
    const engine = gated()
    await using s = await testServer({ engine })
    await withAutoSend(s)
    await s.text(ASK)
    s.pass(BURST)
    const running = runTurn(s.deps, s.venueId, await conversationOf(s))
    await engine.asked
    s.pass(53 * SECOND)
    await s.text('and a fringe trim?')
    engine.open()
    expect(await running).toBe('drafted')
    const [decision] = await s.rows('decisions')
    // Every gate is open: it is a draft for what has come since.
    expect(decision).toMatchObject({ outcome: 'drafted', reasons: [], messageId: null })
    expect(await s.rows('drafts')).toMatchObject([{ state: 'pending', stale: true }])
    await s.step()
    expect(await outcomes(s)).toEqual(['drafted', 'auto_queued'])
    expect((await s.rows('drafts')).map((d) => d.state)).toEqual(['superseded', 'auto'])
    expect(await paid(s)).toHaveLength(2)
    s.pass(HOLD)
    await s.step()
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
  })

  test('a keyword takes no turn, and still nothing that was thought before it leaves', async () => {
    const engine = gated()
    await using s = await testServer({ engine })
    await withAutoSend(s)
    await s.text(ASK)
    s.pass(BURST)
    const running = runTurn(s.deps, s.venueId, await conversationOf(s))
    await engine.asked
    await s.text('STOP')
    engine.open()
    await running
    for (let i = 0; i < 4; i++) {
      s.pass(HOLD)
      await s.step()
    }
    expect(s.sandbox.received(CUSTOMER)).toEqual([])
    expect(await turn(s)).toBeUndefined()
    expect(await s.rows('decisions')).toHaveLength(2)
  })
})

test.each(['STOP', 'HELP', 'START'])(
  '%s right behind a question: the question is thought about once',
  async (keyword) => {
    let asked = 0
    const engine: Engine = {
      name: 'counting',
      classify: () => {
        asked += 1
        return Promise.resolve({ intent: 'pricing', confidence: 0.99 })
      },
      compose: () => Promise.resolve({ text: 'A trim is £35.', citations: [] }),
    }
    await using s = await testServer({ engine })
    await withAutoSend(s)
    await s.text(ASK)
    s.pass(SECOND)
    await s.text(keyword)
    s.pass(BURST)
    await s.step()
    expect(asked).toBe(1)
    expect((await outcomes(s)).sort()).toEqual([keyword === 'STOP' ? 'drafted' : 'auto_queued', 'keyword'])
    s.pass(HOLD)
    await s.step()
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(keyword === 'STOP' ? 0 : 1)
  },
)

describe('leases', () => {
  test.for(ENGINES)('of whoever died is taken over soon; of whoever thinks, never, on %s', async (storage) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const slow = gated()
      await using s = await testServer({ storage, engine: slow })
      await s.text(ASK)
      s.pass(BURST)
      const id = await conversationOf(s)
      const take = (lease: string) => s.deps.storage.write('ingest', s.venueId, (tx) => takeTurn(tx, id, lease))
      expect(await take('died')).not.toBeNull()
      s.pass(LEASE - 1)
      expect(await take('early')).toBeNull()
      s.pass(1)
      const thinking = runTurn(s.deps, s.venueId, id)
      await slow.asked
      for (let waited = 0; waited < MINUTE; waited += RENEW) {
        s.pass(RENEW)
        vi.advanceTimersByTime(RENEW)
        // Writes are one after the other: the renewal has been done when this one looks.
        expect(await take('other')).toBeNull()
      }
      slow.open()
      expect(await thinking).toBe('drafted')
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('one run at a time; a lease that ran out is taken over, and the late one changes nothing', async () => {
    const slow = gated()
    await using s = await testServer({ engine: slow })
    const quick: Deps = { ...s.deps, storage: s.deps.storage, engine: { ...gated(), classify: s.deps.engine.classify } }
    await s.text(ASK)
    s.pass(BURST)
    const id = await conversationOf(s)
    const late = runTurn(s.deps, s.venueId, id)
    await slow.asked
    expect(await runTurn(s.deps, s.venueId, id)).toBeNull()
    // Somebody who is alive renews it; here too much time passes at once.
    s.pass(LEASE - 1)
    expect(await runTurn(s.deps, s.venueId, id)).toBeNull()
    s.pass(1)
    const second = runTurn(quick, s.venueId, id)
    slow.open()
    const both = await Promise.all([late, second])
    expect(both.filter((outcome) => outcome === 'drafted')).toHaveLength(1)
    expect(await s.rows('decisions')).toHaveLength(1)
    expect(await s.rows('drafts')).toHaveLength(1)
    expect(await paid(s)).toHaveLength(1)
  })
})

const THOUGHT: Thought = {
  ...NOTHING,
  warrant: { reply: true, reason: 'Replies' },
  intent: 'pricing',
  confidence: 0.99,
  reply: {
    text: "A trim is £35. (Sent by Willow & Wren's assistant)",
    citations: [],
    problems: [],
    guardrailProblems: [],
    disclosureMissing: false,
    mustEdit: false,
  },
}

describe.each(ENGINES)('settling twice, on %s', (storage) => {
  test('the second changes nothing, one after another or at once', async () => {
    for (const together of [false, true]) {
      await using s = await testServer({ storage })
      await withAutoSend(s)
      await s.text(ASK)
      s.pass(BURST)
      const id = await conversationOf(s)
      const taken = (await s.deps.storage.write('ingest', s.venueId, (tx) => takeTurn(tx, id, 'lease')))!
      const once = (t: TakenTurn) =>
        s.deps.storage.write('ingest', s.venueId, (tx) => settle(tx, t, THOUGHT, 'test', s.deps.ids))
      const answers = together ? await Promise.all([once(taken), once(taken)]) : [await once(taken), await once(taken)]
      expect(answers).toEqual(['auto_queued', null])
      const before = await s.deps.storage.read((db) => db.selectFrom('venue_control').selectAll().execute())
      expect(await once({ ...taken, lease: 'another' })).toBeNull()
      expect(await s.deps.storage.read((db) => db.selectFrom('venue_control').selectAll().execute())).toEqual(before)
      expect(await s.rows('decisions')).toHaveLength(1)
      expect(await s.rows('drafts')).toHaveLength(1)
      expect((await s.rows('messages')).filter((m) => m.direction === 'out')).toHaveLength(1)
      expect(await paid(s)).toHaveLength(1)
    }
  })

  test('a turn that is taken up after a restart ends as if nothing had been', async () => {
    const engine = gated()
    await using s = await testServer({ storage, engine })
    await withAutoSend(s)
    await s.text(ASK)
    s.pass(BURST)
    const running = runTurn(s.deps, s.venueId, await conversationOf(s))
    await engine.asked
    await s.storage.reopen()
    await recover(s.deps)
    const restarted = { ...s.deps, storage: s.deps.storage, engine: { ...gated(), classify: s.deps.engine.classify } }
    engine.open()
    expect(await runTurn(restarted, s.venueId, await conversationOf(s))).toBe('auto_queued')
    // The run from before the restart finds its lease gone.
    expect(await running).toBeNull()
    expect(await s.rows('decisions')).toHaveLength(1)
    expect(await paid(s)).toHaveLength(1)
    s.pass(HOLD)
    await s.step()
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
  })
})

// Any order of arrivals, runs, deaths and restarts

class Died extends Error {}
/** How the next write ends: well, the process dying before it, or dying after its commit. */
type Fate = 'well' | 'before' | 'after'

function mortal(s: TestServer, fates: Fate[]): Deps {
  const storage: Storage = {
    ...s.deps.storage,
    read: (fn) => s.deps.storage.read(fn),
    write: async (lane, venueId, fn) => {
      const fate = fates.shift() ?? 'well'
      if (fate === 'before') throw new Died()
      const result = await s.deps.storage.write(lane, venueId, fn)
      if (fate === 'after') throw new Died()
      return result
    },
  }
  return { ...s.deps, storage }
}

const BODIES = [ASK, ASK, 'Hello', 'Thanks!', 'you ruined my hair', 'please stop texting me', 'HELP'] as const
const text = fc.record({ from: fc.nat(1), body: fc.constantFrom(...BODIES) })
const act = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('text' as const), text }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 70_000 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('run' as const),
      /** How often each due turn is run at the same moment, and what arrives meanwhile. */
      times: fc.integer({ min: 1, max: 3 }),
      meanwhile: fc.array(text, { maxLength: 2 }),
      fates: fc.array(fc.constantFrom<Fate>('well', 'well', 'before', 'after'), { maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
)

describe.each(ENGINES)('any order of arrivals, runs and deaths, on %s', (storage) => {
  test('each text is decided once; a turn has one reply at most, and one Spark for it', async () => {
    const numRuns = storage === 'sqlite' ? deepRuns(15, 1_000) : deepRuns(2, 100)
    const acts = fc.array(act, { minLength: 4, maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(acts, fc.integer({ min: 0, max: 6 }), fc.constantFrom(0, 8, 20), async (acts, sparks, burst) => {
        const engine: Engine = {
          name: 'unsteady',
          classify: async () => {
            for (let i = 0; i < 3; i++) await new Promise((r) => setImmediate(r))
            return { intent: 'pricing', confidence: 0.99 }
          },
          compose: () => Promise.resolve({ text: 'A trim is £35.', citations: [] }),
        }
        await using s = await testServer({ storage, engine })
        await withAutoSend(s)
        await s.command('venue.timing', { burstSeconds: burst })
        await s.deps.storage.write('bulk', s.venueId, (tx) =>
          tx.patch('venue', s.venueId, { sparks, sparksEmpty: sparks === 0 }),
        )
        const number = (from: number) => `+44770090015${from}`
        const due = () =>
          s.deps.storage.read(async (db) => ({
            turns: await db.selectFrom('turns').select('conversationId as id').where('dueAt', '<=', s.now()).execute(),
            sends: await db
              .selectFrom('messages')
              .select('id')
              .where('state', '=', 'queued')
              .where('notBefore', '<=', s.now())
              .execute(),
          }))
        const survive = (error: unknown) => {
          if (!(error instanceof Died)) throw error
        }
        let texts = 0
        const arrive = ({ from, body }: { from: number; body: string }) => {
          texts += 1
          return s.text(body, number(from))
        }
        for (const one of acts) {
          if (one.do === 'text') await arrive(one.text)
          else if (one.do === 'pass') s.pass(one.ms)
          else if (one.do === 'restart') {
            await s.storage.reopen()
            await recover(s.deps)
          } else {
            const { turns, sends } = await due()
            const deps = mortal(s, [...one.fates])
            await Promise.all([
              ...turns.flatMap(({ id }) =>
                Array.from({ length: one.times }, () => runTurn(deps, s.venueId, id).catch(survive)),
              ),
              ...sends.map(({ id }) => sendOne(deps, s.venueId, id).catch(survive)),
              ...one.meanwhile.map(arrive),
            ])
          }
        }
        // Somebody starts the process again, and it is left in peace.
        await recover(s.deps)
        for (let i = 0; i < 6; i++) {
          s.pass(MINUTE)
          await s.step()
        }

        expect(await turn(s)).toBeUndefined()
        const messages = await s.rows('messages')
        const inbound = messages.filter((m) => m.direction === 'in')
        const out = messages.filter((m) => m.direction === 'out')
        const decisions = await s.rows('decisions')
        const drafts = await s.rows('drafts')
        expect(inbound).toHaveLength(texts)
        expect(decisions.map((d) => d.id).sort()).toEqual(inbound.map((m) => m.id).sort())
        for (const [turnId, mine] of Map.groupBy(decisions, (d) => d.turnId)) {
          const carries = mine.filter((d) => d.outcome !== 'merged')
          expect(carries, turnId).toHaveLength(1)
          for (const d of mine.filter((d) => d.outcome === 'merged')) expect(d.intoMessageId).toBe(carries[0]!.id)
          expect(drafts.filter((d) => d.turnId === turnId).length, turnId).toBeLessThanOrEqual(1)
          expect(out.filter((m) => m.id === carries[0]!.messageId).length, turnId).toBe(
            carries[0]!.outcome === 'auto_queued' ? 1 : 0,
          )
        }
        expect(out.length).toBe(decisions.filter((d) => d.outcome === 'auto_queued').length)
        const replies = drafts.filter((d) => d.kind === 'reply' && d.text !== '').map((d) => d.turnId)
        expect((await paid(s)).map((row) => row.turnId).sort()).toEqual(replies.sort())
        expect((await s.venue()).sparks).toBe(sparks - replies.length)
        // What left, left once; where the process died in between nobody knows, and it is not sent again.
        const received = s.sandbox.received()
        expect(received.length).toBeLessThanOrEqual(
          out.filter((m) => m.state === 'accepted' || m.state === 'unknown').length,
        )
        for (const m of out) {
          // The same words wait behind a text of which nobody knows, until a person says what became of it.
          const unsure = out.some((o) => o.state === 'unknown' && o.conversationId === m.conversationId)
          expect(['accepted', 'unknown', 'withdrawn', ...(unsure ? ['queued'] : [])]).toContain(m.state)
        }
        expect(out.filter((m) => m.state === 'accepted').length).toBeLessThanOrEqual(received.length)
      }),
      { numRuns },
    )
  })
})
