import { useState } from 'react'
import { change } from '../state/change.ts'
import { closeOverlay, type Overlay } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'

type Before = Extract<Overlay, { kind: 'acknowledge' }>['before']

const TERMS: readonly string[] = [
  'Replies of the intents that you set to auto reach customers without a person reading them first.',
  'Customers are told that an AI may answer, with the disclosure that you have set.',
  'Every automatic reply, and why it was sent, can be seen by the whole team.',
  'Anybody on the team whom you allow can stop all of it at once with the kill switch.',
]

const COMPLAINT_TERMS: readonly string[] = [
  'A complaint that staff would call minor gets one fixed sentence at once: sorry to hear that, a person will be in touch.',
  'A person still reads every complaint and answers it. Serious ones never get an automatic text.',
  'Nothing else about a complaint is ever written by the AI.',
]

const AGREED: Record<Before, () => Promise<string | null>> = {
  master: () => change('autosend.master', { on: true, acknowledged: true }),
  automate_ready: () => change('autosend.automate_ready', { acknowledged: true }),
  complaint: () => change('autosend.intent', { intent: 'complaint', mode: 'escalate_ack' }),
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
      <ul className="flex list-disc flex-col gap-1.5 pl-4">
        {(complaint ? COMPLAINT_TERMS : TERMS).map((term) => (
          <li key={term}>{term}</li>
        ))}
      </ul>
      <label className="mt-4 flex items-center gap-2.5 font-strong">
        <input
          type="checkbox"
          checked={read}
          onChange={(event) => setRead(event.target.checked)}
          className="size-4 accent-accent"
        />
        I have read this and agree for the venue
      </label>
    </Sheet>
  )
}
