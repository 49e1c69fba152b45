/** What replies rest on: services, hours, closures, facts; and the diary. */
import { z } from 'zod'
import { isoDate, minuteOfDay, weekday } from '#shared/facts.ts'
import { id, time } from './base.ts'

export const serviceRow = z.object({
  id,
  name: z.string(),
  aliases: z.array(z.string()),
  price: z.number().int(),
  priceFrom: z.boolean(),
  minutes: z.number().int(),
  active: z.boolean(),
})
export const hoursRow = z.object({ id, day: weekday, opens: minuteOfDay, closes: minuteOfDay })
export const closureRow = z.object({
  id,
  date: isoDate,
  name: z.string(),
  opens: minuteOfDay.nullable(),
  closes: minuteOfDay.nullable(),
})
export const factRow = z.object({
  id,
  topic: z.string(),
  keywords: z.array(z.string()),
  text: z.string(),
  expiresAt: time.nullable(),
})

/** Somebody who serves customers; not an account. */
export const stafferRow = z.object({
  id,
  name: z.string(),
  /** What they can do. */
  serviceIds: z.array(id),
  /** Their own weekly hours, within the venue's; null: whenever the venue is open. */
  hours: z.array(z.object({ day: weekday, opens: minuteOfDay, closes: minuteOfDay })).nullable(),
  active: z.boolean(),
})
export type StafferRow = z.infer<typeof stafferRow>

export const BOOKING_STATUSES = ['held', 'booked', 'cancelled'] as const
export const bookingRow = z.object({
  id,
  /** held: a confirmation that has not left yet keeps the time; it belongs to `messageId`. */
  status: z.enum(BOOKING_STATUSES),
  stafferId: id,
  serviceId: id,
  startsAt: time,
  endsAt: time,
  contactId: id.nullable(),
  customerName: z.string(),
  messageId: id.nullable(),
  /** The person who made it; null: a reply did. */
  by: id.nullable(),
  createdAt: time,
})
export type BookingRow = z.infer<typeof bookingRow>

/** A calendar elsewhere whose events are busy times here. Its address is a secret and stays on the server. */
export const calendarFeedRow = z.object({
  id,
  name: z.string(),
  host: z.string(),
  /** Whose time it takes; null: everybody's. */
  stafferId: id.nullable(),
  state: z.enum(['new', 'ok', 'failing']),
  /** Why it failed the last time, in words; the busy times from before still hold. */
  reason: z.string().nullable(),
  checkedAt: time.nullable(),
  /** When it was last read whole. */
  readAt: time.nullable(),
  /** Busy times ahead that it gave. */
  busyCount: z.number().int(),
})
