/**
 * What becomes of a text, from what was thought of it and what held at that instant. Pure: settling decides by it,
 * previews and evals show it, a backtest replays it over other settings.
 */
import type { Outcome } from './decision.ts'
import { evaluateGates, failedGates, failingGates, type GateCode, type GateInput, type GateResult } from './gates.ts'
import type { IntentKey, IntentMode } from './intents.ts'

/** What was thought of a text. */
export interface Course {
  /** null: nothing classified it. */
  readonly intent: IntentKey | null
  /** A reply is warranted at all. */
  readonly warranted: boolean
  /** A request to book that is judged as a question about times, as it books nothing yet; absent: it is none. */
  readonly asksToBook?: boolean
  /** It may ask for no more texts. */
  readonly optOut: boolean
  /** The agent hands the customer to a person. */
  readonly handover: boolean
  /** Words were written that could leave. */
  readonly written: boolean
  /** A newer text has come that the words do not know. */
  readonly overtaken: boolean
}

/**
 * The intent by whose settings a text is judged. A request to book that books nothing yet goes by those of `availability`,
 * unless nobody is to deal with requests at all.
 * @param requests the mode of `booking_request`
 */
export function judgedAs<I extends IntentKey | null>(
  { intent, asksToBook }: { readonly intent: I; readonly asksToBook?: boolean | undefined },
  requests: IntentMode,
): I | 'booking_request' {
  return asksToBook && requests === 'off' ? 'booking_request' : intent
}

export type Step = 'off' | 'opt_out' | 'escalate' | 'hand_off' | 'quiet' | 'file_away' | 'reply'

/** All that a judgement rests on, as a decision keeps it. */
export interface Judged {
  readonly course: Course
  readonly input: GateInput
  /** The words left open what is asked, which kept the confidence down; absent in records from before it was kept. */
  readonly doubtful?: boolean
}

export interface Verdict {
  readonly step: Step
  /** Codes of the gates that fail, in order. */
  readonly failing: GateCode[]
  readonly outcome: Outcome
}

/** With every gate as it is shown to whoever asks why. */
export interface Judgement extends Verdict {
  readonly gates: readonly GateResult[]
}

/** Which way a text goes. Whether a reply leaves by itself is for the gates to say. */
function nextStep(course: Course, at: GateInput): Step {
  if (at.personal || at.handedOff || (at.conversationMode ?? at.agentMode) === 'off') return 'off'
  if (course.optOut) return 'opt_out'
  if (course.intent === 'complaint' || course.intent === 'risk') return 'escalate'
  if (course.handover) return 'hand_off'
  if (!course.warranted) return 'quiet'
  if (course.intent === 'noise') return 'file_away'
  return at.intentMode === 'off' ? 'off' : 'reply'
}

const OUTCOMES: Record<Exclude<Step, 'reply'>, Outcome> = {
  off: 'off',
  opt_out: 'quiet',
  escalate: 'escalated',
  hand_off: 'handed_off',
  quiet: 'quiet',
  file_away: 'off',
}

function decide({ course, input }: Judged, failing: GateCode[]): Verdict {
  const step = nextStep(course, input)
  if (step !== 'reply') return { step, failing, outcome: OUTCOMES[step] }
  const leaves = course.written && !course.overtaken && failing.length === 0
  return { step, failing, outcome: leaves ? 'auto_queued' : 'drafted' }
}

/** What {@link judge} says, for whoever shows nobody why. */
export const verdictOn = (judged: Judged): Verdict => decide(judged, failingGates(judged.input))

export function judge(judged: Judged): Judgement {
  const gates = evaluateGates(judged.input)
  return { ...decide(judged, failedGates(gates)), gates }
}
