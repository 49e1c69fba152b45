/** STOP wins: wherever a text is on its way, none is claimed after the STOP's commit, and what comes back says why. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import { deepRuns } from '#shared/testing.ts'
import type { Channel, SendOutcome } from '../channels/channel.ts'
import { ingest } from '../channels/ingest.ts'
import type { Deps } from '../deps.ts'
import type { Engine } from '../engines/engine.ts'
import { runTurn } from '../pipeline/turn.ts'
import { DEMO_VENUE_NUMBER } from '../sandbox/credentials.ts'
import type { Storage } from '../storage/storage.ts'
import { ENGINES } from '../storage/testing.ts'
import { CUSTOMER, type TestServer, testServer, withAutoSend } from '../testing.ts'
import { sendOne } from './send.ts'

const BURST = 8 * SECOND
const HOLD = 20 * SECOND
const ASK = 'How much is a trim?'

async function done(s: TestServer, ...command: Parameters<TestServer['command']>) {
  const answer = await s.command(...command)
  expect(answer).toMatchObject({ status: 'done' })
  return answer
}
const conversationOf = async (s: TestServer) => (await s.rows('conversations'))[0]!
const outOf = async (s: TestServer) => (await s.rows('messages')).filter((m) => m.direction === 'out')

/** A gateway that keeps a request until it is told what to say. */
function heldGateway() {
  const begun = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<SendOutcome>()
  const bodies: string[] = []
  const sms: Channel = {
    list: () => Promise.resolve([]),
    check: () => Promise.resolve({ healthy: true, reason: null }),
    send: ({ body }) => {
      bodies.push(body)
      begun.resolve()
      return bodies.length === 1
        ? answer.promise
        : Promise.resolve({ kind: 'accepted', providerId: `SM${bodies.length}` })
    },
  }
  return { sms, bodies, begun: begun.promise, answer: answer.resolve }
}

async function drafted(s: TestServer): Promise<string> {
  await s.text(ASK)
  s.pass(BURST)
  await s.step()
  return (await s.rows('drafts')).find((d) => d.state === 'pending')!.id
}

async function autoQueued(s: TestServer): Promise<string> {
  await withAutoSend(s)
  await s.text(ASK)
  s.pass(BURST)
  await s.step()
  return (await outOf(s)).find((m) => m.state === 'queued')!.id
}

/** By the step on the way: brings a text there. */
const QUEUED: readonly (readonly [what: string, to: (s: TestServer) => Promise<string>])[] = [
  ['an automatic reply in its hold', autoQueued],
  [
    'an approved draft in its undo window',
    async (s) => {
      const { result } = await done(s, 'draft.approve', { draftId: await drafted(s) })
      return String(result!.messageId)
    },
  ],
  [
    'an edited draft',
    async (s) => {
      const { result } = await done(s, 'draft.edit', { draftId: await drafted(s), text: 'A trim is £35, Sam' })
      return String(result!.messageId)
    },
  ],
  [
    "a person's own text",
    async (s) => {
      await drafted(s)
      const { id } = await conversationOf(s)
      const { result } = await done(s, 'message.send', { conversationId: id, text: 'Hello, this is Dana' })
      return String(result!.messageId)
    },
  ],
]

/** Whatever could still move has had its chance, for two days. */
async function letEverythingHappen(s: TestServer) {
  for (const ms of [0, SECOND, HOLD, MINUTE, HOUR, DAY]) {
    s.pass(ms)
    await s.step()
  }
}

