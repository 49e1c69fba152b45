/** Feeds and the diary's commands, from the outside. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import { startScheduler } from '../scheduler.ts'
import { type TestServer, testServer, WEDNESDAY } from '../testing.ts'
import { dueFeeds, READ_EVERY, readFeed } from './feed.ts'

const FRIDAY_3PM = Date.parse('2026-11-20T15:00:00Z')
const AWAY = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'BEGIN:VEVENT',
  'UID:away',
  'DTSTAMP:20260101T000000Z',
  'DTSTART;TZID=Europe/London:20261120T120000',
  'DTEND;TZID=Europe/London:20261120T180000',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n')

async function calendarAt(first: string | null) {
  const state = { text: first, asked: 0 }
  const server = http.createServer((_, response) => {
    state.asked++
    if (state.text === null) response.writeHead(503).end()
    else response.end(state.text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cal.ics?token=secret`
  return {
    state,
    url,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

const local = (s: TestServer) => ({ ...s.deps, storage: s.deps.storage, calendars: { loopback: true } })

async function readAll(s: TestServer): Promise<number> {
  const due = await s.deps.storage.read((db) => dueFeeds(db, s.now()))
  for (const feed of due) await readFeed(local(s), feed.venueId, feed.id)
  return due.length
}

/** As a demo server would: the test calendars lie on this machine. */
async function add(s: TestServer, url: string, stafferId: string | null) {
  await s.deps.storage.write('command', s.venueId, (tx) =>
    tx.insert('calendar_feeds', {
      id: 'feed',
      name: 'Away',
      url,
      host: 'x',
      stafferId,
      state: 'new',
      reason: null,
      checkedAt: null,
      readAt: null,
      busyCount: 0,
    }),
  )
}

const gels = { serviceId: 'svc_gel_nails', stafferId: 'staff_mina', startsAt: FRIDAY_3PM, name: 'Sam' }

test('its events take time; a failure is shown and keeps the old times; removed, they are gone', async () => {
  await using s = await testServer()
  await using calendar = await calendarAt(AWAY)
  await add(s, calendar.url, 'staff_mina')
  expect(await readAll(s)).toBe(1)
  expect((await s.rows('calendar_feeds'))[0]).toMatchObject({ state: 'ok', busyCount: 1, readAt: WEDNESDAY })
  expect(await s.command('diary.book', gels)).toMatchObject({ code: 'slot_taken' })
  expect(await s.command('diary.book', { ...gels, serviceId: 'svc_trim', stafferId: 'staff_ana' })).toMatchObject({
    status: 'done',
  })
  await s.text('Is Friday 3pm free for gel nails?')
  s.pass(8 * SECOND)
  await s.step()
  expect((await s.rows('drafts'))[0]!.text).not.toContain('3pm')

  expect(await readAll(s)).toBe(0)
  s.pass(READ_EVERY)
  calendar.state.text = null
  expect(await readAll(s)).toBe(1)
  expect((await s.rows('calendar_feeds'))[0]).toMatchObject({
    state: 'failing',
    reason: 'The calendar answered with status 503.',
    busyCount: 1,
  })
  expect(await s.command('diary.book', gels)).toMatchObject({ code: 'slot_taken' })
  await s.command('diary.feed_remove', { feedId: 'feed' })
  expect(await s.command('diary.book', gels)).toMatchObject({ status: 'done' })
  expect(await s.rows('calendar_feeds')).toEqual([])
})

test('the scheduler reads what is due by itself', async () => {
  await using s = await testServer()
  await using calendar = await calendarAt(AWAY)
  await add(s, calendar.url, null)
  const scheduler = startScheduler(local(s))
  try {
    await expect.poll(() => s.rows('calendar_feeds'), { timeout: 20_000 }).toMatchObject([{ state: 'ok' }])
  } finally {
    await scheduler.close()
  }
  expect(calendar.state.asked).toBe(1)
})

