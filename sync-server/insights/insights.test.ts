/** Insights against what was really done: a day's texts, approved, edited, rejected, sent by itself and reported wrong. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, MINUTE } from '#shared/clock.ts'
import { insightsCsv } from '#shared/insights.ts'
import { seedDemo } from '../demo/seed.ts'
import { testStorage } from '../storage/testing.ts'
import { testServer, WEDNESDAY, withAutoSend } from '../testing.ts'
import { readInsights, stretchesOf } from './insights.ts'

test('each act is counted once, by intent and by day', async () => {
  await using s = await testServer()
  const read = () => readInsights(s.deps.storage, s.venueId, 7, s.now())
  const ask = async (text: string, from: string) => {
    await s.text(text, from)
    s.pass(10_000)
    await s.step()
    const inbound = (await s.rows('messages')).findLast((m) => m.direction === 'in' && m.body === text)!
    return (await s.rows('drafts')).find((d) => d.inboundMessageId === inbound.id)!
  }
  expect((await read()).all).toMatchObject({ texts: 0, drafted: 0 })

  const first = await ask('How much is a trim?', '+447700900161')
  s.pass(2 * MINUTE)
  await s.command('draft.approve', { draftId: first.id }, { basis: first.seq })
  const second = await ask('How much are gel nails?', '+447700900162')
  await s.command('draft.edit', { draftId: second.id, text: `${second.text} See you!` }, { basis: second.seq })
  const third = await ask('What time do you open on Saturday?', '+447700900163')
  await s.command('draft.reject', { draftId: third.id, reason: 'not_needed' }, { basis: third.seq })
  await ask('My colour has gone green and I want my money back', '+447700900164')
  await ask('Thanks!', '+447700900165')
  await withAutoSend(s)
  await s.text('How much is a balayage?', '+447700900166')
  await s.text('for long hair', '+447700900166')
  for (let n = 0; n < 4; n++) {
    s.pass(30_000)
    await s.step()
  }

  const found = await read()
  expect(found.all).toEqual({ texts: 7, drafted: 4, approved: 1, edited: 1, rejected: 1, auto: 1, escalated: 1 })
  expect(found.periods).toHaveLength(7)
  expect(found.periods.at(-1)).toMatchObject(found.all)
  const pricing = found.intents.find((one) => one.intent === 'pricing')
  expect(pricing).toMatchObject({ drafted: 3, approved: 1, edited: 1, auto: 1 })
  expect(pricing?.changed).toBeGreaterThan(0)
  expect(found.firstReply.replies).toBe(3)
  expect(found.firstReply.median).toBeGreaterThan(0)
  // The complaint: the rejected draft's reason was that no reply is needed, and one was answered by itself.
  expect(found.waiting.now).toBe(1)
  expect(found.sparks.spent).toBe(4)

  const sent = (await s.rows('messages')).find((m) => m.auto)!
  await s.command('send.wrong', { messageId: sent.id, reason: 'wrong price' })
  expect((await read()).wrongSends).toBe(1)
  expect(insightsCsv(found).split('\r\n')[7]).toBe(`2026-11-18,2026-11-18,,7,4,1,1,1,1,1,${csvSeconds(found)}`)
})

const csvSeconds = ({ periods }: Awaited<ReturnType<typeof readInsights>>) =>
  Math.round((periods.at(-1)!.firstReply.median ?? 0) / 1_000)

test('the demo year: every text is in one week and one intent', async () => {
  await using storage = await testStorage('sqlite', () => WEDNESDAY)
  await seedDemo(storage.storage, { clock: () => WEDNESDAY })
  const { venueId } = (await storage.storage.read((db) =>
    db.selectFrom('venue_control').select('venueId').executeTakeFirst(),
  ))!
  const found = await readInsights(storage.storage, venueId, 364, WEDNESDAY)
  const all = await storage.storage.read((db) =>
    db
      .selectFrom('decisions')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('at', '>=', stretchesOf('Europe/London', WEDNESDAY, 364)[0]!.begins)
      .executeTakeFirstOrThrow(),
  )
  expect(found.periods).toHaveLength(52)
  expect(found.all.texts).toBe(Number(all.n))
  expect(found.all.auto).toBeGreaterThan(0)
  expect(found.all.approved + found.all.edited + found.all.rejected).toBeGreaterThan(100)
})

test('stretches are whole local days without a gap, also where the clocks change', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2035-01-01') }),
      fc.constantFrom(7, 28, 91, 364),
      fc.constantFrom('Europe/London', 'Australia/Sydney', 'Australia/Lord_Howe', 'America/New_York'),
      (now, days, zone) => {
        const found = stretchesOf(zone, now, days)
        expect(found.at(-1)!.begins <= now && now < found.at(-1)!.ends).toBe(true)
        for (const [n, one] of found.slice(1).entries()) expect(one.begins).toBe(found[n]!.ends)
        const whole = found.at(-1)!.ends - found[0]!.begins
        expect(Math.abs(whole - days * DAY)).toBeLessThanOrEqual(60 * MINUTE)
      },
    ),
  )
})
