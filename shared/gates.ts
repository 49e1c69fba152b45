/**
 * The gate evaluator: may this reply leave by itself? Pure. Used by the server to decide and to claim, by the
 * console to explain, by preview and backtest to replay. Every gate is evaluated, never just the first that fails.
 * Source: product rule "Gates for auto-send"; the order is that of "Why?".
 */
import { z } from 'zod'
import { type IntentKey, type IntentMode, intentOf } from './intents.ts'

export const GATE_CODES = [
  'plan',
  'kill_switch',
  'master',
  'agent_mode',
  'conversation_mode',
  'intent_mode',
  'training',
  'quiet_hours',
  'closure',
  'cap_hour',
  'cap_day',
  'sparks',
  'confidence',
  'opted_out',
  'personal',
  'handoff',
  'human_active',
  'credentials',
  'disclosure',
  'validation',
  'guardrail',
] as const
export type GateCode = (typeof GATE_CODES)[number]

export const gateResult = z.object({
  code: z.enum(GATE_CODES),
  pass: z.boolean(),
  value: z.union([z.string(), z.number()]).optional(),
  limit: z.union([z.string(), z.number()]).optional(),
  text: z.string(),
})
export type GateResult = z.infer<typeof gateResult>

/** Everything that a gate reads, as it stood at one instant. */
export interface GateInput {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly plan: 'FREE' | 'PRO'
  readonly killed: boolean
  readonly masterOn: boolean
  readonly acknowledged: boolean
  readonly agentMode: 'off' | 'draft' | 'auto'
  /** The conversation's own mode; null: its agent's stands. */
  readonly conversationMode: 'off' | 'draft' | 'auto' | null
  readonly intent: IntentKey
  readonly intentMode: IntentMode
  readonly unlocked: boolean
  readonly reviewed: number
  readonly reviewsNeeded: number
  /** Words for the quiet window that holds now, or null. */
  readonly quietUntil: string | null
  /** Name of the dated closure that holds today, or null. */
  readonly closure: string | null
  readonly usedHour: number
  readonly capHour: number
  readonly usedDay: number
  readonly capDay: number
  readonly sparks: number
  readonly confidence: number
  readonly threshold: number | null
  readonly optedOut: boolean
  readonly personal: boolean
  readonly handedOff: boolean
  /** A person wrote here: until when auto-send rests, or null. */
  readonly humanUntil: number | null
  readonly credentialsHealthy: boolean
  /** Codes of what validation found in the reply. */
  readonly problems: readonly string[]
  /** Codes of what the intent's guardrail found. */
  readonly guardrailProblems: readonly string[]
  readonly disclosureMissing: boolean
}

type Verdict = Omit<GateResult, 'code'>

/** Rounded down, so that what just fails never reads like its limit. */
const percent = (share: number) => `${Math.floor(share * 100 + 1e-9)} %`

