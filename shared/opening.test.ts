import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, holidaysOf, weekdayOf } from './holidays.ts'
import { formatDay, formatSpans, formatTime, openingOn, openState } from './opening.ts'
import { timesIn } from './times.ts'
import { WEDNESDAY_TEN, WILLOW } from './willow.fixture.ts'

describe('the hours of a date', () => {
  test('are the weekly ones', () => {
    expect(formatSpans(openingOn(WILLOW, '2026-11-21').spans)).toBe('9am to 5pm')
    expect(openingOn(WILLOW, '2026-11-22').spans).toEqual([])
  })

  test('give way to a dated exception', () => {
    expect(openingOn(WILLOW, '2026-12-25')).toMatchObject({ spans: [], closure: { id: 'christmas' } })
    expect(formatSpans(openingOn(WILLOW, '2026-12-24').spans)).toBe('9am to 1pm')
  })

  test('may have a break', () => {
    const venue = {
      closures: [],
      hours: [
        { id: 'b', day: 1, opens: 840, closes: 1110 },
        { id: 'a', day: 1, opens: 570, closes: 720 },
      ],
    }
    expect(formatSpans(openingOn(venue, '2026-11-23').spans)).toBe('9:30am to midday and 2pm to 6:30pm')
  })
})

describe('open now', () => {
  const at = (iso: string) => openState(WILLOW, Date.parse(iso))

  test('is judged in the venue’s own time', () => {
    expect(at('2026-11-18T10:00:00Z')).toMatchObject({ open: true, until: 1080 })
    expect(at('2026-07-15T17:30:00Z')).toMatchObject({ open: false, next: { date: '2026-07-16', opens: 540 } })
    expect(at('2026-07-15T08:00:00Z')).toMatchObject({ open: true })
  })

  test('ends with the minute of closing', () => {
    expect(at('2026-11-18T17:59:00Z').open).toBe(true)
    expect(at('2026-11-18T18:00:00Z').open).toBe(false)
  })

  test('knows the next opening past closed days', () => {
    expect(at('2026-11-21T18:00:00Z').next).toMatchObject({ date: '2026-11-24', opens: 540 })
  })
})

test('days are named as a person would', () => {
  expect(formatDay('2026-11-18', '2026-11-18')).toBe('today')
  expect(formatDay('2026-11-19', '2026-11-18')).toBe('tomorrow')
  expect(formatDay('2026-11-24', '2026-11-18')).toBe('Tuesday')
  expect(formatDay('2026-11-25', '2026-11-18')).toBe('Wednesday 25 November')
})

test('every written time is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1439 }), (minute) => {
      const [time, ...others] = timesIn(`We close at ${formatTime(minute)}.`)
      expect(others).toEqual([])
      expect(time).toMatchObject({ role: 'to' })
      expect(time?.minutes).toContain(minute)
    }),
  )
})

describe('public holidays', () => {
  test('of England and Wales', () => {
    expect(holidaysOf(2026, 'en-GB').map((day) => day.date)).toEqual([
      '2026-01-01',
      '2026-04-03',
      '2026-04-06',
      '2026-05-04',
      '2026-05-25',
      '2026-08-31',
      '2026-12-25',
      '2026-12-26',
      '2026-12-28',
    ])
  })

  test('with days in lieu of both at Christmas', () => {
    expect(
      holidaysOf(2027, 'en-GB')
        .map((day) => day.date)
        .slice(-2),
    ).toEqual(['2027-12-27', '2027-12-28'])
  })

  test('of Australia', () => {
    expect(holidaysOf(2026, 'en-AU').map((day) => day.name)).toContain('Anzac Day')
  })
})

test('days are added across months and clock changes', () => {
  expect(addDays('2026-10-24', 2)).toBe('2026-10-26')
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(weekdayOf('2026-11-22')).toBe(7)
  expect(new Date(WEDNESDAY_TEN).getUTCDay()).toBe(3)
})
