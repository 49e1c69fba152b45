import { expect, test } from 'vitest'
import { commandAnswer } from '#shared/commands.ts'
import { changesPage, LINES } from '#shared/feed.ts'
import { bothOf } from '../sync/testing-lines.ts'
import { signed, smsFields, type TestEdge, testEdge } from './testing.ts'

type Auth = { authorization: string }
const post = ({ app }: TestEdge, headers: Auth, url: string, payload: object) =>
  app.inject({ method: 'POST', url, headers, payload })
const rows = async ({ app }: TestEdge, headers: Auth, query = '') =>
  changesPage.parse((await app.inject({ url: `/api/changes${query}`, headers })).json())

async function withConversation(edge: TestEdge): Promise<string> {
  expect((await edge.app.inject(signed('/webhooks/twilio/sms', smsFields()))).statusCode).toBe(200)
  const { rows: found } = await rows(edge, await edge.signIn())
  return found.find((change) => change.table === 'conversations')!.id
}

test('a command answers with the status that fits: done, refused, and the same again for the same id', async () => {
  await using edge = await testEdge()
  const owner = await edge.signIn()
  const id = await withConversation(edge)
  const send = { id: 'c1', type: 'message.send', payload: { conversationId: id, text: 'Hello' } }
  const done = await post(edge, owner, '/api/commands', send)
  expect([done.statusCode, commandAnswer.parse(done.json()).status]).toEqual([200, 'done'])
  expect((await post(edge, owner, '/api/commands', send)).json()).toEqual(done.json())
  const other = { ...send, payload: { conversationId: id, text: 'Other' } }
  const reused = await post(edge, owner, '/api/commands', other)
  expect([reused.statusCode, reused.json().status, reused.json().code]).toEqual([409, 'refused', 'command_id_reused'])
})

test('staff may not give owner commands, and only owners read the audit log', async () => {
  await using edge = await testEdge()
  const [owner, staff] = [await edge.signIn(), await edge.signIn('staff')]
  const refused = await post(edge, staff, '/api/commands', {
    id: 'c1',
    type: 'autosend.caps',
    payload: { hourly: 5, daily: 9 },
  })
  expect([refused.statusCode, refused.json().code]).toEqual([403, 'forbidden'])
  await post(edge, owner, '/api/commands', { id: 'c1', type: 'autosend.caps', payload: { hourly: 5, daily: 9 } })
  for (const url of ['/api/audit', '/api/audit/verify']) {
    expect((await edge.app.inject({ url, headers: staff })).json().code).toBe('forbidden')
  }
  const log = (await edge.app.inject({ url: '/api/audit', headers: owner })).json()
  expect(log.entries.map((e: { n: number; action: string }) => [e.n, e.action])).toContainEqual([1, 'autosend.caps'])
  expect(
    (await edge.app.inject({ url: `/api/audit?after=${log.entries.at(-1).n}`, headers: owner })).json().entries,
  ).toEqual([])
  const verdict = (await edge.app.inject({ url: '/api/audit/verify', headers: owner })).json()
  expect(verdict).toEqual({ ok: true, entries: log.entries.length })
})

test('a batch is applied in its order and answered in it, however long', async () => {
  await using edge = await testEdge()
  const owner = await edge.signIn()
  const id = await withConversation(edge)
  const commands = Array.from({ length: 200 }, (_, i) => ({
    id: `b${i}`,
    type: 'conversation.note',
    payload: { id, text: `note ${i}` },
    device: { id: 'd1', n: i + 1 },
  }))
  const { answers } = (await post(edge, owner, '/api/commands/batch', { commands })).json()
  expect(answers.map((a: { id: string; status: string }) => [a.id, a.status])).toEqual(
    commands.map((c) => [c.id, 'done']),
  )
  const seqs = answers.map((a: { seq: number }) => a.seq)
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
  const tooMany = await post(edge, owner, '/api/commands/batch', { commands: [...commands, ...commands] })
  expect([tooMany.statusCode, tooMany.json().code]).toEqual([400, 'invalid_payload'])
})

test('the feed pages without gaps, resets a cursor from another life, and hides the wallet from staff', async () => {
  await using edge = await testEdge()
  await withConversation(edge)
  const [owner, staff] = [await edge.signIn(), await edge.signIn('staff')]
  const whole = await rows(edge, owner)
  const paged = []
  for (let since = 0, more = true; more; ) {
    const page = await rows(edge, owner, `?since=${since}&limit=7`)
    paged.push(...page.rows)
    ;({ to: since, more } = page)
  }
  expect(paged).toEqual(whole.rows)
  expect((await rows(edge, owner, `?since=${whole.head}`)).rows).toEqual([])
  const reset = await edge.app.inject({ url: `/api/changes?since=${whole.head + 1}`, headers: owner })
  expect(reset.json()).toEqual({ reset: true, feedId: whole.feedId })
  const venueOf = (page: { rows: { table: string; row?: unknown }[] }) =>
    page.rows.find((r) => r.table === 'venue')!.row
  expect(venueOf(whole)).toHaveProperty('sparks')
  expect(venueOf(await rows(edge, staff))).not.toHaveProperty('sparks')
})

test('the newest conversations come first, and move no cursor', async () => {
  await using edge = await testEdge()
  await withConversation(edge)
  const staff = await edge.signIn('staff')
  const answer = (await edge.app.inject({ url: '/api/changes/recent?limit=5', headers: staff })).json()
  expect(Object.keys(answer)).toEqual(['rows'])
  const tables = new Set(answer.rows.map((r: { table: string }) => r.table))
  expect([...tables]).toEqual(expect.arrayContaining(['venue', 'conversations', 'messages', 'contacts']))
  const venue = answer.rows.find((r: { table: string }) => r.table === 'venue').row
  expect(venue).not.toHaveProperty('sparks')
  const asked = { url: '/api/changes/recent?limit=5', headers: { ...staff, accept: LINES } }
  const [head, rows] = bothOf((await edge.app.inject(asked)).rawPayload)
  expect(head).toEqual({ count: answer.rows.length })
  expect(rows.map(({ seq }) => seq)).toEqual(
    answer.rows.map((r: { seq: number }) => r.seq).sort((a: number, b: number) => a - b),
  )
})

test('U+0000 and half characters are taken out at the edge, whatever carries them', async () => {
  await using edge = await testEdge()
  const owner = await edge.signIn()
  const id = await withConversation(edge)
  const note = { id: 'n1', type: 'conversation.note', payload: { id: `${id}\0`, text: 'Called\0 back \ud83d' } }
  expect((await post(edge, owner, '/api/commands', note)).json().status).toBe('done')
  const { rows: found } = await rows(edge, owner)
  expect(found.map((change) => (change.row as { body?: string } | null)?.body)).toContain('Called back \ufffd')
  const empty = { id: 'n2', type: 'message.send', payload: { conversationId: id, text: '\0\0' } }
  expect((await post(edge, owner, '/api/commands', empty)).json().code).toBe('empty_text')
  const signIn = await edge.app.inject({
    method: 'POST',
    url: '/api/sign-in',
    payload: { email: 'owner@rooms.test\0', password: 'wrong\0' },
  })
  expect([signIn.statusCode, signIn.json().code]).toEqual([401, 'wrong_credentials'])
  expect((await edge.app.inject({ url: '/api/decisions/a%00b', headers: owner })).statusCode).toBe(404)
})
