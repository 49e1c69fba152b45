/** A desk that loads all there is, while people work: what it shows meanwhile, and where it ends. */
import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { loadOf } from './first-load.ts'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'
import { conversationRow, messageRow } from './testing-rows.ts'

/** Its second page is held until it may go on. */
const begun = async (desk: TestDesk): Promise<() => void> => {
  seed(desk.server, 600)
  const held = Promise.withResolvers<void>()
  let pages = 0
  desk.server.fault((at) => (at.startsWith('/api/changes?') && ++pages === 2 ? { hold: held.promise } : null))
  await desk.api.signIn({ email: 'staff@demo.test', password: 'greenlight' })
  await until(() => expect(pages).toBe(2))
  return held.resolve
}

it('shows what happens meanwhile, and ends as the server is', async () => {
  await using desk = await TestDesk.start({ recent: true })
  const goOn = await begun(desk)
  await desk.connection('online')
  const now = { lastMessageAt: 9_000, waitingSince: 9_000 }
  desk.server.change((put) => {
    put('conversations', 'c3', conversationRow('c3', { ...now, lastText: 'Now' }))
    put('conversations', 'new', conversationRow('new', { ...now, lastText: 'New' }))
    put('messages', 'in-new', messageRow({ id: 'in-new', conversationId: 'new', body: 'A new text', direction: 'in' }))
    put('conversations', 'c5', null)
    put('messages', 'in-c5', null)
    put('drafts', 'd5', null)
  })
  await until(async () => expect((await desk.thread('new')).messages).toHaveLength(1))
  expect(await desk.api.status()).toMatchObject({ inStepAt: null })
  expect((await desk.api.inbox({ view: 'everything' })).rows.map((row) => row.conversation.lastText)).toContain('Now')
  goOn()
  await desk.inStep()
  expect(await desk.api.counts()).toMatchObject({ everything: 600 })
  // What has come meanwhile is indexed after it has landed.
  await until(async () => expect((await desk.api.inbox({ view: 'everything', search: 'new text' })).total).toBe(1))
  expect((await desk.api.inbox({ view: 'everything', search: 'number 599' })).total).toBe(1)
  expect(await desk.api.thread('c5')).toBeNull()
  await desk.restart()
  expect(await desk.api.status()).toMatchObject({ mirrorRebuilt: null, firstSync: null })
})

it('goes on where the connection was lost', async () => {
  await using desk = await TestDesk.start()
  seed(desk.server, 1_100)
  const asked: string[] = []
  desk.server.fault((at) => {
    if (!at.startsWith('/api/changes?')) return null
    asked.push(at)
    return asked.length % 2 === 0 ? 'cut before' : null
  })
  await desk.signIn()
  expect(asked.filter((at) => at.includes('since=0&'))).toHaveLength(1)
  expect(await desk.api.counts()).toMatchObject({ everything: 1_100 })
})

it('asks for what a first list shows once, before it makes its mirror', async () => {
  await using desk = await TestDesk.start({ recent: true })
  seed(desk.server, 20)
  await desk.signIn()
  await desk.hub.close()
  rmSync(path.join(desk.folder(), 'mirror.db'))
  const before = desk.server.requests.length
  await desk.open()
  await desk.inStep()
  const asked = desk.server.requests.slice(before)
  expect(asked[0]).toBe('GET /api/changes/recent')
  expect(asked.filter((at) => at === asked[0])).toHaveLength(1)
  expect(await desk.api.counts()).toMatchObject({ everything: 20 })
})

// A file that is open cannot be taken away on Windows.
it.skipIf(process.platform === 'win32')('lands page by page where what it loaded is taken from it', async () => {
  await using desk = await TestDesk.start({ recent: true })
  const goOn = await begun(desk)
  const load = loadOf(path.join(desk.folder(), 'mirror.db'))
  await until(() => expect(existsSync(load)).toBe(true))
  rmSync(load)
  goOn()
  await until(() => expect(desk.logged.map(({ code }) => code)).toEqual(['ENOENT']))
  desk.now += 60_000
  await desk.inStep()
  expect(desk.logged.map(({ msg }) => msg)).toEqual([
    'the loaded mirror cannot take its place yet',
    'the loaded mirror could not take its place: rows land page by page',
  ])
  expect(await desk.api.counts()).toMatchObject({ everything: 600 })
  await until(async () => expect((await desk.api.inbox({ view: 'everything', search: 'number 59' })).total).toBe(11))
  await desk.restart()
  expect(await desk.api.status()).toMatchObject({ mirrorRebuilt: null, firstSync: null })
})
