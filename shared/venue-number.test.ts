import { expect, test } from 'vitest'
import { venueNumber } from './venue-number.ts'

test('British and Australian numbers, however they are written', () => {
  expect(venueNumber('+44 7700 900100', 'GB')).toEqual({ number: '+447700900100' })
  expect(venueNumber('07400 123456', 'GB')).toEqual({ number: '+447400123456' })
  expect(venueNumber('0491 570 156', 'AU')).toEqual({ number: '+61491570156' })
  expect(venueNumber('+61 491 570 156', 'GB')).toEqual({ number: '+61491570156' })
})

test.each([
  ['+64 21 123 4567', /New Zealand/],
  ['+1 202 555 0123', /Australian or British/],
  ['+44 7797 712345', /Jersey/],
  ['+44 800 123 4567', /cannot send texts/],
  ['+44 909 000 0000', /cannot send texts|no such number/],
  ['12345', /no complete phone number|no such number/],
  ['hello', /no complete phone number/],
  ['', /no complete phone number/],
])('%s is refused, and the reason is told', (written, why) => {
  expect(venueNumber(written, 'GB')).toEqual({ problem: expect.stringMatching(why) })
})
