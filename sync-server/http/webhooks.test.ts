import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changesPage } from '#shared/feed.ts'
import { signed, smsFields, type TestEdge, testEdge } from './testing.ts'

const SMS = '/webhooks/twilio/sms'
const RUNS = process.env.GREENLIGHT_DEEP ? 1_000 : 50
const SEED = Number(process.env.GREENLIGHT_SEED ?? Date.now() % 1_000_000)

async function feed(edge: TestEdge) {
  const answer = await edge.app.inject({ url: '/api/changes?limit=5000', headers: await edge.signIn() })
  return changesPage.parse(answer.json())
}

test('a text is stored before it is answered, with the empty reply in XML', async () => {
  await using edge = await testEdge()
  const answer = await edge.app.inject(signed(SMS, smsFields({ Body: 'Hi + bye' })))
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/xml'])
  expect(answer.payload).toMatch(/<Response\/>$/)
  const { rows } = await feed(edge)
  expect(rows.find((r) => r.table === 'messages')?.row).toMatchObject({ body: 'Hi + bye', state: 'received' })
})

test('one webhook delivered a hundred times in parallel is one message', async () => {
  await using edge = await testEdge()
  const answers = await Promise.all(Array.from({ length: 100 }, () => edge.app.inject(signed(SMS, smsFields()))))
  expect(new Set(answers.map((a) => a.statusCode))).toEqual(new Set([200]))
  expect((await feed(edge)).rows.filter((r) => r.table === 'messages')).toHaveLength(1)
})

test('a number that no venue has is 404, a wrong signature 403, a wrong shape 400', async () => {
  await using edge = await testEdge()
  const before = await feed(edge)
  const forged = signed(SMS, smsFields())
  const answers = [
    await edge.app.inject(signed(SMS, smsFields({ To: '+447700900199' }))),
    await edge.app.inject({ ...forged, headers: { ...forged.headers, 'x-twilio-signature': 'AAAA' } }),
    await edge.app.inject({
      ...forged,
      headers: { ...forged.headers, host: 'evil.example' },
      payload: `${forged.payload}&To=x`,
    }),
    await edge.app.inject({ ...forged, url: '/webhooks/twilio/status' }),
  ]
  expect(answers.map((a) => [a.statusCode, a.json().code])).toEqual([
    [404, 'unknown_number'],
    [403, 'bad_signature'],
    [400, 'bad_webhook'],
    [403, 'bad_signature'],
  ])
  expect(await feed(edge)).toEqual(before)
})

test('the Host header plays no part in the signature', async () => {
  await using edge = await testEdge()
  const genuine = signed(SMS, smsFields())
  const answer = await edge.app.inject({ ...genuine, headers: { ...genuine.headers, host: 'anything.example:99' } })
  expect(answer.statusCode).toBe(200)
})

test(`${RUNS} altered deliveries of a stored text (seed ${SEED}) leave every row as it was`, async () => {
  await using edge = await testEdge()
  const genuine = signed(SMS, smsFields())
  await edge.app.inject(genuine)
  const before = await feed(edge)
  const altered = fc.tuple(
    fc.nat(genuine.payload.length - 1),
    fc.constantFrom('', '&', '=', 'A', '%00', '+', '&Body=x', '0'),
  )
  await fc.assert(
    fc.asyncProperty(altered, async ([at, junk]) => {
      const payload = genuine.payload.slice(0, at) + junk + genuine.payload.slice(at + 1)
      const answer = await edge.app.inject({ ...genuine, payload })
      if (payload !== genuine.payload) expect([200, 400, 403]).toContain(answer.statusCode)
    }),
    { numRuns: RUNS, seed: SEED },
  )
  expect(await feed(edge)).toEqual(before)
})
