import { useState } from 'react'
import { change } from '../state/change.ts'
import { closeOverlay, type Overlay } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Terms } from './terms.tsx'

type Before = Extract<Overlay, { kind: 'acknowledge' }>['before']

const AGREED: Record<Before, () => Promise<string | null>> = {
  master: () => change('autosend.master', { on: true, acknowledged: true }),
  complaint: () => change('autosend.intent', { intent: 'complaint', mode: 'escalate_ack', acknowledged: true }),
}

/** The transparency terms, before auto-send is switched on for the first time. */
export default function AcknowledgeDialog({ before }: { readonly before: Before }) {
  const complaint = before === 'complaint'
  const [read, setRead] = useState(false)
  const [busy, setBusy] = useState(false)
  const accept = async () => {
    setBusy(true)
    const refusal = await AGREED[before]()
    setBusy(false)
    if (refusal === null) closeOverlay()
  }
  return (
    <Sheet
      title={complaint ? 'Before complaints are acknowledged' : 'Before replies leave by themselves'}
      onClose={closeOverlay}
      footer={
        <>
          <Button look="quiet" onClick={closeOverlay}>
            Not now
          </Button>
          <Button look="primary" disabled={!read || busy} onClick={() => void accept()}>
            {complaint ? 'Acknowledge minor complaints' : 'Switch auto-send on'}
          </Button>
        </>
      }
    >
      <Terms of={complaint ? 'complaint' : 'master'} read={read} onRead={setRead} />
    </Sheet>
  )
}
