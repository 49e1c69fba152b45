/** Multinomial logistic regression by Adagrad, seeded: the same corpus gives the same bytes. */
import { type Label, type Random, type Sample, seeded, vary } from './corpus.ts'
import { BUCKETS, featuresOf, words } from './features.ts'
import { type Model, softmax, vocabularyOf } from './model.ts'

export interface TrainOptions {
  readonly seed: number
  readonly epochs: number
  readonly rate: number
  /** L2, applied to the weights a sample touches. */
  readonly decay: number
  /** Share of a sample's features hidden in each step, so that no single word decides. */
  readonly dropout: number
  /** Varied copies of each sample. */
  readonly copies: number
  /** 0 to 1: share of the target spread over all labels. */
  readonly smoothing: number
  readonly folds: number
}

export const DEFAULTS: TrainOptions = {
  seed: 7,
  epochs: 8,
  rate: 0.5,
  decay: 1e-6,
  dropout: 0.25,
  copies: 2,
  smoothing: 0.04,
  folds: 4,
}

interface Row {
  readonly label: number
  readonly group: number
  readonly weight: number
  readonly buckets: Uint32Array
  /** Its share of its line where it is a text as drawn, 0 for a varied copy: what calibration is measured on. */
  readonly share: number
}

interface Linear {
  readonly weights: Float32Array
  readonly bias: Float32Array
}

interface Trained {
  readonly model: Model
  /** Share of lines right, each read by a model that never saw it. */
  readonly heldOut: number
}

export function train(samples: readonly Sample[], trainedOn: string, options: TrainOptions = DEFAULTS): Trained {
  const labels = [...new Set(samples.map((sample) => sample.label))].sort()
  const random = seeded(options.seed)
  const vocabulary = new Set<string>()
  const rows = samples.flatMap((sample) => toRows(sample, labels, options.copies, random, vocabulary))
  balance(rows, labels.length)
  const { temperature, heldOut } = calibrate(rows, labels.length, options)
  const { weights, scale } = quantise(descend(rows, labels.length, options))
  const { bias } = weights
  const known = vocabularyOf(vocabulary)
  const model = { labels, weights: weights.bytes, scale, bias: [...bias], temperature, vocabulary: known, trainedOn }
  return { model, heldOut }
}

function toRows(
  sample: Sample,
  labels: readonly Label[],
  copies: number,
  random: Random,
  vocabulary: Set<string>,
): Row[] {
  const label = labels.indexOf(sample.label)
  const own = words(sample.text)
  for (const word of own) vocabulary.add(word)
  const rows: Row[] = [
    { label, group: sample.group, weight: sample.weight, buckets: featuresOf(own), share: sample.weight },
  ]
  for (let i = 0; i < copies; i++) {
    const varied = featuresOf(words(vary(sample.text, random)))
    rows.push({ label, group: sample.group, weight: sample.weight / 2, buckets: varied, share: 0 })
  }
  return rows
}

/** Draws the labels' total weights towards each other: half-way on a log scale. */
function balance(rows: Row[], labels: number): void {
  const totals = new Float64Array(labels)
  for (const row of rows) totals[row.label]! += row.weight
  const mean = totals.reduce((a, b) => a + b, 0) / labels
  for (const [i, row] of rows.entries()) rows[i] = { ...row, weight: row.weight * (mean / totals[row.label]!) ** 0.5 }
}

function descend(rows: readonly Row[], labels: number, options: TrainOptions): Linear {
  const random = seeded(options.seed + 1)
  const weights = new Float32Array(BUCKETS * labels)
  const seen = new Float32Array(BUCKETS * labels)
  const bias = new Float32Array(labels)
  const biasSeen = new Float32Array(labels)
  const order = rows.map((_, i) => i)
  const scores = new Float64Array(labels)
  const floor = options.smoothing / labels
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      const held = order[i]!
      order[i] = order[j]!
      order[j] = held
    }
    for (const index of order) {
      const row = rows[index]!
      const kept = row.buckets.filter(() => random() >= options.dropout)
      const value = 1 / Math.sqrt(kept.length || 1)
      scores.fill(0)
      for (const bucket of kept) for (let k = 0, at = bucket * labels; k < labels; k++) scores[k]! += weights[at + k]!
      for (let k = 0; k < labels; k++) scores[k] = scores[k]! * value + bias[k]!
      softmax(scores)
      for (let k = 0; k < labels; k++) {
        const target = floor + (k === row.label ? 1 - options.smoothing : 0)
        const slope = (scores[k]! - target) * row.weight
        scores[k] = slope
        biasSeen[k]! += slope * slope
        bias[k]! -= (options.rate * 0.1 * slope) / (Math.sqrt(biasSeen[k]!) + 1e-6)
      }
      for (const bucket of kept) {
        for (let k = 0, at = bucket * labels; k < labels; k++, at++) {
          const slope = scores[k]! * value + options.decay * weights[at]!
          seen[at]! += slope * slope
          weights[at]! -= (options.rate * slope) / (Math.sqrt(seen[at]!) + 1e-3)
        }
      }
    }
  }
  return { weights, bias }
}

function quantise(linear: Linear): { weights: { bytes: Int8Array; bias: Float32Array }; scale: number } {
  let top = 0
  for (const weight of linear.weights) top = Math.max(top, Math.abs(weight))
  const scale = top / 127 || 1
  const bytes = new Int8Array(linear.weights.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.round(linear.weights[i]! / scale)
  return { weights: { bytes, bias: linear.bias }, scale }
}

/** The temperature at which texts of unseen lines are least surprising: fitted on folds held out by line. */
function calibrate(
  rows: readonly Row[],
  labels: number,
  options: TrainOptions,
): { temperature: number; heldOut: number } {
  const held: { scores: Float64Array; label: number; share: number }[] = []
  for (let fold = 0; fold < options.folds; fold++) {
    const seen = rows.filter((row) => row.group % options.folds !== fold)
    const linear = descend(seen, labels, options)
    for (const row of rows) {
      if (row.share > 0 && row.group % options.folds === fold)
        held.push({ scores: raw(linear, row.buckets, labels), label: row.label, share: row.share })
    }
  }
  let best = 1
  let least = Number.POSITIVE_INFINITY
  for (let t = 0.3; t < 4; t *= 1.05) {
    let loss = 0
    for (const { scores, label, share } of held)
      loss -= share * Math.log(softmax(scores.map((score) => score / t))[label]! + 1e-12)
    if (loss < least) {
      least = loss
      best = t
    }
  }
  const written = held.filter(({ share }) => share === 1)
  const right = written.filter(({ scores, label }) => scores.indexOf(Math.max(...scores)) === label).length
  return { temperature: best, heldOut: right / (written.length || 1) }
}

function raw(linear: Linear, buckets: Uint32Array, labels: number): Float64Array {
  const scores = new Float64Array(labels)
  for (const bucket of buckets) for (let k = 0; k < labels; k++) scores[k]! += linear.weights[bucket * labels + k]!
  const value = 1 / Math.sqrt(buckets.length || 1)
  return scores.map((score, k) => score * value + linear.bias[k]!)
}
