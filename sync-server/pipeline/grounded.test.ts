/**
 * Every price, time, slot and link in every reply stands in the venue's data: whatever is asked, of whatever venue, however
 * full its diary is. What is true is worked out here anew, by plain patterns, and by nothing that the composer reads with.
 */
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '#shared/clock.ts'
import { type Closure, type OpeningHours, PERSONAS, type Service, type VenueFacts } from '#shared/facts.ts'
import type { IntentKey } from '#shared/intents.ts'
import { deepRuns } from '#shared/testing.ts'
import { DEMO, demoVenueFacts } from '../demo/venue.ts'
import type { VenueDiary } from '../diary/diary.ts'
import type { Engine } from '../engines/engine.ts'
import { compose } from '../engines/local/compose.ts'
import { think } from './think.ts'

const START = Date.parse('2026-02-01T08:07:00Z')

const services = fc.subarray(DEMO.services, { minLength: 2 }).chain((list) =>
  fc.tuple(
    ...list.map((one) =>
      fc
        .record({
          price: fc.integer({ min: 100, max: 30_000 }),
          priceFrom: fc.boolean(),
          minutes: fc.constantFrom(15, 30, 45, 60, 90),
        })
        .map((own): Service => ({ ...one, ...own, active: true })),
    ),
  ),
)
const span = fc
  .tuple(fc.integer({ min: 28, max: 48 }), fc.integer({ min: 4, max: 36 }))
  .map(([opens, lasts]) => ({ opens: opens * 15, closes: Math.min((opens + lasts) * 15, 1_410) }))
const hours = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 7 }), span), { minLength: 1, maxLength: 7 })
  .map((rows) => [
    ...new Map(rows.map(([day, own]): [number, OpeningHours] => [day, { id: `h${day}`, day, ...own }])).values(),
  ])

const ahead = fc.array(fc.record({ days: fc.integer({ min: 0, max: 30 }), span: fc.option(span) }), { maxLength: 3 })
const bookings = fc.array(
  fc.record({ who: fc.nat(3), at: fc.integer({ min: 0, max: 6 * 24 }), hours: fc.integer({ min: 1, max: 9 }) }),
  { minLength: 15, maxLength: 60 },
)
const THINGS = [
  'trim',
  'balayage',
  'gel nails',
  'cut and blow dry',
  'highlights',
  'brow tint',
  'perm',
  'pedi',
  'roots',
  'fringe trim',
]
const WHEN = [
  'today',
  'tomorrow',
  'sat',
  'on Sunday',
  'thurs arvo',
  'next tues',
  'on the 3rd',
  'this weekend',
  'after 3 on friday',
  'noonish tomorrow',
  'half 4 on weds',
  'between 2 and 4 on saturday',
  'first thing monday',
  'at 9am friday',
]
const MORE = [
  '',
  '',
  ' and are you open saturday?',
  ' and how long does it take',
  '? do you take card',
  ' and is there parking',
  ' x',
  ', it’s Sam',
  ' please',
  ' and whats your address',
]
const LEADS: readonly (readonly [string, IntentKey])[] = [
  ['how much is a {thing}{more}', 'pricing'],
  ['price for {thing} and {other}{more}', 'pricing'],
  ['is a {thing} £50 or £{n}?', 'pricing'],
  ['price list please{more}', 'pricing'],
  ['quote for {n} {thing} and a {other}', 'quote_request'],
  ['how much for {n} people for {thing}', 'quote_request'],
  ['are you open {when}{more}', 'hours'],
  ['what time do you close {when}', 'hours'],
  ['opening hours?{more}', 'hours'],
  ['any time {when} for a {thing}?', 'availability'],
  ['anything {when}?', 'availability'],
  ['book me a {thing} {when}{more}', 'booking_request'],
  ['booking link please', 'booking_link'],
  ['do you do {thing}{more}', 'new_lead'],
  ['how long is a {thing}{more}', 'enquiry'],
  ['is there parking{more}', 'enquiry'],
  ['can I change my appointment to {when}', 'follow_up'],
  ['did you hear back about my {thing}?', 'follow_up'],
]
const question = fc
  .tuple(
    fc.constantFrom(...LEADS),
    fc.constantFrom(...THINGS),
    fc.constantFrom(...THINGS),
    fc.constantFrom(...WHEN),
    fc.constantFrom(...MORE),
    fc.integer({ min: 2, max: 9 }),
  )
  .map(([[lead, intent], thing, other, when, more, n]) => ({
    intent,
    text: lead
      .replace('{thing}', thing)
      .replace('{other}', other)
      .replace('{when}', when)
      .replace('{more}', more)
      .replace('{n}', String(n)),
  }))

