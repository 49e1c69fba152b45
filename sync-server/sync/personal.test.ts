/** What belongs to one person reaches that person's desks and nobody else's, be it pulled or pushed. */
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Change, type ChangesPush, changesPage, changesPush, type TypedBatch } from '#shared/feed.ts'
import type { TypedRow } from '#shared/rows.ts'
import { deepRuns } from '#shared/testing.ts'
import { type TestEdge, testEdge } from '../http/testing.ts'
import { attachRealtime } from './realtime.ts'

let edge: TestEdge
beforeEach(async () => {
  edge = await testEdge()
  await edge.deps.storage.write('bulk', 'v1', async (tx) => {
    await tx.insert('contacts', {
      id: 'k1',
      name: 'Cleo',
      number: '+447700900111',
      optedOut: false,
      consent: [],
      createdAt: 0,
      numberHash: 'x',
    })
    await tx.insert('conversations', {
      id: 'c1',
      channel: 'sms',
      contactId: 'k1',
      customerName: 'Cleo',
      customerNumber: '+447700900111',
      state: 'open',
      replyMode: null,
      agentId: 'v1_front_desk',
      assigneeId: null,
      handoff: null,
      personal: false,
      unread: false,
      waitingSince: null,
      lastMessageAt: 0,
      lastText: '',
      lastAuthor: 'customer',
      lastInboundSeq: 0,
      humanUntil: null,
      snoozedUntil: null,
      mergedInto: null,
      flag: null,
      createdAt: 0,
    })
  })
})
afterEach(() => edge[Symbol.asyncDispose]())

type Who = 'owner' | 'staff'
type Typed = TypedBatch['texts'][number]

const typed = (text: string, at: number, more: Partial<Typed> = {}): Typed => ({
  conversationId: 'c1',
  place: 'reply',
  draftId: null,
  text,
  at,
  ...more,
})
const put = async (who: Who, texts: readonly Typed[]) =>
  (
    await edge.app.inject({ method: 'PUT', url: '/api/typed', headers: await edge.signIn(who), payload: { texts } })
  ).json()
const command = async (who: Who, id: string, type: string, payload: object) =>
  (
    await edge.app.inject({
      method: 'POST',
      url: '/api/commands',
      headers: await edge.signIn(who),
      payload: { id, type, payload },
    })
  ).json()
const feed = async (who: Who, limit = 5_000): Promise<Change[]> => {
  const headers = await edge.signIn(who)
  const found: Change[] = []
  for (let since = 0, more = true; more; ) {
    const page = changesPage.parse(
      (await edge.app.inject({ url: `/api/changes?since=${since}&limit=${limit}`, headers })).json(),
    )
    found.push(...page.rows)
    since = page.to
    more = page.more
  }
  return found
}
const textsOf = async (who: Who) =>
  (await feed(who)).filter((c) => c.table === 'typed').map((c) => (c.row as TypedRow).text)

test('typed words are in their own feed only, also where pages are one row long', async () => {
  expect(await put('owner', [typed('Hi Cleo', 10)])).toEqual({ kept: [true] })
  expect(await put('staff', [typed('Hello from Ben', 10)])).toEqual({ kept: [true] })
  expect(await textsOf('owner')).toEqual(['Hi Cleo'])
  expect(await textsOf('staff')).toEqual(['Hello from Ben'])
  const one = (await feed('staff', 1)).map((c) => c.id)
  expect(one).toEqual((await feed('staff')).map((c) => c.id))
  expect(one).toContain('typed_p2_reply_c1')
  expect(one).not.toContain('typed_p1_reply_c1')
})

test('the latest wins, whatever the order in which it is told; each place stands for itself', async () => {
  const places = [
    typed('', 0),
    typed('', 0, { place: 'draft', draftId: 'd1' }),
    typed('', 0, { place: 'draft', draftId: 'd2' }),
    typed('', 0, { place: 'aside' }),
  ]
  let base = 0
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(
        fc.record({ at: fc.integer({ min: 1, max: 50 }), text: fc.string({ minLength: 1, maxLength: 5 }) }),
        {
          selector: (t) => t.at,
          minLength: 1,
          maxLength: 12,
        },
      ),
      fc.constantFrom(...places),
      async (told, place) => {
        base += 100
        const texts = told.map(({ at, text }) => ({ ...place, text, at: base + at }))
        for (const text of texts) await put('owner', [text])
        const latest = texts.toSorted((a, b) => b.at - a.at)[0]!
        expect(await textsOf('owner')).toContain(latest.text)
        const rows = (await feed('owner')).filter((c) => c.table === 'typed').map((c) => c.row as TypedRow)
        const mine = rows.filter((r) => r.place === place.place && r.draftId === place.draftId)
        expect(mine).toMatchObject([{ text: latest.text, at: latest.at }])
      },
    ),
    { numRuns: deepRuns(8, 300) },
  )
})

