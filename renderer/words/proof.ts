/** The evidence behind an intent, in words. */
import { intentOf } from '#shared/intents.ts'
import { percent } from '#shared/percent.ts'
import type { PolicyRow } from '#shared/rows.ts'

/** Share of the latest reviews that must have been right before an intent unlocks. */
export const NEEDED_RIGHT = 0.9

export interface Proof {
  /** How far along, 0 to 1. */
  readonly share: number
  readonly done: boolean
  readonly text: string
}

/** "34 reviewed, 97 % right · ready"; null for an intent that is never sent by itself. */
export function proofOf(policy: PolicyRow): Proof | null {
  if (intentOf(policy.id).reviewsNeeded === null) return null
  const { reviewed, needed, right, lowerBound } = policy.training
  const enough = reviewed >= needed
  const share = needed === 0 ? 1 : Math.min(1, reviewed / needed)
  if (policy.unlocked) {
    const at = policy.mode === 'auto' ? '' : ' · ready'
    return { share: 1, done: true, text: `${reviewed} reviewed, ${percent(right)} right${at}` }
  }
  if (reviewed === 0) return { share, done: false, text: `0 of ${needed} reviewed` }
  const judged = `${Math.min(reviewed, needed)} of ${needed} reviewed, ${percent(right)} right`
  if (right < NEEDED_RIGHT) return { share, done: false, text: `${judged} · needs ${percent(NEEDED_RIGHT)}` }
  if (!enough) return { share, done: false, text: `${judged} · ${needed - reviewed} to go` }
  return { share, done: false, text: `${judged} · at least ${percent(lowerBound)} with 95 % certainty` }
}

const NEVER: Partial<Record<PolicyRow['id'], string>> = {
  general: 'Never sent by itself: a chat has no question to answer.',
  complaint: 'No AI reply is written.',
  risk: 'No AI reply is written.',
  noise: 'Filed away quietly, still found by search.',
  unknown: 'Never sent by itself: nobody knows what it asks.',
}

export const neverText = (id: PolicyRow['id']): string => NEVER[id] ?? 'Never sent by itself.'