const world = fc.record({
  now: fc.integer({ min: 0, max: 500 * 24 * 4 }).map((quarter) => START + quarter * 15 * MINUTE),
  zone: fc.constantFrom('Europe/London', 'Australia/Sydney', 'Australia/Lord_Howe'),
  persona: fc.constantFrom(...PERSONAS),
  link: fc.constantFrom('https://book.example/willow', 'https://fern.example/b?x=1', ''),
  facts: fc.subarray(DEMO.facts),
  customerName: fc.constantFrom(null, 'Olivia Reed'),
  questions: fc.array(question, { minLength: 1, maxLength: 2 }),
  services,
  hours,
  ahead,
  bookings,
})
type World = typeof world extends fc.Arbitrary<infer W> ? W : never

function venueOf(w: World): VenueFacts {
  const closures = w.ahead.map(({ days, span: own }, n): Closure => {
    const date = DateTime.fromMillis(w.now + days * DAY, { zone: w.zone }).toISODate()!
    return { id: `c${n}`, date, name: 'Refit', opens: own?.opens ?? null, closes: own?.closes ?? null }
  })
  const own = {
    services: w.services,
    hours: w.hours,
    closures,
    persona: w.persona,
    timeZone: w.zone,
    bookingLink: w.link,
  }
  return { ...demoVenueFacts(w.now), ...own, facts: w.facts.map((fact) => ({ ...fact, expiresAt: null })) }
}

function diaryOf(w: World): VenueDiary {
  return {
    staffers: DEMO.staffers.map((one) => ({ ...one, active: true })),
    bookings: w.bookings.map(({ who, at, hours: lasts }) => ({
      stafferId: DEMO.staffers[who]!.id,
      status: 'booked',
      startsAt: w.now - DAY + at * HOUR,
      endsAt: w.now - DAY + (at + lasts) * HOUR,
    })),
    busy: [],
  }
}

/** The composer's own words, of whatever the text is said to be about. */
const engineFor = (intent: IntentKey): Engine => ({
  name: 'local',
  classify: async () => ({ intent, confidence: 0.99 }),
  compose: async (input) => compose(input),
})

/** "9am", "3:30pm", "midday": minutes from midnight. */
function clocksIn(text: string): { minutes: number; at: number }[] {
  return [...text.matchAll(/\b(?:(\d{1,2})(?::(\d\d))?\s?(am|pm)|(midday|noon)|(midnight))\b/gi)].map((found) => {
    const [, hour, minute, half] = found
    const minutes = found[4]
      ? 720
      : found[5]
        ? 0
        : (Number(hour) % 12) * 60 + Number(minute ?? 0) + (/pm/i.test(half!) ? 720 : 0)
    return { minutes, at: found.index }
  })
}

/** What the reply says of its own: without the facts that it quotes. */
function withoutFacts(text: string, venue: VenueFacts): string {
  return venue.facts.reduce((rest, fact) => rest.replaceAll(fact.text, ' '), text)
}

