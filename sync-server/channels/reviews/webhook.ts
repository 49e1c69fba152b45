/**
 * A review that is pushed: `{location, review}` as JSON, signed with HMAC-SHA256 over its time and its bytes, so that
 * neither can be changed and an old one cannot be played again.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { MINUTE } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'
import { type Review, review } from './review.ts'

/** A push may be this old, either way, milliseconds. */
const FRESH = 5 * MINUTE

const pushed = z.object({ review })

export interface PushedReview {
  /** `X-Greenlight-Timestamp`: milliseconds since the epoch. */
  readonly timestamp: string | undefined
  /** `X-Greenlight-Signature`: `sha256=` and hexadecimal digits. */
  readonly signature: string | undefined
  readonly body: string
}

export const signReview = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`

/** @param secret null: none was set, so that nothing can be right. @throws Refusal bad_signature, bad_webhook */
export function readReview(
  secret: string | null,
  { timestamp = '', signature = '', body }: PushedReview,
  now: number,
): Review {
  const expected = Buffer.from(signReview(secret ?? '', timestamp, body))
  const given = Buffer.from(signature)
  const isSigned = secret !== null && given.length === expected.length && timingSafeEqual(given, expected)
  if (!isSigned || !/^\d{1,15}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > FRESH) {
    throw new Refusal('bad_signature')
  }
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    throw new Refusal('bad_webhook')
  }
  const parsed = pushed.safeParse(json)
  if (!parsed.success) throw new Refusal('bad_webhook')
  return parsed.data.review
}
