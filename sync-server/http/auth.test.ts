import { verify } from '@node-rs/argon2'
import { expect, test, vi } from 'vitest'
import { DAY, MINUTE } from '#shared/clock.ts'
import { signInAnswer } from '#shared/feed.ts'
import { PASSWORD, type TestEdge, testEdge } from './testing.ts'

vi.mock('@node-rs/argon2', { spy: true })

const attempt = ({ app }: TestEdge, email: string, password: string, remoteAddress = '192.0.2.1') =>
  app.inject({ method: 'POST', url: '/api/sign-in', remoteAddress, payload: { email, password } })
const changes = ({ app }: TestEdge, authorization: string) =>
  app.inject({ url: '/api/changes', headers: { authorization } })

test('the right password gives a token that opens the feed, and of which only a hash is kept', async () => {
  await using edge = await testEdge()
  const answer = await attempt(edge, ' Owner@Rooms.Test ', PASSWORD)
  expect(answer.statusCode).toBe(200)
  const { token, person, venue } = signInAnswer.parse(answer.json())
  expect(person).toEqual({ id: 'p1', name: 'Ada', role: 'owner', active: true, email: 'owner@rooms.test' })
  expect(venue).toEqual({ id: 'v1', name: 'Test Rooms', timeZone: 'Europe/London' })
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect((await changes(edge, `Bearer ${token}`)).json().rows.length).toBeGreaterThan(0)
  const stored = await edge.deps.storage.read((db) => db.selectFrom('sessions').selectAll().execute())
  expect(JSON.stringify(stored)).not.toContain(token)
})

test('a wrong password, an unknown address and a person who has left are answered alike', async () => {
  await using edge = await testEdge()
  await edge.deps.storage.write('command', 'v1', (tx) => tx.patch('people', 'p2', { active: false }))
  vi.mocked(verify).mockClear()
  const answers = [
    await attempt(edge, 'owner@rooms.test', 'wrong'),
    await attempt(edge, 'nobody@rooms.test', PASSWORD),
    await attempt(edge, 'staff@rooms.test', PASSWORD),
  ]
  for (const answer of answers) expect([answer.statusCode, answer.json().code]).toEqual([401, 'wrong_credentials'])
  expect(new Set(answers.map((a) => a.payload)).size).toBe(1)
  // The slow part runs each time, on hashes of the same cost: the time of an answer tells nothing either.
  const costs = vi.mocked(verify).mock.calls.map(([hash]) => String(hash).split('$').slice(0, 4).join('$'))
  expect([costs.length, new Set(costs).size]).toEqual([3, 1])
})

test('ten failures shut one email out for a minute, whatever the address, however they are written', async () => {
  await using edge = await testEdge()
  const failures = await Promise.all(
    Array.from({ length: 14 }, (_, i) =>
      attempt(edge, i % 2 ? 'owner@rooms.test' : 'OWNER@rooms.test', 'wrong', `192.0.2.${i}`),
    ),
  )
  expect(failures.map((a) => a.statusCode).sort()).toEqual([...Array(10).fill(401), ...Array(4).fill(429)])
  const shut = await attempt(edge, 'owner@rooms.test', PASSWORD, '192.0.2.99')
  expect([shut.statusCode, shut.json().code, shut.headers['retry-after']]).toEqual([429, 'too_many_attempts', '60'])
  expect((await attempt(edge, 'staff@rooms.test', PASSWORD)).statusCode).toBe(200)
  edge.pass(MINUTE)
  expect((await attempt(edge, 'owner@rooms.test', PASSWORD)).statusCode).toBe(200)
})

test('fifty failures shut an address out, whatever the email', async () => {
  await using edge = await testEdge()
  const failures = await Promise.all(Array.from({ length: 52 }, (_, i) => attempt(edge, `n${i}@rooms.test`, 'wrong')))
  expect(failures.filter((a) => a.statusCode === 429)).toHaveLength(2)
  expect((await attempt(edge, 'owner@rooms.test', PASSWORD)).statusCode).toBe(429)
  expect((await attempt(edge, 'owner@rooms.test', PASSWORD, '192.0.2.2')).statusCode).toBe(200)
})

test('signing in often is no failure', async () => {
  await using edge = await testEdge()
  for (let i = 0; i < 15; i += 1) expect((await attempt(edge, 'owner@rooms.test', PASSWORD)).statusCode).toBe(200)
})

test('a session ends after thirty days, by signing out, and when its person leaves', async () => {
  await using edge = await testEdge()
  const [old, out, gone] = [await edge.signIn(), await edge.signIn(), await edge.signIn('staff')]
  const state = async ({ authorization }: { authorization: string }) => {
    const answer = await changes(edge, authorization)
    return answer.json().code ?? answer.statusCode
  }
  const signOut = await edge.app.inject({ method: 'POST', url: '/api/sign-out', headers: out })
  expect(signOut.statusCode).toBe(204)
  await edge.deps.storage.write('command', 'v1', (tx) => tx.patch('people', 'p2', { active: false }))
  expect([await state(old), await state(out), await state(gone)]).toEqual([200, 'session_expired', 'session_expired'])
  edge.pass(30 * DAY)
  expect(await state(old)).toBe('session_expired')
})
