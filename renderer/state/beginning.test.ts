import { expect, it, vi } from 'vitest'
import { BEGINNING, FIRST_QUESTIONS, firstId } from '#shared/first.ts'
import type { InboxQuery } from '#shared/rpc.ts'
import { SIGNED_IN, startDesk } from '../testing.ts'
import { PAGE } from './pool.ts'
import { startSync } from './sync.ts'

const asked: InboxQuery[] = []

it('asks first for just the list that comes with a page', async () => {
  const inbox = async (query: InboxQuery) => {
    asked.push(query)
    return { rows: [], total: 0, hits: {}, next: null }
  }
  startSync()
  const { die } = startDesk({ inbox })
  await vi.waitFor(() => expect(asked).not.toEqual([]), { timeout: 10_000 })
  die()
  expect(FIRST_QUESTIONS.find(([method]) => method === 'inbox')?.[1]).toEqual([asked[0]])
  expect(asked[0]?.limit).toBe(PAGE)
})

/** A socket that a test opens and closes. */
class Socket extends EventTarget {
  static readonly CONNECTING = 0
  static readonly all: Socket[] = []
  readonly sent: { m: string; a: unknown[] }[] = []
  readonly address: string
  readyState = 0
  constructor(address: string) {
    super()
    this.address = address
    Socket.all.push(this)
  }
  send(text: string): void {
    expect(this.readyState).toBe(1)
    this.sent.push(JSON.parse(text))
  }
  become(state: number, event: string): void {
    this.readyState = state
    this.dispatchEvent(new Event(event))
  }
}

it('shows what the page has brought along, goes on with its channel, and begins another one without it', async () => {
  vi.resetModules()
  const answers: Record<string, unknown> = {
    status: SIGNED_IN,
    inbox: { rows: [], total: 7, hits: {}, next: null },
    counts: {},
    tallies: { agents: {}, saved: {} },
  }
  const said = FIRST_QUESTIONS.map(([method], place) => {
    const r = answers[method]
    return { t: 's', i: firstId(place), ...(r === undefined ? { e: { name: 'Error' } } : { r }) }
  })
  const statusOf = (queued: number) => ({
    t: 'q',
    m: 'statusChanged',
    a: [{ ...SIGNED_IN, connection: 'offline', queued }],
  })
  let element: object | null = {
    textContent: JSON.stringify({
      channel: 'c-1',
      said: [statusOf(9), { t: 'q', m: 'venuesChanged', a: [] }, ...said, statusOf(3)],
    }),
    remove: () => {
      element = null
    },
  }
  Object.assign(document, { getElementById: (id: string) => (id === BEGINNING ? element : null) })
  vi.stubGlobal('WebSocket', Socket)
  vi.stubGlobal('location', { protocol: 'http:', host: '127.0.0.1:4311' })
  // As in a browser, where no preload hands anything over.
  Reflect.deleteProperty(window, 'greenlight')
  const { startSync } = await import('./sync.ts')
  const { usePool } = await import('./pool.ts')
  const { useSession } = await import('./session.ts')
  const queued = new Set<number | undefined>()
  useSession.subscribe(({ status }) => queued.add(status?.queued))
  startSync()
  await vi.waitFor(() => expect(usePool.getState().total).toBe(7))
  await vi.waitFor(() => expect(useSession.getState().status?.queued).toBe(3))
  expect(queued).not.toContain(9)
  const [socket] = Socket.all
  expect(socket!.address).toBe('ws://127.0.0.1:4311/desk?channel=c-1')
  // Only what the page could not answer is asked, once the socket is open.
  expect(socket!.sent).toEqual([])
  socket!.become(1, 'open')
  expect(socket!.sent.filter(({ m }) => answers[m] !== undefined)).toEqual([])
  expect(socket!.sent.map(({ m }) => m)).toContain('venue')
  // That there are several venues was said when the channel began.
  await vi.waitFor(() => expect(socket!.sent.map(({ m }) => m)).toContain('venues'))

  vi.useFakeTimers()
  socket!.become(3, 'close')
  expect(useSession.getState().deskUp).toBe(false)
  vi.advanceTimersByTime(1_000)
  vi.useRealTimers()
  expect(Socket.all.map(({ address }) => address)).toEqual([socket!.address, 'ws://127.0.0.1:4311/desk'])
})
