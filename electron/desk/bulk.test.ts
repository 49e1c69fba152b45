/** Thousands changed at once from a desk: shown at once, carried out once, told of each that was not, undone as one. */
import { expect, it } from 'vitest'
import type { BulkAct, InboxPage, SearchFrom } from '#shared/rpc.ts'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'
import { conversationRow, draftRow } from './testing-rows.ts'

const COUNT = 2_600

/** A venue of thousands, every third of them with another agent. */
async function full(): Promise<TestDesk> {
  const desk = await TestDesk.start()
  seed(desk.server, 2)
  desk.server.change((put) => {
    for (let n = 2; n < COUNT; n++) {
      const agentId = n % 3 === 0 ? 'a2' : 'a1'
      put('conversations', `c${n}`, conversationRow(`c${n}`, { agentId, waitingSince: n, lastMessageAt: n }))
    }
  })
  await desk.signIn()
  return desk
}

const act = (id: string, more: Partial<BulkAct> = {}): BulkAct => ({
  id,
  of: { all: { view: 'everything' }, but: [] },
  change: { kind: 'close' },
  ...more,
})
const counts = (desk: TestDesk) => desk.api.counts()
const only = async (desk: TestDesk) => {
  const [bulk, ...others] = await desk.api.bulks()
  expect(others).toEqual([])
  return bulk!
}
const told = (desk: TestDesk) => desk.server.received.filter(({ command }) => command.type.startsWith('bulk.'))
const heard = (desk: TestDesk) => until(async () => expect(await desk.api.status()).toMatchObject({ queued: 0 }))
async function foundBy(desk: TestDesk, search: string): Promise<number> {
  const ids = new Set<string>()
  for (let from: SearchFrom | null | undefined; from !== null; ) {
    const query = { view: 'everything' as const, search, limit: 500, ...(from && { from }) }
    const page: InboxPage = await desk.api.inbox(query)
    for (const row of page.rows) ids.add(row.conversation.id)
    from = page.next
  }
  return ids.size
}
const closed = (desk: TestDesk) =>
  desk.server
    .all()
    .filter(({ table, row }) => table === 'conversations' && (row as { state?: string } | null)?.state === 'closed')
    .length

it('all that match, loaded or not: shown at once, done once, undone to what each was', async () => {
  await using desk = await full()
  await desk.goOffline()
  const filter = { agent: ['a2'] }
  const theirs = (await desk.api.inbox({ view: 'everything', filter })).total
  expect(await desk.api.bulk(act('b1', { of: { all: { view: 'everything', filter }, but: ['c6'] } }))).toEqual({
    ok: true,
    count: theirs - 1,
    stay: 0,
  })
  // A retry of the window changes nothing.
  await desk.api.bulk(act('b1', { of: { all: { view: 'everything', filter }, but: ['c6'] } }))
  expect(await counts(desk)).toMatchObject({ done: theirs - 1, needs_you: COUNT - theirs + 1 })
  expect((await desk.thread('c9')).conversation.state).toBe('closed')
  expect((await desk.thread('c6')).conversation.state).toBe('open')
  expect(await only(desk)).toMatchObject({ total: theirs - 1, done: 0, undo: 'none' })
  const shown = await desk.api.inbox({ view: 'everything', filter: { state: ['closed'] }, limit: 30 })
  expect(shown.rows.map((row) => [row.conversation.state, row.waitingCommands])).toEqual(
    shown.rows.map(() => ['closed', 1]),
  )
  await desk.server.comeBack()
  await heard(desk)
  await desk.inStep()
  expect(await counts(desk)).toMatchObject({ done: theirs - 1, needs_you: COUNT - theirs + 1 })
  expect(told(desk)).toHaveLength(1)
  expect(await only(desk)).toMatchObject({ done: theirs - 1, changed: theirs - 1, failed: [], refused: null })
  await desk.command('bulk.undo', { bulkId: 'b1' })
  await heard(desk)
  await desk.inStep()
  expect(await counts(desk)).toMatchObject({ done: 0, needs_you: COUNT })
  expect((await desk.thread('c9')).conversation.waitingSince).toBe(9)
  expect(await only(desk)).toMatchObject({ undo: 'done', kept: [] })
  await desk.api.dismissBulk('b1')
  expect(await desk.api.bulks()).toEqual([])
})

it('those that are closed and stay, because something in them is undecided, are counted', async () => {
  await using desk = await full()
  desk.server.change((put) => put('drafts', 'd7', draftRow('d7', 'c7', { kind: 'escalation', intent: 'complaint' })))
  await desk.inStep()
  const given = await desk.api.bulk(act('b1', { of: { ids: ['c6', 'c7', 'c8'] } }))
  expect(given).toEqual({ ok: true, count: 3, stay: 1 })
  const kept = await desk.api.inbox({ view: 'needs_you', filter: { state: ['closed'] } })
  expect(kept.rows.map((row) => row.conversation.id)).toEqual(['c7'])
})

