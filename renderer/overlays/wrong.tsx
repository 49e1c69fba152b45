import { type FormEvent, useEffect, useState } from 'react'
import { intentOf } from '#shared/intents.ts'
import type { DraftRow } from '#shared/rows.ts'
import { desk } from '../desk.ts'
import { ask } from '../state/ask.ts'
import { reportWrong } from '../state/send-acts.ts'
import { useIsOwner } from '../state/session.ts'
import { useThreads } from '../state/threads.ts'
import { closeOverlay } from '../state/ui.ts'
import { useVenueStore } from '../state/venue.ts'
import { openSource } from '../thread/citations.tsx'
import { SegmentMeter } from '../thread/segment-meter.tsx'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Strip } from '../ui/strip.tsx'
import { sourceText } from '../words/citation.ts'

interface WrongProps {
  readonly conversationId: string
  readonly messageId: string
}

const FIELD = 'resize-none rounded-lg border border-line-strong bg-surface px-3 py-2'
const REASONS = ['Wrong price', 'Wrong time', 'Not what they asked', 'Should not have been sent']

/** The draft that a sent text came from; null until it has been read. */
function useDraftOf({ conversationId, messageId }: WrongProps): DraftRow | null {
  const draftId = useThreads((s) => s.byId[conversationId]?.messages.find((m) => m.id === messageId)?.draftId ?? null)
  const [draft, setDraft] = useState<DraftRow | null>(null)
  useEffect(() => {
    if (draftId === null) return
    let current = true
    void ask(desk.draft(draftId)).then((found) => current && setDraft(found ?? null))
    return () => {
      current = false
    }
  }, [draftId])
  return draft
}

/** A wrong text has left: says why, drafts the correction, and leads to the fact that was faulty. */
export default function WrongDialog(props: WrongProps) {
  const { conversationId, messageId } = props
  const text = useThreads((s) => s.byId[conversationId]?.messages.find((m) => m.id === messageId)?.body ?? '')
  const draft = useDraftOf(props)
  const [reason, setReason] = useState('')
  const [correction, setCorrection] = useState('')
  const [state, setState] = useState<'asking' | 'busy' | 'done'>('asking')
  const [refusal, setRefusal] = useState<string | null>(null)
  const label = draft === null ? 'That kind of reply' : intentOf(draft.intent).label
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '' || state === 'busy') return
    setState('busy')
    const said = await reportWrong(conversationId, messageId, reason.trim(), correction.trim())
    setRefusal(said)
    setState(said === null ? 'done' : 'asking')
  }
  if (state === 'done') return <Reported draft={draft} label={label} />
  return (
    <Sheet
      title="Report a wrong text"
      lead={`${label} goes back to draft and begins its training again. A correction is drafted; nothing is sent by this.`}
      onClose={closeOverlay}
    >
      <form aria-label="Report a wrong text" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <blockquote dir="auto" className="rounded-lg bg-sunk px-3 py-2">
          {text}
        </blockquote>
        <div className="flex flex-col gap-1.5">
          <label className="flex flex-col gap-1.5">
            <span className="text-dim">What was wrong</span>
            <textarea
              value={reason}
              maxLength={500}
              rows={2}
              required
              onChange={(event) => setReason(event.target.value)}
              className={FIELD}
            />
          </label>
          <div className="flex flex-wrap gap-1.5">
            {REASONS.map((one) => (
              <Button key={one} size="small" onClick={() => setReason(one)}>
                {one}
              </Button>
            ))}
          </div>
        </div>
        <div className="flex flex-col gap-1.5">
          <label className="flex flex-col gap-1.5">
            <span className="text-dim">Correction (optional; you approve it before it leaves)</span>
            <textarea
              value={correction}
              maxLength={1_600}
              rows={3}
              onChange={(event) => setCorrection(event.target.value)}
              className={FIELD}
            />
          </label>
          {correction !== '' && (
            <span className="self-end">
              <SegmentMeter text={correction} />
            </span>
          )}
        </div>
        {refusal !== null && (
          <Strip tone="stop" role="alert" className="rounded-lg">
            {refusal}
          </Strip>
        )}
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={closeOverlay}>
            Cancel
          </Button>
          <Button type="submit" look="primary" disabled={reason.trim() === '' || state === 'busy'}>
            Report and draft a correction
          </Button>
        </div>
      </form>
    </Sheet>
  )
}

/** What was done, and the facts one of which may be faulty. */
function Reported({ draft, label }: { readonly draft: DraftRow | null; readonly label: string }) {
  const owner = useIsOwner()
  const view = useVenueStore((s) => s.view)
  const citations = (draft?.citations ?? []).filter((c) => c.source !== 'slot')
  return (
    <Sheet
      title="Reported"
      lead={`${label} is on draft now. The correction waits in the thread for you to approve.`}
      onClose={closeOverlay}
      footer={
        <Button look={citations.length > 0 && owner ? 'plain' : 'primary'} onClick={closeOverlay}>
          Go to the correction
        </Button>
      }
    >
      {citations.length === 0 ? (
        <p className="text-dim">The text rested on no entry of the settings.</p>
      ) : (
        <>
          <p className="mb-2 text-dim">
            {owner
              ? 'It rested on these entries. If one is wrong, put it right, so that the next reply is not wrong too.'
              : 'It rested on these entries. If one is wrong, tell the owner.'}
          </p>
          <ul aria-label="Rested on" className="overflow-hidden rounded-[9px] border border-line">
            {citations.map((citation) => (
              <li
                key={`${citation.source} ${citation.id}`}
                className="flex items-center gap-3 border-line border-t px-3 py-2 first:border-0"
              >
                <span className="min-w-0 flex-1">
                  <span className="block font-strong">{citation.label}</span>
                  {view !== null && <span className="block text-dim text-xs">{sourceText(citation, view)}</span>}
                </span>
                {owner && (
                  <Button size="small" aria-label={`Open ${citation.label}`} onClick={() => openSource(citation)}>
                    Open
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Sheet>
  )
}
