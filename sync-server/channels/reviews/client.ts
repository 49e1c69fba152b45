/** Reviews in and replies out through the Google Business Profile API: one request, once, and an honest word for it. */
import { z } from 'zod'
import type { Clock } from '#shared/clock.ts'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { countSend } from '../../metrics.ts'
import type { Channel, Health, ListedText, SendOutcome } from '../channel.ts'
import { Busy, exchange, NotSent, retryAfter, Unanswered } from '../exchange.ts'
import { nameAt, type Review, review } from './review.ts'

const DEADLINE = 10 * SECOND
const PAGE = 50
/** Pages that one look reads at most. */
const MOST_PAGES = 20

/** The account that may read and answer the venue's reviews. No address ends with a slash. */
export interface ReviewsAccount {
  readonly apiBaseUrl: string
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
}

interface Options extends ReviewsAccount {
  readonly clock: Clock
  /** Milliseconds for a whole request; 10 s unless given. */
  readonly deadlineMs?: number
}

/** A `location` is named `accounts/{account}/locations/{location}`. */
export interface Reviews extends Pick<Channel, 'send' | 'list'> {
  /** Reviews written or changed since a time (milliseconds), newest first. @throws when the provider does not answer. */
  since(location: string, time: number): Promise<readonly Review[]>
  /** Whether the account may read that location's reviews. @throws when the provider does not answer. */
  health(location: string): Promise<Health>
}

/** The account is not taken, or not for this. */
class Forbidden extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}
class Refused extends Error {
  readonly status: number
  constructor(status: number) {
    super(`${status}`)
    this.status = status
  }
}

const token = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })
const page = z.object({ reviews: z.array(z.unknown()).default([]), nextPageToken: z.string().optional() })
const published = z.object({ comment: z.string(), updateTime: z.string() })

export function createReviews(options: Options): Reviews {
  const { apiBaseUrl, tokenUrl, clientId, clientSecret, refreshToken, clock, deadlineMs = DEADLINE } = options
  let known: { token: string; until: number } | null = null

  async function ask(method: string, url: URL, headers: Record<string, string>, body = ''): Promise<unknown> {
    const length = String(Buffer.byteLength(body))
    const given = { ...headers, 'content-length': length, connection: 'close' }
    const answer = await exchange(url, method, given, body, deadlineMs)
    if (answer.statusCode === 429) throw new Busy(retryAfter(answer.headers['retry-after']))
    if (answer.statusCode === 401 || answer.statusCode === 403) throw new Forbidden(String(answer.statusCode))
    if (answer.statusCode >= 400 && answer.statusCode < 500) throw new Refused(answer.statusCode)
    if (answer.statusCode !== 200) throw new Unanswered(`http_${answer.statusCode}`)
    try {
      return JSON.parse(answer.body)
    } catch {
      throw new Unanswered('unreadable_answer')
    }
  }

  /** Whatever goes wrong here, nothing was published. */
  async function authorization(): Promise<Record<string, string>> {
    if (known === null || known.until <= clock()) {
      const grant = { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken }
      const form = new URLSearchParams({ ...grant, grant_type: 'refresh_token' }).toString()
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      const answer = await ask('POST', new URL(tokenUrl), type, form).catch((error: unknown) => {
        if (error instanceof Refused || error instanceof Forbidden) throw new Forbidden('token_refused')
        if (error instanceof Busy) throw error
        throw new NotSent('token_unreachable')
      })
      const given = token.safeParse(answer)
      if (!given.success) throw new NotSent('token_unreadable')
      known = { token: given.data.access_token, until: clock() + given.data.expires_in * SECOND - MINUTE }
    }
    return { authorization: `Bearer ${known.token}` }
  }

  const get = async (path: string, query: Record<string, string> = {}): Promise<unknown> => {
    const url = new URL(`${apiBaseUrl}/v4/${path}`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return ask('GET', url, await authorization())
  }

  const publish = async (name: string, comment: string): Promise<SendOutcome> => {
    try {
      const headers = { ...(await authorization()), 'content-type': 'application/json' }
      const url = new URL(`${apiBaseUrl}/v4/${name}/reply`)
      const answer = published.safeParse(await ask('PUT', url, headers, JSON.stringify({ comment })))
      if (!answer.success) return { kind: 'unknown', reason: 'unreadable_answer' }
      return { kind: 'accepted', providerId: replyId(name, answer.data.updateTime) }
    } catch (error) {
      if (error instanceof Forbidden) known = null
      return outcomeOf(error)
    }
  }

  return {
    async send({ from, to, body }) {
      const outcome = await publish(nameAt(from, to), body)
      countSend(outcome.kind)
      return outcome
    },
    async list({ from, to, since }): Promise<readonly ListedText[]> {
      const name = nameAt(from, to)
      const { reviewReply: reply } = review.parse(await get(name))
      if (reply === undefined || reply.updateTime < since) return []
      const at = reply.updateTime
      const providerId = replyId(name, new Date(at).toISOString())
      return [{ providerId, from, to, body: reply.comment, status: 'delivered', at }]
    },
    async since(location, time) {
      const found: Review[] = []
      let pageToken: string | undefined
      for (let n = 0; n < MOST_PAGES; n++) {
        const query = { pageSize: String(PAGE), orderBy: 'updateTime desc', ...(pageToken && { pageToken }) }
        const { reviews, nextPageToken } = page.parse(await get(`${location}/reviews`, query))
        // One that cannot be read, such as one without stars, holds up no other.
        const read = reviews.flatMap((one) => review.safeParse(one).data ?? [])
        found.push(...read.filter((one) => one.updateTime >= time))
        pageToken = nextPageToken
        if (pageToken === undefined || read.some((one) => one.updateTime < time)) break
      }
      return found
    },
    async health(location) {
      try {
        page.parse(await get(`${location}/reviews`, { pageSize: '1' }))
        return { healthy: true, reason: null }
      } catch (error) {
        if (error instanceof Forbidden) return { healthy: false, reason: error.code }
        if (error instanceof Refused) return { healthy: false, reason: `http_${error.status}` }
        throw error
      }
    },
  }
}

/** A review has one reply: a later one takes its place, and is another text. */
const replyId = (name: string, updateTime: string): string => `${name}/reply@${Date.parse(updateTime)}`

function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof NotSent) return { kind: 'later', afterMs: 0, reason: 'unreachable' }
  if (error instanceof Busy) return { kind: 'later', afterMs: error.afterMs, reason: 'busy' }
  if (error instanceof Forbidden) return { kind: 'refused', code: error.code, credentials: true }
  if (error instanceof Refused) return { kind: 'refused', code: `http_${error.status}`, credentials: false }
  return { kind: 'unknown', reason: error instanceof Unanswered ? error.message : 'unreadable_answer' }
}
