/** A stand-in for the provider of reviews: its API as far as reading and answering goes, and a page to write reviews on. */
import { randomUUID } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Clock, SECOND } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'
import { signReview } from '../channels/reviews/webhook.ts'
import { DEMO_LOCATION, SANDBOX_REVIEWS_SECRET, sandboxReviews } from './credentials.ts'

const STARS = ['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE'] as const
const reply = z.object({ comment: z.string(), updateTime: z.string() })
const kept = z.object({
  name: z.string(),
  reviewId: z.string(),
  reviewer: z.object({ displayName: z.string(), isAnonymous: z.boolean() }),
  starRating: z.enum(STARS),
  comment: z.string().optional(),
  createTime: z.string(),
  updateTime: z.string(),
  reviewReply: reply.optional(),
})
/** A review as the API shows it. */
export type KeptReview = z.infer<typeof kept>

const written = z.strictObject({
  /** Given again: that review is changed. */
  reviewId: z.string().max(64).optional(),
  name: z.string().trim().max(100).default(''),
  stars: z.number().int().min(1).max(5),
  comment: z.string().max(4_000).default(''),
})
export type WrittenReview = z.input<typeof written>

interface Options {
  /** `PUBLIC_URL` of the sync server. */
  readonly serverUrl: string
  readonly clock: Clock
  /** JSON lines: a review as it is after each change; the last one counts. Without it they live in memory. */
  readonly file?: string | undefined
  readonly pushTimeoutMs: number
}

export interface ReviewBook {
  /** Newest change first. */
  all(): readonly KeptReview[]
  /** Writes a review and pushes it to the server. @returns whether that took it */
  write(given: WrittenReview): Promise<{ review: KeptReview; pushed: boolean }>
  answer(name: string, comment: string): z.infer<typeof reply> | null
}

export function openReviews({ serverUrl, clock, file, pushTimeoutMs }: Options): ReviewBook {
  const reviews = new Map<string, KeptReview>()
  if (file && existsSync(file)) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      // Half a line is what a killed process leaves.
      if (!line.endsWith('}')) continue
      const one = kept.parse(JSON.parse(line))
      reviews.set(one.name, one)
    }
  } else if (file) mkdirSync(dirname(file), { recursive: true })

  const keep = (one: KeptReview) => {
    if (file) appendFileSync(file, `${JSON.stringify(one)}\n`)
    reviews.set(one.name, one)
  }
  const push = async (review: KeptReview): Promise<boolean> => {
    const body = JSON.stringify({ review })
    const timestamp = String(clock())
    const signature = signReview(SANDBOX_REVIEWS_SECRET, timestamp, body)
    const headers = {
      'content-type': 'application/json',
      'x-greenlight-timestamp': timestamp,
      'x-greenlight-signature': signature,
    }
    const signal = AbortSignal.timeout(pushTimeoutMs)
    const url = `${serverUrl.replace(/\/+$/, '')}/webhooks/reviews`
    const answer = await fetch(url, { method: 'POST', headers, body, signal }).catch(() => null)
    await answer?.body?.cancel()
    return answer?.ok === true
  }

  return {
    all: () => [...reviews.values()].sort((a, b) => (a.updateTime < b.updateTime ? 1 : -1)),
    async write(given) {
      const { reviewId = randomUUID(), name, stars, comment } = written.parse(given)
      const at = new Date(clock()).toISOString()
      const full = `${DEMO_LOCATION}/reviews/${reviewId}`
      const before = reviews.get(full)
      const review: KeptReview = {
        name: full,
        reviewId,
        reviewer: { displayName: name, isAnonymous: name === '' },
        starRating: STARS[stars - 1]!,
        ...(comment.trim() !== '' && { comment: comment.trim() }),
        createTime: before?.createTime ?? at,
        updateTime: at,
        ...(before?.reviewReply && { reviewReply: before.reviewReply }),
      }
      keep(review)
      return { review, pushed: await push(review) }
    },
    answer(name, comment) {
      const review = reviews.get(name)
      if (!review) return null
      const reviewReply = { comment, updateTime: new Date(clock()).toISOString() }
      keep({ ...review, reviewReply })
      return reviewReply
    },
  }
}

const TOKEN = 'sandbox-access-token'
const LASTS = 3_600
const account = sandboxReviews('')
const grant = z.object({
  grant_type: z.literal('refresh_token'),
  client_id: z.literal(account.clientId),
  client_secret: z.literal(account.clientSecret),
  refresh_token: z.literal(account.refreshToken),
})
const listQuery = z.object({
  pageSize: z.coerce.number().int().min(1).max(50).catch(50),
  pageToken: z.coerce.number().int().min(0).catch(0),
})
const answered = z.object({ comment: z.string().min(1).max(4_096) })
const fault = (code: number, status: string) => ({ error: { code, message: status, status } })

/** The provider's own side. */
export async function reviewApi(app: FastifyInstance, { reviews }: { reviews: ReviewBook }): Promise<void> {
  app.post('/token', async (request, answer) => {
    if (!grant.safeParse(request.body).success) return answer.code(400).send({ error: 'invalid_grant' })
    return { access_token: TOKEN, expires_in: LASTS, token_type: 'Bearer' }
  })
  app.register(async (api) => {
    api.addHook('onRequest', async (request, answer) => {
      if (request.headers.authorization !== `Bearer ${TOKEN}`)
        await answer.code(401).send(fault(401, 'UNAUTHENTICATED'))
    })
    api.get('/v4/accounts/:account/locations/:location/reviews', async (request, answer) => {
      const { pageSize, pageToken } = listQuery.parse(request.query)
      if (!request.url.startsWith(`/v4/${DEMO_LOCATION}/reviews`)) return answer.code(404).send(fault(404, 'NOT_FOUND'))
      const all = reviews.all()
      const next = pageToken + pageSize
      return {
        reviews: all.slice(pageToken, next),
        totalReviewCount: all.length,
        ...(next < all.length && { nextPageToken: String(next) }),
      }
    })
    const one = '/v4/accounts/:account/locations/:location/reviews/:review'
    api.get(one, async (request, answer) => {
      const found = reviews.all().find(({ name }) => request.url === `/v4/${name}`)
      return found ?? answer.code(404).send(fault(404, 'NOT_FOUND'))
    })
    api.put(`${one}/reply`, async (request, answer) => {
      const body = answered.safeParse(request.body)
      if (!body.success) return answer.code(400).send(fault(400, 'INVALID_ARGUMENT'))
      const name = request.url.slice('/v4/'.length, -'/reply'.length)
      return reviews.answer(name, body.data.comment) ?? answer.code(404).send(fault(404, 'NOT_FOUND'))
    })
  })
}

/** The side of those who write reviews. */
export async function reviewWriting(app: FastifyInstance, { reviews }: { reviews: ReviewBook }): Promise<void> {
  app.get('/reviews/list', async () => reviews.all())
  app.post('/reviews/write', async (request) => {
    const given = written.safeParse(request.body)
    if (!given.success) throw new Refusal('invalid_payload', given.error.issues[0]?.message ?? '')
    return reviews.write(given.data)
  })
}

/** How long the server has to take a pushed review. */
export const PUSH_WITHIN = 10 * SECOND