describe.each(QUEUED)('%s', (_, queue) => {
  test('STOP while it waits: it never leaves, and its draft is gone', async () => {
    await using s = await testServer()
    const id = await queue(s)
    await s.text('STOP')
    expect((await outOf(s)).find((m) => m.id === id)).toMatchObject({ state: 'withdrawn', reason: 'opted_out' })
    await letEverythingHappen(s)
    expect(s.sandbox.received()).toEqual([])
    expect((await s.rows('drafts')).map((d) => d.state)).not.toContain('pending')
  })

  test('STOP at the moment of its claim: either it was claimed before, or it never leaves', async () => {
    for (const first of ['claim', 'STOP'] as const) {
      await using s = await testServer()
      const id = await queue(s)
      s.pass(HOLD)
      const both = [() => sendOne(s.deps, s.venueId, id), () => s.text('STOP')]
      await Promise.all((first === 'claim' ? both : both.reverse()).map((one) => one()))
      await letEverythingHappen(s)
      const message = (await outOf(s)).find((m) => m.id === id)!
      const sent = s.sandbox.received(CUSTOMER).length
      expect([message.state, sent]).toEqual(message.state === 'withdrawn' ? ['withdrawn', 0] : ['accepted', 1])
    }
  })

  test.each<[string, SendOutcome, string]>([
    ['takes it', { kind: 'accepted', providerId: 'SM1' }, 'accepted'],
    ['gives no answer', { kind: 'unknown', reason: 'timeout' }, 'unknown'],
    ['refuses it', { kind: 'refused', code: '21610', credentials: false }, 'failed'],
    ['puts it off', { kind: 'later', afterMs: MINUTE, reason: '429' }, 'withdrawn'],
  ])('STOP while its request is under way, and the gateway %s: it is the last', async (_, outcome, state) => {
    await using s = await testServer()
    const id = await queue(s)
    s.pass(HOLD)
    const gateway = heldGateway()
    const deps: Deps = { ...s.deps, storage: s.deps.storage, sms: gateway.sms }
    const sending = sendOne(deps, s.venueId, id)
    await gateway.begun
    await s.text('STOP')
    gateway.answer(outcome)
    await sending
    for (const ms of [MINUTE, HOUR]) {
      s.pass(ms)
      await sendOne(deps, s.venueId, id)
    }
    expect(gateway.bodies).toHaveLength(1)
    expect((await outOf(s)).find((m) => m.id === id)).toMatchObject({ state })
    await letEverythingHappen(s)
    expect(s.sandbox.received()).toEqual([])
  })

  test('staff opt the customer out while its request is under way, and the gateway puts it off: it is the last', async () => {
    await using s = await testServer()
    const id = await queue(s)
    s.pass(HOLD)
    const gateway = heldGateway()
    const deps: Deps = { ...s.deps, storage: s.deps.storage, sms: gateway.sms }
    const sending = sendOne(deps, s.venueId, id)
    await gateway.begun
    await done(s, 'contact.opt_out', { contactId: (await conversationOf(s)).contactId, on: true }, { as: s.staff })
    gateway.answer({ kind: 'later', afterMs: MINUTE, reason: '429' })
    await sending
    s.pass(MINUTE)
    await sendOne(deps, s.venueId, id)
    expect(gateway.bodies).toHaveLength(1)
    expect((await outOf(s)).find((m) => m.id === id)).toMatchObject({ state: 'withdrawn', reason: 'opted_out' })
  })

  test('STOP after it left: nothing more, whoever asks', async () => {
    await using s = await testServer()
    await queue(s)
    s.pass(HOLD)
    await s.step()
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
    await s.text('STOP')
    const { id, contactId } = await conversationOf(s)
    expect(await s.command('message.send', { conversationId: id, text: 'One more' })).toMatchObject({
      code: 'opted_out',
    })
    await s.text(ASK)
    s.pass(BURST)
    await s.step()
    const draft = (await s.rows('drafts')).findLast((d) => d.reasons.includes('opted_out'))!
    expect(draft.state).toBe('dropped')
    const late = { status: 'conflict', result: { what: 'the draft was dropped' } }
    expect(await s.command('draft.approve', { draftId: draft.id })).toMatchObject(late)
    expect(await s.command('draft.edit', { draftId: draft.id, text: 'Hello' })).toMatchObject(late)
    await letEverythingHappen(s)
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)

    // They may be texted again once they say so: by people, and nothing of before comes back.
    await s.text('START')
    expect((await s.rows('contacts')).find((c) => c.id === contactId)).toMatchObject({ optedOut: false })
    await letEverythingHappen(s)
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
    await done(s, 'message.send', { conversationId: id, text: 'Welcome back' })
    await letEverythingHappen(s)
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(2)
  })
})