test('sent words are forgotten in the end; those of a conversation that is not there are not kept', async () => {
  await put('owner', [typed('Hi', Date.parse('2026-11-18T09:00:00Z'))])
  await put('owner', [typed('', Date.parse('2026-11-18T09:01:00Z'))])
  expect(await textsOf('owner')).toEqual([''])
  edge.pass(31 * 24 * 3_600_000)
  expect(await put('owner', [typed('x', 5, { conversationId: 'nowhere' })])).toEqual({ kept: [false] })
  expect(await textsOf('owner')).toEqual([])
})

test('bad input is refused, and nothing of what was typed is in a log or in the audit', async () => {
  const headers = await edge.signIn('owner')
  for (const texts of [[], [typed('x'.repeat(5_001), 1)], [{ ...typed('x', 1), place: 'wall' }], [{ text: 'x' }]]) {
    const answer = await edge.app.inject({ method: 'PUT', url: '/api/typed', headers, payload: { texts } })
    expect(answer.statusCode).toBe(400)
  }
  expect(
    (await edge.app.inject({ method: 'PUT', url: '/api/typed', payload: { texts: [typed('x', 1)] } })).statusCode,
  ).toBe(401)
  await put('owner', [typed('Secret of Cleo', 10)])
  expect(edge.log()).not.toContain('Secret')
  expect(JSON.stringify((await edge.app.inject({ url: '/api/audit?after=0', headers })).json())).not.toContain('Secret')
})

