import type { VenueView } from '#shared/rpc.ts'
import { costText, readCost } from '../words/amounts.ts'
import { FormBox } from './editor.tsx'
import { TextField } from './fields.tsx'
import { useForm } from './form.ts'
import { BoxHead } from './parts.tsx'

interface SegmentCostProps {
  readonly venue: VenueView['venue']
  readonly online: boolean
}

/** What a text costs is shown as one types, where this is known. */
export function SegmentCost({ venue, online }: SegmentCostProps) {
  const saved = venue.segmentCost == null ? '' : String(venue.segmentCost / 100)
  const form = useForm({ cost: saved }, venue.seq)
  const { cost } = form.value
  const value = cost.trim() === '' ? null : readCost(cost)
  const wrong = value === null && cost.trim() !== ''
  const unit = venue.currency === 'GBP' ? 'Pence' : 'Cents'
  return (
    <FormBox
      label="Cost of a text"
      form={form}
      canSave={online && !wrong}
      onSave={() => void form.save('venue.edit', { segmentCost: value })}
    >
      <BoxHead
        title="Cost of a text"
        text="Texts are billed by the segment: 160 plain characters, or 70 with an emoji in them. The price is in your provider's list."
      />
      <div className="px-4.5 pb-4">
        <div className="max-w-[420px]">
          <TextField
            label={`${unit} a segment`}
            inputMode="decimal"
            value={cost}
            problem={wrong ? 'is no amount such as 4 or 4.25' : undefined}
            hint={
              value === null
                ? 'Empty: the composer shows segments only.'
                : `A text of two segments costs ${costText(2 * value, venue.currency)}.`
            }
            disabled={!online}
            onChange={(next) => form.set({ cost: next })}
          />
        </div>
      </div>
    </FormBox>
  )
}