describe('before there is anything to send', () => {
  test('STOP before the turn, and while the AI thinks: what it wrote waits for nobody', async () => {
    for (const thinking of [false, true]) {
      const gate = Promise.withResolvers<void>()
      const asked = Promise.withResolvers<void>()
      const engine: Engine = {
        name: 'gated',
        classify: async () => {
          asked.resolve()
          if (thinking) await gate.promise
          return { intent: 'pricing', confidence: 0.99 }
        },
        compose: () => Promise.resolve({ text: 'A trim is £35.', citations: [] }),
      }
      await using s = await testServer({ engine })
      await withAutoSend(s)
      await s.text(ASK)
      const { id } = await conversationOf(s)
      if (thinking) {
        s.pass(BURST)
        const running = runTurn(s.deps, s.venueId, id)
        await asked.promise
        await s.text('Stop.')
        gate.resolve()
        await running
      } else await s.text('stop')
      await letEverythingHappen(s)
      expect(s.sandbox.received()).toEqual([])
      expect(await outOf(s)).toEqual([])
      const decisions = await s.rows('decisions')
      expect(decisions.map((d) => d.outcome).sort()).toEqual(['drafted', 'keyword'])
      expect(decisions.find((d) => d.outcome === 'drafted')!.reasons).toContain('opted_out')
      expect((await s.rows('drafts')).map((d) => d.state)).toEqual(['dropped'])
    }
  })

  test('an unknown that a person wants to send again is refused after STOP', async () => {
    await using s = await testServer({ deadlineMs: 300 })
    await s.text('hello?')
    const { id } = await conversationOf(s)
    const { result } = await done(s, 'message.send', { conversationId: id, text: 'Hello' })
    s.pass(HOLD)
    s.sandbox.faults({ hang: 'before' })
    await s.step()
    s.sandbox.faults({})
    await s.text('STOP')
    const messageId = String(result!.messageId)
    expect(await s.command('send.resolve', { messageId, as: 'retry' })).toMatchObject({ code: 'opted_out' })
    // Refused as a whole: it is still there for somebody to settle.
    expect((await outOf(s)).map((m) => m.state)).toEqual(['unknown'])
    await letEverythingHappen(s)
    expect(s.sandbox.received()).toEqual([])
  })

  test('START gives back texting, not automatic replies, until a person sets the thread to auto', async () => {
    await using s = await testServer()
    await withAutoSend(s)
    await s.text('STOP')
    await s.text('START')
    const ask = async () => {
      await s.text(ASK)
      s.pass(BURST)
      await s.step()
      return (await s.rows('decisions')).at(-1)!
    }
    expect(await ask()).toMatchObject({ outcome: 'drafted', reasons: ['conversation_mode'] })
    const { id } = await conversationOf(s)
    await done(s, 'conversation.reply_mode', { ids: [id], mode: 'auto' })
    expect(await ask()).toMatchObject({ outcome: 'auto_queued', reasons: [] })
  })
})

// Many at once, on every instance

