import { useEffect, useRef } from 'react'
import { MINUTE } from '#shared/clock.ts'
import { intentOf } from '#shared/intents.ts'
import { unfilled } from '#shared/placeholders.ts'
import type { DraftRow } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { approve, approveEdited, cancelEdit, cannotApprove, setEditing } from '../state/draft-acts.ts'
import { editDraft } from '../state/keyboard.ts'
import { useIsOwner } from '../state/session.ts'
import { useEdit } from '../state/typed.ts'
import { goTo, openOverlay, useUi } from '../state/ui.ts'
import { usePolicies } from '../state/venue.ts'
import { Button, Keys } from '../ui/button.tsx'
import { Strip } from '../ui/strip.tsx'
import { holding, thresholdOf, whyDraft } from '../words/why.ts'
import { Changes } from './changes.tsx'
import { Citations } from './citations.tsx'
import { Confidence } from './confidence.tsx'
import { isPlainKey, PlainFix, usePlain } from './plain-fix.tsx'
import { RejectButton } from './reject.tsx'
import { SegmentMeter } from './segment-meter.tsx'
import { usePresent } from './use-present.ts'

export const CARD = 'flex shrink-0 flex-col overflow-hidden rounded-xl border border-line-strong bg-surface shadow-lift'

const STALE_AFTER = 30 * MINUTE

interface DraftCardProps {
  readonly thread: Thread
  readonly draft: NonNullable<Thread['draft']>
}

export function DraftCard({ thread, draft }: DraftCardProps) {
  // A public reply is no text: it has no segments.
  const isPublic = thread.conversation.channel === 'reviews'
  const editing = useUi((s) => (s.editing?.draftId === draft.id ? s.editing : null))
  const policy = usePolicies().find((p) => p.id === draft.intent)
  const text = editing?.text ?? draft.text
  const plain = usePlain(text)
  const ready = text.trim() !== '' && unfilled(text).length === 0 && !(draft.mustEdit && text.trim() === draft.text)
  const submit = () => {
    if (ready) approveEdited(text, 'edit')
  }
  return (
    <section aria-label="Draft" className={CARD}>
      <StaleStrip thread={thread} draft={draft} />
      <div className="flex items-center gap-2.5 whitespace-nowrap px-3.5 pt-2.5 text-dim text-xs">
        <span className="font-strong text-sm text-text">{intentOf(draft.intent).label}</span>
        <Confidence value={draft.confidence} needs={thresholdOf(draft, policy)} />
        <Button
          look="quiet"
          size="small"
          action="why"
          className="-mr-2 ml-auto text-xs"
          onClick={() => openOverlay({ kind: 'why', inboundMessageId: draft.inboundMessageId })}
        >
          Why?
        </Button>
      </div>
      {editing === null ? (
        <>
          <p dir="auto" className="max-h-[32vh] overflow-y-auto whitespace-pre-wrap px-3.5 pt-1.5 pb-2.5 text-md">
            {draft.text}
          </p>
          <KeptEdit draft={draft} />
        </>
      ) : (
        <>
          <EditField text={editing.text} onSubmit={submit} draft={draft} />
          {text.trim() !== '' && (
            <div className="px-3.5 pb-2">
              <Changes label="What you changed" before={draft.text} after={text} />
            </div>
          )}
        </>
      )}
      <Problems draft={draft} />
      <Citations citations={draft.citations} />
      <Because thread={thread} draft={draft} />
      <div className="flex shrink-0 items-center gap-2 border-line border-t px-3.5 py-2.5">
        {editing === null ? (
          <>
            <ApproveButton thread={thread} />
            <Button action="edit" onClick={editDraft}>
              Edit
            </Button>
            <RejectButton conversationId={thread.conversation.id} />
          </>
        ) : (
          <>
            <Button look="primary" disabled={!ready} onClick={submit}>
              {text === draft.text ? 'Approve & send' : 'Approve (edited)'}
              <Keys chord="Mod+Enter" tinted />
            </Button>
            <Button look="quiet" onClick={() => cancelEdit(draft)}>
              Cancel
            </Button>
          </>
        )}
        <span className="ml-auto flex min-w-0 items-center gap-2.5">
          {editing !== null && !isPublic && <PlainFix plain={plain} onFix={(next) => setEditing(draft, next)} />}
          {!isPublic && <SegmentMeter text={text} brief={editing !== null && plain !== null} />}
        </span>
      </div>
    </section>
  )
}

