/** Saved views: whose they are, who may change them, and in whose feed they stand. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { changesPage } from '#shared/feed.ts'
import { judgeView, readView, type SavedQuery } from '#shared/saved-views.ts'
import { type TestServer, testServer } from '../../testing.ts'
import { readChanges } from '../feed.ts'

let server: TestServer
beforeEach(async () => {
  server = await testServer()
})
afterEach(() => server[Symbol.asyncDispose]())

const QUERY: SavedQuery = { view: 'needs_you', filter: { intent: ['pricing'], assignee: ['me'] }, order: 'waiting' }

const save = async (as: 'owner' | 'staff', shared: boolean, name = 'Prices') => {
  const answer = await server.command('view.save', { name, query: QUERY, shared }, { as: server[as] })
  return String(answer.result?.viewId)
}
const change = (type: 'view.share' | 'view.remove', viewId: string, as: 'owner' | 'staff') =>
  server.command(type, { viewId }, { as: server[as] })

const seenBy = async (as: 'owner' | 'staff') => {
  const { personId, role } = server[as]
  const query = { venueId: server.venueId, role, personId, since: 0, limit: 5_000 }
  const page = changesPage.parse(await server.deps.storage.read((db) => readChanges(db, query)))
  return page.rows.filter((row) => row.table === 'saved_views' && row.row !== null).map((row) => row.id)
}

test("one's own is one's own; everybody's is everybody's to look at", async () => {
  const [own, shared] = [await save('staff', false), await save('staff', true)]
  expect(await seenBy('staff')).toEqual([own, shared])
  expect(await seenBy('owner')).toEqual([shared])
  expect(await change('view.remove', own, 'owner')).toMatchObject({ code: 'row_not_found' })
  expect(await change('view.share', own, 'staff')).toMatchObject({ status: 'done' })
  expect(await seenBy('owner')).toEqual([shared, own])
})

test('who made it, and owners, change it; nobody else does', async () => {
  const theirs = await save('owner', true)
  const rename = (viewId: string, as: 'owner' | 'staff') =>
    server.command('view.rename', { viewId, name: 'New name' }, { as: server[as] })
  expect(await rename(theirs, 'staff')).toMatchObject({ status: 'refused', code: 'not_yours' })
  expect(await change('view.remove', theirs, 'staff')).toMatchObject({ code: 'not_yours' })
  const mine = await save('staff', true)
  expect(await rename(mine, 'owner')).toMatchObject({ status: 'done' })
  await server.command('view.change', { viewId: mine, query: { ...QUERY, order: 'newest' } }, { as: server.staff })
  const row = (await server.rows('saved_views')).find(({ id }) => id === mine)!
  expect(row.name).toBe('New name')
  expect(readView(row)).toEqual({ ok: true, query: { ...QUERY, order: 'newest' } })
  expect(await change('view.remove', mine, 'owner')).toMatchObject({ status: 'done' })
  expect(await seenBy('staff')).toEqual([theirs])
})

test('what is no view is refused, and there is an end to them', async () => {
  const bad = { ...QUERY, filter: { colour: ['red'] } }
  expect(await server.command('view.save', { name: 'x', query: bad as never, shared: false })).toMatchObject({
    code: 'invalid_payload',
  })
  expect(await server.command('view.save', { name: '  ', query: QUERY, shared: false })).toMatchObject({
    code: 'invalid_payload',
  })
  for (let n = 0; n < 50; n++) await save('staff', false, `View ${n}`)
  expect(
    await server.command('view.save', { name: 'x', query: QUERY, shared: false }, { as: server.staff }),
  ).toMatchObject({ code: 'list_full' })
})

test('a broken one says why, and is nothing else', () => {
  const judge = (query: string) => judgeView({ query }, [{ id: 'a1' }], [{ id: 'p1' }])
  const of = (filter: object) => JSON.stringify({ view: 'done', filter, order: 'newest' })
  expect(judge('{"view":')).toEqual({ ok: false, why: 'unreadable' })
  expect(judge(of({ colour: ['red'] }))).toEqual({ ok: false, why: 'unreadable' })
  expect(judge(of({ intent: ['perms'] }))).toEqual({ ok: false, why: 'unreadable' })
  expect(judge(JSON.stringify({ view: 'starred', filter: {}, order: 'newest' }))).toMatchObject({ ok: false })
  expect(judge(of({ agent: ['a1', 'a2'] }))).toEqual({ ok: false, why: 'agent_gone' })
  expect(judge(of({ assignee: ['me', 'nobody', 'p2'] }))).toEqual({ ok: false, why: 'person_gone' })
  expect(judge(of({ agent: ['a1'], assignee: ['me', 'nobody', 'p1'] }))).toMatchObject({ ok: true })
})
