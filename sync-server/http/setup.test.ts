/** The first run over HTTP: one code, one venue; the demo in its place, and away again; one's own password. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HOUR } from '#shared/clock.ts'
import { changesAnswer, signInAnswer } from '#shared/feed.ts'
import { venueRow } from '#shared/rows.ts'
import { sha256 } from '../hash.ts'
import { newSetupCode } from '../setup/codes.ts'
import { type TestEdge, testEdge } from './testing.ts'

let edge: TestEdge
beforeEach(async () => {
  edge = await testEdge(async () => undefined)
})
afterEach(() => edge[Symbol.asyncDispose]())

const post = (url: string, payload: object, headers = {}) => edge.app.inject({ method: 'POST', url, payload, headers })
const newToken = () => randomBytes(32).toString('base64url')
const code = async () => (await newSetupCode(edge.deps.storage, edge.deps.clock))!.token
const body = (token: string, over: { venue?: object; owner?: object } = {}) => ({
  token,
  venue: { name: 'Salt & Comb', timeZone: 'Australia/Sydney', country: 'AU', ...over.venue },
  owner: { name: 'Nell', email: 'Nell@salt.test', password: 'kettle on at nine', ...over.owner },
})
const open = async () => (await edge.app.inject({ url: '/api/setup' })).json().open as boolean
const count = (table: 'venue' | 'people') =>
  edge.deps.storage.read(async (db) => (await db.selectFrom(table).select('id').execute()).length)
let n = 0
const command = async (token: string, type: string, payload: object) =>
  (await post('/api/commands', { id: `s${++n}`, type, payload }, { authorization: `Bearer ${token}` })).json() as {
    status: string
    code?: string
    result?: Record<string, string>
  }
const venueOf = async (token: string) => {
  const answer = await edge.app.inject({
    url: '/api/changes?since=0&limit=500',
    headers: { authorization: `Bearer ${token}` },
  })
  const { rows } = changesAnswer.parse(answer.json()) as { rows: { table: string; row: unknown }[] }
  return venueRow.parse(rows.find((one) => one.table === 'venue')!.row)
}

test('a code makes one venue and its owner, who is signed in; nothing that is kept or logged holds it', async () => {
  expect(await open()).toBe(true)
  const token = await code()
  expect((await post('/api/setup/look', { token })).statusCode).toBe(200)
  const made = await post('/api/setup', body(token))
  const answer = signInAnswer.parse(made.json())
  expect(answer).toMatchObject({
    person: { name: 'Nell', role: 'owner', email: 'nell@salt.test' },
    venue: { name: 'Salt & Comb' },
  })
  expect(await venueOf(answer.token)).toMatchObject({
    locale: 'en-AU',
    currency: 'AUD',
    number: '',
    demo: false,
    setup: { stage: 'steps', steps: {} },
  })
  expect(await open()).toBe(false)
  const kept = await edge.deps.storage.read((db) => db.selectFrom('setup_codes').selectAll().execute())
  expect(JSON.stringify(kept)).not.toContain(token)
  expect(edge.log()).not.toContain(token)
  expect(edge.log()).not.toMatch(/nell/i)
  // Used twice, and used late.
  expect((await post('/api/setup', body(token))).json()).toMatchObject({ code: 'setup_done' })
  expect(await newSetupCode(edge.deps.storage, edge.deps.clock)).toBeNull()
})

test('two consoles at once: one makes it, the other is told', async () => {
  const token = await code()
  const both = await Promise.all([
    post('/api/setup', body(token)),
    post('/api/setup', body(token, { owner: { email: 'mo@salt.test', name: 'Mo' } })),
  ])
  expect(both.map((one) => one.statusCode).toSorted()).toEqual([200, 409])
  expect(both.find((one) => one.statusCode === 409)!.json()).toMatchObject({ code: 'setup_done' })
  expect([await count('venue'), await count('people')]).toEqual([1, 1])
})

test('a code ends: by the hour, by a newer one; a guessed one opens nothing, and guessing is slowed down', async () => {
  const old = await code()
  const newer = await code()
  expect((await post('/api/setup', body(old))).json()).toMatchObject({ code: 'setup_over' })
  edge.pass(HOUR)
  expect((await post('/api/setup', body(newer))).json()).toMatchObject({ code: 'setup_over' })
  edge.pass(HOUR)
  const guesses = []
  for (let i = 0; i < 21; i += 1) guesses.push((await post('/api/setup', body(newToken()))).statusCode)
  expect(guesses).toEqual([...Array(20).fill(410), 429])
  expect([await count('venue'), await count('people')]).toEqual([0, 0])
})

test.each([
  ['a password that anybody would try', { owner: { password: 'password123' } }],
  ['a password made of the venue', { owner: { password: 'saltcomb12' }, venue: { name: 'Salt Comb' } }],
  ['a place in no country that is served', { venue: { country: 'US' } }],
  ['no time zone', { venue: { timeZone: '+10:00' } }],
])('%s is refused, and the code still works', async (_, over) => {
  const token = await code()
  const refused = await post('/api/setup', body(token, over))
  expect([refused.statusCode, refused.json().code]).toEqual([400, 'invalid_payload'])
  expect((await post('/api/setup/look', { token })).statusCode).toBe(200)
})

test('what was done and what was left out is a row; leaving leaves out the rest, and the list ends with its last entry', async () => {
  const { token } = (await post('/api/setup', body(await code()))).json() as { token: string }
  await command(token, 'setup.step', { step: 'services', as: 'skipped' })
  await command(token, 'setup.step', { step: 'hours', as: 'done' })
  expect((await venueOf(token)).setup).toEqual({ stage: 'steps', steps: { services: 'skipped', hours: 'done' } })
  await command(token, 'setup.stage', { stage: 'list' })
  const listed = (await venueOf(token)).setup!
  expect(listed.stage).toBe('list')
  expect(Object.values(listed.steps).filter((one) => one === 'skipped')).toHaveLength(6)
  for (const step of Object.keys(listed.steps)) await command(token, 'setup.step', { step, as: 'done' })
  expect((await venueOf(token)).setup!.stage).toBe('over')
})

test('who has seen the tour is remembered, beside what else they have set', async () => {
  const { token } = (await post('/api/setup', body(await code()))).json() as { token: string }
  const own = async () => {
    const answer = await edge.app.inject({
      url: '/api/changes?since=0&limit=500',
      headers: { authorization: `Bearer ${token}` },
    })
    const { rows } = changesAnswer.parse(answer.json()) as { rows: { table: string; row: unknown }[] }
    return rows.findLast((one) => one.table === 'preferences')?.row
  }
  await command(token, 'preferences.set', { tourSeen: true })
  await command(token, 'preferences.set', { alertTexts: false })
  expect(await own()).toMatchObject({ tourSeen: true, alertTexts: false })
})

test('a test text goes to a phone that is one, and only with a number to send from', async () => {
  const { token } = (await post('/api/setup', body(await code()))).json() as { token: string }
  const send = (number: string) => command(token, 'setup.test', { number })
  expect(await send('+447700900555')).toMatchObject({ code: 'number_missing' })
  await command(token, 'venue.edit', { number: '+447700900100' })
  expect(await send('hello')).toMatchObject({ code: 'number_unreadable' })
  expect(await send('+44 7700 900100')).toMatchObject({ code: 'number_unreadable' })
  const first = await send('+44 7700 900555')
  expect(first).toMatchObject({ status: 'done' })
  // The same phone is the same conversation.
  expect((await send('+447700900555')).result).toMatchObject({ conversationId: first.result!.conversationId })
  for (let i = 0; i < 8; i += 1) await send('+447700900555')
  expect(await send('+447700900555')).toMatchObject({ code: 'too_many_tries' })
})

test('the demo is filled in, marked, and taken away whole; the set-up goes on with the code of whoever did it', async () => {
  const demo = signInAnswer.parse((await post('/api/setup/demo', { token: await code() })).json())
  expect(demo.venue.name).toBe('Willow & Wren')
  expect((await venueOf(demo.token)).demo).toBe(true)
  const next = newToken()
  const remove = (as: string) =>
    post('/api/demo/remove', { tokenHash: sha256(next) }, { authorization: `Bearer ${as}` })
  const staff = await edge.signIn('staff', { email: 'staff@demo.test', password: 'greenlight' })
  expect((await remove(staff.authorization.slice(7))).json()).toMatchObject({ code: 'forbidden' })
  expect((await remove(demo.token)).statusCode).toBe(200)
  expect((await edge.app.inject({ url: '/api/team', headers: staff })).statusCode).toBe(401)
  const left = await edge.deps.storage.read(async (db) =>
    Promise.all(
      (
        [
          'venue',
          'messages',
          'conversations',
          'contacts',
          'provider_ids',
          'commands',
          'sessions',
          'suppressions',
        ] as const
      ).map(
        async (table) =>
          (
            await db
              .selectFrom(table)
              .select((e) => e.fn.countAll<number>().as('n'))
              .executeTakeFirstOrThrow()
          ).n,
      ),
    ),
  )
  expect(left.every((one) => Number(one) === 0)).toBe(true)
  // Once more, with its log going on where it was.
  const again = signInAnswer.parse((await post('/api/setup/demo', { token: next })).json())
  const verified = await edge.app.inject({
    url: '/api/audit/verify',
    headers: { authorization: `Bearer ${again.token}` },
  })
  expect(verified.json()).toMatchObject({ ok: true, entries: 1 })
})

test('a venue that is no demo cannot be taken away', async () => {
  const { token } = (await post('/api/setup', body(await code()))).json() as { token: string }
  const answer = await post('/api/demo/remove', { tokenHash: sha256(newToken()) }, { authorization: `Bearer ${token}` })
  expect(answer.json()).toMatchObject({ code: 'not_the_demo' })
  expect(await count('venue')).toBe(1)
})

test("one's own password: the present one is asked for, the other sessions end, this one stays", async () => {
  const { token } = (await post('/api/setup', body(await code()))).json() as { token: string }
  const as = { authorization: `Bearer ${token}` }
  const other = await edge.signIn('owner', { email: 'nell@salt.test', password: 'kettle on at nine' })
  const change = (current: string, next: string) => post('/api/password', { current, next }, as)
  expect((await change('wrong', 'a newer password')).json()).toMatchObject({ code: 'wrong_password' })
  expect((await change('kettle on at nine', 'nell@salt1')).json()).toMatchObject({ code: 'invalid_payload' })
  expect((await change('kettle on at nine', 'a newer password')).statusCode).toBe(200)
  expect((await edge.app.inject({ url: '/api/team', headers: other })).statusCode).toBe(401)
  expect((await edge.app.inject({ url: '/api/team', headers: as })).statusCode).toBe(200)
  const old = { email: 'nell@salt.test', password: 'kettle on at nine' }
  await expect(edge.signIn('owner', old)).rejects.toMatchObject({ code: 'wrong_credentials' })
  await edge.signIn('owner', { ...old, password: 'a newer password' })
  for (let i = 0; i < 10; i += 1) await change('wrong', 'a newer password')
  expect((await change('a newer password', 'another password')).statusCode).toBe(429)
})
