import { expect, it, vi } from 'vitest'
import type { InboxQuery } from '#shared/rpc.ts'
import { startDesk } from '../testing.ts'
import { PAGE } from './pool.ts'
import { startSync } from './sync.ts'

it('asks ahead for just the list that the window asks for first', async () => {
  const asked: InboxQuery[] = []
  const inbox = async (query: InboxQuery) => {
    asked.push(query)
    return { rows: [], total: 0, hits: {}, next: null }
  }
  startSync()
  const { die } = startDesk({ inbox })
  await vi.waitFor(() => expect(asked).not.toEqual([]), { timeout: 10_000 })
  die()

  const said: { m: string; a: unknown[] }[] = []
  class Socket extends EventTarget {
    constructor(address: string) {
      super()
      said.push(...JSON.parse(new URL(address).searchParams.get('ask')!))
    }
  }
  vi.stubGlobal('WebSocket', Socket)
  // As in a browser, where no preload hands anything over.
  Reflect.deleteProperty(window, 'greenlight')
  await import('../ahead.ts')
  expect(said.find(({ m }) => m === 'inbox')?.a).toEqual([asked[0]])
  expect(asked[0]?.limit).toBe(PAGE)
  expect(window.greenlightAhead?.take('inbox', [asked[0]])).toBeInstanceOf(Promise)
})
