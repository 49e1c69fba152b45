import type { VenueView } from '#shared/rpc.ts'
import { FormBox } from './editor.tsx'
import { useForm } from './form.ts'
import { problemsOf } from './problems.ts'
import { QuietWindows } from './quiet-windows.tsx'

interface Props {
  readonly venue: VenueView['venue']
  readonly online: boolean
}

/** Times at which nothing leaves by itself. Edited as a whole and saved as a whole. */
export function QuietHours({ venue, online }: Props) {
  const form = useForm({ windows: venue.quiet }, venue.seq)
  const { windows } = form.value
  const complete = problemsOf('autosend.quiet_hours', form.value).windows === undefined
  return (
    <FormBox
      label="Quiet hours"
      form={form}
      canSave={online && complete}
      onSave={() => void form.save('autosend.quiet_hours', { windows })}
    >
      <div className="px-4.5 py-3.5">
        <h2 className="font-strong text-md">Quiet hours</h2>
        <p className="text-dim">
          Nothing leaves by itself in these hours ({venue.timeZone.replaceAll('_', ' ')} time). Replies wait as drafts,
          and the clock alone never releases them.
        </p>
        <QuietWindows windows={windows} disabled={!online} onChange={(next) => form.set({ windows: next })} />
      </div>
    </FormBox>
  )
}
