/** The kill switch under load: what `stopped`, `drained` and the receipt promise, checked against a stamped history. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import { deepRuns } from '#shared/testing.ts'
import type { Channel } from '../channels/channel.ts'
import { ENGINES } from '../storage/testing.ts'
import { type TestServer, testServer, withAutoSend } from '../testing.ts'
import { sendOne } from './send.ts'

const number = (i: number) => `+4477009001${String(50 + i).padStart(2, '0')}`

/** `count` automatic replies whose hold has passed. */
async function queue(s: TestServer, count: number): Promise<string[]> {
  await s.command('autosend.caps', { hourly: 1_000, daily: 10_000 })
  for (let i = 0; i < count; i++) await s.text('How much is a trim?', number(i))
  s.pass(8 * SECOND)
  await s.step()
  s.pass(20 * SECOND)
  return (await s.rows('messages')).filter((m) => m.state === 'queued').map((m) => m.id)
}

describe.each(ENGINES)('on %s', (engine) => {
  test('engaging holds back what waits, puts modes on draft, and releasing restores none', async () => {
    await using s = await testServer({ storage: engine })
    await withAutoSend(s)
    const ids = await queue(s, 3)
    const answer = await s.command('killswitch.engage', {}, { as: s.staff })
    expect(answer).toMatchObject({
      status: 'done',
      result: { engaged: true, heldBack: 3, alreadySent: 0, drainedAt: s.now() },
    })
    await s.step()
    expect(s.sandbox.received()).toHaveLength(0)
    expect((await s.rows('drafts')).map((d) => [d.state, d.returned])).toEqual(
      Array(3).fill(['pending', 'kill_switch']),
    )
    expect((await s.rows('policies')).filter((p) => p.mode === 'auto')).toEqual([])
    expect(await s.command('autosend.intent', { intent: 'pricing', mode: 'auto' })).toMatchObject({
      code: 'kill_switch_engaged',
    })
    expect(await s.command('killswitch.release', {}, { as: s.staff })).toMatchObject({ code: 'forbidden' })
    await s.command('killswitch.release', {})
    expect((await s.rows('policies')).filter((p) => p.mode === 'auto')).toEqual([])
    await s.step()
    expect(s.sandbox.received()).toHaveLength(0)
    const { killSwitch } = await s.venue()
    expect(killSwitch).toMatchObject({ engaged: false, heldBack: 3 })
    expect(killSwitch.heldBackIds.toSorted()).toEqual(ids.toSorted())
  })

  test('flips under load from two sides: no claim after stopped, no request begun after drained', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.nat(6), { minLength: 2, maxLength: 2 }),
        async (count, turns) => {
          await using s = await testServer({ storage: engine })
          await withAutoSend(s)
          const ids = await queue(s, count)
          let tick = 0
          const begun: number[] = []
          const sms: Channel = {
            list: () => Promise.resolve([]),
            check: () => Promise.resolve({ healthy: true, reason: null }),
            send: async () => {
              begun.push(++tick)
              await new Promise((r) => setImmediate(r))
              return { kind: 'accepted', providerId: `SM${tick}` }
            },
          }
          const deps = { ...s.deps, storage: s.deps.storage, sms }
          const pause = async (n: number) => {
            for (let i = 0; i < n; i++) await new Promise((r) => setImmediate(r))
          }
          const stops: { stopped: number; drained: number | null; alreadySent: number; heldBack: number }[] = []
          const flip = async (after: number, as: TestServer['owner']) => {
            await pause(after)
            const { result } = await s.command('killswitch.engage', {}, { as })
            const r = result as { drainedAt: number | null; alreadySent: number; heldBack: number }
            stops.push({
              stopped: ++tick,
              drained: r.drainedAt === null ? null : tick,
              alreadySent: r.alreadySent,
              heldBack: r.heldBack,
            })
          }
          await Promise.all([
            ...ids.map((id) => sendOne(deps, s.venueId, id)),
            flip(turns[0]!, s.owner),
            flip(turns[1]!, s.staff),
          ])
          const receipt = (await s.venue()).killSwitch
          const claimed = await s.deps.storage.read((db) => db.selectFrom('cap_log').select('messageId').execute())
          // Every automatic text was held back, was with the gateway, or had been answered before: none slips between.
          expect(receipt.heldBack).toBe(ids.length - claimed.length)
          expect(begun.length).toBe(claimed.length)
          expect(receipt.drainedAt).not.toBeNull()
          const drained = stops.find((x) => x.drained !== null)?.drained
          if (drained) for (const at of begun) expect(at).toBeLessThan(drained)
          const sent = await Promise.all(ids.map((id) => sendOne(deps, s.venueId, id)))
          expect(sent).toEqual(ids.map(() => 'gone'))
          expect((await s.rows('policies')).some((p) => p.mode === 'auto')).toBe(false)
        },
      ),
      { numRuns: deepRuns(engine === 'sqlite' ? 10 : 3, engine === 'sqlite' ? 1_000 : 100) },
    )
  })
})

test('a process that was frozen after its claim stays silent', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const [id] = await queue(s, 1)
  let asked = 0
  const sms: Channel = {
    list: () => Promise.resolve([]),
    check: () => Promise.resolve({ healthy: true, reason: null }),
    send: () => Promise.resolve({ kind: 'accepted', providerId: `SM${++asked}` }),
  }
  let monotonic = 0
  const deps = { ...s.deps, storage: s.deps.storage, sms, monotonic: () => (monotonic += 3 * SECOND) }
  await sendOne(deps, s.venueId, id!)
  expect(asked).toBe(0)
  expect((await s.rows('messages')).find((m) => m.id === id)).toMatchObject({
    state: 'queued',
    reason: 'claim_expired',
  })
})

test('only an owner can keep the switch from staff', async () => {
  await using s = await testServer()
  await s.command('killswitch.access', { staff: false })
  expect(await s.command('killswitch.engage', {}, { as: s.staff })).toMatchObject({ code: 'kill_switch_not_yours' })
  expect(await s.command('killswitch.engage', {})).toMatchObject({ status: 'done' })
})

test('what loosens is refused on an epoch from before a stop', async () => {
  await using s = await testServer()
  await s.command('killswitch.engage', {})
  await s.command('killswitch.release', {})
  expect(await s.command('autosend.intent', { intent: 'pricing', mode: 'auto' }, { epoch: 0 })).toMatchObject({
    code: 'stale_epoch',
  })
  expect(await s.command('autosend.master', { on: true, acknowledged: true }, { epoch: 0 })).toMatchObject({
    code: 'stale_epoch',
  })
})

test('the epoch that the venue shows is the one that counts, whatever raised it', async () => {
  await using s = await testServer()
  const shown = async () => (await s.venue()).killSwitch.epoch
  const on = async () => s.command('autosend.master', { on: true, acknowledged: true }, { epoch: await shown() })
  expect(await on()).toMatchObject({ status: 'done' })
  await s.command('autosend.master', { on: false })
  expect(await on()).toMatchObject({ status: 'done' })
  await s.command('venue.plan', { plan: 'FREE' })
  await s.command('venue.plan', { plan: 'PRO' })
  expect(await on()).toMatchObject({ status: 'done' })
})