it('those that are gone by then are named; the others are changed', async () => {
  await using desk = await full()
  await desk.goOffline()
  await desk.api.bulk(act('b1', { of: { ids: ['c1', 'c7', 'c8'] } }))
  desk.server.change((put) => put('conversations', 'c7', null))
  await desk.server.comeBack()
  await heard(desk)
  await desk.inStep()
  expect(await only(desk)).toMatchObject({
    done: 3,
    changed: 2,
    failed: [{ conversationId: 'c7', name: null, message: 'That is not there any more.' }],
  })
  expect(await counts(desk)).toMatchObject({ done: 1 })
})

it('killed in the middle, it goes on, each command once and in order, before what was done after it', async () => {
  await using desk = await full()
  // The first of two commands is carried out, its answer is lost; then the desk dies.
  desk.server.fault((_, body) => (JSON.stringify(body)?.includes('b1_0') ? 'cut after' : null))
  await desk.api.bulk(act('b1'))
  await desk.command('conversation.reopen', { ids: ['c5'] })
  await until(() => expect(closed(desk)).toBe(2_500))
  await desk.hub.close()
  desk.server.fault(null)
  await desk.open()
  await heard(desk)
  await desk.inStep()
  expect(told(desk).map(({ command }) => command.id)).toEqual(['b1_0', 'b1_1'])
  expect(closed(desk)).toBe(COUNT - 1)
  expect((await desk.thread('c5')).conversation.state).toBe('open')
  expect(await only(desk)).toMatchObject({ total: COUNT, done: COUNT, changed: COUNT })
})

it('undone before anybody heard of it: nobody ever does', async () => {
  await using desk = await full()
  await desk.goOffline()
  await desk.api.bulk(act('b1'))
  expect(await counts(desk)).toMatchObject({ needs_you: 2 })
  await desk.command('bulk.undo', { bulkId: 'b1' })
  await until(async () => expect(await counts(desk)).toMatchObject({ needs_you: COUNT, done: 0 }))
  await desk.server.comeBack()
  await heard(desk)
  await desk.command('conversation.read', { ids: ['c1'] })
  await heard(desk)
  expect(told(desk)).toEqual([])
  expect(await only(desk)).toMatchObject({ undo: 'done', done: COUNT, changed: 0 })
})

it('undone half way: what was told goes back, what was not is never told', async () => {
  await using desk = await full()
  const { promise: hold, resolve: go } = Promise.withResolvers<void>()
  desk.server.fault((_, body) => (JSON.stringify(body)?.includes('b1_1') ? { hold } : null))
  await desk.api.bulk(act('b1'))
  const asked = () => desk.server.requests.filter((request) => request === 'POST /api/commands').length
  await until(() => expect(asked()).toBe(2))
  await desk.command('bulk.undo', { bulkId: 'b1' })
  go()
  await heard(desk)
  await desk.inStep()
  expect(told(desk).map(({ command }) => command.type)).toEqual(['bulk.apply', 'bulk.apply', 'bulk.undo'])
  expect(closed(desk)).toBe(0)
  expect(await counts(desk)).toMatchObject({ needs_you: COUNT })
})

it('of a search: everything that it finds, as far back as it goes', async () => {
  await using desk = await full()
  await until(async () => expect(await foundBy(desk, '0123')).toBe(COUNT))
  const of = { all: { view: 'everything' as const, search: '0123' }, but: [] }
  expect(await desk.api.bulk(act('b1', { of, change: { kind: 'assign', assigneeId: 'staff' } }))).toEqual({
    ok: true,
    count: COUNT,
    stay: 0,
  })
  expect((await desk.api.inbox({ view: 'everything', filter: { assignee: ['me'] } })).total).toBe(COUNT)
  expect(
    await desk.api.bulk(act('b2', { of: { all: { ...of.all, search: 'nothing of that kind' }, but: [] } })),
  ).toMatchObject({ ok: false, code: 'row_not_found' })
})

it('a stretch of the list by its places, and how many lie with whom', async () => {
  await using desk = await full()
  const ids = await desk.api.ids({ view: 'needs_you', offset: 100, limit: 1_500 })
  const page = await desk.api.inbox({ view: 'needs_you', offset: 100, limit: 50 })
  expect(ids).toHaveLength(1_500)
  expect(ids.slice(0, 50)).toEqual(page.rows.map((row) => row.conversation.id))
  desk.server.change((put) => {
    put('agents', 'a2', { ...(desk.server.find('agents', 'a1')!.row as object), id: 'a2' } as never)
    const row = { personId: null, madeBy: 'owner', name: 'Mine', createdAt: 1 }
    const query = JSON.stringify({ view: 'needs_you', filter: { agent: ['a2'] }, order: 'waiting' })
    put('saved_views', 's1', { ...row, id: 's1', query })
    put('saved_views', 's2', { ...row, id: 's2', query: query.replace('a2', 'gone') })
    put('saved_views', 's3', { ...row, id: 's3', query: '{"view":' })
  })
  await desk.inStep()
  const theirs = (await desk.api.inbox({ view: 'needs_you', filter: { agent: ['a2'] } })).total
  expect(await desk.api.tallies()).toEqual({ agents: { a1: COUNT - theirs, a2: theirs }, saved: { s1: theirs } })
  expect((await desk.api.venue())?.savedViews.map(({ id }) => id)).toEqual(['s1', 's2', 's3'])
})
