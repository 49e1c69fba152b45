import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMoney, moneyIn } from './money.ts'

const amounts = (text: string) => moneyIn(text).map((sum) => sum.amount)

test('pence are written only where there are any', () => {
  expect(formatMoney(14000, 'GBP')).toBe('£140')
  expect(formatMoney(3250, 'GBP')).toBe('£32.50')
  expect(formatMoney(3205, 'AUD')).toBe('$32.05')
  expect(formatMoney(125000, 'AUD')).toBe('$1,250')
})

describe('money is read in any notation', () => {
  test.each([
    ['£140', [14000]],
    ['from £ 140 up', [14000]],
    ['140 pounds', [14000]],
    ['GBP 140', [14000]],
    ['gbp140', [14000]],
    ['140 GBP', [14000]],
    ['140 quid', [14000]],
    ['one hundred and forty pounds', [14000]],
    ['a hundred quid', [10000]],
    ['thirty-five pounds', [3500]],
    ['£1,250.50', [125050]],
    ['£35-40', [3500, 4000]],
    ['35 to 40 pounds', [3500, 4000]],
    ['a tenner', [1000]],
    ['50p', [50]],
    ['it costs 35', [3500]],
    ['priced at forty', [4000]],
    ['that is 140.00', [14000]],
    ['AUD 90 or $90', [9000, 9000]],
  ])('%s', (text, expected) => expect(amounts(text)).toEqual(expected))

  test.each([
    'open 9.30 to 17.30',
    'call 07700 900123',
    '3 people at 2pm',
    'it takes 45 minutes',
    'on 25/12/2026',
    '9-5',
  ])('%s is no money', (text) => expect(amounts(text)).toEqual([]))

  test('the currency is told apart', () => {
    expect(moneyIn('£5, $6, 7 euros, costs 8').map((sum) => sum.currency)).toEqual(['GBP', 'AUD', 'other', null])
  })
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 999_999 }),
      fc.constantFrom('GBP' as const, 'AUD' as const),
      (minor, currency) => {
        expect(moneyIn(`A trim is ${formatMoney(minor, currency)}.`)).toMatchObject([{ amount: minor, currency }])
      },
    ),
  )
})