const number = (i: number) => `+4477009001${String(50 + i).padStart(2, '0')}`
const plan = fc.record({
  /** Whose texts: an automatic reply, one that a person has written, or both. */
  customers: fc.array(fc.constantFrom('auto', 'staff', 'both'), { minLength: 1, maxLength: 6 }),
  /** Who says STOP, how long after the senders have begun, and in which words. */
  stops: fc.array(
    fc.record({
      who: fc.nat(5),
      after: fc.nat(12),
      word: fc.constantFrom('STOP', 'stop.', 'Unsubscribe', 'STOPALL', ' Quit '),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  outcomes: fc.array(
    fc.constantFrom<SendOutcome>(
      { kind: 'accepted', providerId: '' },
      { kind: 'unknown', reason: 'timeout' },
      { kind: 'later', afterMs: 1_000, reason: '429' },
    ),
    { minLength: 1, maxLength: 8 },
  ),
})

describe.each(ENGINES)('STOPs among claims, on %s', (storage) => {
  test('no claim is granted after the STOP has its number', async () => {
    const raced = { before: 0, after: 0 }
    await fc.assert(
      fc.asyncProperty(plan, async ({ customers, stops, outcomes }) => {
        await using s = await testServer({ storage })
        await withAutoSend(s)
        const other = storage === 'postgres' ? await s.storage.instance(s.now) : s.deps.storage
        let asked = 0
        let requests = 0
        const sms: Channel = {
          list: () => Promise.resolve([]),
          check: () => Promise.resolve({ healthy: true, reason: null }),
          send: async () => {
            requests += 1
            const outcome = outcomes[asked++ % outcomes.length]!
            await new Promise((r) => setImmediate(r))
            return outcome.kind === 'accepted' ? { kind: 'accepted', providerId: `SM${asked}` } : outcome
          },
        }
        /** Claims that were granted, with the venue's sequence number then: writers of all instances stand in one line. */
        const granted: { messageId: string; seq: number }[] = []
        const watched = (inner: Storage): Storage => ({
          ...inner,
          write: async (lane, venueId, fn) => {
            let seq = 0
            const result = await inner.write(lane, venueId, async (tx) => {
              const value = await fn(tx)
              seq = tx.control.seq
              return value
            })
            const claim = result as { kind?: string; messageId?: string } | undefined
            if (claim?.kind === 'claimed') granted.push({ messageId: claim.messageId!, seq })
            return result
          },
        })
        const instances: Deps[] = [s.deps.storage, other].map((one) => ({ ...s.deps, sms, storage: watched(one) }))

        for (const [i, what] of customers.entries()) await s.text(what === 'staff' ? 'hello there' : ASK, number(i))
        s.pass(BURST)
        const conversations = await s.rows('conversations')
        const of = (i: number) => conversations.find((c) => c.customerNumber === number(i))!
        await s.step()
        // Behind the gate that a person's own text closes, the automatic reply would come back.
        await done(s, 'venue.timing', { humanMinutes: 0 })
        for (const [i, what] of customers.entries()) {
          if (what !== 'auto') await s.command('message.send', { conversationId: of(i).id, text: `Number ${i}` })
        }
        s.pass(HOLD)
        const queued = (await outOf(s)).filter((m) => m.state === 'queued').map((m) => m.id)
        const sendAll = () => queued.map((id, n) => sendOne(instances[n % 2]!, s.venueId, id))
        let texts = 0
        await Promise.all([
          ...sendAll(),
          ...stops.map(async ({ who, after, word }, n) => {
            for (let i = 0; i < after; i++) await new Promise((r) => setImmediate(r))
            const providerId = `SM${String(++texts).padStart(32, '0')}`
            const from = number(who % customers.length)
            await ingest(instances[n % 2]!, {
              channel: 'sms',
              providerId,
              to: DEMO_VENUE_NUMBER,
              from,
              body: word,
              media: 0,
            })
          }),
        ])
        for (const ms of [0, 2 * SECOND, MINUTE, HOUR]) {
          s.pass(ms)
          await Promise.all(sendAll())
        }

        expect(requests).toBe(granted.length)
        const stopped = await s.deps.storage.read((db) =>
          db
            .selectFrom('messages')
            .select(['conversationId', 'inSeq'])
            .where('direction', '=', 'in')
            .where('id', 'in', (q) => q.selectFrom('decisions').select('id').where('outcome', '=', 'keyword'))
            .execute(),
        )
        const messages = await outOf(s)
        for (const { messageId, seq } of granted) {
          const { conversationId } = messages.find((m) => m.id === messageId)!
          const stop = stopped.filter((one) => one.conversationId === conversationId).map((one) => one.inSeq!)
          for (const inSeq of stop) {
            raced.before += 1
            expect(seq).toBeLessThan(inSeq)
          }
        }
        for (const m of messages) {
          const stop = stopped.some((one) => one.conversationId === m.conversationId)
          if (stop && m.state === 'withdrawn') raced.after += 1
          if (stop) expect(['accepted', 'unknown', 'withdrawn']).toContain(m.state)
        }
      }),
      { numRuns: storage === 'sqlite' ? deepRuns(15, 1_000) : deepRuns(4, 200) },
    )
    // Both sides of the race came up.
    expect(raced.before).toBeGreaterThan(0)
    expect(raced.after).toBeGreaterThan(0)
  })
})
