import fc from 'fast-check'
import { expect, it } from 'vitest'
import { amountText, clockText, costText, durationText, readAmount, readClock, readCost, readWhole } from './amounts.ts'

it('reads an amount as it was written', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 10_000_000 }), (minor) => readAmount(amountText(minor)) === minor))
})

it('reads a time of day as it was written', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1_440 }), (minutes) => readClock(clockText(minutes)) === minutes))
})

it.each([
  ['140', 14_000],
  ['£32.5', 3_250],
  ['1,200', 120_000],
  [' 0.05 ', 5],
  ['', null],
  ['-3', null],
  ['12.345', null],
  ['1,20', null],
  ['a lot', null],
])('reads the amount %j', (text, minor) => expect(readAmount(text)).toBe(minor))

it.each([
  ['9', 540],
  ['9:30', 570],
  ['0930', 570],
  ['24:00', 1_440],
  ['24:01', null],
  ['9:60', null],
  ['nine', null],
  ['', null],
])('reads the time %j', (text, minutes) => expect(readClock(text)).toBe(minutes))

it.each([
  ['45', 45],
  ['4.5', null],
  ['', null],
  ['1e3', null],
])('reads the whole number %j', (text, n) => expect(readWhole(text)).toBe(n))

it('says durations in hours and minutes', () => {
  expect([15, 60, 90, 165].map(durationText)).toEqual(['15 min', '1 h', '1 h 30', '2 h 45'])
})

it.each([
  [400, 'GBP', '4p'],
  [425, 'GBP', '4.3p'],
  [9_995, 'GBP', '£1.00'],
  [12_000, 'GBP', '£1.20'],
  [800, 'AUD', '8c'],
  [0, 'GBP', '0p'],
] as const)('says %d hundredths in %s as %s', (cost, currency, text) => expect(costText(cost, currency)).toBe(text))

it.each([
  ['4', 400],
  [' 4.25 ', 425],
  ['0.5', 50],
  ['four', null],
  ['4,5', null],
  ['', null],
])('reads %j as %d hundredths', (text, cost) => expect(readCost(text)).toBe(cost))
