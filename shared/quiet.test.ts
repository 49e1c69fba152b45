/** Quiet hours, minute by minute, against a table of clock changes that another language's zone library has made. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { DAY, HOUR, MINUTE } from './clock.ts'
import { localDate, type QuietWindow, quietWindow, quietWindowAt } from './quiet.ts'
import { DEEP, deepRuns } from './testing.ts'

const table = z
  .record(z.string(), z.array(z.tuple([z.string(), z.number()])))
  .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, 'fixtures/zone-transitions.json'), 'utf8')))
const ZONES = Object.entries(table).map(([name, changes]) => ({
  name,
  changes: changes.map(([at, minutes]) => ({ at: Date.parse(at), offset: minutes * MINUTE })),
}))
type Zone = (typeof ZONES)[number]

const FROM = Date.parse('2026-01-01T00:00Z')
const TO = Date.parse('2036-01-01T00:00Z')
const WEEK = 7 * 1_440

/** The clock on the wall, by the table: as a date whose UTC fields are the local ones. */
function wall(zone: Zone, at: number): Date {
  const since = zone.changes.findLast((change) => change.at <= at)
  return new Date(at + since!.offset)
}

/** Minutes of the week, from Monday's midnight, that are quiet. */
function quietWeek(windows: readonly QuietWindow[]): Uint8Array {
  const week = new Uint8Array(WEEK)
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  for (const { days, from, to } of windows) {
    const length = minutes(to) > minutes(from) ? minutes(to) - minutes(from) : minutes(to) + 1_440 - minutes(from)
    for (const day of days) {
      for (let m = 0; m < length; m++) week[((day - 1) * 1_440 + minutes(from) + m) % WEEK] = 1
    }
  }
  return week
}

const minuteOfWeek = (local: Date) =>
  ((local.getUTCDay() + 6) % 7) * 1_440 + local.getUTCHours() * 60 + local.getUTCMinutes()

/** Over midnight, several on a day, to midnight, one that lies in the hour that clocks skip and repeat. */
const WINDOWS: readonly QuietWindow[] = [
  { days: [1, 2, 3, 4], from: '21:30', to: '08:00' },
  { days: [5, 6], from: '22:00', to: '09:15' },
  { days: [7], from: '01:30', to: '02:30' },
  { days: [7], from: '13:00', to: '14:00' },
  { days: [7], from: '20:00', to: '24:00' },
  { days: [2, 3], from: '12:00', to: '12:01' },
]

/** Looks at one minute, somewhere within it. @returns what is wrong, or null. */
function wrongAt(zone: Zone, local: Date, at: number, week: Uint8Array): string | null {
  const quiet = quietWindowAt(WINDOWS, zone.name, at) !== null
  if (quiet !== (week[minuteOfWeek(local)] === 1)) return `${new Date(at).toISOString()} quiet: ${quiet}`
  const date = localDate(zone.name, at)
  return date === local.toISOString().slice(0, 10) ? null : `${new Date(at).toISOString()} date: ${date}`
}

function mismatches(zone: Zone, instants: Iterable<number>): { looked: number; wrong: string[] } {
  const week = quietWeek(WINDOWS)
  const wrong: string[] = []
  let looked = 0
  for (const at of instants) {
    const problem = wrongAt(zone, wall(zone, at), at, week)
    if (problem !== null && wrong.length < 10) wrong.push(problem)
    looked += 1
  }
  return { looked, wrong }
}

describe('the table', () => {
  test('has the five zones, and the clock changes that are publicly known', () => {
    expect(ZONES.map((zone) => zone.name).sort()).toEqual([
      'America/New_York',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Australia/Sydney',
      'Europe/London',
    ])
    const jump = (name: string, at: string) => {
      const { changes } = ZONES.find((zone) => zone.name === name)!
      const n = changes.findIndex((change) => change.at === Date.parse(at))
      return n < 1 ? null : (changes[n]!.offset - changes[n - 1]!.offset) / MINUTE
    }
    expect(jump('Europe/London', '2026-10-25T01:00Z')).toBe(-60)
    expect(jump('Europe/London', '2027-03-28T01:00Z')).toBe(60)
    expect(jump('Australia/Sydney', '2026-10-03T16:00Z')).toBe(60)
    expect(jump('Australia/Sydney', '2027-04-03T16:00Z')).toBe(-60)
    expect(jump('Australia/Lord_Howe', '2026-10-03T15:30Z')).toBe(30)
    expect(ZONES.find((zone) => zone.name === 'Asia/Kathmandu')!.changes).toEqual([
      { at: Date.parse('2025-01-01T00:00Z'), offset: 345 * MINUTE },
    ])
  })
})

