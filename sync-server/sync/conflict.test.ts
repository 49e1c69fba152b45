/** Two people who edit the same thing at once: the second hears of the first, and nothing is overwritten silently. */
import { describe, expect, test } from 'vitest'
import { HOUR, SECOND } from '#shared/clock.ts'
import type { Session } from '../deps.ts'
import { ENGINES } from '../storage/testing.ts'
import { type TestServer, testServer, withAutoSend } from '../testing.ts'

const THEO: Session = { personId: 'person_theo', venueId: 'willow', role: 'owner' }
const DANA = 'person_dana'

const conflict = (what: string | RegExp) => ({
  status: 'conflict',
  code: 'conflict',
  message: expect.stringMatching(/^Dana Whitlock was faster: /),
  result: { by: DANA, byName: 'Dana Whitlock', what: expect.stringMatching(what), at: expect.any(Number) },
})

async function seqOf(
  s: TestServer,
  table: 'venue' | 'services' | 'policies' | 'closures' | 'facts' | 'bookings',
  id: string,
) {
  return (await s.rows(table)).find((r) => r.id === id)!.seq
}

describe.each(ENGINES)('%s', (engine) => {
  test('the same field: a conflict with who and what; another field of the same row: done', async () => {
    await using s = await testServer({ storage: engine })
    const basis = await seqOf(s, 'services', 'svc_trim')
    await s.command('service.edit', { serviceId: 'svc_trim', price: 3_800 }, { basis })
    const late = { as: THEO, basis }
    expect(await s.command('service.edit', { serviceId: 'svc_trim', price: 4_000 }, late)).toMatchObject(
      conflict('changed the price'),
    )
    expect(await s.command('service.edit', { serviceId: 'svc_trim', minutes: 40 }, late)).toMatchObject({
      status: 'done',
    })
    const both = { serviceId: 'svc_trim', minutes: 45, price: 1 }
    expect(await s.command('service.edit', both, late)).toMatchObject(conflict('changed the price'))
    const trim = (await s.rows('services')).find((r) => r.id === 'svc_trim')
    expect(trim).toMatchObject({ price: 3_800, minutes: 40 })
    const seen = { as: THEO, basis: await seqOf(s, 'services', 'svc_trim') }
    expect(await s.command('service.edit', { serviceId: 'svc_trim', price: 4_000 }, seen)).toMatchObject({
      status: 'done',
    })
  })

  test('what the server itself changes of a row is nobody’s edit', async () => {
    await using s = await testServer({ storage: engine })
    await withAutoSend(s)
    const basis = await seqOf(s, 'venue', 'willow')
    await s.text('How much is a trim?')
    s.pass(8 * SECOND)
    await s.step()
    s.pass(20 * SECOND)
    await s.step()
    const venue = await s.venue()
    expect(venue).toMatchObject({ sparks: 4_999, caps: { usedHour: 1 } })
    expect(await seqOf(s, 'venue', 'willow')).toBeGreaterThan(basis)
    const edits = [
      await s.command('venue.edit', { name: 'Fern' }, { basis }),
      await s.command('autosend.caps', { hourly: 30, daily: 100 }, { basis }),
      await s.command('voice.set', { persona: 'CASUAL' }, { as: THEO, basis }),
      await s.command('venue.timing', { holdSeconds: 30 }, { as: THEO, basis }),
    ]
    expect(edits.map((e) => e.status)).toEqual(['done', 'done', 'done', 'done'])
    expect(await s.command('autosend.caps', { hourly: 40, daily: 90 }, { as: THEO, basis })).toMatchObject(
      conflict('changed the daily cap and the hourly cap'),
    )
    expect((await s.venue()).caps).toMatchObject({ hourly: 30, daily: 100, usedHour: 1 })
  })

  test('removed meanwhile; and removed by somebody who has not seen the change', async () => {
    await using s = await testServer({ storage: engine })
    const basis = await seqOf(s, 'facts', 'fact_parking')
    await s.command('fact.edit', { factId: 'fact_parking', text: 'No parking.' }, { basis })
    expect(await s.command('fact.remove', { factId: 'fact_parking' }, { as: THEO, basis })).toMatchObject(
      conflict('changed the text'),
    )
    await s.command('fact.remove', { factId: 'fact_parking' })
    const stale = { as: THEO, basis }
    expect(await s.command('fact.edit', { factId: 'fact_parking', topic: 'Cars' }, stale)).toMatchObject(
      conflict('removed it'),
    )
    expect(await s.command('fact.edit', { factId: 'fact_parking', topic: 'Cars' })).toMatchObject({
      code: 'row_not_found',
    })
  })

  test('a booking that was moved was not removed; one that was cancelled was', async () => {
    await using s = await testServer({ storage: engine })
    const [service] = await s.rows('services')
    const startsAt = s.now() + HOUR
    const made = { serviceId: service!.id, stafferId: 'staff_ana', startsAt, name: 'Sam' }
    const bookingId = String((await s.command('diary.book', made)).result!.bookingId)
    const basis = await seqOf(s, 'bookings', bookingId)
    const late = { as: THEO, basis }
    await s.command('diary.move', { bookingId, startsAt: startsAt + HOUR }, { basis })
    expect(await s.command('diary.move', { bookingId, startsAt: startsAt + 3 * HOUR }, late)).toMatchObject(
      conflict('changed the time'),
    )
    expect(await s.command('diary.cancel', { bookingId }, late)).toMatchObject(conflict('changed the time'))
    await s.command('diary.cancel', { bookingId })
    expect(await s.command('diary.move', { bookingId, startsAt }, late)).toMatchObject(conflict('removed it'))
  })

  test('a weekday, also one that is closed: the cursor of the feed is the basis', async () => {
    await using s = await testServer({ storage: engine })
    const cursor = () =>
      s.deps.storage.read((db) => db.selectFrom('venue_control').select('seq').executeTakeFirstOrThrow())
    const { seq: basis } = await cursor()
    await s.command('hours.set', { day: 2, periods: [] }, { basis })
    const late = { as: THEO, basis }
    expect(await s.command('hours.set', { day: 2, periods: [{ opens: 600, closes: 700 }] }, late)).toMatchObject(
      conflict('opening hours'),
    )
    expect(await s.command('hours.set', { day: 3, periods: [] }, late)).toMatchObject({ status: 'done' })
    const { seq } = await cursor()
    const seen = { as: THEO, basis: seq }
    expect(await s.command('hours.set', { day: 2, periods: [{ opens: 600, closes: 700 }] }, seen)).toMatchObject({
      status: 'done',
    })
  })

  test('bulk acts and imports count against a page that was opened before', async () => {
    await using s = await testServer({ storage: engine })
    await withAutoSend(s)
    const mode = await seqOf(s, 'policies', 'pricing')
    const price = await seqOf(s, 'services', 'svc_trim')
    await s.command('autosend.disable_all', {})
    await s.command('service.import', { csv: 'name,price\nTrim,41\nPedicure,38' })
    const auto = { intent: 'pricing', mode: 'auto' } as const
    expect(await s.command('autosend.intent', auto, { as: THEO, basis: mode })).toMatchObject(conflict('the mode'))
    const edit = { serviceId: 'svc_trim', price: 3_600 }
    expect(await s.command('service.edit', edit, { as: THEO, basis: price })).toMatchObject(conflict('the price'))
    const pedicure = { serviceId: 'svc_pedicure', price: 3_900 }
    expect(await s.command('service.edit', pedicure, { as: THEO, basis: price })).toMatchObject({ status: 'done' })
  })

  test('one’s own earlier command, named as what came before, is no conflict; somebody else’s in between is', async () => {
    await using s = await testServer({ storage: engine })
    const basis = await seqOf(s, 'venue', 'willow')
    await s.command('venue.edit', { name: 'Fern' }, { as: THEO, basis, id: 'one' })
    expect(
      await s.command('venue.edit', { name: 'Finch' }, { as: THEO, basis, after: 'one', id: 'two' }),
    ).toMatchObject({
      status: 'done',
    })
    await s.command('venue.edit', { name: 'Dove' })
    expect(await s.command('venue.edit', { name: 'Wren' }, { as: THEO, basis, after: 'two' })).toMatchObject(
      conflict('changed the name'),
    )
    expect((await s.venue()).name).toBe('Dove')
  })

  test('pairs at once: of each exactly one is done, and the row is the winner’s', async () => {
    await using s = await testServer({ storage: engine })
    for (let n = 0; n < 25; n++) {
      const basis = await seqOf(s, 'venue', 'willow')
      const [a, b] = await Promise.all([
        s.command('venue.edit', { name: `a${n}` }, { basis }),
        s.command('venue.edit', { name: `b${n}` }, { as: THEO, basis }),
      ])
      expect([a!.status, b!.status].sort()).toEqual(['conflict', 'done'])
      expect((await s.venue()).name).toBe(a!.status === 'done' ? `a${n}` : `b${n}`)
    }
  })
})
