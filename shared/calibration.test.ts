import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AS_IS, calibrate, calibrationError, fitCalibration, type Review, reliability } from './calibration.ts'
import { deepRuns } from './testing.ts'

/** A classifier of which the truth is known: how often it is right at each confidence that it names. */
const CLASSIFIERS: Record<string, (raw: number) => number> = {
  'far too sure': (raw) => raw ** 3,
  'too sure by a fifth': (raw) => Math.max(0, raw - 0.2),
  'right in three of five, whatever it says': () => 0.6,
  'half as good as it says': (raw) => raw / 2,
  'better than it says': (raw) => Math.min(1, raw + 0.2),
  'too steep': (raw) => 1 / (1 + Math.exp(3 - 2 * Math.log(raw / (1 - raw)))),
}

function stream(seed: number, count: number, truth: (raw: number) => number): Review[] {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return Array.from({ length: count }, () => {
    const raw = 0.3 + 0.699 * next()
    return { raw, right: next() < truth(raw) }
  })
}

/** A smooth truth: the log-odds stretched, shifted and bent at either end. */
const distortion = fc
  .record({
    low: fc.double({ min: 0.2, max: 2.5, noNaN: true }),
    high: fc.double({ min: 0.2, max: 2.5, noNaN: true }),
    shift: fc.double({ min: -3, max: 3, noNaN: true }),
  })
  .map(({ low, high, shift }) => ({
    truth: (raw: number) => 1 / (1 + Math.exp(-(low * Math.log(raw) - high * Math.log(1 - raw) + shift))),
    told: `${low.toFixed(2)} ${high.toFixed(2)} ${shift.toFixed(2)}`,
  }))

const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length

describe('calibration on a stream of which the truth is known', () => {
  it.each(Object.entries(CLASSIFIERS))('%s: 300 reviews bring the error under 0.05', (_, truth) => {
    const errors = Array.from({ length: deepRuns(40, 1_000) }, (_, run) => {
      const map = fitCalibration(stream(2 * run + 1, 300, truth))
      const unseen = stream(2 * run + 2, 3_000, truth)
      return { raw: calibrationError(reliability(unseen)), used: calibrationError(reliability(unseen, map)) }
    })
    expect(mean(errors.map((e) => e.raw))).toBeGreaterThan(0.15)
    expect(mean(errors.map((e) => e.used))).toBeLessThan(0.05)
  })

  it('whatever bends it: 300 reviews bring an error of over 0.15 under 0.05', () => {
    fc.assert(
      fc.property(distortion, fc.integer({ min: 1, max: 1e9 }), ({ truth }, seed) => {
        const runs = Array.from({ length: 12 }, (_, run) => {
          // So many that the figure is the map's error, and not that of its own measurement.
          const unseen = stream(seed + 2 * run + 1, 10_000, truth)
          const map = fitCalibration(stream(seed + 2 * run, 300, truth))
          return { raw: calibrationError(reliability(unseen)), used: calibrationError(reliability(unseen, map)) }
        })
        fc.pre(mean(runs.map((one) => one.raw)) > 0.15)
        expect(mean(runs.map((one) => one.used))).toBeLessThan(0.05)
      }),
      { numRuns: deepRuns(5, 500) },
    )
  })

  it('a classifier that is right as often as it says is left nearly as it is', () => {
    const map = fitCalibration(stream(7, 1_000, (raw) => raw))
    for (const raw of [0.4, 0.6, 0.8, 0.95]) expect(Math.abs(calibrate(map, raw) - raw)).toBeLessThan(0.06)
  })
})

const reviews = fc.array(fc.record({ raw: fc.double({ min: 0, max: 1, noNaN: true }), right: fc.boolean() }), {
  maxLength: 300,
})

describe('whatever the reviews', () => {
  it('the calibrated confidence is a share, and never turns an order round', () => {
    fc.assert(
      fc.property(reviews, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2 }), (given, asked) => {
        const map = fitCalibration(given)
        const used = asked.toSorted((a, b) => a - b).map((raw) => calibrate(map, raw))
        for (const [i, one] of used.entries()) {
          expect(one).toBeGreaterThanOrEqual(0)
          expect(one).toBeLessThanOrEqual(1)
          if (i > 0) expect(one).toBeGreaterThanOrEqual(used[i - 1]! - 1e-12)
        }
      }),
      { numRuns: deepRuns(100, 5_000) },
    )
  })

  it('nothing is made surer where fewer than ten reviews were as unsure', () => {
    fc.assert(
      fc.property(reviews, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (given, raw) => {
        fc.pre(given.filter((review) => review.raw <= raw).length < 10)
        expect(calibrate(fitCalibration(given), raw)).toBeLessThanOrEqual(raw)
      }),
      { numRuns: deepRuns(100, 5_000) },
    )
  })

  it('the diagram holds every review once, and its error is the weighted gap', () => {
    fc.assert(
      fc.property(reviews, (given) => {
        const bins = reliability(given)
        expect(bins.reduce((sum, bin) => sum + bin.reviews, 0)).toBe(given.length)
        const gap = bins.reduce((sum, bin) => sum + bin.reviews * Math.abs((bin.confidence ?? 0) - (bin.right ?? 0)), 0)
        expect(calibrationError(bins) * given.length).toBeCloseTo(gap, 9)
      }),
      { numRuns: deepRuns(100, 2_000) },
    )
  })

  it('without reviews all is as the classifier says', () => {
    expect(reliability([]).every((bin) => bin.confidence === null)).toBe(true)
    expect(calibrationError(reliability([]))).toBe(0)
    for (const raw of [0.1, 0.5, 0.9]) expect(calibrate(AS_IS, raw)).toBeCloseTo(raw, 12)
  })
})
