import { setImmediate as tick } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { startScheduler } from './scheduler.ts'
import { testServer } from './testing.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('told of what falls due later it looks then, and at once of what is due now', async () => {
  await using s = await testServer()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { reviews: _, ...deps } = s.deps
  const sms = { ...deps.sms, check: async () => ({ healthy: true, reason: null }) }
  const read = vi.spyOn(s.deps.storage, 'read')
  /** Resolves once nothing is read any more. @returns how often it was since the last time */
  const quiet = async (): Promise<number> => {
    let before = -1
    while (before !== read.mock.calls.length) {
      before = read.mock.calls.length
      for (let n = 0; n < 50; n += 1) await tick()
    }
    read.mockClear()
    return before
  }
  const scheduler = startScheduler({ ...deps, storage: s.deps.storage, sms })
  await quiet()

  for (let n = 0; n < 20; n += 1) scheduler.wake(s.now() + 500)
  expect(await quiet()).toBe(0)
  vi.advanceTimersByTime(499)
  expect(await quiet()).toBe(0)
  scheduler.wake(s.now() + 900)
  vi.advanceTimersByTime(1)
  expect(await quiet()).toBe(1)

  scheduler.wake(s.now() + 5)
  scheduler.wake()
  scheduler.wake(s.now())
  // What is told while it looks is one more look.
  expect(await quiet()).toBeLessThanOrEqual(2)
  vi.advanceTimersByTime(1_000)
  expect(await quiet()).toBe(1)
  await scheduler.close()
})
