import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import { snoozeChoices } from './snooze.ts'
import {
  ago,
  clockSeconds,
  clockTime,
  dayLabel,
  foreignZone,
  hourOfDay,
  secondsLeft,
  sinceText,
  waitLevel,
  whenText,
} from './time.ts'

const LONDON = 'Europe/London'
const at = (iso: string) => Date.parse(iso)
const NOW = at('2026-11-20T14:02:11Z')

it('says times in the venue’s zone', () => {
  expect(clockTime(LONDON, NOW)).toBe('14:02')
  expect(clockSeconds(LONDON, NOW)).toBe('14:02:11')
  expect(clockTime('Australia/Sydney', NOW)).toBe('01:02')
  expect(clockTime(LONDON, at('2026-06-01T23:30:00Z'))).toBe('00:30')
})

it('names days from where the venue is', () => {
  expect(dayLabel(LONDON, NOW, NOW - HOUR)).toBe('Today')
  expect(dayLabel(LONDON, NOW, NOW - DAY)).toBe('Yesterday')
  expect(dayLabel(LONDON, NOW, at('2026-11-03T12:00:00Z'))).toBe('Tuesday 3 November')
  expect(dayLabel(LONDON, NOW, at('2025-11-03T12:00:00Z'))).toBe('Monday 3 November 2025')
  expect(whenText(LONDON, NOW, NOW - DAY)).toBe('yesterday 14:02')
  expect(whenText(LONDON, NOW, at('2026-11-03T12:00:00Z'))).toBe('3 Nov 12:00')
  expect(sinceText(LONDON, NOW, NOW - DAY)).toBe('yesterday 14:02, 1 d')
  expect(sinceText(LONDON, NOW, at('2026-11-03T12:00:00Z'))).toBe('3 Nov 12:00')
})

it('names the days beside one on which the clocks change', () => {
  // 29 March 2026 has 23 hours in London, 25 October 25
  expect(dayLabel(LONDON, at('2026-03-28T23:30:00Z'), at('2026-03-29T11:00:00Z'))).toBe('Tomorrow')
  expect(dayLabel(LONDON, at('2026-03-28T23:30:00Z'), at('2026-03-30T11:00:00Z'))).toBe('Monday 30 March')
  expect(dayLabel(LONDON, at('2026-03-29T23:30:00Z'), at('2026-03-29T11:00:00Z'))).toBe('Yesterday')
  expect(dayLabel(LONDON, at('2026-10-24T23:30:00Z'), at('2026-10-26T12:00:00Z'))).toBe('Tomorrow')
  expect(dayLabel(LONDON, at('2026-10-25T23:30:00Z'), at('2026-10-24T12:00:00Z'))).toBe('Yesterday')
})

it('says how long ago in one unit', () => {
  expect(ago(LONDON, NOW, NOW - 5 * SECOND)).toBe('now')
  expect(ago(LONDON, NOW, NOW + 5 * SECOND)).toBe('now')
  expect(ago(LONDON, NOW, NOW - 41 * MINUTE)).toBe('41 min')
  expect(ago(LONDON, NOW, NOW - 3 * HOUR)).toBe('3 h')
  expect(ago(LONDON, NOW, NOW - 3 * DAY)).toBe('3 d')
  expect(ago(LONDON, NOW, at('2026-10-02T12:00:00Z'))).toBe('2 Oct')
})

it('turns amber at the target and red at twice the target', () => {
  expect(waitLevel(NOW, null, 15)).toBe('fine')
  expect(waitLevel(NOW, NOW - 14 * MINUTE, 15)).toBe('fine')
  expect(waitLevel(NOW, NOW - 15 * MINUTE, 15)).toBe('late')
  expect(waitLevel(NOW, NOW - 30 * MINUTE, 15)).toBe('overdue')
})

it('counts down to nothing and never below', () => {
  expect(secondsLeft(0, 4_001)).toBe(5)
  expect(secondsLeft(4_001, 4_001)).toBe(0)
  expect(secondsLeft(9_000, 4_001)).toBe(0)
})

it('finds an hour of the day in the zone, clock changes included', () => {
  expect(hourOfDay(LONDON, NOW, 1, 9)).toBe(at('2026-11-21T09:00:00Z'))
  // The clocks go forward on 29 March 2026 and back on 25 October.
  expect(hourOfDay(LONDON, at('2026-03-28T12:00:00Z'), 1, 9)).toBe(at('2026-03-29T08:00:00Z'))
  expect(hourOfDay(LONDON, at('2026-10-24T12:00:00Z'), 1, 9)).toBe(at('2026-10-25T09:00:00Z'))
  const zones = fc.constantFrom(LONDON, 'Australia/Sydney', 'Australia/Adelaide', 'America/New_York')
  const instants = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') })
  fc.assert(
    fc.property(
      zones,
      instants,
      fc.integer({ min: 0, max: 14 }),
      fc.integer({ min: 5, max: 22 }),
      (zone, now, days, hour) => {
        const found = hourOfDay(zone, now, days, hour)
        expect(clockTime(zone, found)).toBe(`${String(hour).padStart(2, '0')}:00`)
        expect(found).toBeGreaterThan(now - DAY - HOUR)
      },
    ),
  )
})

it('offers only times to come, and no next Monday twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: NOW, max: NOW + 400 * DAY }), (now) => {
      const choices = snoozeChoices(LONDON, now)
      const times = choices.map((c) => c.until).filter((u) => u !== 'reply')
      for (const time of times) expect(time).toBeGreaterThan(now)
      const mornings = choices.filter((c) => c.detail.endsWith('09:00') && /morning|Monday/.test(c.label))
      expect(new Set(mornings.map((c) => c.until)).size).toBe(mornings.length)
    }),
  )
})

it('names the zone only where the machine keeps another time', () => {
  expect(foreignZone(LONDON, NOW, 'Europe/Lisbon')).toBeNull()
  expect(foreignZone(LONDON, NOW, 'Europe/Paris')).toBe('London time')
})
