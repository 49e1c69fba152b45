/** Opening hours and closures: an owner changes it by a command, and the next text is treated otherwise. */
import { expect, test } from 'vitest'
import { testServer, withAutoSend } from '../../../testing.ts'
import { ask, done, HOLD, refusal } from './testing.ts'

test('opening hours: a weekday as a whole, with breaks, and closed', async () => {
  await using s = await testServer()
  expect((await ask(s, 'Are you open on Monday?')).text).toMatch(/closed on Monday/)
  await done(s, 'hours.set', {
    day: 1,
    periods: [
      { opens: 840, closes: 1_020 },
      { opens: 600, closes: 780 },
    ],
  })
  expect((await ask(s, 'What time are you open on Monday?')).text).toMatch(/10am to 1pm and 2pm to 5pm/)
  const before = (await s.rows('hours')).filter((h) => h.day === 1)
  await done(s, 'hours.set', { day: 1, periods: [{ opens: 660, closes: 780 }] })
  const after = (await s.rows('hours')).filter((h) => h.day === 1)
  expect(after.map((h) => h.id)).toEqual([before.toSorted((a, b) => a.opens - b.opens)[0]!.id])
  await done(s, 'hours.set', { day: 1, periods: [] })
  expect((await ask(s, 'Are you open on Monday?')).text).toMatch(/closed on Monday/)
  const overlap = { day: 1, periods: [{ opens: 600, closes: 720 }, { opens: 700, closes: 800 }] } // biome-ignore format: one line
  expect(await s.command('hours.set', overlap)).toMatchObject(refusal('invalid_payload', /overlap/))
  expect(await s.command('hours.set', { day: 1, periods: [{ opens: 600, closes: 600 }] })).toMatchObject(
    refusal('invalid_payload', /ends before/),
  )
})

test('dated closures: told in replies, and nothing is sent automatically on that day', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const added = await done(s, 'closure.add', { date: '2026-11-20', name: 'Staff day' })
  const { closureId } = added.result as { closureId: string }
  expect((await ask(s, 'Are you open on Friday?')).text).toMatch(/closed/)
  await done(s, 'closure.edit', { closureId, opens: 720, closes: 900 })
  expect((await ask(s, 'What time are you open on Friday?')).text).toMatch(/midday to 3pm|12pm to 3pm/)
  await done(s, 'closure.edit', { closureId, date: '2026-11-18', opens: null, closes: null })
  const today = await ask(s, 'How much is a trim?')
  expect(today.decision).toMatchObject({ outcome: 'drafted', reasons: ['closure'] })
  await done(s, 'closure.remove', { closureId })
  expect((await ask(s, 'How much is a trim?')).decision).toMatchObject({ outcome: 'auto_queued' })
  expect(await s.command('closure.add', { date: '2026-02-30', name: 'No day' })).toMatchObject(
    refusal('invalid_payload', /calendar/),
  )
  expect(await s.command('closure.add', { date: '2026-12-01', name: 'Half', opens: 600 })).toMatchObject(
    refusal('invalid_payload', /one time/),
  )
})

test('a day that is closed during the hold keeps the reply back', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const { draft, from } = await ask(s, 'How much is a trim?')
  await done(s, 'closure.add', { date: '2026-11-18', name: 'Burst pipe' })
  s.pass(HOLD)
  await s.step()
  expect(s.sandbox.received(from)).toHaveLength(0)
  expect((await s.rows('drafts')).find((d) => d.id === draft!.id)).toMatchObject({
    state: 'pending',
    returned: 'closure',
  })
})
