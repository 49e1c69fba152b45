/** Several venues in one console, on two servers that use the very same ids: nothing of one reaches the other. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DeskApi, WindowCommand } from '#shared/rpc.ts'
import { deskFolder } from './files.ts'
import { createHub, type Hub } from './hub.ts'
import { fileKeeping } from './keeping.ts'
import { seed, startTestServer, type TestServer } from './testing.ts'
import { DELAYS, listener, STAFF, type Told, until } from './testing-desk.ts'

let folder: string
let willow: TestServer
let fern: TestServer
let hub: Hub
let keeping: ReturnType<typeof fileKeeping>
let window: Told
let api: DeskApi

const SIGN_IN = { email: 'staff@demo.test', password: 'greenlight' }
const all = { view: 'everything' } as const

async function open(): Promise<void> {
  hub = createHub({
    serverUrl: willow.url,
    dataDir: folder,
    clock: () => 5_000,
    ids: () => crypto.randomUUID(),
    logger: pino({ level: 'silent' }),
    delays: DELAYS,
  })
  keeping = fileKeeping(folder)
  window = listener()
  api = (await hub.connect({ window, keeping })).api
}

async function restart(): Promise<void> {
  await hub.close()
  await open()
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'greenlight-venues-'))
  willow = await startTestServer()
  fern = await startTestServer()
  seed(willow, 3)
  seed(fern, 5)
  fern.change((put) => put('venue', 'v1', { ...fern.find('venue', 'v1')!.row!, name: 'Fern & Co' }))
  await open()
})
afterEach(async () => {
  await hub.close()
  await Promise.all([willow.close(), fern.close()])
  rmSync(folder, { recursive: true })
})

/** Signs in to both; what is looked at is the first. @returns both accounts */
async function both(): Promise<readonly [willow: string, fern: string]> {
  expect(await api.signIn(SIGN_IN)).toMatchObject({ ok: true })
  const added = await api.signIn(SIGN_IN, fern.url)
  expect(added).toMatchObject({ ok: true, status: { server: fern.url } })
  await until(async () => {
    const glances = await api.venues()
    expect(glances.map(({ status }) => [status.connection, status.firstSync])).toEqual([
      ['online', null],
      ['online', null],
    ])
  })
  const [first, second] = await api.venues()
  return [first!.account, second!.account]
}

const give = (command: Omit<WindowCommand, 'id'>) => api.command({ ...command, id: crypto.randomUUID() })
const lookAt = async (account: string) => expect(await api.lookAt(account)).toMatchObject({ ok: true })
const total = async () => (await api.inbox(all)).total

it('a second sign-in adds a venue, and what one looks at stays until one asks for the other', async () => {
  const [w, f] = await both()
  expect(w).not.toBe(f)
  expect(await api.status()).toMatchObject({ account: w, server: willow.url })
  expect(await total()).toBe(3)
  expect((await api.venues()).map(({ name, needsYou, inView }) => [name, needsYou, inView])).toEqual([
    [willow.find('venue', 'v1')!.row!.name, 3, true],
    ['Fern & Co', 5, false],
  ])
  await lookAt(f)
  expect(await api.status()).toMatchObject({ account: f, server: fern.url })
  expect(await total()).toBe(5)
  expect((await api.venues()).map(({ inView }) => inView)).toEqual([false, true])
  // Which of them has a conversation: the one that is looked at first.
  expect([await api.find('c0'), await api.find('c4'), await api.find('nowhere')]).toEqual([f, f, null])
  await lookAt(w)
  expect([await api.find('c0'), await api.find('c4')]).toEqual([w, f])

  // Until it is known what one looks at, one looks at nothing.
  const close = { type: 'conversation.close', payload: { ids: ['c0'] } }
  const [going, page, given] = await Promise.all([api.lookAt(f), api.inbox(all), give(close)])
  expect([going, page, given]).toMatchObject([{ ok: true }, { total: 0 }, { code: 'not_signed_in' }])
  expect(await api.lookAt('0123456789abcdef')).toMatchObject({ ok: false, code: 'no_such_venue' })
  expect(await api.status()).toMatchObject({ account: null })
  expect(await give(close)).toMatchObject({ code: 'not_signed_in' })
  expect([...willow.received, ...fern.received]).toEqual([])
})

it('counts what needs this person, and what needs anybody at all', async () => {
  await both()
  // A colleague's need somebody, though not this person.
  await give({ type: 'conversation.assign', payload: { ids: ['c0'], assigneeId: 'somebody' } })
  await until(async () => expect((await api.venues())[0]).toMatchObject({ needsYou: 2, needsAnybody: 3 }))
})

