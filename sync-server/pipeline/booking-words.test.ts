/** What is read of a wish: in the many ways in which people write it, in the venue's own zone. */
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import { MINUTE } from '#shared/clock.ts'
import { deepRuns } from '#shared/testing.ts'
import { WEDNESDAY_TEN, WILLOW } from '#shared/willow.fixture.ts'
import { partySize } from '../engines/local/mentions.ts'
import { readBookingWords } from './booking-words.ts'

const STAFF = [{ id: 'staff_priya', name: 'Priya Shah' }]
const read = (text: string, now = WEDNESDAY_TEN, timeZone = WILLOW.timeZone) =>
  readBookingWords([text], { ...WILLOW, timeZone }, STAFF, now)
const clock = (minute: number | null) =>
  minute === null ? null : `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`

/** Wednesday 18 November 2026: the days that are meant, without the month where it is this one. */
describe('days', () => {
  test.each([
    ['Thursday arvo', '19'],
    ['this Sat', '21'],
    ['tmrw', '19'],
    ['2moro', '19'],
    ['next Tues', '24'],
    ['next week on friday', '27'],
    ['friday next week', '27'],
    ['friday this week', '20'],
    ['this week friday', '20'],
    ['a week on friday', '27'],
    ['friday week', '27'],
    ['a fortnight on saturday', '12-05'],
    ['a week today', '25'],
    ['in 3 days', '21'],
    ['the 3rd', '12-03'],
    ['5th dec', '12-05'],
    ['dec 5', '12-05'],
    ['5/12', '12-05'],
    ['the 18th', '18'],
    ['the 17th', '12-17'],
    ['fri or sat', '20 21'],
    ['this weekend', '21 22'],
    ['this week', '18 19 20 21 22'],
    ['next week', '23 24 25 26 27 28 29'],
    ['in two weeks', '30 12-01 12-02 12-03 12-04 12-05 12-06'],
    ['in a fortnight', '30 12-01 12-02 12-03 12-04 12-05 12-06'],
    ['thursady', '19'],
    ['wendesday', '18'],
    ['saterday', '21'],
    ['boxing day', '12-26'],
    ['new years eve', '12-31'],
  ])('%s', (text, days) => {
    const dates = days
      .split(' ')
      .flatMap((day) => (day === '' ? [] : [`2026-${day.includes('-') ? day : `11-${day}`}`]))
    expect(read(`can I come in ${text} for a trim`).dates).toEqual(dates)
  })
})

describe('times of day', () => {
  test.each<[string, readonly string[], string | null, string | null]>([
    ['half 4', ['16:30'], null, null],
    ['half past ten', ['10:30'], null, null],
    ['quarter to 3', ['14:45'], null, null],
    ['at 3', ['15:00'], null, null],
    ['at 1030', ['10:30'], null, null],
    ["three o'clock", ['15:00'], null, null],
    ['3 or 4pm', ['15:00', '16:00'], null, null],
    ['at twelve', ['12:00'], null, null],
    ['after 3', [], '15:00', null],
    ['no earlier than 3', [], '15:00', null],
    ['before 12', [], null, '12:00'],
    ['no later than 4', [], null, '16:00'],
    ['between 2 and 4', [], '14:00', '16:00'],
    ['2pm-4pm', [], '14:00', '16:00'],
    ['noonish', [], '10:45', '13:30'],
    ['2ish', [], '12:45', '15:30'],
    ['half 2ish', [], '13:15', '16:00'],
    ['first thing', [], '0:00', '10:30'],
    ['midmorning', [], '10:00', '11:30'],
    ['mid afternoon', [], '14:00', '16:00'],
    ['arvo', [], '12:00', '17:00'],
    ['after work', [], '17:00', '24:00'],
    ['whenever', [], null, null],
  ])('%s', (text, at, from, to) => {
    const wish = read(`trim on friday ${text}`)
    expect([wish.at.map(clock), clock(wish.from), clock(wish.to)]).toEqual([at, from, to])
    expect(wish).toMatchObject({ beyond: false, dates: ['2026-11-20'], services: [{ id: 'trim' }] })
  })
})

test.each([
  ['trim', 'trim'],
  ['trims', 'trim'],
  ['triim', 'trim'],
  ['a balyage', 'balayage'],
  ['ballayage', 'balayage'],
  ['gel nail', 'nails'],
  ['gelnails', 'nails'],
  ['a cut & blowdry', 'cut'],
])('the service in "%s"', (text, id) => {
  expect(read(`book me ${text} tomorrow`).services.map((one) => one.id)).toEqual([id])
})

test.each([
  ['a party of 5', 5],
  ['me and 3 friends', 4],
  ['the six of us', 6],
  ['for 2 on friday', 2],
  ['for 2pm', null],
  ['a trim', null],
])('"%s" is of so many: %s', (text, many) => expect(partySize(text)).toBe(many))

test.each([
  ["it's Sam", 'Sam'],
  ['name is zoe hart', 'Zoe Hart'],
  ['under the name Priya Patel', 'Priya Patel'],
  ['cheers, Jo', 'Jo'],
  ['this is urgent', null],
])('the name in "%s"', (text, name) => expect(read(`trim fri 3pm, ${text}`).name).toBe(name))

