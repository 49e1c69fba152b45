import { type FormEvent, useState } from 'react'
import type { Thread } from '#shared/rpc.ts'
import { handOff } from '../state/conversation-acts.ts'
import { useHalfTyped } from '../state/half-typed.ts'
import { closeOverlay } from '../state/ui.ts'
import { Segmented } from '../ui/segmented.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { nameOf } from '../words/text.ts'
import { FormFoot, giveByKeys } from './form-foot.tsx'

const ROUTES = [
  { value: 'call', label: 'Call' },
  { value: 'meeting', label: 'Meeting' },
  { value: 'sales team', label: 'Sales team' },
  { value: 'front desk', label: 'Front desk' },
] as const
type Route = (typeof ROUTES)[number]['value']

const FORM = 'hand-off'

/** A hard stop for the AI on this conversation, until somebody resumes it. */
export function HandOffDialog({ thread }: { readonly thread: Thread }) {
  const [route, setRoute] = useState<Route>('call')
  const [note, setNote] = useHalfTyped('hand_off', thread.conversation.id)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    handOff(route, note)
  }
  return (
    <Sheet
      title={`Hand off ${nameOf(thread.conversation)}`}
      lead="The AI falls silent here and a waiting draft is dropped, until you resume."
      onClose={closeOverlay}
      footer={<FormFoot form={FORM} label="Hand it off" />}
    >
      <form id={FORM} onSubmit={submit} onKeyDown={giveByKeys} className="flex flex-col gap-4">
        <div className="flex flex-col items-start gap-1.5">
          <span className="text-dim">How a person takes over</span>
          <Segmented label="Route" value={route} segments={ROUTES} onChange={setRoute} />
        </div>
        <label className="flex flex-col gap-1.5">
          <span className="text-dim">Note for whoever takes it (optional)</span>
          <textarea
            value={note}
            onChange={(event) => setNote(event.target.value)}
            maxLength={1_000}
            rows={3}
            className="resize-none rounded-lg border border-line-strong bg-surface px-3 py-2"
          />
        </label>
      </form>
    </Sheet>
  )
}
