/**
 * What a venue knows about itself: the only ground on which a reply may rest (product rule: the composer writes
 * from the venue's facts only). Money is integer minor units, times of day are minutes from local midnight.
 */
import { z } from 'zod'

export const PERSONAS = ['HOST', 'CONCIERGE', 'CASUAL', 'ENTHUSIAST'] as const
export type Persona = (typeof PERSONAS)[number]

/** Monday is 1 and Sunday is 7, as in ISO 8601. */
export const weekday = z.number().int().min(1).max(7)
export const minuteOfDay = z.number().int().min(0).max(1440)
export const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

export interface Service {
  readonly id: string
  readonly name: string
  /** Other words that customers use for it. */
  readonly aliases: readonly string[]
  /** Minor units of the venue's currency (pence). */
  readonly price: number
  /** True: "from". */
  readonly priceFrom: boolean
  readonly minutes: number
  readonly active: boolean
}

export interface OpeningHours {
  readonly id: string
  readonly day: number
  readonly opens: number
  readonly closes: number
}

/** A dated exception to the weekly hours; opens and closes null: closed all day. */
export interface Closure {
  readonly id: string
  readonly date: string
  readonly name: string
  readonly opens: number | null
  readonly closes: number | null
}

/** One fact of the Business Memory. */
export interface Fact {
  readonly id: string
  readonly topic: string
  /** Words in a question that this fact answers. */
  readonly keywords: readonly string[]
  readonly text: string
  /** Milliseconds since the epoch, or null: does not expire. */
  readonly expiresAt: number | null
}

export interface VenueFacts {
  readonly venueName: string
  readonly timeZone: string
  readonly locale: 'en-GB' | 'en-AU'
  readonly currency: 'GBP' | 'AUD'
  readonly bookingLink: string
  readonly persona: Persona
  /** Appended to every AI reply where it is on; null: off. */
  readonly disclosure: string | null
  readonly avoid: readonly string[]
  readonly services: readonly Service[]
  readonly hours: readonly OpeningHours[]
  readonly closures: readonly Closure[]
  readonly facts: readonly Fact[]
  /** Sentences that owners have worded for customers: of guidance cards, playbooks, sign-offs and handoff. */
  readonly sayings?: readonly string[]
}

/** What a reply rests on; shown as a chip that opens its source. */
export const citation = z.object({
  source: z.enum(['service', 'hours', 'closure', 'fact', 'booking_link', 'slot']),
  id: z.string(),
  label: z.string(),
})
export type Citation = z.infer<typeof citation>
