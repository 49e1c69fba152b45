/** Public reviews in the shape of the Google Business Profile API (v4, accounts.locations.reviews). */
import { z } from 'zod'
import type { InboundText } from '../channel.ts'

const STARS = { ONE: 1, TWO: 2, THREE: 3, FOUR: 4, FIVE: 5 } as const
const at = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))

/** `reviewReply`: what stands below it in public already. Times in milliseconds. */
export const review = z.object({
  name: z.string().regex(/^accounts\/[\w-]{1,64}\/locations\/[\w-]{1,64}\/reviews\/[\w-]{1,200}$/),
  reviewer: z.object({ displayName: z.string().optional(), isAnonymous: z.boolean().optional() }).optional(),
  starRating: z.enum(['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE']),
  comment: z.string().max(10_000).optional(),
  updateTime: at,
  reviewReply: z.object({ comment: z.string(), updateTime: at }).optional(),
})
export type Review = z.output<typeof review>

const PREFIX = 'review:'

/** Who wrote a review has no number: what stands in its place names the review. */
export const numberOf = (name: string): string => PREFIX + name.split('/').at(-1)
/** The review's name from there. */
export const nameAt = (location: string, number: string): string => `${location}/reviews/${number.slice(PREFIX.length)}`

/** As it comes in; edited by its writer, it comes in again. */
export function inboundOf({ name, reviewer, starRating, comment = '', updateTime }: Review): InboundText {
  const shown = reviewer?.isAnonymous === true ? '' : (reviewer?.displayName ?? '')
  return {
    channel: 'reviews',
    providerId: `${name}@${updateTime}`,
    to: name.split('/reviews/')[0]!,
    from: numberOf(name),
    name: plain(shown).replaceAll(/\s+/g, ' ').slice(0, 100) || null,
    body: plain(comment),
    media: 0,
    stars: STARS[starRating],
  }
}

/** Nothing that a database or a screen stumbles over. */
const plain = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\n]/gu, ' ')
    .trim()
