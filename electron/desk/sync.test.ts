import fc from 'fast-check'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { inboxRowOf } from '#shared/inbox-row.ts'
import type { Scene } from '#shared/scene.ts'
import { deepRuns } from '#shared/testing.ts'
import { VIEWS, viewsOf } from '#shared/views.ts'
import { createServer, type Server } from './server.ts'
import { startSync } from './sync.ts'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'
import { startTestLine } from './testing-line.ts'
import { agentRow, conversationRow, messageRow, venueRow } from './testing-rows.ts'

describe('first sync', () => {
  it('brings everything over page by page, and shows how far it is', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 1_500)
    await desk.signIn()
    const shares = desk.window.statuses.flatMap((status) => status.firstSync?.share ?? [])
    expect(shares.some((share) => share > 0 && share < 1)).toBe(true)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    const rows = desk.window.statuses.flatMap((status) => status.firstSync?.rows ?? [])
    expect(rows).toEqual(rows.toSorted((a, b) => a - b))
    expect(rows.at(-1)).toBeGreaterThan(1_500)
    expect(await desk.api.status()).toMatchObject({ firstSync: null, inStepAt: 5_000 })
  })

  it('shows the newest while the rest is still on its way', async () => {
    await using desk = await TestDesk.start({ recent: true })
    seed(desk.server, 1_000)
    const held = Promise.withResolvers<void>()
    desk.server.fault((path) => (path.startsWith('/api/changes?') ? { hold: held.promise } : null))
    await desk.api.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    await until(async () =>
      expect((await desk.api.inbox({ view: 'everything' })).rows[0]?.conversation.id).toBe('c999'),
    )
    expect(await desk.api.status()).toMatchObject({ firstSync: { share: 0, rows: 0, left: null } })
    for (const search of ['customer c999', 'number 999']) {
      const { rows } = await desk.api.inbox({ view: 'everything', search })
      expect(rows.map((row) => row.conversation.id)).toEqual(['c999'])
    }
    held.resolve()
    await desk.inStep()
    expect(await desk.api.counts()).toMatchObject({ everything: 1_000 })
  })

  it('goes on where a restart interrupted it', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 1_500)
    let pages = 0
    desk.server.fault((path) => (path.startsWith('/api/changes?') && ++pages > 1 ? 'cut before' : null))
    await desk.api.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    await until(() => expect(pages).toBeGreaterThan(1))
    await desk.restart()
    expect((await desk.api.status()).firstSync).not.toBeNull()
    desk.server.fault(null)
    await desk.inStep()
    expect(await desk.api.counts()).toMatchObject({ needs_you: 1_500 })
    await until(async () => expect((await desk.api.inbox({ view: 'everything', search: 'number 1499' })).total).toBe(1))
  })
})

it('lets the request for the next page leave before it looks at one: that keeps this process busy', async () => {
  const left: number[] = []
  const looked = Promise.withResolvers<readonly number[]>()
  const page = {
    from: 1,
    to: 2,
    more: true,
    feedId: 'f',
    head: 9,
    count: 0,
    body: new TextEncoder().encode('[]'),
  }
  const changes: Server['changes'] = async (_token, since) => {
    setImmediate(() => left.push(since))
    return since === 1 ? { kind: 'ok', value: page } : new Promise(() => undefined)
  }
  const nothing = () => undefined
  const sync = startSync({
    server: { ...createServer('http://127.0.0.1:9'), changes },
    token: 'token',
    clock: () => 0,
    logger: pino({ level: 'silent' }),
    position: () => ({ cursor: 1, feedId: 'f', loaded: true }),
    land: async () => undefined,
    landPages: async () => undefined,
    receive(given) {
      looked.resolve([...left])
      return { ...given, ready: null }
    },
    reset: async () => undefined,
    onState: nothing,
    onPresence: nothing,
    places: () => [],
    onSessionEnded: nothing,
  })
  onTestFinished(() => sync.close())
  expect(await looked.promise).toEqual([1, 2])
})

