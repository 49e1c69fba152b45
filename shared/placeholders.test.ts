import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fill, misspelt, unfilled, type Values } from './placeholders.ts'

const VALUES: Values = {
  customerName: 'Hannah Whitcombe',
  me: 'Theo Marsh',
  venue: {
    name: 'Willow & Wren',
    bookingLink: 'https://book.example/willow',
    currency: 'GBP',
    services: [
      { name: 'Balayage', aliases: ['balliage'], price: 14_000, priceFrom: true, active: true },
      { name: 'Trim', aliases: [], price: 3_550, priceFrom: false, active: true },
      { name: 'Perm', aliases: [], price: 9_000, priceFrom: false, active: false },
    ],
  },
}

test('what is known is filled in, the rest stays and is found', () => {
  const text =
    'Hi {name}, {me} from {venue}: {service_price:balayage}, {service_price:Balliage}, {service_price: Trim }, {service_price:Perm}. {booking_link}'
  const filled = fill(text, VALUES)
  expect(filled).toBe(
    'Hi Hannah, Theo from Willow & Wren: from £140, from £140, £35.50, {service_price:Perm}. https://book.example/willow',
  )
  expect(unfilled(filled)).toEqual([
    { text: '{service_price:Perm}', start: 66, end: 86, name: 'service_price', argument: 'Perm' },
  ])
  expect(filled.slice(66, 86)).toBe('{service_price:Perm}')
})

test('a customer without a name, a venue without a link: the placeholders stay', () => {
  const bare = { ...VALUES, customerName: null, venue: { ...VALUES.venue, bookingLink: '' } }
  expect(fill('{name} {booking_link}', bare)).toBe('{name} {booking_link}')
})

test('what nothing will fill in is told apart from braces that mean nothing', () => {
  expect(misspelt('{names} {service_price} {name:x} {service_price:Trim} {name}')).toEqual([
    '{names}',
    '{service_price}',
    '{name:x}',
  ])
  expect(misspelt('{Not a placeholder} {} { name }')).toEqual([])
})

test('nothing but placeholders is touched, and what is filled in is never read again', () => {
  const hostile = { ...VALUES, customerName: '{booking_link} $& $1' }
  expect(fill('Hi {name}', hostile)).toBe('Hi {booking_link}')
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/\{[a-z_]/.test(text))
      expect(fill(text, VALUES)).toBe(text)
    }),
  )
})