test('its address is a secret: not in the feed of the desks, not in the audit log', async () => {
  await using s = await testServer()
  const url = 'https://calendar.example/private-token/basic.ics'
  const added = await s.command('diary.feed_add', { name: 'Mina', url, stafferId: 'staff_mina' })
  expect(added).toMatchObject({ status: 'done', result: { feedId: expect.any(String) } })
  const [feed] = await s.rows('calendar_feeds')
  expect(feed).toMatchObject({ host: 'calendar.example', state: 'new' })
  const audit = await s.deps.storage.read((db) => db.selectFrom('audit').select('detail').execute())
  expect(JSON.stringify([feed, audit])).not.toContain('private-token')
  for (const bad of ['http://calendar.example/a.ics', 'https://10.0.0.8/a.ics', 'https://localhost/a.ics', 'x'])
    expect(await s.command('diary.feed_add', { name: 'x', url: bad })).toMatchObject({ code: 'feed_refused' })
})

test('bookings by hand: two cannot overlap; moved and cancelled they give their time back', async () => {
  await using s = await testServer()
  const first = await s.command('diary.book', gels, { as: s.staff })
  expect(first.status).toBe('done')
  const bookingId = first.result!.bookingId as string
  const half = { ...gels, startsAt: FRIDAY_3PM + 30 * MINUTE }
  expect(await s.command('diary.book', half)).toMatchObject({ status: 'refused', code: 'slot_taken' })
  expect(await s.command('diary.move', { bookingId, startsAt: half.startsAt })).toMatchObject({ status: 'done' })
  expect(await s.command('diary.book', { ...gels, startsAt: FRIDAY_3PM - 30 * MINUTE })).toMatchObject({
    status: 'done',
  })
  expect(await s.command('diary.move', { bookingId, startsAt: FRIDAY_3PM })).toMatchObject({ code: 'slot_taken' })
  await s.command('diary.cancel', { bookingId })
  expect(await s.command('diary.cancel', { bookingId })).toMatchObject({ code: 'row_not_found' })
  expect(await s.command('diary.book', half)).toMatchObject({ status: 'done' })
})

test('two at one booking: the second hears that somebody was faster', async () => {
  await using s = await testServer()
  const { result } = await s.command('diary.book', gels)
  const bookingId = result!.bookingId as string
  const { seq } = (await s.rows('bookings'))[0]!
  await s.command('diary.move', { bookingId, startsAt: FRIDAY_3PM + HOUR }, { as: s.staff, basis: seq })
  const late = await s.command('diary.cancel', { bookingId }, { basis: seq })
  expect(late).toMatchObject({ status: 'conflict', result: { by: s.staff.personId } })
})

test('who works is the owner’s to say; one with bookings ahead stays', async () => {
  await using s = await testServer()
  const lena = { name: 'Lena Fox', serviceIds: ['svc_trim'], hours: [{ day: 5, opens: 600, closes: 720 }] }
  expect(await s.command('diary.staff_add', lena, { as: s.staff })).toMatchObject({ code: 'forbidden' })
  const unknown = await s.command('diary.staff_add', { ...lena, serviceIds: ['svc_nothing'] })
  expect(unknown).toMatchObject({ code: 'row_not_found' })
  const { result } = await s.command('diary.staff_add', lena)
  const stafferId = result!.stafferId as string
  await s.text('Any slots with Lena on Friday for a trim?')
  s.pass(8 * SECOND)
  await s.step()
  const [draft] = await s.rows('drafts')
  expect(draft!.diary!.slots.map((slot) => slot.stafferId)).toEqual([stafferId, stafferId, stafferId])
  expect(draft!.text).toContain('with Lena')
  for (const slot of draft!.diary!.slots) expect(slot.endsAt).toBeLessThanOrEqual(FRIDAY_3PM - 3 * HOUR)
  await s.command('diary.book', { serviceId: 'svc_trim', stafferId, startsAt: FRIDAY_3PM - 4 * HOUR, name: 'Zoe' })
  expect(await s.command('diary.staff_remove', { stafferId })).toMatchObject({ code: 'staffer_has_bookings' })
  expect(await s.command('diary.staff_edit', { stafferId, active: false })).toMatchObject({ status: 'done' })
})
