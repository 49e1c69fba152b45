/** Diary, credits and plan, number and credentials. */
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import { about, calendar, idOf, outcome, outOf, type Pages, reasons, s, seen, TOLD_OF, toAuto, unseen } from './seen.ts'

const TOMORROW = 'Any free times tomorrow for gel nails?'
const A_TIME = /\d(?::\d\d)?(?:am|pm)/

export const venue: Pages = {
  Diary: [
    {
      of: 'diary.staff_edit',
      see: about(TOMORROW),
      before: expect.stringMatching(A_TIME),
      change: () => s.done('diary.staff_edit', { stafferId: 'staff_mina', active: false }),
      after: expect.not.stringMatching(A_TIME),
    },
    {
      of: 'diary.staff_add',
      see: about(TOMORROW),
      before: expect.not.stringMatching(A_TIME),
      change: () => s.done('diary.staff_add', { name: 'Kim', serviceIds: ['svc_gel_nails'], hours: null }),
      after: expect.stringMatching(A_TIME),
    },
    {
      of: 'diary.feed_add',
      see: about(TOMORROW),
      before: unseen('Sorry'),
      change: async () => {
        const { port } = calendar.address() as AddressInfo
        await s.done('diary.feed_add', { name: 'Elsewhere', url: `http://127.0.0.1:${port}/away.ics` })
        s.pass(6 * SECOND)
        await s.until(async () => expect(await s.rows('calendar_feeds')).toMatchObject([{ state: 'ok' }]))
      },
      after: seen('Sorry'),
    },
    {
      of: 'diary.feed_remove',
      see: about(TOMORROW),
      before: seen('Sorry'),
      change: async () => s.done('diary.feed_remove', { feedId: await idOf('calendar_feeds', 'Elsewhere') }),
      after: unseen('Sorry'),
    },
    {
      of: 'diary.staff_remove',
      see: about(TOMORROW),
      before: expect.stringMatching(A_TIME),
      change: async () => s.done('diary.staff_remove', { stafferId: await idOf('staffers', 'Kim') }),
      after: expect.not.stringMatching(A_TIME),
      back: () => s.done('diary.staff_edit', { stafferId: 'staff_mina', active: true }),
    },
  ],
  'Credits and plan': [
    {
      of: 'wallet.top_up',
      see: async () => (await s.venue()).sparks! > 5_000,
      before: false,
      change: () => s.done('wallet.top_up', { sparks: 2_000 }),
      after: true,
    },
    {
      of: 'venue.plan',
      see: () => outcome('How much is a trim?'),
      before: 'auto_queued',
      change: () => s.done('venue.plan', { plan: 'FREE' }),
      after: 'no_ai',
      back: async () => {
        await s.done('venue.plan', { plan: 'PRO' })
        await toAuto()
      },
    },
  ],
  'Number and credentials': [
    {
      of: 'number.check',
      see: reasons,
      before: [],
      change: async () => {
        await s.faults({ fail: 401, scope: 'all' })
        await s.done('number.check', {})
      },
      after: ['credentials'],
      back: async () => {
        await s.faults({})
        await s.done('number.check', {})
      },
    },
    {
      of: 'venue.edit name',
      see: async () => (await s.rows('venue', 'staff'))[0]!.name,
      before: 'Willow & Wren',
      change: () => s.done('venue.edit', { name: 'Fern & Finch' }),
      after: 'Fern & Finch',
    },
    {
      of: 'venue.edit bookingLink',
      see: about('Where do I book?'),
      before: seen('https://book.example/willow'),
      change: () => s.done('venue.edit', { bookingLink: 'https://fern.example/book' }),
      after: seen('https://fern.example/book'),
    },
    {
      of: 'venue.edit waitTargetMinutes',
      see: async () => (await s.rows('venue', 'staff'))[0]!.timing.waitTargetMinutes,
      before: 5,
      change: () => s.done('venue.edit', { waitTargetMinutes: 9 }),
      after: 9,
    },
    {
      of: 'venue.edit segmentCost',
      see: async () => (await s.rows('venue', 'staff'))[0]!.segmentCost,
      before: 400,
      change: () => s.done('venue.edit', { segmentCost: 525 }),
      after: 525,
    },
    {
      of: 'venue.edit handoff',
      see: async () => (await outOf(await s.ask('can I speak to a human please'))).map((m) => m.body),
      before: [],
      change: () => s.done('venue.edit', { handoff: { tell: true, text: TOLD_OF } }),
      after: [seen(TOLD_OF)],
    },
  ],
}
