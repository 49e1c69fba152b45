import { type IntentMode, intentOf } from '#shared/intents.ts'
import type { PolicyRow } from '#shared/rows.ts'
import { PillTag } from '../ui/pill.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { MODE_LABEL } from '../words/modes.ts'

const ORDER: readonly IntentMode[] = ['off', 'draft', 'auto', 'escalate', 'escalate_ack']
const TONE = { off: 'quiet', draft: 'need', auto: 'accent', escalate: 'quiet', escalate_ack: 'accent' } as const

interface Props {
  readonly policy: Pick<PolicyRow, 'id' | 'mode' | 'unlocked'>
  /** What is chosen, saved or not. */
  readonly value: IntentMode
  readonly killed: boolean
  readonly plan: 'FREE' | 'PRO'
  readonly disabled: boolean
  readonly onChange: (mode: IntentMode) => void
}

/** What happens to texts of an intent; one that has no choice says so. */
export function ModeChoice({ policy, value, killed, plan, disabled, onChange }: Props) {
  const intent = intentOf(policy.id)
  const modes = ORDER.filter((m) => intent.modes.includes(m))
  if (modes.length === 1) return <PillTag tone={value === 'escalate' ? 'stop' : 'quiet'}>{ALWAYS[value]}</PillTag>
  return (
    <Segmented
      label={`What happens: ${intent.label}`}
      value={value}
      disabled={disabled}
      segments={modes.map((mode) => ({
        value: mode,
        label: MODE_LABEL[mode],
        tone: TONE[mode],
        locked: lockOf(mode, policy, killed, plan),
      }))}
      onChange={onChange}
    />
  )
}

const ALWAYS: Partial<Record<IntentMode, string>> = {
  escalate: 'Always to a person',
  off: 'Always off',
  draft: 'Always a draft',
}

/** Why this mode cannot be chosen now, or null. */
function lockOf(mode: IntentMode, policy: Props['policy'], killed: boolean, plan: 'FREE' | 'PRO'): string | null {
  if (mode !== 'auto' && mode !== 'escalate_ack') return null
  if (policy.mode === mode) return null
  if (plan !== 'PRO') return 'needs the PRO plan'
  if (killed) return 'auto-send is stopped; release the kill switch first'
  return policy.unlocked ? null : 'its training is not finished'
}
