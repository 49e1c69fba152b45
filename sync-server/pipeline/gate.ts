/** The gates of one reply: what holds of the venue and the conversation, with what was found in the words. */
import { calibrate } from '#shared/calibration.ts'
import { evaluateGates, type GateResult } from '#shared/gates.ts'
import type { GateState } from '../sending/gate-state.ts'
import type { Findings } from './check.ts'

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
export function gatesFor(state: GateState, confidence: number, found: Findings | null): GateResult[] {
  return evaluateGates({
    ...state,
    confidence,
    problems: found?.problems.map((p) => p.code) ?? [],
    guardrailProblems: found?.guardrailProblems.map((p) => p.code) ?? [],
    disclosureMissing: found?.disclosureMissing ?? false,
  })
}