describe('quiet hours and dates, against the table', () => {
  test.each(ZONES)('around every clock change, $name', (zone) => {
    const around = zone.changes
      .filter(({ at }) => at >= FROM && at < TO)
      .flatMap(({ at }) => Array.from({ length: 361 }, (_, n) => at + (n - 180) * MINUTE))
    const { looked, wrong } = mismatches(zone, [...around, FROM])
    expect(wrong).toEqual([])
    expect(looked).toBe(zone.name === 'Asia/Kathmandu' ? 1 : 20 * 361 + 1)
  })

  test.each(ZONES)('at any millisecond, $name', (zone) => {
    const week = quietWeek(WINDOWS)
    fc.assert(
      fc.property(fc.integer({ min: FROM, max: TO - 1 }), (at) => {
        expect(wrongAt(zone, wall(zone, at), at, week)).toBeNull()
      }),
      { numRuns: deepRuns(2_000, 50_000) },
    )
  })

  test.runIf(DEEP).each(ZONES)('every minute of ten years, $name', (zone) => {
    const week = quietWeek(WINDOWS)
    const wrong: string[] = []
    let looked = 0
    for (const [n, { at, offset }] of zone.changes.entries()) {
      const until = Math.min(zone.changes[n + 1]?.at ?? TO, TO)
      for (let t = Math.max(at, FROM); t < until; t += MINUTE) {
        const problem = wrongAt(zone, new Date(t + offset), t, week)
        if (problem !== null && wrong.length < 10) wrong.push(problem)
        looked += 1
      }
    }
    expect(wrong).toEqual([])
    expect(looked).toBe((TO - FROM) / MINUTE)
  })
})

