/**
 * The backtest on the wire: the texts of the last days judged again under settings that nobody has saved yet, beside what
 * became of them. It reads what decisions have kept; it sends nothing, charges nothing, writes nothing.
 */
import { z } from 'zod'
import { OUTCOMES } from './decision.ts'
import { GATE_CODES } from './gates.ts'
import { intentKey, intentMode, intentOf } from './intents.ts'
import { quietWindow } from './quiet.ts'

export const LONGEST_BACKTEST = 3_650
/** No threshold lies above it. */
export const HIGHEST_THRESHOLD = 0.99

const policy = z
  .strictObject({ intent: intentKey, mode: intentMode, threshold: z.number().nullable() })
  .refine(({ intent, mode }) => intentOf(intent).modes.includes(mode), 'cannot have that mode')
  .refine(({ intent, threshold }) => {
    const { floor } = intentOf(intent)
    return threshold === null || (floor !== null && threshold >= floor && threshold <= HIGHEST_THRESHOLD)
  }, 'has a threshold outside its bounds')

/** The settings as they lie on a screen. An intent that is missing is as it is saved. */
export const backtestSettings = z.strictObject({
  masterOn: z.boolean(),
  policies: z.array(policy).max(50),
  caps: z.strictObject({ hourly: z.number().int().min(1).max(1_000), daily: z.number().int().min(1).max(10_000) }),
  quiet: z.array(quietWindow).max(100),
})
export type BacktestSettings = z.infer<typeof backtestSettings>

export const backtestQuery = z.strictObject({
  days: z.number().int().min(1).max(LONGEST_BACKTEST),
  /** null: each text under the settings that were in force when it came. */
  settings: backtestSettings.nullable(),
})
export type BacktestQuery = z.infer<typeof backtestQuery>

/** How what would have become of a text stands to what became of it. */
export const BACKTEST_MARKS = [
  /** It would have been sent, and staff found the reply wrong. */
  'wrong',
  /** It was sent by itself, and would be held. */
  'held_now',
  /** It would have been sent and was not; nobody has said whether it was right. */
  'unproved',
  /** It would have been sent, and staff found the reply right. */
  'right',
  /** It would have been sent, and was; nobody has said whether it was right. */
  'as_then',
  /** It would have been held. */
  'held',
] as const
export const backtestMark = z.enum(BACKTEST_MARKS)
export type BacktestMark = z.infer<typeof backtestMark>

/** What became of a reply: the state of its draft; `itself`: it was sent automatically; `none`: there was none. */
export const backtestBecame = z.enum([
  'itself',
  'pending',
  'approved',
  'edited',
  'rejected',
  'superseded',
  'dropped',
  'withdrawn',
  'none',
])
export type BacktestBecame = z.infer<typeof backtestBecame>

const count = z.number().int().min(0)

export const backtestText = z.object({
  inboundMessageId: z.string(),
  conversationId: z.string(),
  draftId: z.string().nullable(),
  at: z.number().int(),
  intent: intentKey,
  confidence: z.number(),
  sends: z.boolean(),
  /** Codes of the gates that would have failed. */
  reasons: z.array(z.enum(GATE_CODES)),
  outcome: z.enum(OUTCOMES),
  outcomeThen: z.enum(OUTCOMES),
  became: backtestBecame,
  mark: backtestMark,
})
export type BacktestText = z.infer<typeof backtestText>

/** Texts of one intent at one hundredth of confidence: how many could have left, were reviewed, were right. */
const bin = z.object({ percent: z.number().int().min(0).max(100), texts: count, reviewed: count, right: count })
export type CurveBin = z.infer<typeof bin>

const intentReport = z.object({
  intent: intentKey,
  /** Texts of it that were judged. */
  texts: count,
  sends: count,
  /** Of those that would have been sent: on how many staff had a say, and how often the reply was right. */
  reviewed: count,
  right: count,
  /** Sent by themselves then. */
  sentThen: count,
  /** How many texts each gate would have held. */
  held: z.array(z.object({ code: z.enum(GATE_CODES), texts: count })),
  /** Replies with which nothing but their confidence, the switches, training and the caps stands in the way. */
  bins: z.array(bin),
})
export type IntentReport = z.infer<typeof intentReport>

export const backtestReport = z.object({
  from: z.number().int(),
  to: z.number().int(),
  /** All texts that came in. */
  texts: count,
  /** Texts that came to no judgement and would come to none: keywords, earlier texts of a burst, texts of before. */
  unjudged: z.array(z.object({ outcome: z.enum(OUTCOMES), texts: count })),
  /** Judged otherwise than they were, in their outcome or in the gates that failed. */
  changed: count,
  intents: z.array(intentReport),
  /** How many there are of each mark, and the newest of them. */
  marks: z.array(z.object({ mark: backtestMark, texts: count })),
  newest: z.array(backtestText),
})
export type BacktestReport = z.infer<typeof backtestReport>

/** A line of the answer: how far it has come, and at the end the report. */
export const backtestLine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), done: count, of: count }),
  z.object({ kind: z.literal('report'), report: backtestReport }),
])
export type BacktestLine = z.infer<typeof backtestLine>

/** How a desk stands with the backtest that was last asked of it. */
export interface BacktestState {
  readonly query: BacktestQuery
  readonly done: number
  /** null: not known yet. */
  readonly of: number | null
  readonly report: BacktestReport | null
  /** Why there is no report; null: it is under way, or there. */
  readonly refused: string | null
}
