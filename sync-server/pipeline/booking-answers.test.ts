/** Whatever a customer writes and however full the diary is: no time is named that is not free, no check fails. */
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '#shared/clock.ts'
import { freeSlots } from '#shared/diary.ts'
import { PERSONAS } from '#shared/facts.ts'
import { deepRuns } from '#shared/testing.ts'
import { DEMO, demoVenueFacts } from '../demo/venue.ts'
import type { VenueDiary } from '../diary/diary.ts'
import { answerBooking, readBooking } from './booking.ts'
import type { Subject } from './subject.ts'

const START = Date.parse('2026-10-01T08:00:00Z')
const piece = (...options: string[]) => fc.constantFrom(...options)
const text = fc
  .tuple(
    piece('', 'Hi ', 'hiya, ', 'Good morning! '),
    piece(
      'any time',
      'can I book',
      'book me in',
      'is there anything free',
      'have you got space',
      "what's your next slot",
    ),
    piece('', ' for a trim', ' for gel nails', ' for a full balayage', ' for brows', ' for a cut', ' for highlights'),
    piece(
      '',
      ' on Friday',
      ' tomorrow',
      ' today',
      ' on Sunday',
      ' next week',
      ' 24th december',
      ' this weekend',
      ' sat',
    ),
    piece(
      '',
      ' morning',
      ' afternoon',
      ' at 3pm',
      ' at 10',
      ' after 4',
      ' before 11am',
      ' around 2ish',
      ' at 9:15',
      ' 8pm',
    ),
    piece('', ' with Priya', ' with Jess please'),
    piece('', ", it's Sam", ' please', ' x', ', name is Zoe Hart', '?'),
  )
  .map((parts) => parts.join(''))
const reply = piece(
  'yes please',
  'the first one',
  'the last one please',
  '3pm',
  'friday then',
  'Sam',
  "perfect, I'm Zoe",
  'ok',
)

const world = fc.record({
  now: fc.integer({ min: 0, max: 200 * 24 * 4 }).map((quarter) => START + quarter * 15 * MINUTE + 7 * MINUTE),
  zone: piece('Europe/London', 'Australia/Sydney'),
  persona: fc.constantFrom(...PERSONAS),
  disclosure: fc.constantFrom(null, "(Sent by Willow & Wren's assistant)"),
  bookings: fc.array(
    fc.record({ who: fc.nat(3), at: fc.integer({ min: 0, max: 14 * 24 }), hours: fc.integer({ min: 1, max: 9 }) }),
    { maxLength: 60 },
  ),
  customerName: fc.constantFrom(null, 'Olivia Reed'),
  first: text,
  second: reply,
  intent: fc.constantFrom('availability' as const, 'booking_request' as const),
})

test('every reply passes every check, and every time in it is free', () => {
  let answered = 0
  let confirmed = 0
  fc.assert(
    fc.property(world, (w) => {
      const venue = {
        ...demoVenueFacts(w.now),
        timeZone: w.zone,
        persona: w.persona,
        disclosure: w.disclosure,
      }
      const diary: VenueDiary = {
        staffers: DEMO.staffers.map((one) => ({ ...one, active: true })),
        bookings: w.bookings.map(({ who, at, hours }) => ({
          stafferId: DEMO.staffers[who]!.id,
          status: 'booked',
          startsAt: w.now - DAY + at * HOUR,
          endsAt: w.now - DAY + (at + hours) * HOUR,
        })),
        busy: [],
      }
      const agent = { ...DEMO.agents[0]!, guidance: [], playbooks: [] }
      const base = { customerName: w.customerName, agent, venue, sparks: true, diary }
      let subject: Subject = { ...base, texts: [w.first], now: w.now }
      for (let turn = 0; turn < 2; turn++) {
        const read = readBooking(subject)
        const answer = read && answerBooking(subject, read, w.intent)
        if (!answer) return
        answered++
        const { reply: said } = answer
        const quoted = said.diary!
        expect({ text: said.text, problems: said.problems, guard: said.guardrailProblems }).toEqual({
          text: said.text,
          problems: [],
          guard: [],
        })
        expect(said.disclosureMissing).toBe(false)
        const service = venue.services.find((one) => one.id === quoted.serviceId)
        for (const slot of quoted.slots) {
          const query = { ...diary, zone: w.zone, hours: venue.hours, closures: venue.closures, service: service! }
          const [free] = freeSlots({ ...query, from: slot.startsAt, to: slot.startsAt + 1, now: subject.now })
          expect(free?.stafferIds).toContain(slot.stafferId)
          const local = DateTime.fromMillis(slot.startsAt, { zone: w.zone })
          const clock =
            local.hour === 12 && local.minute === 0 ? 'midday' : local.toFormat(local.minute ? 'h:mma' : 'ha')
          expect(said.text.toLowerCase()).toContain(clock.toLowerCase())
        }
        if (quoted.book) {
          confirmed++
          expect(quoted.slots.map((slot) => slot.startsAt)).toEqual([quoted.book.startsAt])
          expect(quoted.book.name).not.toBe('')
          expect(said.text).toMatch(/booked in/)
          return
        }
        expect(said.text).not.toMatch(/booked/)
        const enquiry = { diary: quoted, earlier: subject.texts }
        subject = { ...base, texts: [w.second], now: w.now + 5 * MINUTE, enquiry }
      }
    }),
    { numRuns: deepRuns(250, 20_000) },
  )
  expect(answered).toBeGreaterThan(100)
  expect(confirmed).toBeGreaterThan(0)
})
