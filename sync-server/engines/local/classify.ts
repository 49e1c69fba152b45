/** The local classifier: what a customer's turn is about, and how sure that is. No network, no state. */
import { readFileSync } from 'node:fs'
import { calibrate } from '#shared/calibration.ts'
import { type IntentKey, mayAutoSend } from '#shared/intents.ts'
import type { Classification } from '../engine.ts'
import { featuresOf, words } from './features.ts'
import { decodeModel, type Leading, leadingOf, type Model, probabilities } from './model.ts'
import { asksOf, ceiling } from './vetoes.ts'

export interface LocalClassifier {
  /** Name and version, as decision records keep it. */
  readonly name: string
  /** `texts`: the customer's texts of one turn, oldest first. */
  classify(texts: readonly string[]): Classification
}

const MODEL = new URL('../../../assets/classifier/model.bin', import.meta.url)

export function createLocalClassifier(model: Model = decodeModel(readFileSync(MODEL))): LocalClassifier {
  return { name: `local-${model.trainedOn}`, classify: (texts) => classify(model, texts) }
}

/** Below it, a text is unclear instead: what may be more than noise is not filed away, what is hardly grave rings no bell. A person sees either. */
const LEAST: Partial<Record<IntentKey, number>> = { noise: 0.6, risk: 0.4, complaint: 0.4 }
/** So few words tell little: what is plain in them the screens have found. */
const FEW = { words: 2, least: 0.6 }

function isHardly({ intent, confidence }: Leading, text: string): boolean {
  if (intent === 'noise' && mayAskAnything(text)) return true
  const least = LEAST[intent]
  if (least === undefined) return false
  return confidence < (words(text).length <= FEW.words ? FEW.least : least)
}

/**
 * It was trained on Latin letters: of others it knows nothing but the marks between them, and a person may read them. So it
 * is with a bare question mark: somebody waits.
 */
function mayAskAnything(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  return letters > 2 * latin || /^[?\s]*\?[?!\s]*$/.test(text)
}

export function classify(model: Model, texts: readonly string[]): Classification {
  const text = texts.join('\n')
  const found = leading(model, text)
  const asks = asksOf(text, (part) => {
    const one = leading(model, part)
    return isHardly(one, part) ? { ...one, intent: 'unknown' } : one
  })
  const confidence = Math.min(found.confidence, ceiling(text, found, asks, model))
  if (isHardly({ ...found, confidence }, text)) return { intent: 'unknown', confidence }
  if (found.intent === 'complaint') return { intent: 'complaint', confidence, severity: found.severity }
  // Of several things said: harm, then trouble, then the first that a venue answers.
  const first = asks.find((ask) => ask === 'risk') ?? asks.find((ask) => ask === 'complaint') ?? asks.find(mayAutoSend)
  const grave = first === 'risk' || first === 'complaint'
  const intent = mayAutoSend(found.intent) && (grave || asks.length > 1) ? (first ?? found.intent) : found.intent
  return intent === 'complaint' ? { intent, confidence, severity: 'high' } : { intent, confidence }
}

/** The likeliest intent by the weights alone, as sure as it proved on lines that were left out of training. */
function leading(model: Model, text: string): Leading {
  const found = leadingOf(model.labels, probabilities(model, featuresOf(words(text))))
  const map = model.calibration[found.intent]
  return map ? { ...found, confidence: calibrate(map, found.confidence) } : found
}
