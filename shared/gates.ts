/**
 * The gate evaluator: may this reply leave by itself? Pure. Used by the server to decide and to claim, by the
 * console to explain, by preview and backtest to replay. Every gate is evaluated, never just the first that fails.
 * Source: product rule "Gates for auto-send"; the order is that of "Why?".
 */

import { z } from 'zod'
import { type IntentKey, type IntentMode, intentOf } from './intents.ts'
import { percent } from './percent.ts'

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

/** One gate: whether it lets the reply through, and what it shows to whoever asks why. */
interface Gate {
  readonly passes: (i: GateInput) => boolean
  readonly shows: (i: GateInput) => Omit<GateResult, 'code' | 'pass'>
}

/** Without a threshold that somebody has set, nothing is sure enough. @returns null: never */
function leastConfidence({ intent, threshold }: GateInput): number | null {
  const { floor } = intentOf(intent)
  return floor === null || threshold === null ? null : Math.max(floor, threshold)
}

const GATES: Record<GateCode, Gate> = {
  plan: {
    passes: (i) => i.plan === 'PRO',
    shows: (i) => ({ value: i.plan, limit: 'PRO', text: 'The venue is on the PRO plan' }),
  },
  kill_switch: {
    passes: (i) => !i.killed,
    shows: (i) => ({ value: i.killed ? 'stopped' : 'running', text: 'The kill switch is not engaged' }),
  },
  master: {
    passes: (i) => i.masterOn && i.acknowledged,
    shows: (i) => ({
      value: i.masterOn ? (i.acknowledged ? 'on' : 'not acknowledged') : 'off',
      limit: 'on',
      text: 'Auto-send is switched on for the venue',
    }),
  },
  agent_mode: {
    passes: (i) => i.conversationMode !== null || i.agentMode === 'auto',
    shows: (i) => ({
      value: i.conversationMode === null ? i.agentMode : 'set for this conversation',
      limit: 'auto',
      text: "The agent's reply mode is auto",
    }),
  },
  conversation_mode: {
    passes: (i) => i.conversationMode === null || i.conversationMode === 'auto',
    shows: (i) => ({
      value: i.conversationMode ?? "the agent's",
      limit: 'auto',
      text: 'This conversation may be answered automatically',
    }),
  },
  intent_mode: {
    passes: (i) => i.intentMode === 'auto',
    shows: (i) => ({ value: i.intentMode, limit: 'auto', text: `${intentOf(i.intent).label} is set to auto` }),
  },
  training: {
    passes: (i) => i.unlocked,
    shows: (i) => ({
      value: i.reviewed,
      limit: i.reviewsNeeded,
      text: `${intentOf(i.intent).label} has finished its training`,
    }),
  },
  quiet_hours: {
    passes: (i) => i.quietUntil === null,
    shows: (i) => ({
      ...(i.quietUntil === null ? {} : { value: i.quietUntil }),
      text: 'It is not within quiet hours',
    }),
  },
  closure: {
    passes: (i) => i.closure === null,
    shows: (i) => ({
      ...(i.closure === null ? {} : { value: i.closure }),
      text: 'The venue is not closed for the day',
    }),
  },
  cap_hour: {
    passes: (i) => i.usedHour < i.capHour,
    shows: (i) => ({ value: i.usedHour, limit: i.capHour, text: 'The hourly cap is not reached' }),
  },
  cap_day: {
    passes: (i) => i.usedDay < i.capDay,
    shows: (i) => ({ value: i.usedDay, limit: i.capDay, text: 'The daily cap is not reached' }),
  },
  sparks: {
    passes: (i) => i.sparks > 0,
    shows: (i) => ({ value: i.sparks, limit: 1, text: 'There are Sparks in the wallet' }),
  },
  confidence: {
    passes: (i) => {
      const least = leastConfidence(i)
      return least !== null && i.confidence >= least
    },
    shows: (i) => {
      const least = leastConfidence(i)
      return {
        value: percent(i.confidence),
        limit: least === null ? 'never' : percent(least),
        text: 'The AI is sure enough what the text asks',
      }
    },
  },
  opted_out: { passes: (i) => !i.optedOut, shows: () => ({ text: 'The customer has not opted out' }) },
  personal: { passes: (i) => !i.personal, shows: () => ({ text: 'The conversation is not marked personal' }) },
  handoff: { passes: (i) => !i.handedOff, shows: () => ({ text: 'The conversation is not handed off to a person' }) },
  human_active: {
    passes: (i) => i.humanUntil === null || i.humanUntil <= i.now,
    shows: () => ({ text: 'No person has just written here' }),
  },
  credentials: { passes: (i) => i.credentialsHealthy, shows: () => ({ text: 'The sending number is healthy' }) },
  disclosure: { passes: (i) => !i.disclosureMissing, shows: () => ({ text: 'The AI disclosure is in the reply' }) },
  validation: {
    passes: (i) => i.problems.length === 0,
    shows: (i) => ({
      ...(i.problems.length === 0 ? {} : { value: i.problems.join(', ') }),
      text: 'The reply passed every check',
    }),
  },
  guardrail: {
    passes: (i) => i.guardrailProblems.length === 0,
    shows: (i) => ({
      ...(i.guardrailProblems.length === 0 ? {} : { value: i.guardrailProblems.join(', ') }),
      text: 'What it quotes is true of the venue',
    }),
  },
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

const EACH = GATE_CODES.map((code) => ({ code, ...GATES[code] }))

/** All gates, in the order of {@link GATE_CODES}. */
export function evaluateGates(input: GateInput): GateResult[] {
  return EACH.map(({ code, passes, shows }) => ({ code, pass: passes(input), ...shows(input) }))
}

/** Codes of the gates that failed, in order. */
export function failedGates(gates: readonly GateResult[]): GateCode[] {
  return gates.filter((g) => !g.pass).map((g) => g.code)
}

/** The same of {@link evaluateGates} in one go, for whoever shows nobody why. */
export function failingGates(input: GateInput): GateCode[] {
  const failing: GateCode[] = []
  for (const { code, passes } of EACH) if (!passes(input)) failing.push(code)
  return failing
}
