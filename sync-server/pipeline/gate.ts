/** The gates of one reply: what holds of the venue and the conversation, with what was found in the words. */
import { calibrate } from '#shared/calibration.ts'
import type { GateInput } from '#shared/gates.ts'
import { type Course, judgedAs } from '#shared/outcome.ts'
import type { GateState } from '../sending/gate-state.ts'
import type { Tx } from '../storage/tx.ts'
import type { Findings } from './check.ts'
import type { Thought } from './thought.ts'

/** What was answered although the words leave open what is asked stays below every floor. */
const DOUBT = 0.8

/** The confidence that the gates use: calibrated once there are reviews enough (product rule "Calibration"). */
export function usedConfidence(
  { calibration }: Pick<GateState, 'calibration'>,
  { confidence, doubtful }: { readonly confidence: number; readonly doubtful: boolean },
): number {
  const used = calibration ? calibrate(calibration.map, confidence) : confidence
  return doubtful ? Math.min(used, DOUBT) : used
}

/**
 * @param confidence as {@link usedConfidence} has it
 * @param found null: there is no reply
 */
export function gateInput(
  { calibration: _, ...state }: GateState,
  confidence: number,
  found: Findings | null,
): GateInput {
  return {
    ...state,
    confidence,
    problems: found?.problems.map((p) => p.code) ?? [],
    guardrailProblems: found?.guardrailProblems.map((p) => p.code) ?? [],
    disclosureMissing: found?.disclosureMissing ?? false,
  }
}

/** The thought under the intent that the venue's modes give it. */
export async function asJudged(tx: Tx, thought: Thought): Promise<Thought> {
  const requests = (await tx.find('policies', 'booking_request'))!
  return { ...thought, intent: judgedAs(thought, requests.mode) }
}

/** What a thought says of a text, as {@link judge} asks it. */
export const courseOf = (thought: Thought, overtaken: boolean): Course => ({
  intent: thought.intent,
  ...(thought.asksToBook && { asksToBook: true }),
  warranted: thought.warrant.reply,
  optOut: thought.flag === 'opt_out',
  handover: thought.handover !== null,
  written: thought.reply !== null,
  overtaken,
})