/** Prices, each under the service that is named last before it; sums by what they are the sum of. */
function wrongSums(text: string, venue: VenueFacts): string[] {
  const names = venue.services.toSorted((a, b) => b.name.length - a.name.length)
  const wrong: string[] = []
  let total = 0
  for (const found of text.matchAll(/(Total (?:from )?)?(?:= )?[£$]([\d,]+(?:\.\d\d)?)/g)) {
    const amount = Math.round(Number(found[2]!.replaceAll(',', '')) * 100)
    if (found[1]) {
      if (amount !== total) wrong.push(found[0])
      continue
    }
    const before = text.slice(0, found.index)
    const places = names.map((one) => ({ one, at: before.toLowerCase().lastIndexOf(one.name.toLowerCase()) }))
    const last = Math.max(...places.map(({ one, at }) => (at < 0 ? -1 : at + one.name.length)))
    const named = places.find(({ one, at }) => at >= 0 && at + one.name.length === last)?.one
    const product = found[0].startsWith('=')
    const count = product ? Number(/(\d+) x [^=]*$/.exec(before)?.[1]) : 1
    if (!named || amount !== count * named.price) wrong.push(`${named?.name} ${found[0]}`)
    const multiplied = !product && /\d+ x [^,.]*$/.test(before)
    if (!multiplied) total += amount
  }
  return wrong
}

test('every price, time, slot and link in every reply stands in the data of the venue', async () => {
  const seen = { replies: 0, prices: 0, times: 0, slots: 0, links: 0 }
  await fc.assert(
    fc.asyncProperty(world, async (w) => {
      const venue = venueOf(w)
      const diary = diaryOf(w)
      const agent = { ...DEMO.agents[0]!, guidance: [], playbooks: [] }
      const texts = w.questions.map((one) => one.text)
      const subject = { texts, customerName: w.customerName, agent, venue, now: w.now, sparks: true, diary }
      const { reply } = await think(engineFor(w.questions[0]!.intent), subject, AbortSignal.timeout(20_000))
      if (!reply) return
      seen.replies += 1
      const text = withoutFacts(reply.text, venue)

      expect([reply.text, wrongSums(text, venue)]).toEqual([reply.text, []])
      seen.prices += text.match(/[£$]/g)?.length ?? 0

      const links = text.match(/(?:https?:\/\/|www\.)\S+/g) ?? []
      expect([reply.text, links.filter((link) => link !== w.link)]).toEqual([reply.text, []])
      seen.links += links.length

      const opening = [...venue.hours, ...venue.closures].flatMap((row) => [row.opens, row.closes])
      const slots = reply.diary?.slots ?? []
      const offered = slots.map(({ startsAt }) => DateTime.fromMillis(startsAt, { zone: w.zone }))
      const known = new Set(reply.diary ? offered.map((at) => at.hour * 60 + at.minute) : opening)
      const clocks = clocksIn(text)
      expect([reply.text, clocks.filter(({ minutes }) => !known.has(minutes))]).toEqual([reply.text, []])
      seen.times += clocks.length

      const lasts = venue.services.find((one) => one.id === reply.diary?.serviceId)?.minutes ?? 0
      for (const [n, { startsAt, stafferId }] of slots.entries()) {
        seen.slots += 1
        const ends = startsAt + lasts * MINUTE
        const taken = diary.bookings.some(
          (one) => one.stafferId === stafferId && one.startsAt < ends && one.endsAt > startsAt,
        )
        expect([reply.text, 'taken', taken]).toEqual([reply.text, 'taken', false])
        expect(startsAt).toBeGreaterThanOrEqual(w.now)
        const local = offered[n]!
        const dated = venue.closures.filter((one) => one.date === local.toISODate())
        const usual = venue.hours.filter((one) => one.day === local.weekday)
        const minute = local.hour * 60 + local.minute
        const isOpen = (dated.length > 0 ? dated : usual).some(
          (row) => row.opens !== null && row.closes !== null && row.opens <= minute && minute + lasts <= row.closes,
        )
        expect([reply.text, 'open', isOpen]).toEqual([reply.text, 'open', true])
        const works = diary.staffers.find((one) => one.id === stafferId)!
        expect(works.serviceIds).toContain(reply.diary!.serviceId)
      }
    }),
    { numRuns: deepRuns(120, 20_000) },
  )
  // None of it holds for want of anything to look at.
  for (const [what, many] of Object.entries(seen)) expect([what, many > 0]).toEqual([what, true])
})