test.each([
  'book two trims friday 3pm',
  'book 5 trims fri 3pm',
  'book us in for trims friday 3pm',
  'book a couple of trims fri 3pm',
  'book several balayage fri 3pm',
  'book trims for the whole family fri 3pm',
  'book my dog in for a trim friday 3pm, his name is Rex',
  'Did you book me a trim fri 3pm?',
  "book me a trim fri 3pm if it's under £30",
  'book me the £20 trim fri 3pm',
  'book me a trim fri 3pm with 20% off',
  'book me a trim fri 3pm for free please',
  'book me a trim fri 3pm but only if Ana is there',
  'book me a trim fri 3pm at your Leeds salon',
  "book me a trim fri 3pm, it's Sam, I'm 14",
  'book me a trim fri 3pm, I have head lice',
  'book me a trim on monday 20 november 3pm',
  'book me a trim the friday after next 3pm',
])('a person books "%s"', (text) => expect(read(text).beyond).toBe(true))

test.each([
  'book me a trim friday 3pm and wax my legs',
  "book me a trim fri 3pm, it's Sam. Also do my eyelashes",
  'book me in for a trim fri 3pm, then a massage after',
  'book me a trim fri 3pm & a spray tan, Sam',
  'book me a trim fri 3pm, Sam. Could I get a tattoo too?',
  "book me a trim fri 3pm, it's Sam, and while I'm there whiten my teeth",
  'book me a trim on friday at 3pm, also my legs waxed. Sam',
])('more than a trim may be wanted in "%s"', (text) =>
  expect(read(text)).toMatchObject({ beyond: false, unread: true }),
)

test.each([
  "Hi! Could I book in for a trim this Friday at 3pm? It's Sam. Thanks so much, looking forward to it xx",
  'book me a trim fri 3pm, Sam',
  'Good morning, please could you book me for a trim on Friday at 3pm. Kind regards, Sam Carter',
  'can you stick me in for a trim fri 3pm, ta, its Callum',
  'please put me in the diary for a trim on Friday at 3pm - Sam',
])('nothing else is wanted in "%s"', (text) => expect(read(text)).toMatchObject({ beyond: false, unread: false }))

test.each([
  'book me a trim on the 20th at 3',
  'book me a trim at 3 on friday',
  'book me in at 3 trim friday',
  "book me a trim friday 3pm, I'm 10 mins away",
  'book me a trim fri 3pm in the Salon',
  'book me some gel nails fri 3pm',
  'book me in for 1 trim fri 3pm',
])('the diary books "%s"', (text) => expect(read(text).beyond).toBe(false))

test('the same wish in any of its forms is the same wish, in any zone, also where the clocks change', () => {
  const CHANGES = ['2026-10-25', '2026-03-29', '2026-10-04', '2026-04-05', '2027-03-28', '2026-12-31']
  const wish = fc.record({
    zone: fc.constantFrom('Europe/London', 'Australia/Sydney', 'Australia/Lord_Howe'),
    around: fc.constantFrom(...CHANGES),
    shift: fc.integer({ min: -3 * 24 * 60, max: 24 * 60 }),
    ahead: fc.integer({ min: 2, max: 6 }),
    hour: fc.integer({ min: 9, max: 16 }),
    half: fc.boolean(),
    lead: fc.constantFrom('book me a trim', 'any chance of a trim', 'trim', 'Hi, can I get a trim'),
  })
  fc.assert(
    fc.property(wish, ({ zone, around, shift, ahead, hour, half, lead }) => {
      const now = DateTime.fromISO(`${around}T12:00`, { zone }).toMillis() + shift * MINUTE
      const today = DateTime.fromMillis(now, { zone })
      const day = today.plus({ days: ahead })
      const inGb = (format: string) => day.setLocale('en-GB').toFormat(format)
      const days = [
        inGb('cccc'),
        inGb('ccc'),
        inGb('d MMMM'),
        inGb('cccc d MMM'),
        inGb('d/M'),
        `the ${ordinal(day.day)}`,
      ]
      const twelve = ((hour + 11) % 12) + 1
      const half_ = hour < 12 ? 'am' : 'pm'
      const times = half
        ? [
            `${twelve}:30${half_}`,
            `${twelve}.30 ${half_}`,
            `half ${twelve}`,
            `half past ${twelve}`,
            `${String(hour).padStart(2, '0')}:30`,
          ]
        : [
            `${twelve}${half_}`,
            `${twelve} ${half_}`,
            `at ${twelve}`,
            `${twelve} o'clock`,
            `${String(hour).padStart(2, '0')}:00`,
          ]
      const venue = { ...WILLOW, timeZone: zone }
      for (const on of days) {
        for (const at of times) {
          const said = readBookingWords([`${lead} ${on} ${at}`], venue, STAFF, now)
          expect([`${lead} ${on} ${at}`, said.dates, said.at, said.services.map((one) => one.id)]).toEqual([
            `${lead} ${on} ${at}`,
            [day.toISODate()],
            [hour * 60 + (half ? 30 : 0)],
            ['trim'],
          ])
        }
      }
      const relative = [
        ['today', today],
        ['tomorrow', today.plus({ days: 1 })],
        ['tmrw', today.plus({ days: 1 })],
        [`${inGb('cccc')} week`, day.plus({ days: 7 })],
        [`a week on ${inGb('ccc')}`, day.plus({ days: 7 })],
      ] as const
      for (const [on, meant] of relative)
        expect([on, readBookingWords([`${lead} ${on}`], venue, STAFF, now).dates]).toEqual([on, [meant.toISODate()]])
    }),
    { numRuns: deepRuns(40, 5_000) },
  )
})

function ordinal(n: number): string {
  const tens = n % 100 > 10 && n % 100 < 14
  return `${n}${tens ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`
}
