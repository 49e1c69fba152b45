/** The texts of the demo venue's history (assets/demo), with slots that the venue's own data fill. */
import { DateTime } from 'luxon'
import { z } from 'zod'
import { MINUTE } from '#shared/clock.ts'
import { withDisclosure } from '#shared/disclosure.ts'
import type { Citation, Service, VenueFacts } from '#shared/facts.ts'
import { addDays } from '#shared/holidays.ts'
import { formatMoney } from '#shared/money.ts'
import {
  type DayOpening,
  formatSpans,
  formatTime,
  openingCitations,
  openingOn,
  WEEKDAY_NAMES,
} from '#shared/opening.ts'
import type { DraftDiary } from '#shared/rows.ts'
import names from '../../assets/demo/names.json' with { type: 'json' }
import threads from '../../assets/demo/threads.json' with { type: 'json' }
import type { Random } from './random.ts'
import { DEMO } from './venue.ts'

const grounds = { cite: z.array(z.string()).default([]), facts: z.array(z.string()).default([]) }

/** One exchange: what a customer asks, what the AI writes, and what a person would rather write. */
const script = z
  .object({
    ask: z.array(z.string()).min(1),
    reply: z.string().default(''),
    staff: z.string().optional(),
    edited: z.string().optional(),
    /** Services that it may be about; any unless given. */
    of: z.array(z.string()).optional(),
    fact: z.string().optional(),
    bridal: z.boolean().default(false),
    severity: z.enum(['low', 'high']).optional(),
    ...grounds,
  })
  .transform(({ fact, ...rest }) => ({ ...rest, facts: fact === undefined ? rest.facts : [fact] }))
export type Script = z.infer<typeof script>

const scripts = z.array(script)
const mistake = z
  .object({
    took: z.enum([
      'pricing',
      'availability',
      'booking_request',
      'quote_request',
      'follow_up',
      'new_lead',
      'enquiry',
      'complaint',
    ]),
    ask: z.array(z.string()),
    draft: z.string().default(''),
    staff: z.string(),
    fact: z.string().optional(),
    severity: z.enum(['low', 'high']).optional(),
    cite: grounds.cite,
  })
  .transform(({ took, draft, fact, ...rest }) => ({
    took,
    script: {
      ...rest,
      reply: draft,
      bridal: false,
      facts: fact === undefined ? [] : [fact],
    } satisfies Script as Script,
  }))

export const PHRASES = z
  .object({
    pricing: scripts,
    hours: scripts,
    availability: scripts,
    booking_link: scripts,
    booking_request: scripts,
    quote_request: scripts,
    follow_up: scripts,
    new_lead: scripts,
    enquiry: scripts,
    general: scripts,
    unknown: scripts,
    complaint: scripts,
    risk: scripts,
    noise: scripts,
    thanks: z.array(z.string()),
    staffAsks: z.array(z.object({ ask: z.string(), reply: z.string() })),
    /** Texts that were taken for another intent than theirs. */
    mistakes: z.array(mistake),
  })
  .parse(threads)
export type Topic = Exclude<keyof typeof PHRASES, 'thanks' | 'staffAsks' | 'mistakes'>

export const NAMES = z
  .object({
    first: z.array(z.string()),
    last: z.array(z.string()),
    firstOnly: z.array(z.string()),
    special: z.array(z.string()),
  })
  .parse(names)

/** Fills slots the same way in every text of one exchange. */
export interface Filler {
  readonly fill: (text: string) => string
  /** As `fill`, for what the AI writes: with the disclosure. */
  readonly reply: (text: string) => string
  /** The booking that its day, time and service make. */
  readonly booking: () => DraftDiary
  readonly citations: (text: string, grounds: Pick<Script, 'cite' | 'facts'>) => Citation[]
}

interface About {
  readonly venue: VenueFacts
  readonly random: Random
  /** Milliseconds: "Thursday" is one of the days after it. */
  readonly at: number
  readonly name: string | null
  readonly of?: readonly string[] | undefined
}

