/** Figures of a set of samples. Pure. */

export interface Summary {
  readonly n: number
  readonly mean: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** Spread of a ratio over the pairs of a run. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly pairs: number
}

/** @param q 0 to 1; the smallest sample that so many lie at or below */
export function quantile(samples: readonly number[], q: number): number {
  if (samples.length === 0) return Number.NaN
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!
}

export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle]!
  return (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function summary(samples: readonly number[]): Summary {
  return {
    n: samples.length,
    mean: samples.reduce((sum, sample) => sum + sample, 0) / samples.length,
    p50: median(samples),
    p95: quantile(samples, 0.95),
    p99: quantile(samples, 0.99),
    max: quantile(samples, 1),
  }
}

export function spread(ratios: readonly number[]): Spread {
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios), pairs: ratios.length }
}
