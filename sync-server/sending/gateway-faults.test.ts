/** Gateway faults: no double text, and what nobody knows is shown and left to a person. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { deepRuns } from '#shared/testing.ts'
import type { Faults } from '../sandbox/faults.ts'
import { CUSTOMER, type TestServer, testServer } from '../testing.ts'
import { bind, reconcile } from './reconcile.ts'
import { applyStatus } from './status.ts'

/** A staff text that is due now. */
async function due(s: TestServer, text = 'Hello there') {
  await s.text('hi, are you there?')
  const [conversation] = await s.rows('conversations')
  await s.command('message.send', { conversationId: conversation!.id, text })
  s.pass(5 * SECOND)
}
const out = async (s: TestServer) => (await s.rows('messages')).filter((m) => m.direction === 'out')

describe('one text and a gateway that fails', () => {
  test('429 is tried again, and arrives once', async () => {
    await using s = await testServer()
    await due(s)
    s.sandbox.faults({ fail: 429, failTimes: 2 })
    for (let i = 0; i < 6; i++) {
      await s.step()
      s.pass(MINUTE)
    }
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
    expect(await out(s)).toMatchObject([{ state: 'accepted' }])
  })

  test.each<[string, Faults, number]>([
    ['500', { fail: 500 }, 0],
    ['a hang after the text was taken', { hang: true }, 1],
    ['a hang before', { hang: 'before' }, 0],
    ['a reset after the text was taken', { fail: 'reset_after_accept' }, 1],
  ])('%s leaves an unknown that is never sent again by itself', async (_, faults, received) => {
    await using s = await testServer({ deadlineMs: 1_000 })
    await due(s)
    s.sandbox.faults({ ...faults, dropStatus: true })
    await s.step()
    expect(await out(s)).toMatchObject([{ state: 'unknown' }])
    s.sandbox.faults({})
    for (let i = 0; i < 5; i++) {
      s.pass(MINUTE)
      await s.step()
    }
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(received)
    expect(await out(s)).toMatchObject([{ state: 'unknown' }])
  })

  test('an unknown is bound by the provider’s list, and only where that is certain', async () => {
    await using s = await testServer({ at: Date.now() })
    await due(s)
    s.sandbox.faults({ fail: 'reset_after_accept', dropStatus: true })
    await s.step()
    s.sandbox.faults({})
    expect(await reconcile(s.deps, s.venueId)).toBe(true)
    const [message] = await out(s)
    expect(message).toMatchObject({ providerId: s.sandbox.received(CUSTOMER)[0]!.sid })
    expect(['accepted', 'delivered']).toContain(message!.state)
  })

  test('a person resolves it: sent, dropped, or sent again as a text of its own', async () => {
    await using s = await testServer({ deadlineMs: 1_000 })
    await due(s)
    s.sandbox.faults({ hang: 'before' })
    await s.step()
    s.sandbox.faults({})
    const [unknown] = await out(s)
    const [conversation] = await s.rows('conversations')
    await s.command('message.send', { conversationId: conversation!.id, text: unknown!.body })
    s.pass(MINUTE)
    const waiting = () => out(s).then((m) => m.find((x) => x.id !== unknown!.id))
    const { claim } = await import('./claim.ts')
    const behind = await waiting()
    expect(await s.deps.storage.write('claim', s.venueId, (tx) => claim(tx, behind!.id, 'probe'))).toEqual({
      kind: 'waits',
    })
    const answer = await s.command('send.resolve', { messageId: unknown!.id, as: 'retry' })
    expect(answer.status).toBe('done')
    await s.step()
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
    expect(await s.command('send.resolve', { messageId: unknown!.id, as: 'sent' })).toMatchObject({
      status: 'conflict',
    })
  })

  test('a late status binds an unknown by its claim; statuses in any order end the same', async () => {
    await using s = await testServer({ deadlineMs: 1_000 })
    await due(s)
    s.sandbox.faults({ hang: true, dropStatus: true })
    await s.step()
    const { claimId } = await s.deps.storage.read((db) =>
      db.selectFrom('messages').select('claimId').where('state', '=', 'unknown').executeTakeFirstOrThrow(),
    )
    const providerId = s.sandbox.received(CUSTOMER)[0]!.sid
    for (const status of ['delivered', 'accepted', 'failed', 'accepted'] as const) {
      await applyStatus(s.deps, { providerId, claimId, status, errorCode: null })
    }
    expect(await out(s)).toMatchObject([{ state: 'delivered', providerId }])
  })
})

test('binding: never more than certain', () => {
  const arbitrary = fc.array(fc.record({ body: fc.constantFrom('a', 'b'), at: fc.integer({ min: 0, max: 300_000 }) }), {
    maxLength: 6,
  })
  fc.assert(
    fc.property(arbitrary, arbitrary, (unknowns, listed) => {
      const u = unknowns.map((x, i) => ({ id: `u${i}`, body: x.body, from: x.at, until: x.at + 12_000 }))
      const l = listed.map((x, i) => ({
        providerId: `SM${i}`,
        from: '+1',
        to: '+2',
        body: x.body,
        status: 'accepted' as const,
        at: x.at,
      }))
      const bound = bind(u, l, new Set())
      expect(new Set([...bound.values()].map((x) => x.providerId)).size).toBe(bound.size)
      for (const [id, text] of bound) expect(text.body).toBe(u.find((x) => x.id === id)!.body)
      for (const body of ['a', 'b']) {
        const mine = u.filter((x) => x.body === body)
        const done = mine.filter((x) => bound.has(x.id)).length
        expect(done === 0 || done === mine.length).toBe(true)
      }
    }),
    { numRuns: deepRuns(200, 5_000) },
  )
})

test('whatever the gateway does, each decision has at most one acceptance', async () => {
  const fault = fc.constantFrom<Faults>(
    {},
    { fail: 429, failTimes: 1 },
    { fail: 500, failTimes: 1 },
    { hang: true, failTimes: 1 },
    { fail: 'reset_after_accept', failTimes: 1 },
    { fail: 'reset_before_accept', failTimes: 1 },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { minLength: 3, maxLength: 8 }), async (faults) => {
      await using s = await testServer({ deadlineMs: 1_000 })
      for (const [i, f] of faults.entries()) {
        const from = `+4477009001${50 + i}`
        await s.text('hello?', from)
        const conversation = (await s.rows('conversations')).find((c) => c.customerNumber === from)
        await s.command('message.send', { conversationId: conversation!.id, text: `Answer ${i}` })
        s.pass(5 * SECOND)
        s.sandbox.faults(f)
        await s.step()
        s.sandbox.faults({})
        s.pass(MINUTE)
        await s.step()
      }
      for (let i = 0; i < faults.length; i++)
        expect(s.sandbox.received(`+4477009001${50 + i}`).length).toBeLessThanOrEqual(1)
      for (const m of await out(s)) expect(['accepted', 'delivered', 'unknown']).toContain(m.state)
    }),
    { numRuns: deepRuns(4, 100) },
  )
})
