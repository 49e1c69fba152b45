/** Reviews that are pushed, over HTTP. */
import { expect, test } from 'vitest'
import { signReview } from '../channels/reviews/webhook.ts'
import { REVIEWS_SECRET, testEdge } from './testing.ts'

const LOCATION = 'accounts/1/locations/2'
const review = {
  name: `${LOCATION}/reviews/r1`,
  reviewer: { displayName: 'Hannah W' },
  starRating: 'FIVE',
  comment: 'Lovely.',
  updateTime: '2026-11-18T09:00:00Z',
}

test('signed: stored once; unsigned, of nobody here or of no shape: refused, and nothing is stored', async () => {
  await using edge = await testEdge()
  const push = (body: string, secret = REVIEWS_SECRET) => {
    const timestamp = String(edge.deps.clock())
    return edge.app.inject({
      method: 'POST',
      url: '/webhooks/reviews',
      headers: {
        'content-type': 'application/json',
        'x-greenlight-timestamp': timestamp,
        'x-greenlight-signature': signReview(secret, timestamp, body),
      },
      payload: body,
    })
  }
  const messages = () => edge.deps.storage.read((db) => db.selectFrom('messages').select(['body', 'stars']).execute())
  const body = JSON.stringify({ review })
  expect((await push(body)).json()).toMatchObject({ code: 'unknown_location' })
  const authorization = await edge.signIn()
  const payload = { id: 'c1', type: 'reviews.connect', payload: { location: LOCATION } }
  await edge.app.inject({ method: 'POST', url: '/api/commands', headers: authorization, payload })
  expect((await push(body, 'another')).statusCode).toBe(403)
  expect((await push('{')).statusCode).toBe(400)
  expect(await messages()).toEqual([])
  expect((await push(body)).json()).toEqual({ stored: true })
  expect((await push(body)).json()).toEqual({ stored: false })
  expect(await messages()).toEqual([{ body: 'Lovely.', stars: 5 }])
  expect(edge.log()).not.toContain('Hannah')
})
