/**
 * Calibration (product rule "Calibration"): maps the classifier's confidence to the share of replies that staff found
 * right at that confidence. Beta calibration (Kull, Silva Filho, Flach 2017): the log-odds of being right are
 * `a * ln p - b * ln(1 - p) + c`, which bends, stretches and shifts, and never turns the order of two confidences
 * round. A prior that believes the classifier keeps few reviews from bending it far.
 */
import { z } from 'zod'

/** Reviews before the gates use the calibrated confidence, and between two fits or, before them, two diagrams. */
export const REVIEWS_TO_CALIBRATE = 50
export const REVIEWS_TO_REFIT = 10
const BINS = 10

/** Nothing is made surer than the classifier was below `from`: too few reviews were that unsure. */
export const calibrationMap = z.object({ a: z.number(), b: z.number(), c: z.number(), from: z.number() })
export type CalibrationMap = z.infer<typeof calibrationMap>

/** One tenth of the scale of confidence: what was predicted in it, and what share was right. */
export const reliabilityBin = z.object({
  from: z.number(),
  to: z.number(),
  reviews: z.number().int(),
  /** Mean confidence as used, 0 to 1; null in an empty bin, as is `right`. */
  confidence: z.number().nullable(),
  right: z.number().nullable(),
})
export type ReliabilityBin = z.infer<typeof reliabilityBin>

export interface Review {
  /** The classifier's own confidence, 0 to 1. */
  readonly raw: number
  readonly right: boolean
}

/** Believes the classifier as it is. */
export const AS_IS: CalibrationMap = { a: 1, b: 1, c: 0, from: 0 }

/** How far from {@link AS_IS} each of a, b and c may lie before there is evidence: a standard deviation. */
const PRIOR = [1, 1, 2] as const
const CENTRE = [AS_IS.a, AS_IS.b, AS_IS.c] as const
const CLOSEST = 0.002
/** Reviews that must have been as unsure as a text before its confidence may be raised. */
const SUPPORT = 10

type Slopes = Omit<CalibrationMap, 'from'>

const clip = (p: number) => Math.min(1 - CLOSEST, Math.max(CLOSEST, p))
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const features = (raw: number): readonly [number, number, number] => {
  const p = clip(raw)
  return [Math.log(p), -Math.log(1 - p), 1]
}

/** @returns the confidence that the gates use, 0 to 1. */
export function calibrate({ a, b, c, from }: CalibrationMap, raw: number): number {
  const [x, y] = features(raw)
  const calibrated = sigmoid(a * x + b * y + c)
  return raw < from ? Math.min(raw, calibrated) : calibrated
}

/** The likeliest map under the reviews and the prior; neither slope is ever negative. */
export function fitCalibration(reviews: readonly Review[]): CalibrationMap {
  const lowest = reviews.map((review) => review.raw).toSorted((x, y) => x - y)
  return { ...likeliest(reviews), from: lowest[SUPPORT - 1] ?? 1 }
}

function likeliest(reviews: readonly Review[]): Slopes {
  const free = solve(reviews, [true, true, true])
  if (free.a >= 0 && free.b >= 0) return free
  const one = solve(reviews, free.a < free.b ? [false, true, true] : [true, false, true])
  return one.a >= 0 && one.b >= 0 ? one : solve(reviews, [false, false, true])
}

/** Newton's method on the penalised likelihood, which is concave, a step halved until it helps. A slope that is not free is 0. */
function solve(reviews: readonly Review[], free: readonly [boolean, boolean, boolean]): Slopes {
  const rows = reviews.map(({ raw, right }) => ({ x: features(raw), right }))
  const active = [0, 1, 2].filter((i) => free[i])
  let w = CENTRE.map((value, i) => (free[i] ? value : 0))
  let loss = lossOf(rows, w)
  for (let step = 0; step < 50; step += 1) {
    const { gradient, curvature } = slopes(rows, w)
    const move = eliminate(
      active.map((i) => active.map((j) => curvature[i]![j]!)),
      active.map((i) => gradient[i]!),
    )
    const before = loss
    for (let share = 1; share > 1e-6; share /= 2) {
      const next = w.map((value, i) => (free[i] ? value - share * move[active.indexOf(i)]! : 0))
      loss = lossOf(rows, next)
      if (loss > before) continue
      w = next
      break
    }
    if (before - loss < 1e-9) break
  }
  return { a: w[0]!, b: w[1]!, c: w[2]! }
}

interface Point {
  readonly x: readonly [number, number, number]
  readonly right: boolean
}

const logOdds = ({ x }: Point, w: readonly number[]) => x[0] * w[0]! + x[1] * w[1]! + x[2] * w[2]!

function lossOf(rows: readonly Point[], w: readonly number[]): number {
  const doubt = w.reduce((sum, value, i) => sum + ((value - CENTRE[i]!) / PRIOR[i]!) ** 2 / 2, 0)
  return rows.reduce((sum, row) => sum + Math.log1p(Math.exp(row.right ? -logOdds(row, w) : logOdds(row, w))), doubt)
}

function slopes(rows: readonly Point[], w: readonly number[]): { gradient: number[]; curvature: number[][] } {
  const gradient = w.map((value, i) => (value - CENTRE[i]!) / PRIOR[i]! ** 2)
  const curvature = w.map((_, i) => w.map((__, j) => (i === j ? 1 / PRIOR[i]! ** 2 : 0)))
  for (const row of rows) {
    const q = sigmoid(logOdds(row, w))
    for (let i = 0; i < 3; i += 1) {
      gradient[i]! += (q - (row.right ? 1 : 0)) * row.x[i]!
      for (let j = 0; j < 3; j += 1) curvature[i]![j]! += q * (1 - q) * row.x[i]! * row.x[j]!
    }
  }
  return { gradient, curvature }
}

/** Solves the symmetric, positive definite system `m x = v`. */
function eliminate(m: number[][], v: number[]): number[] {
  const n = v.length
  for (let i = 0; i < n; i += 1) {
    for (let k = i + 1; k < n; k += 1) {
      const factor = m[k]![i]! / m[i]![i]!
      for (let j = i; j < n; j += 1) m[k]![j]! -= factor * m[i]![j]!
      v[k]! -= factor * v[i]!
    }
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let j = i + 1; j < n; j += 1) v[i]! -= m[i]![j]! * v[j]!
    v[i]! /= m[i]![i]!
  }
  return v
}

/** A reliability diagram: mean confidence against the share that was right, a tenth of the scale at a time. */
export function reliability(reviews: readonly Review[], map: CalibrationMap = AS_IS): ReliabilityBin[] {
  const used = reviews.map((r) => ({ confidence: map === AS_IS ? r.raw : calibrate(map, r.raw), right: r.right }))
  return Array.from({ length: BINS }, (_, bin) => {
    const inside = used.filter((u) => Math.min(BINS - 1, Math.floor(u.confidence * BINS)) === bin)
    const mean = (of: (u: (typeof used)[number]) => number) =>
      inside.length === 0 ? null : inside.reduce((sum, u) => sum + of(u), 0) / inside.length
    return {
      from: bin / BINS,
      to: (bin + 1) / BINS,
      reviews: inside.length,
      confidence: mean((u) => u.confidence),
      right: mean((u) => (u.right ? 1 : 0)),
    }
  })
}

/** Expected calibration error: the bins' gaps, weighted by their reviews; 0 without any. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const all = bins.reduce((sum, bin) => sum + bin.reviews, 0)
  if (all === 0) return 0
  return bins.reduce((sum, bin) => sum + (bin.reviews / all) * Math.abs((bin.confidence ?? 0) - (bin.right ?? 0)), 0)
}
