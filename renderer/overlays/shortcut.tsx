import { useState } from 'react'
import { ChangeTable } from '../settings/change-table.tsx'
import { planOf, type Shortcut } from '../settings/shortcuts.ts'
import { change } from '../state/change.ts'
import { useOnline } from '../state/session.ts'
import { closeOverlay } from '../state/ui.ts'
import { useVenueStore } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Terms } from './terms.tsx'

const WORDS: Record<
  Shortcut,
  { readonly title: string; readonly lead: string; readonly button: string; readonly nothing: string }
> = {
  automate_ready: {
    title: 'Automate ready replies?',
    lead: 'Switches auto-send on, and every intent that has finished its training. One save.',
    button: 'Automate them',
    nothing: 'Nothing to change: auto-send is on, and so is every intent that has finished its training.',
  },
  enable_eligible: {
    title: 'Enable all eligible?',
    lead: 'Sets every intent that has finished its training to auto. The master switch stays as it is.',
    button: 'Enable them',
    nothing: 'Nothing to change: no intent that has finished its training is off auto.',
  },
  disable_all: {
    title: 'Disable all?',
    lead: 'Takes every intent off auto; replies wait as drafts. The master switch stays as it is.',
    button: 'Disable them',
    nothing: 'Nothing to change: no intent is on auto.',
  },
}

interface Agreed {
  readonly acknowledged: boolean
  readonly complaintsAcknowledged: boolean
}

const GIVE: Record<Shortcut, (agreed: Agreed) => Promise<string | null>> = {
  automate_ready: (agreed) => change('autosend.automate_ready', agreed),
  enable_eligible: ({ complaintsAcknowledged }) => change('autosend.enable_eligible', { complaintsAcknowledged }),
  disable_all: () => change('autosend.disable_all', {}),
}

/** A bulk shortcut, with what it will change before it does. */
export default function ShortcutDialog({ which }: { readonly which: Shortcut }) {
  const online = useOnline()
  const view = useVenueStore((s) => s.view)
  const [read, setRead] = useState(false)
  const [complaints, setComplaints] = useState(false)
  const [busy, setBusy] = useState(false)
  if (view === null) return null
  const { title, lead, button, nothing } = WORDS[which]
  const { changes, inTraining, asksMaster, complaintsReady } = planOf(which, view, complaints)
  const give = async () => {
    setBusy(true)
    const refusal = await GIVE[which]({ acknowledged: asksMaster && read, complaintsAcknowledged: complaints })
    setBusy(false)
    if (refusal === null) closeOverlay()
  }
  return (
    <Sheet
      title={title}
      lead={lead}
      reading
      onClose={closeOverlay}
      footer={
        changes.length === 0 && !complaintsReady ? (
          <Button onClick={closeOverlay}>Close</Button>
        ) : (
          <>
            <Button look="quiet" onClick={closeOverlay}>
              Not now
            </Button>
            <Button
              look="primary"
              disabled={busy || !online || changes.length === 0 || (asksMaster && !read)}
              onClick={() => void give()}
            >
              {button}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {changes.length === 0 ? (
          <p role="status">{nothing}</p>
        ) : (
          <ChangeTable label="What will change" changes={changes} />
        )}
        {inTraining.length > 0 && (
          <p className="text-dim">Still in training, and stays as it is: {inTraining.join(', ')}.</p>
        )}
        {asksMaster && (
          <section aria-label="Terms of auto-send">
            <h3 className="mb-1.5 font-strong">Before replies leave by themselves</h3>
            <Terms of="master" read={read} onRead={setRead} />
          </section>
        )}
        {complaintsReady && (
          <section aria-label="Complaints">
            <h3 className="mb-1.5 font-strong">Complaints are ready, and need a word of their own</h3>
            <Terms
              of="complaint"
              read={complaints}
              box="Acknowledge minor complaints too; I agree to this for the venue"
              onRead={setComplaints}
            />
          </section>
        )}
      </div>
    </Sheet>
  )
}
