import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { looseKeeping } from '../desk/keeping.ts'
import { createBegun, openChannel } from './web-channel.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const keeping = looseKeeping(null)

it('does not wait for a desk that does not answer', async () => {
  const asked: unknown[] = []
  const channel = openChannel((to) => {
    to.listen((message) => asked.push(message))
    return () => undefined
  })
  const first = channel.askFirst(500)
  expect(asked).toHaveLength(5)
  vi.advanceTimersByTime(500)
  expect(await first).toBeNull()
})

it('ends a channel whose page has gone, and all with the host', () => {
  const ended: string[] = []
  const channelOf = (name: string) => openChannel(() => () => void ended.push(name))
  const begun = createBegun()
  const gone = begun.keep(channelOf('gone'), keeping, [])
  vi.advanceTimersByTime(9_000)
  const kept = begun.keep(channelOf('kept'), keeping, [])
  const taken = begun.keep(channelOf('taken'), keeping, [])
  expect(begun.takeUp(taken.channel, keeping)).not.toBeNull()
  vi.advanceTimersByTime(1_000)
  expect(ended).toEqual(['gone'])
  expect(begun.takeUp(gone.channel, keeping)).toBeNull()
  begun.close()
  expect(ended).toEqual(['gone', 'kept'])
  expect(begun.takeUp(kept.channel, keeping)).toBeNull()
})
