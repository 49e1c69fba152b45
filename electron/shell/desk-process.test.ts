import { EventEmitter } from 'node:events'
import type { MessageChannelMain, UtilityProcess } from 'electron'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createDeskProcess, retryDelay } from './desk-process.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

class Child extends EventEmitter {
  readonly sent: unknown[] = []
  killed = false
  postMessage(message: unknown) {
    this.sent.push(message)
  }
  kill() {
    this.killed = true
    return true
  }
}

const KEY = 'a'.repeat(64)

function running() {
  const children: Child[] = []
  const tokens = new Map<string, string>()
  const [up, down] = [vi.fn(), vi.fn()]
  const desk = createDeskProcess({
    fork: () => {
      const child = new Child()
      children.push(child)
      return child as unknown as UtilityProcess
    },
    channel: () => ({ port1: 'one', port2: 'two' }) as unknown as MessageChannelMain,
    clock: Date.now,
    up,
    down,
    tokens: {
      read: async (key) => tokens.get(key) ?? null,
      write: async (key, token) => void (token === null ? tokens.delete(key) : tokens.set(key, token)),
    },
  })
  const last = () => children.at(-1)!
  desk.start()
  return { desk, children, last, up, down, tokens }
}

it('waits longer after each failure, and never for ever', () => {
  expect([1, 2, 3, 4].map(retryDelay)).toEqual([250, 500, 1000, 2000])
  expect(retryDelay(1_000)).toBe(30_000)
})

it('starts a dead desk again under the next generation', () => {
  const { desk, children, last, up, down } = running()
  expect(desk.connect()).toBeNull()
  last().emit('spawn')
  expect(up).toHaveBeenCalledTimes(1)
  expect(desk.connect()).toEqual({ port: 'two', generation: 1 })
  last().emit('exit', 9)
  expect(down).toHaveBeenCalledWith({ generation: 1, exitCode: 9, retryMs: 250 })
  expect(desk.connect()).toBeNull()
  vi.advanceTimersByTime(249)
  expect(children).toHaveLength(1)
  vi.advanceTimersByTime(1)
  last().emit('spawn')
  expect(desk.connect()?.generation).toBe(2)
})

it('caps a crash loop, and forgets it once a desk has been well', () => {
  const { last, down } = running()
  for (let n = 0; n < 12; n++) {
    last().emit('exit', 1)
    vi.advanceTimersByTime(30_000)
  }
  expect(down.mock.lastCall?.[0]).toMatchObject({ generation: 12, retryMs: 30_000 })
  last().emit('spawn')
  vi.advanceTimersByTime(61_000)
  last().emit('exit', 1)
  expect(down.mock.lastCall?.[0]).toMatchObject({ generation: 13, retryMs: 250 })
})

it('stays down once it was stopped', () => {
  const { desk, children, last, down } = running()
  last().emit('spawn')
  desk.stop()
  expect(last().killed).toBe(true)
  last().emit('exit', 0)
  vi.advanceTimersByTime(60_000)
  expect(children).toHaveLength(1)
  expect(down).not.toHaveBeenCalled()
})

it('keeps tokens for the desk, and answers nothing that is not of the right form', async () => {
  const { last, tokens } = running()
  last().emit('spawn')
  last().emit('message', { type: 'token.write', id: 1, key: KEY, token: 'secret' })
  last().emit('message', { type: 'token.read', id: 2, key: KEY })
  last().emit('message', { type: 'token.read', id: 3, key: '../../etc/passwd' })
  last().emit('message', 'token.read')
  await vi.waitFor(() => expect(last().sent).toHaveLength(2))
  expect(last().sent).toEqual([
    { type: 'token', id: 1, token: 'secret' },
    { type: 'token', id: 2, token: 'secret' },
  ])
  expect([...tokens.values()]).toEqual(['secret'])
})
