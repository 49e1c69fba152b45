/**
 * Evals: what customers have written, kept as cases, and what must hold of the answer. Pure: the server runs them, pages
 * show them.
 */
import { z } from 'zod'
import { outcome } from './decision.ts'
import { saysTheSame } from './edit-distance.ts'
import { intentKey, intentOf } from './intents.ts'
import { formatMoney, moneyIn } from './money.ts'
import { fold } from './words.ts'

/** Where a case comes from: saved from a thread or written by an owner; made by itself of a reject or a wrong send. */
export const EVAL_ORIGINS = ['thread', 'hand', 'reject', 'wrong_send'] as const
export type EvalOrigin = (typeof EVAL_ORIGINS)[number]

/** `sends` and `held`: whether it would leave by itself, were nothing momentary (a stop, a cap, quiet hours) in the way. */
export const EVAL_OUTCOMES = ['sends', 'held', 'escalates', 'quiet', 'hands_off'] as const
export type EvalOutcome = (typeof EVAL_OUTCOMES)[number]

const id = z.string().min(1).max(200)
const words = z.array(z.string().trim().min(1, 'is empty').max(200, 'is longer than 200 characters')).max(10)

const expectations = z.object({
  intent: intentKey.optional(),
  notIntent: intentKey.optional(),
  /** Whether a reply is called for at all. */
  warrant: z.boolean().optional(),
  outcome: z.enum(EVAL_OUTCOMES).optional(),
  /** Words that the reply must have, and such as it must not have; case and accents do not count. */
  contains: words.default([]),
  avoids: words.default([]),
  /** The reply quotes what this service costs in the list. */
  priceOf: id.optional(),
  /** A text that must not be given again, nor one that says the same. */
  unlike: z.string().min(1).max(1_600).optional(),
})
export const evalExpect = expectations.refine(expectsSomething, 'expects nothing')
export type EvalExpect = z.infer<typeof expectations>

function expectsSomething({ contains, avoids, ...rest }: EvalExpect): boolean {
  return contains.length > 0 || avoids.length > 0 || Object.values(rest).some((value) => value !== undefined)
}

/** Cases that a venue may have; what is made by itself gives way to newer ones of its kind. */
export const MOST_EVALS = 200

const name = z.string().trim().min(1, 'is empty').max(80, 'is longer than 80 characters')
const texts = z
  .array(z.string().trim().min(1, 'is empty').max(1_600, 'is longer than 1,600 characters'))
  .min(1, 'has no text')
  .max(6, 'has more than 6 texts')

/** One click in a thread: the turn of that inbound text, expecting what staff made of it. */
export const evalFromThread = z.object({ messageId: id })
/** By hand. */
export const newEval = z.strictObject({ agentId: id, name, texts, expect: evalExpect })
export const evalEdit = z.object({
  evalId: id,
  agentId: id.optional(),
  name: name.optional(),
  texts: texts.optional(),
  expect: evalExpect.optional(),
  on: z.boolean().optional(),
})

/** What came of a case. */
export const evalGot = z.object({
  warrant: z.object({ reply: z.boolean(), reason: z.string() }),
  intent: intentKey.nullable(),
  /** 0 to 1. */
  confidence: z.number(),
  outcome,
  /** Codes of the gates that failed. */
  reasons: z.array(z.string()),
  /** null: none was written. */
  reply: z.string().nullable(),
})
export type EvalGot = z.infer<typeof evalGot>

/** One expectation that was not met, in a sentence. */
export const evalReason = z.object({
  code: z.enum([
    'intent',
    'warrant',
    'outcome',
    'contains',
    'avoids',
    'price',
    'unlike',
    'service_gone',
    'engine_failed',
  ]),
  text: z.string(),
})
export type EvalReason = z.infer<typeof evalReason>

interface Priced {
  readonly id: string
  readonly name: string
  readonly price: number
}

/** What a case's prices are read from. */
export interface EvalGround {
  readonly services: readonly Priced[]
  readonly currency: 'GBP' | 'AUD'
}

/** Every expectation that is not met, none where the case passes. */
export function judge(expect: EvalExpect, got: EvalGot, ground: EvalGround): EvalReason[] {
  const reply = got.reply ?? ''
  return [
    ...judgeReading(expect, got),
    ...judgeOutcome(expect.outcome, got),
    ...expect.contains
      .filter((text) => !has(reply, text))
      .map((text) => ({ code: 'contains' as const, text: `The reply does not say “${text}”.` })),
    ...expect.avoids
      .filter((text) => has(reply, text))
      .map((text) => ({ code: 'avoids' as const, text: `The reply says “${text}”.` })),
    ...judgePrice(expect.priceOf, reply, ground),
    ...(expect.unlike !== undefined && reply !== '' && saysTheSame(expect.unlike, reply)
      ? [{ code: 'unlike' as const, text: 'It gives the faulty text again.' }]
      : []),
  ]
}

const has = (text: string, part: string) => spaced(text).includes(spaced(part))
const spaced = (text: string) => fold(text).replace(/\s+/g, ' ').trim()

function judgeReading({ intent, notIntent, warrant }: EvalExpect, got: EvalGot): EvalReason[] {
  const found: EvalReason[] = []
  const read = got.intent === null ? 'nothing' : intentOf(got.intent).label
  if (intent !== undefined && got.intent !== intent) {
    found.push({ code: 'intent', text: `It was read as ${read}, not as ${intentOf(intent).label}.` })
  }
  if (notIntent !== undefined && got.intent === notIntent) {
    found.push({ code: 'intent', text: `It was read as ${read} again.` })
  }
  if (warrant !== undefined && got.warrant.reply !== warrant) {
    found.push({
      code: 'warrant',
      text: warrant ? 'It was taken to need no reply.' : 'It was taken to need a reply.',
    })
  }
  return found
}

const MEETS: Record<EvalOutcome, (got: EvalGot) => boolean> = {
  sends: (got) => got.outcome === 'auto_queued',
  held: (got) => got.outcome !== 'auto_queued',
  escalates: (got) => got.outcome === 'escalated',
  quiet: (got) => got.outcome === 'quiet',
  hands_off: (got) => got.outcome === 'handed_off',
}

const WANTED: Record<EvalOutcome, string> = {
  sends: 'leave by itself',
  held: 'be held',
  escalates: 'go to a person as a complaint or a risk',
  quiet: 'get no reply',
  hands_off: 'be handed off',
}

const CAME: Record<EvalGot['outcome'], string> = {
  auto_queued: 'it would leave by itself',
  drafted: 'it would wait as a draft',
  escalated: 'it would go to a person',
  handed_off: 'it would be handed off',
  quiet: 'it would get no reply',
  off: 'the AI would not answer it',
  merged: 'it would be answered with the next text',
  keyword: 'it is a keyword',
  no_ai: 'no AI runs',
}

function judgeOutcome(wanted: EvalOutcome | undefined, got: EvalGot): EvalReason[] {
  if (wanted === undefined || MEETS[wanted](got)) return []
  return [{ code: 'outcome', text: `It should ${WANTED[wanted]}, but ${CAME[got.outcome]}.` }]
}

function judgePrice(serviceId: string | undefined, reply: string, ground: EvalGround): EvalReason[] {
  if (serviceId === undefined) return []
  const service = ground.services.find((one) => one.id === serviceId)
  if (!service) return [{ code: 'service_gone', text: 'The service whose price it must quote is not in the list.' }]
  if (moneyIn(reply).some(({ amount }) => amount === service.price)) return []
  const price = formatMoney(service.price, ground.currency)
  return [{ code: 'price', text: `The reply does not quote ${price} for ${service.name}.` }]
}
