/** Multinomial logistic regression by Adagrad, seeded: the same corpus gives the same bytes. */
import { type CalibrationMap, calibrate, fitCalibration } from '#shared/calibration.ts'
import type { IntentKey } from '#shared/intents.ts'
import { type Label, type Random, type Sample, seeded, vary } from './corpus.ts'
import { BUCKETS, featuresOf, words } from './features.ts'
import { countsAs, intentOfLabel, leadingOf, type Model, softmax, vocabularyOf } from './model.ts'

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
  epochs: 5,
  rate: 0.5,
  decay: 1e-6,
  dropout: 0.25,
  copies: 2,
  smoothing: 0.04,
  folds: 6,
}

interface Row {
  readonly label: number
  readonly group: number
  readonly weight: number
  readonly buckets: Uint32Array
  /** Its share of its line where it is a text as drawn, 0 for a varied copy: what calibration is measured on. */
  readonly share: number
  /** Counts towards calibration by intent. */
  readonly counts: boolean
}

interface Linear {
  readonly weights: Float32Array
  readonly bias: Float32Array
}

/** A line as read by a model that never saw it. */
export interface Reading {
  readonly label: Label
  readonly intent: IntentKey
  /** As calibrated, 0 to 1. */
  readonly confidence: number
}

interface Trained {
  readonly model: Model
  /** The written lines, each read in the fold that left it out. */
  readonly readings: readonly Reading[]
}

/** Trains a model for each fold without its lines, calibrates on what they say of those, and keeps their mean. */
export function train(samples: readonly Sample[], trainedOn: string, options: TrainOptions = DEFAULTS): Trained {
  const labels = [...new Set(samples.map((sample) => sample.label))].sort()
  const random = seeded(options.seed)
  const vocabulary = new Set<string>()
  const rows = samples.flatMap((sample) => toRows(sample, labels, options.copies, random, vocabulary))
  balance(rows, labels.length)
  const sum: Linear = { weights: new Float32Array(BUCKETS * labels.length), bias: new Float32Array(labels.length) }
  const held: Held[] = []
  for (let fold = 0; fold < options.folds; fold++) {
    const isOut = (row: Row) => row.group % options.folds === fold
    const linear = descend(
      rows.filter((row) => !isOut(row)),
      labels.length,
      { ...options, seed: options.seed + fold },
    )
    for (const row of rows) {
      if (row.share > 0 && isOut(row)) held.push({ ...row, scores: raw(linear, row.buckets, labels.length) })
    }
    for (let i = 0; i < sum.weights.length; i++) sum.weights[i]! += linear.weights[i]! / options.folds
    for (const [k, bias] of linear.bias.entries()) sum.bias[k]! += bias / options.folds
  }
  const { bytes, scale } = quantise(sum.weights)
  const temperature = coolest(held)
  const { calibration, readings } = calibrations(held, labels, temperature)
  const bias = [...sum.bias]
  const known = vocabularyOf(vocabulary)
  const model = { labels, weights: bytes, scale, bias, temperature, calibration, vocabulary: known, trainedOn }
  return { model, readings }
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
    {
      label,
      group: sample.group,
      weight: sample.weight,
      buckets: featuresOf(own),
      share: sample.weight,
      counts: random() < sample.weight,
    },
  ]
  for (let i = 0; i < copies; i++) {
    const varied = featuresOf(words(vary(sample.text, random)))
    rows.push({ label, group: sample.group, weight: sample.weight / 2, buckets: varied, share: 0, counts: false })
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

/** A slope so small teaches nothing: most labels are settled early, and skipping them halves the time. */
const LEARNT = 2e-3

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
        if (Math.abs(slope) < LEARNT) continue
        biasSeen[k]! += slope * slope
        bias[k]! -= (options.rate * 0.1 * slope) / (Math.sqrt(biasSeen[k]!) + 1e-6)
      }
      for (const bucket of kept) {
        for (let k = 0, at = bucket * labels; k < labels; k++, at++) {
          if (Math.abs(scores[k]!) < LEARNT) continue
          const slope = scores[k]! * value + options.decay * weights[at]!
          seen[at]! += slope * slope
          weights[at]! -= (options.rate * slope) / (Math.sqrt(seen[at]!) + 1e-3)
        }
      }
    }
  }
  return { weights, bias }
}

function quantise(weights: Float32Array): { bytes: Int8Array; scale: number } {
  let top = 0
  for (const weight of weights) top = Math.max(top, Math.abs(weight))
  const scale = top / 127 || 1
  const bytes = new Int8Array(weights.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.round(weights[i]! / scale)
  return { bytes, scale }
}

/** A text as scored by a model that never saw its line. */
interface Held {
  readonly scores: Float64Array
  readonly counts: boolean
  readonly label: number
  readonly share: number
}

/** The temperature at which texts of unseen lines are least surprising. */
function coolest(held: readonly Held[]): number {
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
  return best
}

/** How often each intent is right at each confidence: over every line, and over as many drawings of a template as it weighs. */
function calibrations(held: readonly Held[], labels: readonly Label[], temperature: number) {
  const read = held
    .filter(({ counts }) => counts)
    .map(({ scores, label }) => {
      const { intent, confidence } = leadingOf(labels, softmax(scores.map((score) => score / temperature)))
      return { label: labels[label]!, intent, raw: confidence, right: countsAs(intent, intentOfLabel(labels[label]!)) }
    })
  const calibration: Partial<Record<IntentKey, CalibrationMap>> = {}
  for (const intent of new Set(labels.map(intentOfLabel)))
    calibration[intent] = fitCalibration(read.filter((one) => one.intent === intent))
  const readings = read.map(({ label, intent, raw: before }) => ({
    label,
    intent,
    confidence: calibrate(calibration[intent]!, before),
  }))
  return { calibration, readings }
}

function raw(linear: Linear, buckets: Uint32Array, labels: number): Float64Array {
  const scores = new Float64Array(labels)
  for (const bucket of buckets) for (let k = 0; k < labels; k++) scores[k]! += linear.weights[bucket * labels + k]!
  const value = 1 / Math.sqrt(buckets.length || 1)
  return scores.map((score, k) => score * value + linear.bias[k]!)
}
