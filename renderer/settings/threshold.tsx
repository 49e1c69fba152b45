import type { VenueView } from '#shared/rpc.ts'
import { save } from '../state/change.ts'
import { NumberField } from './number-field.tsx'

/** How sure the AI has to be, in per cent; never under the floor of the intent. */
export function ThresholdField({
  policy,
  online,
}: {
  readonly policy: VenueView['policies'][number]
  readonly online: boolean
}) {
  const floor = Math.round((policy.floor ?? 0.85) * 100)
  return (
    <span className="inline-flex items-center gap-2">
      from
      <NumberField
        label={`How sure for ${policy.id}, in per cent`}
        value={Math.round((policy.threshold ?? policy.floor ?? 0.85) * 100)}
        basis={policy.seq}
        min={floor}
        max={99}
        unit="% sure"
        disabled={!online}
        onSave={(value, basis) => save('autosend.threshold', { intent: policy.id, value: value / 100 }, basis)}
      />
    </span>
  )
}