test('pushed to the one, and to the other nothing but the way on', async () => {
  const detach = attachRealtime(edge.app.server, edge.deps, edge.sessions)
  await edge.app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(edge.app.server.address() as AddressInfo).port}`
  const open = async (who: Who) => {
    const token = (await edge.signIn(who)).authorization.slice('Bearer '.length)
    const socket = io(url, { auth: { token }, reconnection: false, forceNew: true, transports: ['websocket'] })
    const pushes: ChangesPush[] = []
    socket.on('changes', (push: unknown) => void pushes.push(changesPush.parse(push)))
    await new Promise((resolve) => socket.once('connect', () => resolve(null)))
    return { socket, pushes }
  }
  const [mine, alsoMine, other] = [await open('staff'), await open('staff'), await open('owner')]
  await put('staff', [typed('Only mine', 10)])
  await command('owner', 'k1', 'snippet.add', { name: 'Parking', text: 'Behind the shop.', shared: true })
  const rows = (pushes: readonly ChangesPush[]) => pushes.flatMap((p) => p.rows)
  for (const { pushes } of [mine, alsoMine, other])
    await vi.waitUntil(() => rows(pushes).some((r) => r.table === 'snippets'))
  for (const { pushes } of [mine, alsoMine]) expect(rows(pushes).filter((r) => r.table === 'typed')).toHaveLength(1)
  expect(JSON.stringify(other.pushes)).not.toContain('Only mine')
  expect(rows(other.pushes).filter((r) => r.table === 'typed')).toEqual([])
  const spans = other.pushes.map((p) => [p.from, p.to])
  expect(spans).toEqual(mine.pushes.map((p) => [p.from, p.to]))
  for (const { socket } of [mine, alsoMine, other]) socket.disconnect()
  await detach()
})

test('snippets and macros: everybody’s are the owner’s to change, one’s own nobody else sees', async () => {
  const added = await command('staff', 's1', 'snippet.add', { name: 'Mine', text: 'Hi {name}, it is {me}.' })
  expect(added).toMatchObject({ status: 'done' })
  expect(await command('staff', 's2', 'snippet.add', { name: 'All', text: 'Hi', shared: true })).toMatchObject({
    code: 'not_yours',
  })
  expect(await command('owner', 's3', 'snippet.edit', { snippetId: added.result.snippetId, name: 'x' })).toMatchObject({
    code: 'row_not_found',
  })
  const shared = await command('owner', 's4', 'snippet.add', { name: 'Link', text: '{booking_link}', shared: true })
  expect(await command('staff', 's5', 'snippet.edit', { snippetId: shared.result.snippetId, name: 'x' })).toMatchObject(
    {
      code: 'not_yours',
    },
  )
  expect(await command('staff', 's6', 'snippet.remove', { snippetId: shared.result.snippetId })).toMatchObject({
    code: 'not_yours',
  })
  expect(
    await command('staff', 's7', 'snippet.edit', { snippetId: added.result.snippetId, text: 'Hello' }),
  ).toMatchObject({
    status: 'done',
  })
  const names = async (who: Who) =>
    (await feed(who)).flatMap((c) =>
      c.table === 'snippets' && c.row !== null ? [(c.row as { name: string }).name] : [],
    )
  expect(await names('staff')).toEqual(['Link', 'Mine'])
  expect(await names('owner')).toEqual(['Link'])
  for (const text of ['{nickname}', 'See {service_price}', '{name:x}', '', 'x'.repeat(1_001)])
    expect(
      await command('staff', `bad${text.length}${text.slice(1, 3)}`.replace(/\W/g, ''), 'snippet.add', {
        name: 'Bad',
        text,
      }),
    ).toMatchObject({
      code: 'invalid_payload',
    })

  const macro = { name: 'Thanks, done', text: 'Thanks {name}!', steps: [{ do: 'close' }], key: 't' }
  const first = await command('owner', 'm1', 'macro.add', { ...macro, shared: true })
  expect(first).toMatchObject({ status: 'done' })
  expect(await command('staff', 'm2', 'macro.add', macro)).toMatchObject({ code: 'key_taken' })
  expect(await command('staff', 'm3', 'macro.add', { ...macro, key: null })).toMatchObject({ status: 'done' })
  expect(await command('staff', 'm4', 'macro.add', { name: 'Nothing', steps: [] })).toMatchObject({
    code: 'invalid_payload',
  })
  expect(await command('owner', 'm5', 'macro.edit', { macroId: first.result.macroId, text: '' })).toMatchObject({
    status: 'done',
  })
  expect(await command('owner', 'm6', 'macro.edit', { macroId: first.result.macroId, steps: [] })).toMatchObject({
    code: 'invalid_payload',
  })
  expect(await command('owner', 'm7', 'macro.remove', { macroId: first.result.macroId })).toMatchObject({
    status: 'done',
  })
  const audit = JSON.stringify(
    (await edge.app.inject({ url: '/api/audit?after=0', headers: await edge.signIn() })).json(),
  )
  expect(audit).toContain('macro.add')
  expect(audit).not.toContain('Thanks')
})

test('preferences are one’s own, and add up', async () => {
  expect(
    await command('staff', 'p1', 'preferences.set', { alerts: { draft: { on: false, sound: false } } }),
  ).toMatchObject({ status: 'done' })
  expect(await command('staff', 'p2', 'preferences.set', { alertTexts: false })).toMatchObject({ status: 'done' })
  expect(
    await command('staff', 'p3', 'preferences.set', { alerts: { doorbell: { on: true, sound: true } } }),
  ).toMatchObject({ code: 'invalid_payload' })
  const mine = (await feed('staff')).filter((c) => c.table === 'preferences')
  expect(mine).toMatchObject([{ id: 'p2', row: { alerts: { draft: { on: false, sound: false } }, alertTexts: false } }])
  expect((await feed('owner')).filter((c) => c.table === 'preferences')).toEqual([])
})

test('keys are one’s own; what clashes, and what is no key, is refused by name', async () => {
  const set = (id: string, keys: object) => command('staff', id, 'preferences.set', { keys })
  expect(await set('k1', { done: ['y'], snooze: [] })).toMatchObject({ status: 'done' })
  expect(await set('k2', { done: ['a'] })).toMatchObject({ code: 'key_refused' })
  expect(await set('k2b', { done: ['a'], approve: ['p'] })).toMatchObject({ status: 'done' })
  expect(await set('k3', { done: ['y'], snooze: ['y'] })).toMatchObject({
    code: 'key_refused',
    message: expect.stringMatching(/taken/),
  })
  expect(await set('k4', { done: ['m'] })).toMatchObject({ code: 'key_refused' })
  expect(await set('k5', { done: ['Enter'] })).toMatchObject({ code: 'invalid_payload' })
  expect(await set('k6', { fly: ['f'] })).toMatchObject({ code: 'invalid_payload' })
  expect(await set('k7', { done: ['y'] })).toMatchObject({ status: 'done' })
  const mine = (await feed('staff')).filter((c) => c.table === 'preferences')
  expect(mine).toMatchObject([{ row: { keys: { done: ['y'] }, alertTexts: true } }])
})

test('a text with a placeholder that is not filled in does not leave', async () => {
  const send = (id: string, text: string) => command('staff', id, 'message.send', { conversationId: 'c1', text })
  expect(await send('t1', 'Hi {name}!')).toMatchObject({
    code: 'placeholder_unfilled',
    message: expect.stringContaining('{name}'),
  })
  expect(await send('t2', 'A trim is {service_price:Trim}')).toMatchObject({ code: 'placeholder_unfilled' })
  expect(await send('t3', 'Braces like {this one} are a matter of taste')).toMatchObject({ status: 'done' })
})
