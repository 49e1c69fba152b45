/** The trained classifier as data: linear weights of one byte each, and the file they are kept in. */
import { z } from 'zod'
import { type CalibrationMap, calibrationMap } from '#shared/calibration.ts'
import { type IntentKey, intentKey } from '#shared/intents.ts'
import { LABELS, type Label, label } from './corpus.ts'
import { BUCKETS, wordHash } from './features.ts'

export interface Model {
  readonly labels: readonly Label[]
  /** Bucket-major: weights[bucket * labels.length + label], in units of `scale`. */
  readonly weights: Int8Array
  readonly scale: number
  readonly bias: readonly number[]
  /** Scores are divided by it before they become probabilities. */
  readonly temperature: number
  /** How often each intent proved right at each confidence, on lines that were left out of training. */
  readonly calibration: Partial<Readonly<Record<IntentKey, CalibrationMap>>>
  /** Bits of the words seen in training, by hash. */
  readonly vocabulary: Uint8Array
  /** Digest of the corpus and the code version it was trained on. */
  readonly trainedOn: string
}

const header = z.object({
  labels: z.array(label).min(2).max(LABELS.length),
  scale: z.number().positive(),
  bias: z.array(z.number()),
  temperature: z.number().positive(),
  calibration: z.partialRecord(intentKey, calibrationMap),
  buckets: z.literal(BUCKETS),
  vocabulary: z.number().int().positive(),
  trainedOn: z.string(),
})

const MAGIC = 'GLC2'

/** Layout: magic, header length (uint32, little-endian), header (JSON), weights, vocabulary. */
export function encodeModel(model: Model): Uint8Array {
  const { weights, vocabulary, ...rest } = model
  const head = new TextEncoder().encode(JSON.stringify({ ...rest, buckets: BUCKETS, vocabulary: vocabulary.length }))
  const out = new Uint8Array(8 + head.length + weights.length + vocabulary.length)
  out.set(new TextEncoder().encode(MAGIC))
  new DataView(out.buffer).setUint32(4, head.length, true)
  out.set(head, 8)
  out.set(new Uint8Array(weights.buffer, weights.byteOffset, weights.length), 8 + head.length)
  out.set(vocabulary, 8 + head.length + weights.length)
  return out
}

/** Throws on anything that is not a whole model file. */
export function decodeModel(bytes: Uint8Array): Model {
  const magic = new TextDecoder().decode(bytes.subarray(0, 4))
  if (magic !== MAGIC || bytes.length < 8) throw new Error('Not a classifier file')
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true)
  const { buckets, vocabulary, ...rest } = header.parse(
    JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + size))),
  )
  const from = 8 + size
  const count = buckets * rest.labels.length
  if (bytes.length !== from + count + vocabulary) throw new Error('Classifier file is cut short')
  return {
    ...rest,
    weights: new Int8Array(bytes.buffer, bytes.byteOffset + from, count),
    vocabulary: bytes.subarray(from + count),
  }
}

/** Probability of each label, in the order of `model.labels`. */
export function probabilities(model: Model, buckets: Uint32Array): Float64Array {
  const { weights, bias } = model
  const n = bias.length
  const scores = new Float64Array(n)
  for (const bucket of buckets) {
    const at = bucket * n
    for (let k = 0; k < n; k++) scores[k]! += weights[at + k]!
  }
  const unit = model.scale / Math.sqrt(buckets.length || 1)
  for (let k = 0; k < n; k++) scores[k] = (scores[k]! * unit + bias[k]!) / model.temperature
  return softmax(scores)
}

/** In place. */
export function softmax(scores: Float64Array): Float64Array {
  let top = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > top) top = score
  let sum = 0
  for (let k = 0; k < scores.length; k++) {
    const e = Math.exp(scores[k]! - top)
    scores[k] = e
    sum += e
  }
  for (let k = 0; k < scores.length; k++) scores[k]! /= sum
  return scores
}

export function vocabularyOf(words: Iterable<string>, bytes = 1 << 14): Uint8Array {
  const bits = new Uint8Array(bytes)
  for (const word of words) {
    const bit = wordHash(word) % (bytes * 8)
    bits[bit >> 3]! |= 1 << (bit & 7)
  }
  return bits
}

export function knows(model: Model, word: string): boolean {
  const bit = wordHash(word) % (model.vocabulary.length * 8)
  return ((model.vocabulary[bit >> 3]! >> (bit & 7)) & 1) === 1
}

export function intentOfLabel(label: Label): IntentKey {
  return label === 'complaint.low' || label === 'complaint.high' ? 'complaint' : label
}

/** Who asks for a slot and who asks to book one are answered by the same reply, which reads the words for itself. */
const TWINS: Partial<Record<IntentKey, IntentKey>> = {
  availability: 'booking_request',
  booking_request: 'availability',
}

/** True where a reply to `found` is right for a text that is about `wanted`. */
export function countsAs(found: IntentKey, wanted: IntentKey): boolean {
  return found === wanted || TWINS[found] === wanted
}

export interface Leading {
  readonly intent: IntentKey
  /** Share of all that is answered in the same way, 0 to 1. */
  readonly confidence: number
  /** Share of risk and complaint, whatever leads. */
  readonly grave: number
  /** Where it is a complaint: how bad. */
  readonly severity: 'low' | 'high'
}

/** The likeliest intent: the severities of a complaint count together, and so do the two ways to ask for a slot. */
export function leadingOf(labels: readonly Label[], shares: Float64Array): Leading {
  const byIntent = new Map<IntentKey, number>()
  let severe = 0
  for (const [k, label] of labels.entries()) {
    const intent = intentOfLabel(label)
    byIntent.set(intent, (byIntent.get(intent) ?? 0) + shares[k]!)
    if (label === 'complaint.high') severe = shares[k]!
  }
  const of = (intent: IntentKey | undefined) => (intent === undefined ? 0 : (byIntent.get(intent) ?? 0))
  const together = (intent: IntentKey) => of(intent) + of(TWINS[intent])
  let best: IntentKey = 'unknown'
  for (const [intent, share] of byIntent) {
    const ahead = together(intent) - together(best)
    if (ahead > 0 || (ahead === 0 && share > of(best))) best = intent
  }
  const severity = severe * 2 >= (byIntent.get('complaint') ?? 0) ? 'high' : 'low'
  return { intent: best, confidence: together(best), grave: of('risk') + of('complaint'), severity }
}
