/** The local classifier: what a customer's turn is about, and how sure that is. No network, no state. */
import { readFileSync } from 'node:fs'
import { type IntentKey, mayAutoSend } from '#shared/intents.ts'
import type { Classification, Severity } from '../engine.ts'
import { featuresOf, words } from './features.ts'
import { decodeModel, type Model, probabilities } from './model.ts'
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

export function classify(model: Model, texts: readonly string[]): Classification {
  const text = texts.join('\n')
  const found = leading(model, text)
  const asks = asksOf(text, (part) => leading(model, part))
  const confidence = Math.min(found.confidence, ceiling(text, found.intent, asks, model))
  if (found.intent === 'complaint') return { ...found, confidence }
  // Of several things said: harm, then trouble, then the first that a venue answers.
  const first = asks.find((ask) => ask === 'risk') ?? asks.find((ask) => ask === 'complaint') ?? asks.find(mayAutoSend)
  const grave = first === 'risk' || first === 'complaint'
  const intent = mayAutoSend(found.intent) && (grave || asks.length > 1) ? (first ?? found.intent) : found.intent
  return intent === 'complaint' ? { intent, confidence, severity: 'high' } : { intent, confidence }
}

/** The likeliest intent by the weights alone; the severities of a complaint count together. */
function leading(model: Model, text: string): { intent: IntentKey; confidence: number; severity: Severity } {
  const shares = probabilities(model, featuresOf(words(text)))
  const byIntent = new Map<IntentKey, number>()
  let severe = 0
  for (const [k, label] of model.labels.entries()) {
    const intent = intentOfLabel(label)
    byIntent.set(intent, (byIntent.get(intent) ?? 0) + shares[k]!)
    if (label === 'complaint.high') severe = shares[k]!
  }
  let best: IntentKey = 'unknown'
  let confidence = 0
  for (const [intent, share] of byIntent) {
    if (share > confidence) {
      best = intent
      confidence = share
    }
  }
  return { intent: best, confidence, severity: severe * 2 >= (byIntent.get('complaint') ?? 0) ? 'high' : 'low' }
}

function intentOfLabel(label: Model['labels'][number]): IntentKey {
  return label === 'complaint.low' || label === 'complaint.high' ? 'complaint' : label
}
