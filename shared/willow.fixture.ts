/** A small salon for tests: Willow & Wren as customers know it. */
import type { Service, VenueFacts } from './facts.ts'

function service(id: string, name: string, price: number, more: Partial<Service> = {}): Service {
  return { id, name, aliases: [], price, priceFrom: false, minutes: 60, active: true, ...more }
}

export const WILLOW: VenueFacts = {
  venueName: 'Willow & Wren',
  timeZone: 'Europe/London',
  locale: 'en-GB',
  currency: 'GBP',
  bookingLink: 'https://book.example/willow',
  persona: 'HOST',
  disclosure: "(Sent by Willow & Wren's assistant)",
  avoid: ['babe', 'hun'],
  services: [
    service('balayage', 'Balayage', 14000, { priceFrom: true, minutes: 150 }),
    service('full', 'Full balayage', 18000),
    service('trim', 'Trim', 3500, { aliases: ['tidy up'] }),
    service('nails', 'Gel nails', 3200),
    service('cut', 'Cut and blow dry', 5250),
    service('perm', 'Perm', 9000, { active: false }),
  ],
  hours: [
    ...[2, 3, 4, 5].map((day) => ({ id: `hours-${day}`, day, opens: 540, closes: 1080 })),
    { id: 'hours-6', day: 6, opens: 540, closes: 1020 },
  ],
  closures: [
    { id: 'eve', date: '2026-12-24', name: 'Christmas Eve', opens: 540, closes: 780 },
    { id: 'christmas', date: '2026-12-25', name: 'Christmas Day', opens: null, closes: null },
  ],
  facts: [
    {
      id: 'parking',
      topic: 'Parking',
      keywords: ['parking', 'park', 'car park'],
      text: 'There is a car park behind the salon, £2 for the day',
      expiresAt: null,
    },
    {
      id: 'patch',
      topic: 'Patch tests',
      keywords: ['patch test', 'allergy test'],
      text: 'Colour needs a patch test 48 hours before, any day between 10am and 4pm.',
      expiresAt: null,
    },
    { id: 'old', topic: 'Music', keywords: ['music'], text: 'Live music in the salon every Friday.', expiresAt: 1 },
  ],
}

/** Wednesday 18 November 2026, 10:00 in London. */
export const WEDNESDAY_TEN = Date.parse('2026-11-18T10:00:00Z')
