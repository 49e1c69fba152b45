/** Services and prices: an owner changes it by a command, and the next text is treated otherwise. */
import { expect, test } from 'vitest'
import { DAY, HOUR } from '#shared/clock.ts'
import { testServer, WEDNESDAY } from '../../../testing.ts'
import { ask, done, refusal } from './testing.ts'

test('services: the next reply quotes what the list says now, and nothing that is not in it', async () => {
  await using s = await testServer()
  expect((await ask(s, 'How much is a lash lift?')).text).not.toContain('£')
  const added = await done(s, 'service.add', { name: 'Lash lift', price: 4_550, minutes: 45 })
  const { serviceId } = added.result as { serviceId: string }
  expect((await ask(s, 'How much is a lash lift?')).text).toContain('£45.50')
  await done(s, 'service.edit', { serviceId, price: 4_800, priceFrom: true, aliases: ['eyelash perm'] })
  expect((await ask(s, 'How much is a lash lift?')).text).toMatch(/from £48/)
  expect((await ask(s, 'How much is an eyelash perm?')).text).toContain('£48')
  await done(s, 'service.edit', { serviceId, active: false })
  expect((await ask(s, 'How much is a lash lift?')).text).not.toContain('£48')
  await done(s, 'service.edit', { serviceId, active: true, name: 'Lash tint', aliases: [] })
  expect((await ask(s, 'How much is a lash tint?')).text).toContain('£48')
  await done(s, 'service.remove', { serviceId })
  expect((await ask(s, 'How much is a lash tint?')).text).not.toContain('£48')
  expect(await s.command('service.edit', { serviceId, price: 1 })).toMatchObject(refusal('row_not_found'))
})

test('services: the duration decides which times are free', async () => {
  await using s = await testServer()
  const trim = (await s.rows('services')).find((r) => r.name === 'Trim')!
  expect((await ask(s, 'Any free times tomorrow for a trim?')).text).toContain('5:30pm')
  await done(s, 'service.edit', { serviceId: trim.id, minutes: 120 })
  const { text } = await ask(s, 'Any free times tomorrow for a trim?')
  expect(text).toMatch(/\d(am|pm)/)
  expect(text).not.toContain('5:30pm')
})

test('services: a name is there once; one with bookings ahead stays', async () => {
  await using s = await testServer()
  const trim = (await s.rows('services')).find((r) => r.name === 'Trim')!
  expect(await s.command('service.add', { name: ' TRIM ', price: 1, minutes: 5 })).toMatchObject(
    refusal('name_taken', /Trim/i),
  )
  const [staffer] = await s.rows('staffers')
  await s.deps.storage.write('command', s.venueId, (tx) =>
    tx.insert('bookings', {
      id: 'b1',
      status: 'booked',
      stafferId: staffer!.id,
      serviceId: trim.id,
      startsAt: WEDNESDAY + DAY,
      endsAt: WEDNESDAY + DAY + HOUR,
      contactId: null,
      customerName: 'Sam',
      messageId: null,
      by: null,
      createdAt: WEDNESDAY,
    }),
  )
  expect(await s.command('service.remove', { serviceId: trim.id })).toMatchObject(refusal('service_has_bookings'))
  s.pass(2 * DAY)
  await done(s, 'service.remove', { serviceId: trim.id })
})

test('a service list by CSV: bad rows are named with their reasons, good ones all arrive', async () => {
  await using s = await testServer()
  const csv = [
    'Name,Price,From,Minutes,Aliases',
    'Trim,£36,,,',
    'Lash lift,45.50,no,45,eyelash perm; lash perm',
    'Facial,abc,no,60,',
    'Massage,60,no,,',
    ',20,no,30,',
    '"Hot towel shave",from £25,,30,',
    'Balayage,140,yes,180,half balayage; hand painted highlights; balyage; ballayage',
    '',
    'lash LIFT,50,no,45,',
  ].join('\n')
  const { result } = await done(s, 'service.import', { csv })
  expect(result).toEqual({
    added: 2,
    changed: 1,
    unchanged: 1,
    bad: [
      { row: 4, reason: expect.stringMatching(/^price:/) },
      { row: 5, reason: expect.stringMatching(/^minutes:/) },
      { row: 6, reason: expect.stringMatching(/^name:/) },
      { row: 10, reason: 'name: the same as in row 3' },
    ],
  })
  expect((await ask(s, 'How much is a trim?')).text).toContain('£36')
  expect((await ask(s, 'How much is a lash perm?')).text).toContain('£45.50')
  expect((await ask(s, 'How much is a hot towel shave?')).text).toMatch(/from £25/)
  expect(await s.command('service.import', { csv: 'what,ever\n1,2' })).toMatchObject(refusal('invalid_csv', /columns/))
  expect(await s.command('service.import', { csv: 'x'.repeat(200_001) })).toMatchObject(
    refusal('invalid_payload', /200 KB/),
  )
})
