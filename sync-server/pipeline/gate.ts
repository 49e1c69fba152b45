/** The gates of one reply: what holds of the venue and the conversation, with what was found in the words. */
import { evaluateGates, type GateResult } from '#shared/gates.ts'
import type { GateState } from '../sending/gate-state.ts'
import type { Findings } from './check.ts'

/** @param found null: there is no reply */
export function gatesFor(state: GateState, confidence: number, found: Findings | null): GateResult[] {
  return evaluateGates({
    ...state,
    confidence,
    problems: found?.problems.map((p) => p.code) ?? [],
    guardrailProblems: found?.guardrailProblems.map((p) => p.code) ?? [],
    disclosureMissing: found?.disclosureMissing ?? false,
  })
}