it('what is open at a venue is open there no more once one looks at another', async () => {
  const [, f] = await both()
  await api.here({ conversationId: 'c0', doing: 'viewing' })
  await until(() => expect(willow.here()).toEqual([[{ conversationId: 'c0', doing: 'viewing' }]]))
  await lookAt(f)
  await until(() => expect(willow.here()).toEqual([[]]))
  expect(fern.here().flat()).toEqual([])
})

it('commands, typed words and news go to the one that is looked at, and to no other', async () => {
  const [w, f] = await both()
  await give({ type: 'conversation.close', payload: { ids: ['c0'] } })
  await api.saveTyped({ conversationId: 'c1', place: 'reply', draftId: null, text: 'To Willow' })
  await lookAt(f)
  await give({ type: 'conversation.close', payload: { ids: ['c1'] } })
  expect(await api.typed('c1')).toEqual([])
  await until(() => expect(fern.received).toHaveLength(1))
  await until(() => expect(willow.received).toHaveLength(1))
  expect([willow.received, fern.received].map(([one]) => one?.command.payload)).toEqual([
    { ids: ['c0'] },
    { ids: ['c1'] },
  ])
  await until(() => expect(willow.requests).toContain('PUT /api/typed'))
  expect(fern.requests).not.toContain('PUT /api/typed')
  expect((await api.inbox(all)).rows.find((row) => row.conversation.id === 'c1')?.conversation.state).toBe('closed')

  // What changes in the other is hinted at, and its rows are told to nobody.
  window.changes.length = 0
  const hints = window.hints()
  willow.change((put) => put('conversations', 'c2', { ...willow.find('conversations', 'c2')!.row!, unread: true }))
  await until(() => expect(window.hints()).toBeGreaterThan(hints))
  expect(window.changes.filter(({ account }) => account !== f)).toEqual([])
  await lookAt(w)
  expect((await api.typed('c1'))[0]?.text).toBe('To Willow')
})

it('an alert names its venue where there are several, and says which account it is of', async () => {
  const alertsOf = async (server: TestServer, at: number) => {
    window.alerts.length = 0
    server.change((put) => {
      const { row } = server.find('conversations', 'c0')!
      put('conversations', 'c0', { ...row!, handoff: { route: 'call', by: 'owner', at, note: null } })
    })
    await until(() => expect(window.alerts).toHaveLength(1))
    return window.alerts[0]!
  }
  expect(await api.signIn(SIGN_IN)).toMatchObject({ ok: true })
  await until(async () => expect(await api.status()).toMatchObject({ connection: 'online', firstSync: null }))
  const alone = await alertsOf(willow, 1)
  expect(alone.title).toMatch(/^Handed off: call/)
  const [w, f] = await both()
  expect(alone.account).toBe(w)
  const other = await alertsOf(fern, 2)
  expect(other).toMatchObject({ account: f, conversationId: 'c0' })
  expect(other.title).toMatch(/^Fern & Co · Handed off: call/)
})

it('a stop reaches every venue or the one that is meant, once each; what is away has not heard it, and says so', async () => {
  const [w, f] = await both()
  const engaged = (server: TestServer) => server.find('venue', 'v1')!.row!.killSwitch.engaged
  expect(await api.stop('stop-1', f)).toMatchObject([{ account: f, name: 'Fern & Co', ok: true }])
  await until(() => expect(engaged(fern)).toBe(true))
  expect(engaged(willow)).toBe(false)
  await willow.goAway()
  for (let i = 0; i < 2; i++) expect(await api.stop('stop-2', null)).toMatchObject([{ ok: true }, { ok: true }])
  const states = async () =>
    (await api.venues()).map(({ status, autoSend }) => [status.stopUnheard, autoSend?.killSwitch.engaged])
  await until(async () =>
    expect(await states()).toEqual([
      [5_000, false],
      [null, true],
    ]),
  )
  await willow.comeBack()
  await until(async () =>
    expect(await states()).toEqual([
      [null, true],
      [null, true],
    ]),
  )
  expect(willow.received.map(({ command }) => command.type)).toEqual(['killswitch.engage'])
  expect(w).not.toBe(f)
})