function ApproveButton({ thread }: { readonly thread: Thread }) {
  const refusal = cannotApprove(thread)
  return (
    <Button look="primary" action="approve" disabled={refusal !== null} title={refusal ?? undefined} onClick={approve}>
      Approve &amp; send
    </Button>
  )
}

function EditField({
  text,
  draft,
  onSubmit,
}: {
  readonly text: string
  readonly draft: DraftRow
  readonly onSubmit: () => void
}) {
  const field = useRef<HTMLTextAreaElement>(null)
  const plain = usePlain(text)
  useEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length)
  }, [])
  return (
    <textarea
      ref={field}
      aria-label="Edit the draft"
      dir="auto"
      maxLength={1_600}
      value={text}
      onChange={(event) => setEditing(draft, event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault()
          useUi.setState({ editing: null })
        }
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault()
          onSubmit()
        }
        if (isPlainKey(event) && plain !== null) {
          event.preventDefault()
          setEditing(draft, plain)
        }
      }}
      className="mx-2 my-1.5 field-sizing-content max-h-60 min-h-16 resize-none rounded-lg bg-sunk px-2 py-1.5 text-md"
    />
  )
}

/** An edit that was left, here or on another console: it goes on from there. */
function KeptEdit({ draft }: { readonly draft: DraftRow }) {
  const kept = useEdit(draft.id)
  if (kept === '' || kept === draft.text) return null
  return (
    <div className="mx-3.5 mb-2.5 shrink-0 rounded-lg bg-sunk py-1.5 pr-1.5 pl-3">
      <div className="flex items-center gap-1.5">
        <p className="flex-1 text-dim text-xs">You have begun to edit it</p>
        <Button size="small" look="quiet" onClick={() => cancelEdit(draft)}>
          Throw away
        </Button>
        <Button size="small" onClick={editDraft}>
          Go on
        </Button>
      </div>
      <div className="max-h-[16vh] overflow-y-auto pr-1.5 pb-1">
        <Changes label="What you have changed so far" before={draft.text} after={kept} />
      </div>
    </div>
  )
}

/** The customer has written again, or it has lain for half an hour. */
function StaleStrip({ thread, draft }: DraftCardProps) {
  const now = useNow(MINUTE)
  const old = now - draft.createdAt > STALE_AFTER
  if (!draft.stale && !old) return null
  const answered = thread.messages.findIndex((m) => m.id === draft.inboundMessageId)
  const newer = draft.stale ? thread.messages.slice(answered + 1).findLast((m) => m.direction === 'in') : undefined
  return (
    <Strip tone="wait" className="shrink-0 border-line border-b">
      {newer === undefined ? (
        `Stale: ${draft.stale ? 'the customer has written again since.' : `written ${Math.floor((now - draft.createdAt) / MINUTE)} min ago. Check that it still holds.`}`
      ) : (
        <>
          The customer has written again since:{' '}
          <q dir="auto" className="line-clamp-3 text-text">
            {newer.body}
          </q>
        </>
      )}
    </Strip>
  )
}

function Problems({ draft }: { readonly draft: DraftRow }) {
  if (draft.problems.length === 0 && !draft.mustEdit) return null
  return (
    <ul className="shrink-0 px-3.5 pb-2 text-stop">
      {draft.mustEdit && <li>It must be edited before it can be approved.</li>}
      {draft.problems.map((problem) => (
        <li key={problem.code + problem.text}>{problem.text}</li>
      ))}
    </ul>
  )
}

/** Why a person has to look at it, in one sentence. */
function Because({ thread, draft }: DraftCardProps) {
  const owner = useIsOwner()
  const present = usePresent(thread, draft.intent)
  const holds = present === null ? draft.reasons[0] : holding(draft, present)
  const settable = draft.returned === null && ['intent_mode', 'master', 'training', 'confidence'].includes(holds ?? '')
  return (
    <div className="flex shrink-0 items-center gap-2 border-line border-t bg-sunk px-3.5 py-2 text-dim text-xs">
      <span aria-hidden="true" className="h-[2px] w-2.5 shrink-0 rounded bg-wait" />
      <span>{whyDraft(draft, thread.decision, present)}</span>
      {owner && settable && (
        <button
          type="button"
          className="rounded underline underline-offset-2 hover:text-text"
          onClick={() => goTo('auto-send')}
        >
          Change
        </button>
      )}
    </div>
  )
}