export function fillerFor({ venue, random, at, name, of }: About): Filler {
  const service = random.pick(venue.services.filter((one) => (of ? of.includes(one.id) : !/hair$/.test(one.name))))
  const [day, day2] = comingDays(venue, at, random)
  const times = timesWithin(day, random)
  const first = name?.split(' ')[0] ?? null
  const slots: Record<string, string> = {
    ...wordsFor(service, venue),
    hi: first === null || !/^\p{Script=Latin}/u.test(first) ? 'Hello' : `Hi ${plainName(first)}`,
    me: first ?? 'Sam',
    link: venue.bookingLink,
    day: weekdayName(day),
    day2: weekdayName(day2),
    span: formatSpans(day.spans),
    opens: formatTime(day.spans[0]!.opens),
    closes: formatTime(day.spans.at(-1)!.closes),
    time: formatTime(times[0]),
    time2: formatTime(times[1]),
  }
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, slot: string) => {
      const value = slots[slot]
      if (value === undefined) throw new Error(`no such slot: ${slot}`)
      return value
    })
  return {
    fill,
    reply: (text) => withDisclosure(fill(text), venue.disclosure),
    booking: () =>
      bookingOf(service, DateTime.fromISO(day.date, { zone: venue.timeZone }), times[0], { at, name: slots.me! }),
    citations: (text, { cite, facts }) => [
      ...venue.services
        .filter((one) => cite.includes(one.id) || (one === service && /\{(Service|price)\}/.test(text)))
        .map((one): Citation => ({ source: 'service', id: one.id, label: `${one.name} ${priceOf(one, venue)}` })),
      ...(/\{(span|opens|closes)\}/.test(text) ? openingCitations(venue, day.date) : []),
      ...(/9am/.test(text) ? venue.hours.map((row) => hoursCitation(row)) : []),
      ...venue.facts
        .filter((fact) => facts.includes(fact.id))
        .map((fact): Citation => ({ source: 'fact', id: fact.id, label: fact.topic })),
      ...(/\{link\}/.test(text)
        ? [{ source: 'booking_link', id: 'booking_link', label: venue.bookingLink } satisfies Citation]
        : []),
    ],
  }
}

const hoursCitation = (row: { id: string; day: number }): Citation => ({
  source: 'hours',
  id: row.id,
  label: `Opening hours, ${WEEKDAY_NAMES[row.day - 1]}`,
})

function bookingOf(
  { id, minutes }: Service,
  day: DateTime,
  time: number,
  { at, name }: { readonly at: number; readonly name: string },
): DraftDiary {
  const startsAt = day.set({ hour: Math.floor(time / 60), minute: time % 60 }).toMillis()
  const stafferId = (DEMO.staffers.find((one) => one.serviceIds.includes(id)) ?? DEMO.staffers[0]!).id
  const slot = { startsAt, endsAt: startsAt + minutes * MINUTE, stafferId }
  const asked = {
    since: at,
    dates: [day.toISODate()!],
    at: [time],
    from: null,
    to: null,
    name,
    stafferId: null,
    wants: true,
  }
  return { serviceId: id, slots: [slot], book: { ...slot, name }, asked }
}

function wordsFor(service: Service, venue: VenueFacts): Record<string, string> {
  const many = /s$/.test(service.name)
  const lower = service.name.toLowerCase()
  return {
    service: lower,
    Service: service.name,
    a: many ? lower : `a ${lower}`,
    is: many ? 'are' : 'is',
    takes: many ? 'take' : 'takes',
    price: priceOf(service, venue),
    length: lengthOf(service.minutes),
  }
}

function priceOf(service: Service, venue: VenueFacts): string {
  return `${service.priceFrom ? 'from ' : ''}${formatMoney(service.price, venue.currency)}`
}

/** "45 minutes", "1 hour", "2 hours 45 minutes". */
function lengthOf(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  const parts = [hours > 0 && `${hours} hour${hours > 1 ? 's' : ''}`, rest > 0 && `${rest} minutes`]
  return parts.filter(Boolean).join(' ')
}

/** Two days that follow, usual opening days without an exception, the later one second. */
function comingDays(venue: VenueFacts, at: number, random: Random): [DayOpening, DayOpening] {
  const today = DateTime.fromMillis(at, { zone: venue.timeZone }).toISODate()!
  const open: DayOpening[] = []
  for (let ahead = 1; ahead <= 6 || open.length < 2; ahead++) {
    const day = openingOn(venue, addDays(today, ahead))
    if (day.spans.length > 0 && day.closure === null) open.push(day)
  }
  const first = random.int(0, open.length - 2)
  return [open[first]!, open[random.int(first + 1, open.length - 1)]!]
}

/** Two half hours that fit every usual day: the second in the afternoon. */
function timesWithin(day: DayOpening, random: Random): [number, number] {
  const { opens, closes } = day.spans[0]!
  return [opens + 30 * random.int(2, 9), closes - 30 * random.int(2, 4)]
}

const weekdayName = (day: DayOpening) => DateTime.fromISO(day.date, { zone: 'utc' }).setLocale('en-GB').toFormat('cccc')

/** Letters that a plain text message carries: a greeting must not turn it into the dearer encoding. */
const plainName = (name: string) =>
  name.replace(/[^A-Za-z'éèùìòÇØøÅåÆæÉÄÖÑÜäöñüà-]/g, (letter) => (letter === 'Ł' ? 'L' : letter.normalize('NFKD')[0]!))