it('one server down leaves the other at work', async () => {
  const [w, f] = await both()
  await willow.goAway()
  await until(async () => expect((await api.venues()).map((v) => v.status.connection)).toEqual(['offline', 'online']))
  await give({ type: 'conversation.close', payload: { ids: ['c0'] } })
  await lookAt(f)
  await give({ type: 'conversation.close', payload: { ids: ['c0'] } })
  await until(() => expect(fern.received).toHaveLength(1))
  await until(async () => expect((await api.venues()).map(({ status }) => status.queued)).toEqual([1, 0]))
  await willow.comeBack()
  await until(() => expect(willow.received).toHaveLength(1))
  expect(w).not.toBe(f)
})

it('signing out of one leaves the other signed in; a restart remembers both and where one was', async () => {
  const [w, f] = await both()
  await lookAt(f)
  await Promise.all([willow.goAway(), fern.goAway()])
  await restart()
  expect(await api.status()).toMatchObject({ account: f, person: { id: 'staff' } })
  expect(await total()).toBe(5)
  await lookAt(w)
  expect(await total()).toBe(3)
  await Promise.all([willow.comeBack(), fern.comeBack()])
  await until(async () => expect((await api.venues()).map((v) => v.status.connection)).toEqual(['online', 'online']))
  await api.signOut()
  expect(await api.status()).toMatchObject({ account: null, person: null })
  expect((await api.venues()).map(({ account }) => account)).toEqual([f])
  await lookAt(f)
  expect(await total()).toBe(5)
  await restart()
  expect(await api.status()).toMatchObject({ account: f, connection: expect.not.stringMatching('signed_out') })
})

it('whose session has ended makes room for who signs in at the same server; elsewhere they stay', async () => {
  const [w, f] = await both()
  willow.revoke()
  await until(async () => expect(await api.status()).toMatchObject({ account: w, sessionEnded: true }))
  expect((await api.venues())[0]).toMatchObject({ account: w, needsYou: 0, autoSend: null })
  await api.signIn({ ...SIGN_IN, email: 'owner@demo.test' })
  expect(await api.status()).toMatchObject({ person: { id: 'owner' }, server: willow.url })
  expect((await api.venues()).map(({ status }) => status.person?.id)).toEqual(['staff', 'owner'])
  expect((await api.venues())[0]?.account).toBe(f)
})

it('a venue is removed with all its files, but not over what its server has not heard', async () => {
  const [w, f] = await both()
  const files = (server: TestServer) => deskFolder(folder, server.url, STAFF.venueId, STAFF.personId)
  await lookAt(f)
  await fern.goAway()
  await until(async () => expect(await api.status()).toMatchObject({ connection: 'offline' }))
  await give({ type: 'message.send', payload: { conversationId: 'c0', text: 'See you at three' } })
  await api.saveTyped({ conversationId: 'c1', place: 'reply', draftId: null, text: 'Half a' })
  const unsent = await api.unsent(f)
  expect(unsent.map(({ type, text, customerName }) => [type, text, customerName !== null])).toEqual([
    ['message.send', 'See you at three', true],
    ['typed', 'Half a', true],
  ])
  expect(await api.removeVenue(f, [unsent[0]!.id])).toMatchObject({ ok: false, code: 'unsent_actions' })
  expect(existsSync(files(fern))).toBe(true)
  expect(
    await api.removeVenue(
      f,
      unsent.map(({ id }) => id),
    ),
  ).toMatchObject({ ok: true })
  expect(existsSync(files(fern))).toBe(false)
  expect(await api.status()).toMatchObject({ account: null })
  expect((await api.venues()).map(({ account }) => account)).toEqual([w])
  await lookAt(w)
  expect(await total()).toBe(3)
  await fern.comeBack()
  await restart()
  expect((await api.venues()).map(({ account }) => account)).toEqual([w])
  expect(fern.received).toEqual([])
})

it('a password goes to https or to this machine alone', async () => {
  for (const at of [
    'http://salon.example',
    'ftp://127.0.0.1',
    'https://a:b@salon.example',
    'https://x.example/path',
    '',
  ]) {
    expect(await api.signIn(SIGN_IN, at), at).toMatchObject({ ok: false, code: 'server_refused' })
  }
})

it('takes over the one venue of a folder from before there could be several', async () => {
  await api.signIn(SIGN_IN)
  await until(async () => expect(await api.status()).toMatchObject({ firstSync: null, connection: 'online' }))
  await hub.close()
  rmSync(path.join(folder, 'venues.json'))
  writeFileSync(path.join(folder, 'last-person.json'), JSON.stringify(STAFF))
  await willow.goAway()
  await open()
  expect(await api.status()).toMatchObject({ person: { id: 'staff' } })
  expect(await total()).toBe(3)
  await willow.comeBack()
})
