/** The live check of the provider's credentials: what it says closes the gate, and opens it again. */
import { expect, test, vi } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import { startScheduler } from '../scheduler.ts'
import { type TestServer, testServer, withAutoSend } from '../testing.ts'
import { checkHealth } from './health.ts'
import { createTwilioChannel } from './twilio/client.ts'

async function reasons(s: TestServer, from: string) {
  await s.text('How much is a trim?', from)
  s.pass(8 * SECOND)
  await s.step()
  return (await s.rows('decisions')).at(-1)!.reasons
}

test('bad credentials close the gate, also for what already waits; they recover by themselves', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  expect(await reasons(s, '+447700900150')).toEqual([])
  s.sandbox.faults({ fail: 401, scope: 'all' })
  await checkHealth(s.deps)
  expect((await s.venue()).credentials).toEqual({ healthy: false, reason: '20003', checkedAt: s.now() })
  expect(await reasons(s, '+447700900151')).toEqual(['credentials'])
  s.sandbox.faults({})
  s.pass(12 * SECOND)
  await s.step()
  expect(s.sandbox.received()).toHaveLength(0)
  expect((await s.rows('drafts')).map((d) => d.returned)).toContain('credentials')
  await checkHealth(s.deps)
  expect((await s.venue()).credentials).toEqual({ healthy: true, reason: null, checkedAt: s.now() })
  expect(await reasons(s, '+447700900152')).toEqual([])
})

test('a provider that does not answer changes nothing of what is known', async () => {
  await using s = await testServer({ deadlineMs: 300 })
  s.sandbox.faults({ fail: 401, scope: 'all' })
  await checkHealth(s.deps)
  const at = s.now()
  s.pass(SECOND)
  for (const faults of [{ fail: 500 }, { fail: 429 }, { hang: 'before' }, { fail: 'reset_before_accept' }] as const) {
    s.sandbox.faults({ ...faults, scope: 'all' })
    expect(await s.command('number.check', {})).toMatchObject({
      status: 'done',
      result: { healthy: false, reason: '20003', checkedAt: at, answered: false },
    })
  }
})

test('an owner asks now, and hears what the provider says', async () => {
  await using s = await testServer()
  expect(await s.command('number.check', {})).toMatchObject({
    status: 'done',
    result: { healthy: true, reason: null, checkedAt: s.now(), answered: true, number: 'ready' },
  })
  s.sandbox.faults({ number: 'not_held' })
  expect(await s.command('number.check', {})).toMatchObject({ result: { healthy: true, number: 'not_held' } })
  s.sandbox.faults({ fail: 403, scope: 'all' })
  expect(await s.command('number.check', {})).toMatchObject({
    result: { healthy: false, answered: true, number: null },
  })
  expect((await s.venue()).credentials.healthy).toBe(false)
})

test('a text that the provider refuses for its credentials closes the gate at once', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  s.sandbox.faults({ fail: 401 })
  await reasons(s, '+447700900150')
  s.pass(20 * SECOND)
  await s.step()
  expect((await s.venue()).credentials).toMatchObject({ healthy: false, reason: '20003' })
})

test('the wrong token is told from the right one', async () => {
  await using s = await testServer()
  const { url, accountSid, authToken } = s.sandbox
  const channel = (token: string) =>
    createTwilioChannel({ accountSid, authToken: token, apiBaseUrl: url, publicUrl: () => url })
  expect(await channel(authToken).check()).toEqual({ healthy: true, reason: null })
  expect(await channel('0'.repeat(32)).check()).toEqual({ healthy: false, reason: '20003' })
})

test('the scheduler looks when it starts', async () => {
  await using s = await testServer()
  s.sandbox.faults({ fail: 401, scope: 'all' })
  const scheduler = startScheduler(s.deps)
  await vi.waitFor(async () => expect((await s.venue()).credentials.healthy).toBe(false), 5_000)
  s.sandbox.faults({})
  s.pass(5 * 60 * SECOND)
  scheduler.wake()
  await vi.waitFor(async () => expect((await s.venue()).credentials.healthy).toBe(true), 5_000)
  await scheduler.close()
})