describe('catching up', () => {
  it('takes pushes as they come, without asking', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 3)
    await desk.signIn()
    const asked = desk.server.requests.length
    for (let i = 0; i < 50; i++) {
      desk.server.change((put) => put('conversations', `c${i % 5}`, conversationRow(`c${i % 5}`, { lastText: `${i}` })))
    }
    await desk.inStep()
    // One pull may still follow the connection.
    expect(desk.server.requests.slice(asked).length).toBeLessThanOrEqual(1)
  })

  it('pulls what a lost push would have brought', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 3)
    await desk.signIn()
    desk.server.deafen(true)
    desk.server.change((put) => put('conversations', 'c1', conversationRow('c1', { lastText: 'missed' })))
    desk.server.deafen(false)
    desk.server.change((put) => put('conversations', 'c2', conversationRow('c2', { lastText: 'heard' })))
    await desk.inStep()
    expect(await desk.thread('c1')).toMatchObject({ conversation: { lastText: 'missed' } })
  })

  it('notices a line that has fallen silent, and waits for nothing that was asked over it', async () => {
    await using desk = await TestDesk.start({ heartbeat: 400 })
    await using line = await startTestLine(desk.server.port)
    seed(desk.server, 3)
    desk.serverUrl = line.url
    await desk.restart(null)
    await desk.signIn()
    // The last thing that was asked over it is never answered.
    const asked = () => desk.server.requests.filter((request) => request === 'GET /api/changes').length
    const before = asked()
    const never = Promise.withResolvers<void>()
    desk.server.fault((path) => (path.startsWith('/api/changes?') ? { hold: never.promise } : null))
    desk.server.deafen(true)
    desk.server.change((put) => put('venue', 'v1', venueRow({ name: 'Silent' })))
    desk.server.deafen(false)
    desk.server.change((put) => put('agents', 'a1', agentRow('a1')))
    await until(() => expect(asked()).toBeGreaterThan(before))
    line.fallSilent()
    await until(async () => expect(await desk.api.status()).toMatchObject({ connection: 'offline' }))
    desk.server.fault(null)
    line.carryAgain()
    await desk.inStep()
    never.resolve()
  })

  it('keeps tombstones, so that an older row cannot return', async () => {
    await using desk = await TestDesk.start({ recent: true })
    seed(desk.server, 3)
    await desk.signIn()
    desk.server.change((put) => {
      put('conversations', 'c1', null)
      put('messages', 'in-c1', null)
      put('drafts', 'd1', null)
    })
    await desk.inStep()
    expect(await desk.api.thread('c1')).toBeNull()
    expect(await desk.api.counts()).toMatchObject({ needs_you: 2, everything: 2 })
    expect((await desk.api.inbox({ view: 'everything', search: 'number 1' })).total).toBe(0)
  })

  it('begins afresh where the feed is another one, or cannot be continued', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 10)
    await desk.signIn()
    desk.server.renewFeed()
    desk.server.change((put) => put('venue', 'v1', venueRow({ name: 'Restored' })))
    await desk.inStep()
    await desk.hub.close()
    desk.server.change((put) => put('agents', 'a2', agentRow('a2')))
    desk.server.forgetBefore(desk.server.seq)
    await desk.open()
    await desk.inStep()
    expect(await desk.api.counts()).toMatchObject({ everything: 10 })
    expect(await desk.api.status()).toMatchObject({ mirrorRebuilt: null })
  })

  it('passes over a row that it cannot read, and goes on', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 2)
    desk.server.change((put) => put('drafts', 'odd', { nonsense: true } as never))
    desk.server.change((put) => put('agents', 'a2', agentRow('a2')))
    await desk.api.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    await until(async () => expect((await desk.api.venue())?.agents).toHaveLength(2))
  })

  it('ends as the server is, whatever happens on the way', { timeout: 3_600_000 }, async () => {
    const id = fc.integer({ min: 0, max: 12 }).map((n) => `c${n}`)
    const act = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.tuple(fc.constant('write' as const), id, fc.constantFrom('open', 'closed', 'snoozed')),
      },
      {
        weight: 4,
        arbitrary: fc.tuple(fc.constant('text' as const), id, fc.constantFrom('queued', 'failed', 'delivered')),
      },
      { weight: 1, arbitrary: fc.tuple(fc.constant('delete' as const), id, fc.constant('')) },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.constantFrom('deaf', 'hear', 'cut', 'restart', 'feed', 'breathe'), id, fc.constant('')),
      },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        await using desk = await TestDesk.start({ recent: true })
        seed(desk.server, 5)
        await desk.signIn()
        for (const [i, [what, on, how]] of acts.entries()) {
          if (what === 'write') {
            const state = how as 'open'
            desk.server.change((put) => put('conversations', on, conversationRow(on, { state, lastText: `${i}` })))
          } else if (what === 'text') {
            const row = messageRow({
              id: `m${on}-${i % 3}`,
              conversationId: on,
              state: how as 'queued',
              body: `text ${i}`,
            })
            desk.server.change((put) => put('messages', row.id, row))
          } else if (what === 'delete') desk.server.change((put) => put('conversations', on, null))
          else if (what === 'deaf' || what === 'hear') desk.server.deafen(what === 'deaf')
          else if (what === 'cut') desk.server.cutSockets()
          else if (what === 'feed') desk.server.renewFeed()
          else if (what === 'restart') await desk.restart()
          else await new Promise((resolve) => setImmediate(resolve))
        }
        desk.server.deafen(false)
        desk.server.change((put) => put('agents', 'a9', agentRow('a9', { name: 'Last' })))
        await desk.inStep()
        const { counts, views } = countByHand(desk)
        expect(await desk.api.counts()).toEqual(counts)
        for (const [view, ids] of Object.entries(views)) {
          const page = await desk.api.inbox({ view: view as 'done', limit: 100 })
          expect(page.rows.map((row) => row.conversation.id).sort()).toEqual(ids.sort())
        }
      }),
      { numRuns: deepRuns(5, 500) },
    )
  })
})

/** What the list should show, from the server's rows alone. */
function countByHand(desk: TestDesk) {
  const rows = desk.server.all().filter((change) => change.row !== null)
  const of = <T>(table: string) => rows.filter((r) => r.table === table).map((r) => ({ ...(r.row as T), seq: r.seq }))
  const views = Object.fromEntries(VIEWS.map((view) => [view, [] as string[]]))
  for (const conversation of of<Scene['conversation']>('conversations')) {
    const scene: Scene = {
      conversation,
      members: [conversation] as const,
      contact: null,
      drafts: of<Scene['drafts'][number]>('drafts').filter((d) => d.conversationId === conversation.id),
      messages: of<Scene['messages'][number]>('messages').filter((m) => m.conversationId === conversation.id),
      decided: null,
    }
    for (const view of viewsOf(inboxRowOf(scene, 0, 0))) views[view]!.push(conversation.id)
  }
  return { views, counts: Object.fromEntries(VIEWS.map((view) => [view, views[view]!.length])) }
}
