import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ChangesPush, changesPage, changesPush } from '#shared/feed.ts'
import { type Presence, presence } from '#shared/presence.ts'
import { type TestEdge, testEdge } from '../http/testing.ts'
import { createPresence, type PresenceBook } from './presence.ts'
import { attachRealtime } from './realtime.ts'

let edge: TestEdge
let url: string
let detach: () => Promise<void>
let book: PresenceBook
const open: Socket[] = []

beforeEach(async () => {
  edge = await testEdge()
  book = createPresence()
  detach = attachRealtime(edge.app.server, edge.deps, edge.sessions, book)
  await edge.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(edge.app.server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const socket of open.splice(0)) socket.disconnect()
  await detach()
  await edge[Symbol.asyncDispose]()
})

const token = async (who: 'owner' | 'staff') => (await edge.signIn(who)).authorization.slice('Bearer '.length)

interface Listener {
  readonly socket: Socket
  readonly pushes: ChangesPush[]
  /** The newest of who is where. */
  readonly presence: () => Presence | null
}

async function connect(auth: object, extraHeaders: Record<string, string> = {}): Promise<Listener> {
  const socket = io(url, { auth, extraHeaders, reconnection: false, forceNew: true, transports: ['websocket'] })
  open.push(socket)
  const pushes: ChangesPush[] = []
  let newest: Presence | null = null
  socket.on('presence', (told: unknown) => {
    newest = presence.parse(told)
  })
  socket.on('changes', (push: unknown) => void pushes.push(changesPush.parse(push)))
  await new Promise((resolve, reject) => socket.once('connect', () => resolve(null)).once('connect_error', reject))
  return { socket, pushes, presence: () => newest }
}

const agents = (n: number) =>
  edge.deps.storage.write('command', 'v1', async (tx) => {
    for (let i = 0; i < n; i += 1) {
      await tx.insert('agents', {
        id: `a${tx.control.seq}`,
        name: `Agent ${i}`,
        channels: ['sms'],
        replyMode: 'draft',
        persona: null,
        behaviour: '',
        classifierOn: true,
        classifierInstruction: '',
        active: true,
        order: i,
      })
    }
  })
const head = async () =>
  changesPage.parse((await edge.app.inject({ url: '/api/changes?limit=1', headers: await edge.signIn() })).json()).head
const until = (condition: () => unknown) => vi.waitUntil(condition, { timeout: 5_000, interval: 5 })

test('every commit is pushed, in order and without a gap, whatever is written meanwhile', async () => {
  const start = await head()
  const { pushes } = await connect({ token: await token('staff') })
  await Promise.all(Array.from({ length: 40 }, (_, i) => agents(1 + (i % 3))))
  for (let i = 0; i < 10; i += 1) await agents(1)
  const end = await head()
  await until(() => pushes.at(-1)?.to === end)
  expect(pushes[0]?.from).toBe(start)
  for (const [i, push] of pushes.entries()) if (i > 0) expect(push.from).toBe(pushes[i - 1]!.to)
  expect(pushes.flatMap((p) => p.rows.map((r) => r.seq))).toEqual(
    Array.from({ length: end - start }, (_, i) => start + 1 + i),
  )
})

test('a big commit comes in several pushes that follow one another', async () => {
  const start = await head()
  const { pushes } = await connect({ token: await token('owner') })
  await agents(1_234)
  await until(() => pushes.at(-1)?.to === start + 1_234)
  expect(pushes.map((p) => [p.from - start, p.to - start, p.rows.length])).toEqual([
    [0, 500, 500],
    [500, 1_000, 500],
    [1_000, 1_234, 234],
  ])
})

test('what a role may not see is not pushed to it', async () => {
  const owner = await connect({ token: await token('owner') })
  const staff = await connect({ token: await token('staff') })
  await edge.deps.storage.write('command', 'v1', (tx) => tx.patch('venue', 'v1', { sparks: 7 }))
  await until(() => owner.pushes.length > 0 && staff.pushes.length > 0)
  expect(owner.pushes[0]?.rows[0]?.row).toHaveProperty('sparks', 7)
  expect(staff.pushes[0]?.rows[0]?.row).not.toHaveProperty('sparks')
})

test.each([
  ['no token', {}, 'not_signed_in'],
  ['a token of nobody', { token: 'x' }, 'not_signed_in'],
  ['something that is no token', { token: { $ne: 1 } }, 'not_signed_in'],
])('with %s there is no connection', async (_, auth, code) => {
  await expect(connect(auth)).rejects.toMatchObject({ data: { code } })
})

test('a page from elsewhere is refused, one from this machine is not', async () => {
  const auth = { token: await token('owner') }
  await expect(connect(auth, { origin: 'https://evil.example' })).rejects.toThrow()
  await expect(connect(auth, { origin: 'http://localhost.evil.example' })).rejects.toThrow()
  await expect(connect(auth, { origin: 'null' })).rejects.toThrow()
  expect((await connect(auth, { origin: 'http://localhost:4311' })).socket.connected).toBe(true)
})

