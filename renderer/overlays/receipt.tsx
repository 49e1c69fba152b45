import { Check, Clock3 } from 'lucide-react'
import { useStopUnheard } from '../header/kill-switch.tsx'
import { useOnline } from '../state/session.ts'
import { closeOverlay } from '../state/ui.ts'
import { usePeople, useVenue } from '../state/venue.ts'
import { useVenueName } from '../state/venues.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Strip } from '../ui/strip.tsx'
import { receiptSentence } from '../words/kill-switch.ts'
import { clockSeconds } from '../words/time.ts'
import { ReceiptList } from './receipt-list.tsx'

/** What the stop did: how far it has got, what it held back, what was already gone. */
export function ReceiptDialog() {
  const venue = useVenue()
  const people = usePeople()
  const unheard = useStopUnheard()
  const online = useOnline()
  const name = useVenueName()
  if (venue === null) return null
  const { killSwitch, timeZone } = venue
  const by = people.find((p) => p.id === killSwitch.by)?.name
  const heard = killSwitch.engaged && unheard === null
  return (
    <Sheet
      beside
      title={`${heard ? 'Auto-send is stopped' : 'Stopping auto-send'}${name === null ? '' : ` at ${name}`}`}
      lead={heard && by !== undefined ? `By ${by}. It stays stopped until an owner releases it.` : undefined}
      onClose={closeOverlay}
      footer={<Button onClick={closeOverlay}>Close</Button>}
    >
      {heard ? (
        <div className="flex flex-col gap-4">
          <p className="text-md">{receiptSentence(killSwitch, timeZone)}</p>
          <ol className="flex flex-col gap-1.5">
            <Stage done text="Stopped: nothing more can leave by itself" at={killSwitch.stoppedAt} zone={timeZone} />
            <Stage
              done={killSwitch.drainedAt !== null}
              text={
                killSwitch.drainedAt === null
                  ? 'Draining: waiting for what was already with the gateway'
                  : 'Drained: no request to the gateway is open'
              }
              at={killSwitch.drainedAt}
              zone={timeZone}
            />
          </ol>
          <ReceiptList title="Held back as drafts" ids={killSwitch.heldBackIds} />
          <ReceiptList title="Already with the gateway" ids={killSwitch.alreadySentIds} />
          <p className="text-dim">Every intent that was on auto is on draft now. Texts sent by people go on.</p>
        </div>
      ) : online ? (
        <p className="text-dim text-md">Asking the server…</p>
      ) : (
        <Strip tone="stop" role="alert" className="rounded-lg">
          Not stopped yet: the server has not heard it. Still trying. Automatic replies may leave until it has.
        </Strip>
      )}
    </Sheet>
  )
}

interface StageProps {
  readonly done: boolean
  readonly text: string
  readonly at: number | null
  readonly zone: string
}

function Stage({ done, text, at, zone }: StageProps) {
  return (
    <li className="flex items-center gap-2">
      {done ? (
        <Check size={15} className="text-accent" aria-hidden="true" />
      ) : (
        <Clock3 size={15} className="text-wait" aria-hidden="true" />
      )}
      <span className="flex-1">{text}</span>
      {at !== null && <span className="text-dim">{clockSeconds(zone, at)}</span>}
    </li>
  )
}
