import { Workflow, X } from 'lucide-react'
import { type Found, unfilled } from '#shared/placeholders.ts'
import type { Thread } from '#shared/rpc.ts'
import { disarm, useArmed } from '../state/canned.ts'
import { applyDraft, putIntoComposer, reject, takeOut } from '../state/draft-acts.ts'
import { setAside, setEdit, useAside, useLeftEdits } from '../state/typed.ts'
import { usePeople } from '../state/venue.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { stepsText } from '../words/macro.ts'

const LINE = 'flex items-center gap-2 border-line border-b py-1 pr-1 pl-3 text-dim text-xs'
const SMALL = 'h-6 text-xs'

/** The draft beside the composer: put in, taken out, or sent away. */
export function DraftStrip({ thread, applied }: { readonly thread: Thread; readonly applied: boolean }) {
  if (thread.draft?.kind !== 'reply') return null
  const { id } = thread.conversation
  return (
    <div className={LINE}>
      <span className="min-w-0 flex-1 truncate">
        {applied ? 'Sending this settles the draft.' : 'There is a draft for this text.'}
      </span>
      <Button size="small" look="quiet" className={SMALL} onClick={() => (applied ? takeOut(id) : applyDraft())}>
        {applied ? 'Take out' : 'Apply'}
      </Button>
      {/* Somebody writes themselves: the customer still waits. */}
      <Button size="small" look="quiet" className={SMALL} onClick={() => reject('other')}>
        Discard
      </Button>
    </div>
  )
}

/** Words that had to make room: nothing that was typed is lost. */
export function AsideStrips({ thread }: { readonly thread: Thread }) {
  const { id } = thread.conversation
  const aside = useAside(id)
  const left = useLeftEdits(id, thread.draft?.id ?? null)
  const texts = [
    ...(aside === '' ? [] : [{ key: 'aside', text: aside, drop: () => setAside(id, '') }]),
    ...left.map(({ draftId, text }) => ({ key: draftId, text, drop: () => setEdit(id, draftId, '') })),
  ]
  return texts.map(({ key, text, drop }) => (
    <div key={key} className={LINE}>
      <span className="shrink-0">You had typed:</span>
      <q dir="auto" className="min-w-0 flex-1 truncate text-text">
        {text}
      </q>
      <Button
        size="small"
        look="quiet"
        className={SMALL}
        onClick={() => {
          drop()
          putIntoComposer(id, text, null)
        }}
      >
        Use it
      </Button>
      <Button size="small" look="quiet" className={SMALL} onClick={drop}>
        Throw away
      </Button>
    </div>
  ))
}

/** What a macro will do when the text is sent. */
export function ArmedStrip({ conversationId }: { readonly conversationId: string }) {
  const armed = useArmed((s) => s.byId[conversationId])
  const people = usePeople()
  if (armed === undefined) return null
  const nameOf = (id: string) => people.find((p) => p.id === id)?.name ?? 'a colleague'
  return (
    <div role="status" className={LINE}>
      <Workflow size={13} aria-hidden="true" className="shrink-0" />
      <span className="min-w-0 flex-1 truncate">
        <span className="font-strong text-text">{armed.name}</span>
        {armed.steps.length > 0 && `: when this is sent, ${stepsText(armed.steps, nameOf)}`}
      </span>
      <IconButton label="Send without the macro" className="size-6" onClick={() => disarm(conversationId)}>
        <X size={13} aria-hidden="true" />
      </IconButton>
    </div>
  )
}

/** Placeholders that keep a text from being sent; each leads to its place. */
export function UnfilledStrip({ text, onGo }: { readonly text: string; readonly onGo: (found: Found) => void }) {
  const missing = unfilled(text)
  return (
    <div role="status">
      {missing.length > 0 && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-line border-t px-3 py-1 text-wait text-xs">
          <span>Fill in before it can be sent:</span>
          {missing.map((found) => (
            <button
              key={found.start}
              type="button"
              className="rounded bg-wait-soft px-1 underline underline-offset-2"
              onClick={() => onGo(found)}
            >
              {found.text}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