const time = fc
  .integer({ min: 0, max: 1_440 })
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`)
const window = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  from: time,
  to: time,
})

test('any windows, any zone, any instant: the window that is named holds, and none only where none does', () => {
  fc.assert(
    fc.property(
      fc.array(window, { maxLength: 6 }),
      fc.constantFrom(...ZONES),
      fc.integer({ min: FROM, max: TO - 1 }),
      (windows, zone, at) => {
        for (const one of windows) quietWindow.parse(one)
        const minute = minuteOfWeek(wall(zone, at))
        const found = quietWindowAt(windows, zone.name, at)
        const holding = windows.filter((one) => quietWeek([one])[minute] === 1)
        if (found === null) expect(holding).toEqual([])
        else expect(holding).toContain(found)
      },
    ),
    { numRuns: deepRuns(500, 10_000) },
  )
})

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const at = (zone: string, windows: readonly QuietWindow[], instant: string) =>
  quietWindowAt(windows, zone, Date.parse(instant)) !== null

describe('where clocks change', () => {
  const oneToTwo = [{ days: EVERY_DAY, from: '01:00', to: '02:00' }]
  const twoToThree = [{ days: EVERY_DAY, from: '02:00', to: '03:00' }]

  test('London falls back: the hour from one to two is quiet both times', () => {
    for (const instant of ['2026-10-25T00:00Z', '2026-10-25T00:59Z', '2026-10-25T01:00Z', '2026-10-25T01:59Z'])
      expect(at('Europe/London', oneToTwo, instant), instant).toBe(true)
    for (const instant of ['2026-10-24T23:59Z', '2026-10-25T02:00Z'])
      expect(at('Europe/London', oneToTwo, instant), instant).toBe(false)
  })

  test('London springs forward: an hour that does not exist is never quiet, and the window ends at once', () => {
    for (const instant of ['2027-03-28T00:59Z', '2027-03-28T01:00Z', '2027-03-28T01:59Z'])
      expect(at('Europe/London', oneToTwo, instant), instant).toBe(false)
    const night = [{ days: [6], from: '22:00', to: '01:30' }]
    expect(at('Europe/London', night, '2027-03-28T00:59Z')).toBe(true)
    expect(at('Europe/London', night, '2027-03-28T01:00Z')).toBe(false)
  })

  test('Sydney: both ways', () => {
    expect(at('Australia/Sydney', twoToThree, '2026-10-03T15:59Z')).toBe(false)
    expect(at('Australia/Sydney', twoToThree, '2026-10-03T16:00Z')).toBe(false)
    expect(at('Australia/Sydney', twoToThree, '2027-04-03T15:30Z')).toBe(true)
    expect(at('Australia/Sydney', twoToThree, '2027-04-03T16:30Z')).toBe(true)
    expect(at('Australia/Sydney', twoToThree, '2027-04-03T17:00Z')).toBe(false)
  })

  test('Lord Howe: half an hour', () => {
    const half = [{ days: EVERY_DAY, from: '02:00', to: '02:30' }]
    expect(at('Australia/Lord_Howe', half, '2026-10-03T15:29Z')).toBe(false)
    expect(at('Australia/Lord_Howe', half, '2026-10-03T15:30Z')).toBe(false)
    const repeated = [{ days: EVERY_DAY, from: '01:30', to: '02:00' }]
    expect(at('Australia/Lord_Howe', repeated, '2027-04-03T14:45Z')).toBe(true)
    expect(at('Australia/Lord_Howe', repeated, '2027-04-03T15:15Z')).toBe(true)
    expect(at('Australia/Lord_Howe', repeated, '2027-04-03T15:30Z')).toBe(false)
  })
})

describe('windows', () => {
  const monday = Date.parse('2026-11-16T00:00Z')
  const on = (windows: readonly QuietWindow[], day: number, hour: number, minute = 0) =>
    quietWindowAt(windows, 'Europe/London', monday + (day - 1) * DAY + hour * HOUR + minute * MINUTE) !== null

  test('over midnight belongs to the day on which it begins', () => {
    const friday = [{ days: [5], from: '22:00', to: '09:00' }]
    expect([on(friday, 5, 8), on(friday, 5, 21, 59), on(friday, 5, 22), on(friday, 6, 8, 59)]).toEqual([
      false,
      false,
      true,
      true,
    ])
    expect([on(friday, 6, 9), on(friday, 6, 22), on(friday, 7, 3)]).toEqual([false, false, false])
  })

  test('Sunday night runs into Monday', () => {
    const sunday = [{ days: [7], from: '20:00', to: '06:00' }]
    expect([on(sunday, 7, 20), on(sunday, 1, 5, 59), on(sunday, 1, 6), on(sunday, 1, 20)]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  test('24:00 ends with the day; the same time twice is a whole day', () => {
    const late = [{ days: [3], from: '20:00', to: '24:00' }]
    expect([on(late, 3, 23, 59), on(late, 4, 0), on(late, 3, 19, 59)]).toEqual([true, false, false])
    const whole = [{ days: [3], from: '00:00', to: '24:00' }]
    expect([on(whole, 2, 23, 59), on(whole, 3, 0), on(whole, 3, 23, 59), on(whole, 4, 0)]).toEqual([
      false,
      true,
      true,
      false,
    ])
    const round = [{ days: [3], from: '09:00', to: '09:00' }]
    expect([on(round, 3, 8, 59), on(round, 3, 9), on(round, 4, 8, 59), on(round, 4, 9)]).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  test('no windows: never quiet; a zone that nobody knows is no reason to send', () => {
    expect(quietWindowAt([], 'Europe/London', monday)).toBeNull()
    expect(() => quietWindowAt(WINDOWS, 'Europe/Atlantis', monday)).toThrow(RangeError)
  })

  test.each(['7:00', '24:01', '25:00', '12:60', 'noon', ''])('%j is no time', (from) => {
    expect(quietWindow.safeParse({ days: [1], from, to: '08:00' }).success).toBe(false)
  })
})
