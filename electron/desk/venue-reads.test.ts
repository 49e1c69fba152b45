/** What the settings read: everything that an owner sets with its numbers, bookings ahead, the audit log. */
import { expect, it } from 'vitest'
import type { BookingRow } from '#shared/rows.ts'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'

const booking = (id: string, startsAt: number, more: Partial<BookingRow> = {}): BookingRow => ({
  id,
  status: 'booked',
  stafferId: 'p1',
  serviceId: 's1',
  startsAt,
  endsAt: startsAt + 100,
  contactId: null,
  customerName: id,
  messageId: null,
  by: null,
  createdAt: 0,
  ...more,
})

it('gives all that an owner sets, each row with the number that a change to it rests on, and tells of changes', async () => {
  await using desk = await TestDesk.start()
  seed(desk.server, 1)
  const service = { id: 's1', name: 'Trim', aliases: [], price: 3_500, priceFrom: false, minutes: 30, active: true }
  desk.server.change((put) => {
    put('services', 's1', service)
    put('hours', 'h1', { id: 'h1', day: 1, opens: 540, closes: 1_080 })
    put('facts', 'f1', { id: 'f1', topic: 'Parking', keywords: [], text: 'Behind.', expiresAt: null })
  })
  await desk.signIn()
  const view = (await desk.api.venue())!
  expect(view.services).toEqual([{ ...service, seq: desk.server.find('services', 's1')!.seq }])
  expect(view).toMatchObject({
    hours: [{ day: 1 }],
    facts: [{ topic: 'Parking' }],
    closures: [],
    staffers: [],
    feeds: [],
  })
  expect(view.cursor).toBe(desk.server.seq)
  desk.window.changes.length = 0
  desk.server.change((put) => put('services', 's1', { ...service, price: 3_600 }))
  await until(() => expect(desk.window.changes).toContainEqual(expect.objectContaining({ venue: true })))
  expect((await desk.api.venue())?.services).toMatchObject([{ price: 3_600, seq: desk.server.seq }])
})

it('gives the bookings ahead, next first, without what is over or cancelled', async () => {
  await using desk = await TestDesk.start()
  seed(desk.server, 1)
  desk.server.change((put) => {
    put('bookings', 'later', booking('later', 9_000, { contactId: 'contact-c0' }))
    put('bookings', 'over', booking('over', 1_000))
    put('bookings', 'now', booking('now', 4_950))
    put('bookings', 'gone', booking('gone', 6_000, { status: 'cancelled' }))
  })
  await desk.signIn()
  const names = async (query: Parameters<typeof desk.api.bookings>[0]) =>
    (await desk.api.bookings(query)).map((b) => b.customerName)
  expect(await names({ from: 5_000 })).toEqual(['now', 'later'])
  expect(await names({ from: 5_000, limit: 1 })).toEqual(['now'])
  expect(await names({ from: 5_000, contactId: 'contact-c0' })).toEqual(['later'])
})

it('passes the audit log through, newest first, page by page; not without the server', async () => {
  await using desk = await TestDesk.start()
  seed(desk.server, 1)
  for (let n = 1; n <= 150; n++) {
    desk.server.audit.push({ n, at: n, personId: 'owner', action: 'autosend.caps', detail: {} })
  }
  await desk.signIn()
  const first = await desk.api.audit({ before: null })
  if (!first.ok) throw new Error(first.code)
  expect(first.page.more).toBe(true)
  expect(first.page.chain).toEqual({ ok: true, entries: 150 })
  expect(first.page.entries.map((e) => e.n)).toEqual(Array.from({ length: 100 }, (_, i) => 150 - i))
  const second = await desk.api.audit({ before: 51 })
  expect(second.ok && second.page.entries.map((e) => e.n)).toEqual(Array.from({ length: 50 }, (_, i) => 50 - i))
  const file = await desk.api.auditFile({ before: null, action: 'autosend.caps' }, 'jsonl')
  expect(file).toEqual({ ok: true, text: '"/api/audit/export?action=autosend.caps&format=jsonl"' })
  await desk.server.goAway()
  expect(await desk.api.audit({ before: null })).toMatchObject({ ok: false, code: 'online_only' })
  await desk.server.comeBack()
})
