/** Calendars from elsewhere: what they say in whichever zone, and what they may not make the server do. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deepRuns } from '#shared/testing.ts'
import { busyTimes, calendarUrl, fetchCalendar, mayReach } from './calendar.ts'

const calendar = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n')
let uid = 0
const event = (...lines: string[]) => [
  'BEGIN:VEVENT',
  `UID:e${++uid}`,
  'DTSTAMP:20260101T000000Z',
  ...lines,
  'END:VEVENT',
]

const at = (iso: string) => Date.parse(iso)
const AUTUMN = { startsAt: at('2026-10-01T00:00:00Z'), endsAt: at('2026-12-01T00:00:00Z') }
const read = async (text: string, zone = 'Europe/London') =>
  (await busyTimes(text, zone, AUTUMN)).map(
    (one) => `${new Date(one.startsAt).toISOString().slice(0, 16)} ${(one.endsAt - one.startsAt) / 60_000}`,
  )

describe('reading', () => {
  test('a weekly event keeps its own clock over a clock change, with exceptions and a moved one', async () => {
    const text = calendar(
      'BEGIN:VEVENT',
      'UID:weekly',
      'DTSTAMP:20260101T000000Z',
      'DTSTART;TZID=Europe/London:20261014T090000',
      'DTEND;TZID=Europe/London:20261014T103000',
      'RRULE:FREQ=WEEKLY;COUNT=5',
      'EXDATE;TZID=Europe/London:20261021T090000',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:weekly',
      'DTSTAMP:20260101T000000Z',
      'RECURRENCE-ID;TZID=Europe/London:20261104T090000',
      'DTSTART;TZID=Europe/London:20261105T140000',
      'DTEND;TZID=Europe/London:20261105T150000',
      'END:VEVENT',
    )
    expect(await read(text)).toEqual([
      '2026-10-14T08:00 90',
      '2026-10-28T09:00 90',
      '2026-11-05T14:00 60',
      '2026-11-11T09:00 90',
    ])
  })

  test('times without a zone, and whole days, are the venue’s, or those of the zone that the calendar names', async () => {
    const lines = [
      ...event('DTSTART:20261020T100000', 'DTEND:20261020T110000'),
      ...event('DTSTART;VALUE=DATE:20261004', 'DTEND;VALUE=DATE:20261005'),
    ]
    expect(await read(calendar(...lines))).toEqual(['2026-10-03T23:00 1440', '2026-10-20T09:00 60'])
    // The clocks go forward that day
    expect(await read(calendar(...lines), 'Australia/Sydney')).toEqual(['2026-10-03T14:00 1380', '2026-10-19T23:00 60'])
    expect(await read(calendar('X-WR-TIMEZONE:America/New_York', ...lines))).toEqual([
      '2026-10-04T04:00 1440',
      '2026-10-20T14:00 60',
    ])
  })

  test('other zones, UTC, durations and a zone that the calendar defines itself', async () => {
    const text = calendar(
      'BEGIN:VTIMEZONE',
      'TZID:Customized Time Zone',
      'BEGIN:STANDARD',
      'DTSTART:16011028T030000',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0100',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:16010325T020000',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
      ...event('DTSTART;TZID=Customized Time Zone:20261102T100000', 'DTEND;TZID=Customized Time Zone:20261102T110000'),
      ...event('DTSTART;TZID=America/New_York:20261103T100000', 'DURATION:PT45M'),
      ...event('DTSTART:20261104T100000Z', 'DTEND:20261104T120000Z'),
      ...event('DTSTART;TZID=GMT Standard Time:20261007T100000', 'DTEND;TZID=GMT Standard Time:20261007T110000'),
    )
    expect(await read(text)).toEqual([
      '2026-10-07T09:00 60',
      '2026-11-02T09:00 60',
      '2026-11-03T15:00 45',
      '2026-11-04T10:00 120',
    ])
  })

  test('what is cancelled or free takes no time; what overlaps is one; what lies elsewhere in time is left out', async () => {
    const text = calendar(
      ...event('DTSTART:20261104T100000Z', 'DTEND:20261104T110000Z', 'STATUS:CANCELLED'),
      ...event('DTSTART:20261105T100000Z', 'DTEND:20261105T110000Z', 'TRANSP:TRANSPARENT'),
      ...event('DTSTART:20261106T100000Z', 'DTEND:20261106T110000Z'),
      ...event('DTSTART:20261106T103000Z', 'DTEND:20261106T120000Z'),
      ...event('DTSTART:20270106T100000Z', 'DTEND:20270106T110000Z'),
      ...event('DTSTART:20260930T120000Z', 'DTEND:20261001T060000Z'),
    )
    expect(await read(text)).toEqual(['2026-09-30T12:00 1080', '2026-11-06T10:00 120'])
  })

  test('a calendar made to take for ever is given up, and one of too many events is refused', async () => {
    const forever = calendar(...event('DTSTART:19700101T000000Z', 'DTEND:19700101T000001Z', 'RRULE:FREQ=SECONDLY'))
    await expect(busyTimes(forever, 'UTC', AUTUMN, { readWithin: 1_500 })).rejects.toThrow('could not be read')
    await expect(busyTimes('BEGIN:VCALENDAR\nnonsense', 'UTC', AUTUMN)).resolves.toEqual([])
  })

  test('times of day in random zones come back as they were meant', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('Europe/London', 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Kathmandu'),
        fc.uniqueArray(fc.integer({ min: 0, max: 1_300 }), { minLength: 1, maxLength: 5 }),
        async (zone, hours) => {
          const starts = hours.map((h) => AUTUMN.startsAt + h * 3_600_000).sort((a, b) => a - b)
          const local = (t: number) =>
            new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
              .format(t)
              .replace(/[-:]/g, '')
              .replace(' ', 'T')
          const lines = starts.flatMap((t) => event(`DTSTART;TZID=${zone}:${local(t)}`, 'DURATION:PT20M'))
          const found = await busyTimes(calendar(...lines), 'UTC', AUTUMN)
          // An hour that comes twice has two instants and one name: the first is meant
          const twice = starts.filter((t) => starts.every((u) => u === t || local(u) !== local(t)))
          for (const t of twice) {
            const hit = found.some((one) => one.startsAt === t || local(one.startsAt) === local(t))
            expect(hit).toBe(true)
          }
        },
      ),
      { numRuns: deepRuns(3, 50) },
    )
  })
})

describe('fetching', () => {
  const here = { loopback: true }

  async function serve(handler: http.RequestListener) {
    const server = http.createServer(handler)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return {
      url,
      [Symbol.asyncDispose]: async () => {
        server.closeAllConnections()
        await new Promise((done) => server.close(done))
      },
    }
  }
  const text = calendar()

  test('over a redirect to what may be reached, and not to what may not', async () => {
    await using s = await serve((request, response) => {
      if (request.url === '/ok') return response.end(text)
      const to: Record<string, string> = {
        '/once': '/ok',
        '/loop': '/loop',
        '/private': 'https://10.0.0.1/cal',
        '/metadata': 'http://169.254.169.254/latest',
        '/plain': 'http://example.com/cal.ics',
        '/file': 'file:///etc/passwd',
      }
      response.writeHead(302, { location: to[request.url ?? ''] ?? '/loop' }).end()
    })
    expect(await fetchCalendar(`${s.url}/once`, here)).toBe(text)
    for (const path of ['loop', 'private', 'metadata', 'plain', 'file'])
      await expect(fetchCalendar(`${s.url}/${path}`, here)).rejects.toThrow(/not allowed|without end/)
    await expect(fetchCalendar(`${s.url}/ok`, { loopback: false })).rejects.toThrow('not allowed')
  })

  test('a name that leads to this machine or its network is refused, whatever it is called', async () => {
    await using s = await serve((_, response) => response.end(text))
    const port = new URL(s.url).port
    await expect(fetchCalendar(`https://localhost:${port}/`, { loopback: false })).rejects.toThrow()
    expect(calendarUrl(`http://localhost:${port}/`, { loopback: false })).toBeNull()
  })

  test('too large, too slow, no calendar, an error: each says so without the address', async () => {
    await using s = await serve((request, response) => {
      const path = request.url?.split('?')[0]
      if (path === '/large') return response.end(text + 'X'.repeat(5_000))
      if (path === '/drip') {
        response.write(text)
        return
      }
      if (path === '/html') return response.end('<!doctype html>')
      if (path === '/gone') return response.writeHead(410).end()
    })
    const options = { ...here, mostBytes: 1_000, fetchWithin: 300 }
    const says = (path: string) => fetchCalendar(`${s.url}${path}?secret`, options).catch((e: Error) => e.message)
    expect(await says('/large')).toBe('The calendar is too large.')
    expect(await says('/drip')).toBe('The calendar took too long to answer.')
    expect(await says('/silent')).toBe('The calendar took too long to answer.')
    expect(await says('/html')).toBe('There is no calendar at that address.')
    expect(await says('/gone')).toBe('The calendar answered with status 410.')
  })

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fd00::1',
    '2002:7f00:1::',
    '2001:db8::1',
    'ff02::1',
    'example.com',
  ])('%s is not the public internet', (address) => {
    expect(mayReach(address, { loopback: false })).toBe(false)
  })

  test.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1'])('%s is', (address) => {
    expect(mayReach(address, { loopback: false })).toBe(true)
  })

  test.each([
    ['http://example.com/a.ics', null],
    ['https://user:secret@example.com/a.ics', null],
    ['ftp://example.com/a.ics', null],
    ['https://192.168.0.9/a.ics', null],
    ['https://[::ffff:127.0.0.1]/a.ics', null],
    ['https://0x7f.1/a.ics', null],
    ['https://2130706433/a.ics', null],
    ['nonsense', null],
    ['webcal://example.com/a.ics#x', 'https://example.com/a.ics'],
    [' https://example.com/a.ics?token=1 ', 'https://example.com/a.ics?token=1'],
  ])('%s is asked for as %s', (given, asked) => {
    expect(calendarUrl(given, { loopback: false })?.href ?? null).toBe(asked)
  })
})
