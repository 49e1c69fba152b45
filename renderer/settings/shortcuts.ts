/** What each bulk shortcut of auto-send will change, and what it leaves as it is. Pure. */
import { INTENTS, type Intent } from '#shared/intents.ts'
import { percent } from '#shared/percent.ts'
import type { PolicyRow } from '#shared/rows.ts'
import type { VenueView } from '#shared/rpc.ts'
import { MODE_LABEL } from '../words/modes.ts'
import type { PlannedChange } from './change-table.tsx'

export type Shortcut = 'automate_ready' | 'enable_eligible' | 'disable_all'

export interface Plan {
  readonly changes: readonly PlannedChange[]
  /** Intents that stay off auto because their training goes on: "Availability (22 of 30 reviewed)". */
  readonly inTraining: readonly string[]
  /** The master switch goes on, and its terms are asked for. */
  readonly asksMaster: boolean
  /** Complaints could be acknowledged, and are not. */
  readonly complaintsReady: boolean
}

export function planOf(which: Shortcut, { venue, policies }: VenueView, complaints: boolean): Plan {
  const lines = INTENTS.flatMap((intent) => {
    const policy = policies.find((p) => p.id === intent.key)
    return policy === undefined ? [] : [{ intent, policy }]
  })
  if (which === 'disable_all') {
    const changes = lines.flatMap(({ intent, policy }) => {
      const to = policy.mode === 'auto' ? 'draft' : policy.mode === 'escalate_ack' ? 'escalate' : null
      return to === null ? [] : [{ name: intent.label, from: modeText(policy), to: MODE_LABEL[to] }]
    })
    return { changes, inTraining: [], asksMaster: false, complaintsReady: false }
  }
  const asksMaster = which === 'automate_ready' && !venue.masterSwitch.on
  const enabled = lines.flatMap(({ intent, policy }): readonly PlannedChange[] => {
    const to = targetOf(intent, complaints)
    if (to === null || !policy.unlocked || policy.mode === to) return []
    return [{ name: intent.label, from: modeText(policy), to: modeText({ ...policy, mode: to }) }]
  })
  return {
    changes: [...(asksMaster ? [{ name: 'Auto-send for the venue', from: 'Off', to: 'On' }] : []), ...enabled],
    inTraining: lines
      .filter(({ intent, policy }) => targetOf(intent, true) !== null && !policy.unlocked)
      .map(({ intent, policy: { training } }) => `${intent.label} (${standing(training)})`),
    asksMaster,
    complaintsReady: lines.some(
      ({ intent, policy }) => intent.modes.includes('escalate_ack') && policy.unlocked && policy.mode === 'escalate',
    ),
  }
}

const standing = ({ reviewed, needed, right }: PolicyRow['training']) =>
  reviewed < needed ? `${reviewed} of ${needed} reviewed` : `${reviewed} reviewed, ${percent(right)} right`

function targetOf({ modes }: Intent, complaints: boolean): 'auto' | 'escalate_ack' | null {
  if (modes.includes('auto')) return 'auto'
  return complaints && modes.includes('escalate_ack') ? 'escalate_ack' : null
}

function modeText({ mode, threshold, floor }: Pick<PolicyRow, 'mode' | 'threshold' | 'floor'>): string {
  const least = threshold ?? floor
  return mode === 'auto' && least !== null ? `${MODE_LABEL.auto}, from ${percent(least)} sure` : MODE_LABEL[mode]
}
