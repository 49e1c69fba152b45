/** The team over HTTP and its sockets: invited once, in at once, out at once, and never without an owner. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DAY, MINUTE } from '#shared/clock.ts'
import type { CommandAnswer } from '#shared/commands.ts'
import { signInAnswer } from '#shared/feed.ts'
import { type TeamView, teamView } from '#shared/team.ts'
import { sha256 } from '../hash.ts'
import { createPresence } from '../sync/presence.ts'
import { attachRealtime } from '../sync/realtime.ts'
import { type TestEdge, testEdge } from './testing.ts'

let edge: TestEdge
let detach: () => Promise<void>
const presence = createPresence()

beforeEach(async () => {
  edge = await testEdge()
  detach = attachRealtime(edge.app.server, edge.deps, edge.sessions, presence)
})
afterEach(async () => {
  await detach()
  await edge[Symbol.asyncDispose]()
})

type As = { readonly authorization: string }
let n = 0
async function command(as: As, type: string, payload: object): Promise<CommandAnswer> {
  const body = { id: `t${++n}`, type, payload }
  return (await edge.app.inject({ method: 'POST', url: '/api/commands', headers: { ...as }, payload: body })).json()
}
const team = async (as: As): Promise<TeamView> =>
  teamView.parse((await edge.app.inject({ url: '/api/team', headers: { ...as } })).json())
const post = (url: string, payload: object) => edge.app.inject({ method: 'POST', url, payload })
const newToken = () => randomBytes(32).toString('base64url')
const until = (condition: () => unknown) => vi.waitUntil(condition, { timeout: 5_000, interval: 5 })
const audit = async () => {
  const rows = await edge.deps.storage.read((db) => db.selectFrom('audit').select(['action', 'detail']).execute())
  return rows.map((row) => `${row.action} ${row.detail}`)
}

async function invited(owner: As, email = 'mina@rooms.test', role = 'staff'): Promise<string> {
  const token = newToken()
  const answer = await command(owner, 'person.invite', { email, role, tokenHash: sha256(token) })
  expect(answer).toMatchObject({ status: 'done' })
  return token
}

test('an invitation works once: whoever has the link sets name and password, and is in', async () => {
  const owner = await edge.signIn()
  const token = await invited(owner)
  expect((await team(owner)).invites).toMatchObject([{ email: 'mina@rooms.test', role: 'staff' }])
  const look = await post('/api/invites/look', { token })
  expect(look.json()).toMatchObject({ venue: 'Test Rooms', email: 'mina@rooms.test', role: 'staff' })
  const accept = { token, name: ' Mina ', password: 'a long password', device: 'Chrome on Linux' }
  // Two who have the link at the same time: one of them comes in.
  const both = await Promise.all([post('/api/invites/accept', accept), post('/api/invites/accept', accept)])
  expect(both.map((one) => one.statusCode).toSorted()).toEqual([200, 410])
  const answer = signInAnswer.parse(both.find((one) => one.statusCode === 200)!.json())
  expect(answer).toMatchObject({ person: { name: 'Mina', role: 'staff', email: 'mina@rooms.test' } })
  expect((await post('/api/invites/look', { token })).json()).toMatchObject({ code: 'invite_over' })
  const mina = { authorization: `Bearer ${answer.token}` }
  expect((await team(mina)).people).toMatchObject([{ sessions: [{ device: 'Chrome on Linux', current: true }] }])
  expect((await team(owner)).invites).toEqual([])
  const again = await edge.signIn('staff', { email: 'mina@rooms.test', password: 'a long password' })
  expect(again.authorization).not.toBe(mina.authorization)
  // Neither the link nor who she is stands in what is kept for ever.
  expect((await audit()).join()).not.toMatch(/mina/i)
  expect(edge.log()).not.toMatch(/mina/i)
  const kept = await edge.deps.storage.read((db) => db.selectFrom('commands').select('answer').execute())
  expect(JSON.stringify(kept)).not.toContain(token)
})

test('an invitation ends: by time, by being taken back, by a newer one for the same address', async () => {
  const owner = await edge.signIn()
  const accept = async (token: string) =>
    (await post('/api/invites/accept', { token, name: 'Mina', password: 'a long password' })).statusCode
  const old = await invited(owner)
  const newer = await invited(owner)
  expect(await accept(old)).toBe(410)
  const [open] = (await team(owner)).invites
  expect(await command(owner, 'person.uninvite', { inviteId: open!.id })).toMatchObject({ status: 'done' })
  expect(await accept(newer)).toBe(410)
  const late = await invited(owner)
  edge.pass(7 * DAY)
  expect(await accept(late)).toBe(410)
  expect(await accept(newToken())).toBe(410)
  expect(await accept('short')).toBe(400)
})

test('guessing links is slowed down', async () => {
  const answers = []
  for (let i = 0; i < 21; i += 1) answers.push(await post('/api/invites/look', { token: newToken() }))
  expect(answers.map((one) => one.statusCode)).toEqual([...Array(20).fill(410), 429])
})

test('an address signs in to one account only', async () => {
  const owner = await edge.signIn()
  const body = { email: 'Staff@Rooms.test', role: 'staff', tokenHash: sha256(newToken()) }
  expect(await command(owner, 'person.invite', body)).toMatchObject({ code: 'email_taken' })
})

test('who is deactivated is out at once: tokens, sockets, presence; and their sessions stay dead', async () => {
  const owner = await edge.signIn()
  const staff = await edge.signIn('staff')
  await edge.app.listen({ host: '127.0.0.1', port: 0 })
  const port = (edge.app.server.address() as AddressInfo).port
  const token = staff.authorization.slice('Bearer '.length)
  const socket = io(`http://127.0.0.1:${port}`, { auth: { token }, reconnection: false, transports: ['websocket'] })
  await new Promise((resolve) => socket.once('connect', () => resolve(null)))
  socket.emit('here', [{ conversationId: 'c1', replying: false }])
  expect(await command(owner, 'person.deactivate', { personId: 'p2' })).toMatchObject({ status: 'done' })
  await until(() => !socket.connected)
  await until(() => JSON.stringify(presence.of('v1')).includes('p2') === false)
  expect((await edge.app.inject({ url: '/api/team', headers: staff })).statusCode).toBe(401)
  await expect(edge.signIn('staff')).rejects.toMatchObject({ code: 'wrong_credentials' })
  expect(await command(owner, 'person.reactivate', { personId: 'p2' })).toMatchObject({ status: 'done' })
  expect((await edge.app.inject({ url: '/api/team', headers: staff })).statusCode).toBe(401)
  expect((await edge.signIn('staff')).authorization).not.toBe(staff.authorization)
  expect(await audit()).toEqual(
    expect.arrayContaining(['person.deactivate {"personId":"p2"}', 'person.reactivate {"personId":"p2"}']),
  )
})

test('there is always an owner', async () => {
  const owner = await edge.signIn()
  for (const [type, more] of [
    ['person.deactivate', {}],
    ['person.role', { role: 'staff' }],
  ] as const)
    expect(await command(owner, type, { personId: 'p1', ...more })).toMatchObject({ code: 'last_owner' })
  expect(await command(owner, 'person.role', { personId: 'p2', role: 'owner' })).toMatchObject({ status: 'done' })
  // Two owners who take the other one out at the same moment: one of them stays.
  const second = await edge.signIn('staff')
  const both = await Promise.all([
    command(owner, 'person.deactivate', { personId: 'p2' }),
    command(second, 'person.deactivate', { personId: 'p1' }),
  ])
  expect(both.filter((one) => one.status === 'done')).toHaveLength(1)
})

test('a role holds from the next sign-in, and the sessions of before end', async () => {
  const owner = await edge.signIn()
  const staff = await edge.signIn('staff')
  expect(await command(staff, 'person.role', { personId: 'p2', role: 'owner' })).toMatchObject({ code: 'forbidden' })
  await command(owner, 'person.role', { personId: 'p2', role: 'owner' })
  expect((await edge.app.inject({ url: '/api/team', headers: staff })).statusCode).toBe(401)
  const again = await edge.signIn('staff')
  expect((await edge.app.inject({ url: '/api/audit', headers: again })).statusCode).toBe(200)
})

test('sessions are listed and ended: one own, and everybody by an owner', async () => {
  const owner = await edge.signIn()
  const staff = await edge.signIn('staff')
  const other = await edge.signIn('staff')
  edge.pass(10 * MINUTE)
  await edge.app.inject({ url: '/api/team', headers: staff })
  const own = await vi.waitUntil(async () => {
    const found = (await team(staff)).people
    return found[0]!.sessions.some((one) => one.lastSeenAt > one.createdAt) ? found : null
  })
  expect(own).toHaveLength(1)
  expect(own[0]!.sessions.map((one) => one.current).toSorted()).toEqual([false, true])
  const second = own[0]!.sessions.find((one) => !one.current)!
  expect(await command(staff, 'person.end_session', { sessionId: second.id })).toMatchObject({ status: 'done' })
  expect((await edge.app.inject({ url: '/api/team', headers: other })).statusCode).toBe(401)
  const all = (await team(owner)).people
  const owners = all.find((one) => one.id === 'p1')!.sessions[0]!
  expect(await command(staff, 'person.end_session', { sessionId: owners.id })).toMatchObject({ code: 'row_not_found' })
  const staffs = all.find((one) => one.id === 'p2')!.sessions[0]!
  expect(await command(owner, 'person.end_session', { sessionId: staffs.id })).toMatchObject({ status: 'done' })
  expect((await edge.app.inject({ url: '/api/team', headers: staff })).statusCode).toBe(401)
})