test('signing out ends the sockets of that session at once, and of no other', async () => {
  const mine = await token('owner')
  const a = await connect({ token: mine })
  const b = await connect({ token: mine })
  const other = await connect({ token: await token('owner') })
  await edge.app.inject({ method: 'POST', url: '/api/sign-out', headers: { authorization: `Bearer ${mine}` } })
  await until(() => !a.socket.connected && !b.socket.connected)
  expect(other.socket.connected).toBe(true)
  await expect(connect({ token: mine })).rejects.toMatchObject({ data: { code: 'session_expired' } })
})

test('a person who leaves, or whose role changes, loses their sockets', async () => {
  const owner = await connect({ token: await token('owner') })
  const staff = await connect({ token: await token('staff') })
  await edge.deps.storage.write('command', 'v1', (tx) => tx.patch('people', 'p2', { active: false }))
  await until(() => !staff.socket.connected)
  expect(owner.socket.connected).toBe(true)
  await edge.deps.storage.write('command', 'v1', (tx) => tx.patch('people', 'p1', { role: 'staff' }))
  await until(() => !owner.socket.connected)
})

test('a session that has run out gets no more pushes after the next', async () => {
  const { socket } = await connect({ token: await token('owner') })
  edge.pass(31 * 24 * 60 * 60_000)
  await agents(1)
  await until(() => !socket.connected)
})

const viewing = (conversationId: string) => ({ conversationId, doing: 'viewing' as const })
const replying = (conversationId: string) => ({ conversationId, doing: 'replying' as const })
const told = (listener: Listener, people: object[]) =>
  vi.waitFor(() => expect(listener.presence()?.people).toEqual(people), { timeout: 5_000, interval: 5 })

test('who has what open is told to everybody of the venue, and to who comes later', async () => {
  const owner = await connect({ token: await token('owner') })
  const staff = await connect({ token: await token('staff') })
  staff.socket.emit('here', [viewing('c1')])
  await told(owner, [{ ...viewing('c1'), personId: 'p2' }])
  await told(staff, [{ ...viewing('c1'), personId: 'p2' }])
  staff.socket.emit('here', [replying('c1')])
  await told(owner, [{ ...replying('c1'), personId: 'p2' }])
  await told(await connect({ token: await token('owner') }), [{ ...replying('c1'), personId: 'p2' }])
  staff.socket.emit('here', [])
  await told(owner, [])
})

test('a console whose line has fallen silent is nowhere before long', { timeout: 30_000 }, async () => {
  const owner = await connect({ token: await token('owner') })
  const auth = { token: await token('staff') }
  // The protocol underneath, without a client that would answer when it is asked whether it is still there.
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  socket.onmessage = ({ data }) => {
    if (String(data).startsWith('0')) socket.send(`40${JSON.stringify(auth)}`)
    if (String(data).startsWith('40')) socket.send(`42${JSON.stringify(['here', [viewing('c1')]])}`)
  }
  await told(owner, [{ ...viewing('c1'), personId: 'p2' }])
  await vi.waitFor(() => expect(owner.presence()?.people).toEqual([]), { timeout: 20_000, interval: 50 })
})

test('several consoles of a person are one; each that goes takes its own with it', async () => {
  const owner = await connect({ token: await token('owner') })
  const [a, b] = [await connect({ token: await token('staff') }), await connect({ token: await token('staff') })]
  a.socket.emit('here', [viewing('c1')])
  await told(owner, [{ ...viewing('c1'), personId: 'p2' }])
  b.socket.emit('here', [replying('c1'), viewing('c2')])
  await told(owner, [
    { ...replying('c1'), personId: 'p2' },
    { ...viewing('c2'), personId: 'p2' },
  ])
  b.socket.disconnect()
  await told(owner, [{ ...viewing('c1'), personId: 'p2' }])
  a.socket.disconnect()
  await told(owner, [])
})

test('an agent at work is shown for as long as it is', async () => {
  const owner = await connect({ token: await token('owner') })
  const rest = book.atWork('v1', 'c1', 'wren')
  book.atWork('another venue', 'c9', 'wren')
  await vi.waitFor(() => expect(owner.presence()?.agents).toEqual([{ conversationId: 'c1', agentId: 'wren' }]))
  rest()
  await vi.waitFor(() => expect(owner.presence()?.agents).toEqual([]))
})

test.each([
  ['no list', 'c1'],
  ['a list that is too long', Array.from({ length: 21 }, (_, i) => viewing(`c${i}`))],
  ['an id that is too long', [viewing('c'.repeat(201))]],
  ['words in place of ids', [{ conversationId: 'c1', doing: 'Hello, I am writing this' }]],
])('%s is not passed on, and harms nobody', async (_, given) => {
  const owner = await connect({ token: await token('owner') })
  const staff = await connect({ token: await token('staff') })
  staff.socket.emit('here', given)
  staff.socket.emit('here', [viewing('c2')])
  await told(owner, [{ ...viewing('c2'), personId: 'p2' }])
})
