import { useState } from 'react'
import { change } from '../state/change.ts'
import { useOnline } from '../state/session.ts'
import { closeOverlay } from '../state/ui.ts'
import { useVenueName } from '../state/venues.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'

/** Releasing gives back the choice, not the choices: every intent stays on draft. */
export default function ReleaseDialog() {
  const online = useOnline()
  const name = useVenueName()
  const [busy, setBusy] = useState(false)
  const release = async () => {
    setBusy(true)
    const refusal = await change('killswitch.release', {})
    setBusy(false)
    if (refusal === null) closeOverlay()
  }
  return (
    <Sheet
      title={`Release the kill switch${name === null ? '' : ` at ${name}`}?`}
      onClose={closeOverlay}
      footer={
        <>
          <Button look="quiet" onClick={closeOverlay}>
            Keep it stopped
          </Button>
          <Button look="primary" disabled={busy || !online} onClick={() => void release()}>
            Release it
          </Button>
        </>
      }
    >
      <p>
        Nothing starts by itself: every intent stays on draft. You switch each one to auto again, on its own, in the
        settings.
      </p>
    </Sheet>
  )
}
