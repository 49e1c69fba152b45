import { useRef } from 'react'
import type { Thread } from '#shared/rpc.ts'
import { applyDraft, reject, sendTyped, takeOut } from '../state/actions.ts'
import { setReply, useReply } from '../state/typed.ts'
import { Button, Keys } from '../ui/button.tsx'
import { firstName, nameOf } from '../words/text.ts'
import { SegmentMeter } from './segment-meter.tsx'
import { useSegmentCounter } from './use-segments.ts'

/** One's own words. Ctrl or Cmd with Enter sends, Enter alone begins a line. */
export function Composer({ thread }: { readonly thread: Thread }) {
  const { conversation: c, contact, draft } = thread
  const { text, draftId } = useReply(c.id)
  // A draft that was applied and has gone meanwhile leaves its words as one's own.
  const applied = draft !== null && draftId === draft.id
  const field = useRef<HTMLTextAreaElement>(null)
  const optedOut = contact?.optedOut === true
  const empty = text.trim() === ''

  if (optedOut) {
    return (
      <div className="rounded-[10px] border border-line bg-sunk px-3 py-2">
        <textarea
          aria-label="Reply"
          disabled
          rows={1}
          value={`${nameOf(c)} has opted out of texts. Nothing can be sent until they text START.`}
          className="block w-full resize-none text-dim"
        />
      </div>
    )
  }

  const send = () => {
    if (empty) return
    sendTyped(text)
    field.current?.blur()
  }

  return (
    <div className="shrink-0 rounded-[10px] border border-line bg-surface focus-within:border-need">
      {draft?.kind === 'reply' && (
        <div className="flex items-center gap-2 border-line border-b py-1 pr-1 pl-3 text-dim text-xs">
          <span className="min-w-0 flex-1 truncate">
            {applied
              ? 'The draft is in the composer: sending it from here settles it.'
              : 'There is a draft for this text.'}
          </span>
          <Button
            size="small"
            look="quiet"
            className="h-6 text-xs"
            onClick={() => (applied ? takeOut(c.id) : applyDraft())}
          >
            {applied ? 'Take out' : 'Apply'}
          </Button>
          <Button size="small" look="quiet" className="h-6 text-xs" onClick={() => reject('not_needed')}>
            Discard
          </Button>
        </div>
      )}
      <div className="flex items-end gap-2 py-1 pr-1 pl-3">
        <textarea
          id="reply"
          ref={field}
          aria-label="Reply"
          aria-keyshortcuts="Control+Enter Meta+Enter"
          dir="auto"
          rows={1}
          maxLength={1_600}
          placeholder={`Reply to ${firstName(c)}`}
          value={text}
          onChange={(event) => setReply(c.id, event.target.value, draftId)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault()
              send()
            }
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
          className="field-sizing-content max-h-40 min-h-7 min-w-0 flex-1 resize-none py-1 text-md leading-5 outline-none"
        />
        <div className="flex h-7 shrink-0 items-center gap-2.5">
          <PlainFix text={text} onFix={(plain) => setReply(c.id, plain, draftId)} />
          <SegmentMeter text={text} />
          {empty ? (
            <span className="flex items-center gap-1.5 pr-2 text-faint text-xs @max-[30rem]:hidden">
              <Keys chord="Mod+Enter" /> to send
            </span>
          ) : (
            <Button size="small" look="primary" onClick={send}>
              Send
            </Button>
          )}
        </div>
      </div>
    </div>
  )
}

/** One press makes a text plain that curly quotes or an emoji have made dear. */
function PlainFix({ text, onFix }: { readonly text: string; readonly onFix: (plain: string) => void }) {
  const counter = useSegmentCounter()
  if (text === '' || counter === null) return null
  const { segmentsOf, toGsm7 } = counter
  if (segmentsOf(text).encoding === 'GSM-7') return null
  const plain = toGsm7(text)
  if (plain === text || segmentsOf(plain).segments >= segmentsOf(text).segments) return null
  return (
    <button
      type="button"
      className="rounded text-need text-xs underline underline-offset-2"
      onClick={() => onFix(plain)}
    >
      Make plain
    </button>
  )
}
