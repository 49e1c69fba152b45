import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deepRuns } from './testing.ts'
import { wilson } from './wilson.ts'

test('the figures that textbooks have', () => {
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 })
  const { low, high } = wilson(33, 34)
  expect(low).toBeCloseTo(0.8508, 3)
  expect(high).toBeCloseTo(0.9948, 3)
  expect(wilson(30, 30).low).toBeCloseTo(0.8865, 3)
})

test('it holds the share itself, within 0 and 1, and narrows as more is seen', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (hits, misses) => {
      const of = hits + misses
      fc.pre(of > 0)
      const { low, high } = wilson(hits, of)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual(1)
      expect(low).toBeLessThanOrEqual(hits / of + 1e-12)
      expect(high).toBeGreaterThanOrEqual(hits / of - 1e-12)
      const more = wilson(10 * hits, 10 * of)
      expect(more.high - more.low).toBeLessThan(high - low)
    }),
    { numRuns: deepRuns(200, 5_000) },
  )
})