const GATES: Record<GateCode, (i: GateInput) => Verdict> = {
  plan: (i) => ({ pass: i.plan === 'PRO', value: i.plan, limit: 'PRO', text: 'The venue is on the PRO plan' }),
  kill_switch: (i) => ({
    pass: !i.killed,
    value: i.killed ? 'stopped' : 'running',
    text: 'The kill switch is not engaged',
  }),
  master: (i) => ({
    pass: i.masterOn && i.acknowledged,
    value: i.masterOn ? (i.acknowledged ? 'on' : 'not acknowledged') : 'off',
    limit: 'on',
    text: 'Auto-send is switched on for the venue',
  }),
  agent_mode: (i) => ({
    pass: i.conversationMode !== null || i.agentMode === 'auto',
    value: i.conversationMode === null ? i.agentMode : 'set for this conversation',
    limit: 'auto',
    text: "The agent's reply mode is auto",
  }),
  conversation_mode: (i) => ({
    pass: i.conversationMode === null || i.conversationMode === 'auto',
    value: i.conversationMode ?? "the agent's",
    limit: 'auto',
    text: 'This conversation may be answered automatically',
  }),
  intent_mode: (i) => ({
    pass: i.intentMode === 'auto',
    value: i.intentMode,
    limit: 'auto',
    text: `${intentOf(i.intent).label} is set to auto`,
  }),
  training: (i) => ({
    pass: i.unlocked,
    value: i.reviewed,
    limit: i.reviewsNeeded,
    text: `${intentOf(i.intent).label} has finished its training`,
  }),
  quiet_hours: (i) => ({
    pass: i.quietUntil === null,
    ...(i.quietUntil === null ? {} : { value: i.quietUntil }),
    text: 'It is not within quiet hours',
  }),
  closure: (i) => ({
    pass: i.closure === null,
    ...(i.closure === null ? {} : { value: i.closure }),
    text: 'The venue is not closed for the day',
  }),
  cap_hour: (i) => ({
    pass: i.usedHour < i.capHour,
    value: i.usedHour,
    limit: i.capHour,
    text: 'The hourly cap is not reached',
  }),
  cap_day: (i) => ({
    pass: i.usedDay < i.capDay,
    value: i.usedDay,
    limit: i.capDay,
    text: 'The daily cap is not reached',
  }),
  sparks: (i) => ({ pass: i.sparks > 0, value: i.sparks, limit: 1, text: 'There are Sparks in the wallet' }),
  confidence: (i) => {
    const { floor } = intentOf(i.intent)
    // Without a threshold that somebody has set, nothing is sure enough.
    const limit = floor === null || i.threshold === null ? null : Math.max(floor, i.threshold)
    return {
      pass: limit !== null && i.confidence >= limit,
      value: percent(i.confidence),
      limit: limit === null ? 'never' : percent(limit),
      text: 'The AI is sure enough what the text asks',
    }
  },
  opted_out: (i) => ({ pass: !i.optedOut, text: 'The customer has not opted out' }),
  personal: (i) => ({ pass: !i.personal, text: 'The conversation is not marked personal' }),
  handoff: (i) => ({ pass: !i.handedOff, text: 'The conversation is not handed off to a person' }),
  human_active: (i) => ({
    pass: i.humanUntil === null || i.humanUntil <= i.now,
    text: 'No person has just written here',
  }),
  credentials: (i) => ({ pass: i.credentialsHealthy, text: 'The sending number is healthy' }),
  disclosure: (i) => ({ pass: !i.disclosureMissing, text: 'The AI disclosure is in the reply' }),
  validation: (i) => ({
    pass: i.problems.length === 0,
    ...(i.problems.length === 0 ? {} : { value: i.problems.join(', ') }),
    text: 'The reply passed every check',
  }),
  guardrail: (i) => ({
    pass: i.guardrailProblems.length === 0,
    ...(i.guardrailProblems.length === 0 ? {} : { value: i.guardrailProblems.join(', ') }),
    text: 'What it quotes is true of the venue',
  }),
}

/** Evaluated once more in the transaction that claims a reply, as all may change while it waits; its Spark is paid. */
export const CLAIM_GATES: ReadonlySet<GateCode> = new Set(GATE_CODES.filter((code) => code !== 'sparks'))

/** What stands in the way of a fixed text of the venue's own: the gates that are about sending, not about a reply. */
export const NOTICE_GATES: ReadonlySet<GateCode> = new Set<GateCode>([
  'plan',
  'kill_switch',
  'master',
  'quiet_hours',
  'closure',
  'cap_hour',
  'cap_day',
  'opted_out',
  'personal',
  'human_active',
  'credentials',
  'disclosure',
  'validation',
])

/** All gates, in the order of {@link GATE_CODES}. */
export function evaluateGates(input: GateInput): GateResult[] {
  return GATE_CODES.map((code) => ({ code, ...GATES[code](input) }))
}

/** Codes of the gates that failed, in order. */
export function failedGates(gates: readonly GateResult[]): GateCode[] {
  return gates.filter((g) => !g.pass).map((g) => g.code)
}
