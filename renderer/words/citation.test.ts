import { expect, it } from 'vitest'
import type { Citation } from '#shared/facts.ts'
import { sourceText } from './citation.ts'

const view = {
  venue: { currency: 'GBP', bookingLink: 'https://book.example/willow' },
  services: [
    { id: 's1', seq: 1, name: 'Balayage', aliases: [], price: 14_000, priceFrom: true, minutes: 180, active: true },
    { id: 's2', seq: 1, name: 'Perm', aliases: [], price: 6_050, priceFrom: false, minutes: 90, active: false },
  ],
  hours: [
    { id: 'h2', seq: 1, day: 2, opens: 840, closes: 1_080 },
    { id: 'h1', seq: 1, day: 2, opens: 540, closes: 780 },
  ],
  closures: [{ id: 'c1', seq: 1, date: '2026-12-25', name: 'Christmas Day', opens: null, closes: null }],
  facts: [{ id: 'f1', seq: 1, topic: 'Parking', keywords: [], text: 'Behind the salon.', expiresAt: null }],
} as unknown as Parameters<typeof sourceText>[1]

const cite = (source: Citation['source'], id: string) => sourceText({ source, id, label: '' }, view)

it('shows the entry that a reply rests on as it stands now', () => {
  expect(cite('service', 's1')).toBe('from £140, 3 h')
  expect(cite('service', 's2')).toBe('£60.50, 1 h 30, not offered any more')
  expect(cite('hours', 'h2')).toBe('Tue 09:00 to 13:00 and 14:00 to 18:00')
  expect(cite('closure', 'c1')).toBe('Friday 25 December 2026: closed all day')
  expect(cite('fact', 'f1')).toBe('Behind the salon.')
  expect(cite('booking_link', '')).toBe('https://book.example/willow')
})

it('has nothing to show of an entry that is gone', () => {
  expect(cite('service', 'gone')).toBeNull()
  expect(cite('fact', 'gone')).toBeNull()
  expect(cite('slot', 's1')).toBeNull()
})
