/** One’s own preferences; and the venue’s number, last: the phone writes to the one that it knows. */
import { expect } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import { type Pages, s } from './seen.ts'

export const own: Pages = {
  'Notifications and keys of one’s own': [
    {
      of: 'preferences.set',
      see: async () => (await s.rows('preferences', 'staff')).map((one) => one.alertTexts),
      before: [],
      change: () => s.command('preferences.set', { alertTexts: false }, { as: 'staff' }),
      after: [false],
    },
  ],
  'The venue’s number': [
    {
      of: 'venue.edit number',
      see: async () => {
        const { id, customerNumber } = (await s.rows('conversations')).find((c) => c.handoff === null)!
        const had = (await s.texts(customerNumber)).length
        await s.done('message.send', { conversationId: id, text: `Hello for the ${had}th time` })
        s.pass(10 * SECOND)
        await s.until(async () => expect((await s.texts(customerNumber)).length).toBeGreaterThan(had))
        return (await s.texts(customerNumber)).at(-1)!.from
      },
      before: '+447700900100',
      change: () => s.done('venue.edit', { number: '+61 491 570 156' }),
      after: '+61491570156',
    },
  ],
}
