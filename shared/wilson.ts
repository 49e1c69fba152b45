/** How far a share that was counted can be trusted. */

/** Of a standard normal: 95 % lie within so many deviations. */
const Z = 1.96

export interface Interval {
  readonly low: number
  readonly high: number
}

/** The 95 % Wilson interval of a share, 0 to 1; without observations nothing is known: 0 to 1. */
export function wilson(hits: number, of: number): Interval {
  if (of === 0) return { low: 0, high: 1 }
  const p = hits / of
  const centre = p + (Z * Z) / (2 * of)
  const spread = Z * Math.sqrt((p * (1 - p)) / of + (Z * Z) / (4 * of * of))
  const whole = 1 + (Z * Z) / of
  return { low: Math.max(0, (centre - spread) / whole), high: Math.min(1, (centre + spread) / whole) }
}

/** What an intent's evidence bears out with 95 % certainty; 0 without observations. */
export const lowerBound = (hits: number, of: number): number => (of === 0 ? 0 : wilson(hits, of).low)
