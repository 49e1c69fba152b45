import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '#shared/clock.ts'
import { deepRuns } from '#shared/testing.ts'
import { clockTime, dayAndTime, dayKey, instantOf } from './time.ts'
import { readTime } from './typed-time.ts'

const LONDON = 'Europe/London'
/** A Saturday, 11:10 in London. */
const NOW = Date.parse('2026-11-21T11:10:00Z')

/** What is shown of it; null: nothing is understood. */
function shown(text: string, zone = LONDON, now = NOW): string | null {
  const read = readTime(text, zone, now)
  if (read.kind === 'none') return null
  return `${dayAndTime(zone, now, read.at)}${read.kind === 'past' ? ', past' : ''}`
}

it.each([
  ['tomorrow 3pm', 'Sun 22 Nov, 15:00'],
  ['Tomorrow', 'Sun 22 Nov, 09:00'],
  ['fri 9', 'Fri 27 Nov, 09:00'],
  ['fri 10:30', 'Fri 27 Nov, 10:30'],
  ['until friday', 'Fri 27 Nov, 09:00'],
  ['on Monday morning', 'Mon 23 Nov, 09:00'],
  ['monday afternoon', 'Mon 23 Nov, 14:00'],
  ['this evening', 'Sat 21 Nov, 18:00'],
  ['tonight', 'Sat 21 Nov, 20:00'],
  ['noon', 'Sat 21 Nov, 12:00'],
  ['in 2 hours', 'Sat 21 Nov, 13:10'],
  ['2h', 'Sat 21 Nov, 13:10'],
  ['30 min', 'Sat 21 Nov, 11:40'],
  ['in 3 days', 'Tue 24 Nov, 09:00'],
  ['next week', 'Sat 28 Nov, 09:00'],
  ['27 nov 14:30', 'Fri 27 Nov, 14:30'],
  ['nov 27 2pm', 'Fri 27 Nov, 14:00'],
  ['dec 3', 'Thu 3 Dec, 09:00'],
  ['December 25 at 9', 'Fri 25 Dec, 09:00'],
  ['1 jan', 'Fri 1 Jan 2027, 09:00'],
  ['28 March 2027 09:00', 'Sun 28 Mar 2027, 09:00'],
])('"%s" is %s', (text, then) => {
  expect(shown(text)).toBe(then)
})

it('takes the day before the month', () => {
  expect(shown('3/12')).toBe('Thu 3 Dec, 09:00')
  expect(shown('3/12', 'Australia/Sydney')).toBe('Thu 3 Dec, 09:00')
})

it('takes an hour of a desk’s day, and the next one that comes', () => {
  expect(shown('at 3')).toBe('Sat 21 Nov, 15:00')
  expect(shown('tomorrow 3:30')).toBe('Sun 22 Nov, 15:30')
  expect(shown('tomorrow 3.30')).toBe('Sun 22 Nov, 15:30')
  expect(shown('tomorrow 03:00')).toBe('Sun 22 Nov, 03:00')
  expect(shown('tomorrow 3am')).toBe('Sun 22 Nov, 03:00')
  expect(shown('9')).toBe('Sun 22 Nov, 09:00')
  expect(shown('17')).toBe('Sat 21 Nov, 17:00')
})

it('takes the weekday that is still to come', () => {
  expect(shown('saturday')).toBe('Sat 28 Nov, 09:00')
  expect(shown('sat 10')).toBe('Sat 28 Nov, 10:00')
})

it('says of what is over that it is, and of anything else nothing', () => {
  expect(shown('yesterday')).toBe('Fri 20 Nov, 09:00, past')
  expect(shown('today 9am')).toBe('Sat 21 Nov, 09:00, past')
  for (const text of ['', ' ', 'soon', 'when she calls', 'tomorrow or so', 'fri 9-10', '25:00', '31 feb'])
    expect(shown(text), text).toBeNull()
})

it('goes by the venue’s clocks, wherever the machine stands', () => {
  // In Sydney it is already 22:10 of that Saturday.
  expect(shown('tomorrow 9am', 'Australia/Sydney')).toBe('Sun 22 Nov, 09:00')
  expect(readTime('tomorrow 9am', 'Australia/Sydney', NOW)).toEqual({
    kind: 'ahead',
    at: Date.parse('2026-11-21T22:00:00Z'),
  })
  expect(shown('in 2 hours', 'Australia/Sydney')).toBe('Sun 22 Nov, 00:10')
  // And here Sunday, while London still has Saturday.
  const later = NOW + 3 * HOUR
  expect(shown('tomorrow', 'Australia/Sydney', later)).toBe('Mon 23 Nov, 09:00')
  expect(shown('2am', 'Australia/Sydney', later)).toBe('Sun 22 Nov, 02:00')
})

describe('as the clocks change', () => {
  // 28 March 2027 has no 01:30 in London, 25 October 2026 has two.
  it('a time that is left out is as much later, one that comes twice is the first', () => {
    expect(shown('28 march 2027 1:30am')).toBe('Sun 28 Mar 2027, 02:30')
    const october = Date.parse('2026-10-24T10:00:00Z')
    expect(readTime('tomorrow 1:30am', LONDON, october)).toEqual({
      kind: 'ahead',
      at: Date.parse('2026-10-25T00:30:00Z'),
    })
  })

  it('hours from now are hours, days keep their time', () => {
    const eve = Date.parse('2027-03-27T23:30:00Z')
    expect(shown('in 3 hours', LONDON, eve)).toBe('Sun 28 Mar, 03:30')
    expect(shown('tomorrow 9am', LONDON, eve)).toBe('Sun 28 Mar, 09:00')
    expect(shown('tomorrow 23:30', LONDON, eve)).toBe('Sun 28 Mar, 23:30')
  })
})

const ZONES = [LONDON, 'Australia/Sydney', 'Australia/Lord_Howe', 'Australia/Adelaide', 'Pacific/Auckland', 'UTC']
const two = (n: number) => String(n).padStart(2, '0')

it('what is shown is what is sent: any day and time, around every change of the clocks', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: 0, max: 2 * 365 }),
      fc.integer({ min: 0, max: 24 * 60 - 1 }),
      (zone, days, minute) => {
        const day = dayKey(zone, NOW + (days + 2) * DAY)
        const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
        const read = readTime(`${day} ${time}`, zone, NOW)
        if (read.kind !== 'ahead') throw new Error(`${day} ${time} is not read`)
        // Typed again as it is shown, it is the same instant or, where that time comes twice, the first of the two.
        const again = readTime(dayAndTime(zone, NOW, read.at), zone, NOW)
        expect(again).toEqual(read)
        const said = `${dayKey(zone, read.at)} ${clockTime(zone, read.at)}`
        const leftOut = said !== `${day} ${time}`
        // Only a time that the clocks leave out is shown as another one, and that at once.
        if (leftOut) expect(clockTime(zone, read.at - HOUR)).not.toBe(time)
        if (leftOut) expect(read.at - instantOf(zone, day, '00:00')!).toBe(minute * MINUTE)
      },
    ),
    { numRuns: deepRuns(300, 20_000) },
  )
})
