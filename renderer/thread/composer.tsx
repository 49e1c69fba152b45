import { type KeyboardEvent, useRef, useState } from 'react'
import { type Found, unfilled } from '#shared/placeholders.ts'
import type { Thread } from '#shared/rpc.ts'
import { isComposing } from '../keys.ts'
import { filledFor, runMacro, sendArmed, useArmed } from '../state/canned.ts'
import { sendTyped } from '../state/send-acts.ts'
import { setReply, useReply } from '../state/typed.ts'
import { useVenueStore } from '../state/venue.ts'
import { Button, Keys } from '../ui/button.tsx'
import { type Canned, findCanned, type Slash, slashAt } from '../words/slash.ts'
import { count, nameOf, replyTo } from '../words/text.ts'
import { Changes } from './changes.tsx'
import { ArmedStrip, AsideStrips, DraftStrip, UnfilledStrip } from './composer-strips.tsx'
import { isPlainKey, PlainFix, usePlain } from './plain-fix.tsx'
import { SegmentMeter } from './segment-meter.tsx'
import { SLASH_LIST, SlashList, slashOption } from './slash-list.tsx'

/** One's own words. Ctrl or Cmd with Enter sends, Enter alone begins a line, `/` finds snippets and macros. */
export function Composer({ thread }: { readonly thread: Thread }) {
  const { conversation: c, contact, draft } = thread
  const { text, draftId } = useReply(c.id)
  // A draft that was applied and has gone meanwhile leaves its words as one's own.
  const applied = draft !== null && draftId === draft.id
  const armed = useArmed((s) => s.byId[c.id] !== undefined)
  const field = useRef<HTMLTextAreaElement>(null)
  const plain = usePlain(text)
  const empty = text.trim() === ''
  // A public reply is no text: it has no segments, and costs nothing by its letters.
  const isPublic = c.channel === 'reviews'
  const waits = unfilled(text).length > 0
  const set = (next: string) => setReply(c.id, next, draftId)
  const slash = useSlash(thread, text, set, field)

  if (contact?.optedOut === true) {
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
    const first = unfilled(text)[0]
    if (first !== undefined) {
      mark(field.current, first)
      return
    }
    if (armed) sendArmed(thread, text)
    else sendTyped(text)
    field.current?.blur()
  }

  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (slash.press(event)) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      send()
    }
    if (isPlainKey(event) && plain !== null && !isPublic) {
      event.preventDefault()
      set(plain)
    }
    if (event.key === 'Escape') event.currentTarget.blur()
  }

  return (
    <div
      data-composer
      className="shrink-0 overflow-hidden rounded-[10px] border border-line bg-surface focus-within:border-need"
    >
      <AsideStrips thread={thread} />
      <DraftStrip thread={thread} applied={applied} />
      <ArmedStrip conversationId={c.id} />
      {applied && draft.text !== text && !empty && (
        <div className="border-line border-b px-3 py-1.5">
          <Changes label="What you changed" before={draft.text} after={text} />
        </div>
      )}
      {/* As soon as the words need the line for themselves, what stands beside them goes below. */}
      <div className="flex flex-wrap items-end gap-x-2 py-1 pr-1 pl-3">
        <textarea
          name="reply"
          ref={field}
          aria-label="Reply"
          aria-keyshortcuts="Control+Enter Meta+Enter"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={slash.open ? SLASH_LIST : undefined}
          aria-activedescendant={slash.open ? slashOption(slash.active) : undefined}
          dir="auto"
          rows={1}
          maxLength={1_600}
          placeholder={isPublic ? `${replyTo(c)} in public` : replyTo(c)}
          value={text}
          onChange={(event) => {
            set(event.target.value)
            slash.look(event.currentTarget)
          }}
          onSelect={(event) => slash.look(event.currentTarget)}
          onBlur={slash.close}
          onKeyDown={press}
          className="field-sizing-content max-h-40 min-h-7 min-w-0 max-w-full grow resize-none py-1 pr-2 text-md leading-5 outline-none"
        />
        <div className="ml-auto flex h-7 shrink-0 items-center gap-2.5">
          {!isPublic && <PlainFix plain={plain} onFix={set} />}
          {!isPublic && <SegmentMeter text={text} brief={plain !== null} />}
          {empty ? (
            <span className="flex items-center gap-1.5 pr-2 text-faint text-xs @max-[30rem]:hidden">
              <Keys chord="/" /> for snippets <Keys chord="Mod+Enter" /> to send
            </span>
          ) : (
            <Button size="small" look="primary" disabled={waits} onClick={send}>
              Send
            </Button>
          )}
        </div>
      </div>
      <UnfilledStrip text={text} onGo={(found) => mark(field.current, found)} />
      <span role="status" className="sr-only">
        {slash.open ? `${count(slash.found.length, 'match', 'matches')}. Arrow keys choose, Enter inserts.` : ''}
      </span>
      {slash.open && (
        <SlashList
          thread={thread}
          found={slash.found}
          active={slash.active}
          anchor={field}
          onPick={slash.pick}
          onHover={slash.hover}
        />
      )}
    </div>
  )
}

/** Selects a placeholder, so that what is typed next takes its place. */
function mark(field: HTMLTextAreaElement | null, found: Pick<Found, 'start' | 'end'>): void {
  field?.focus()
  field?.setSelectionRange(found.start, found.end)
}

interface SlashState {
  readonly open: boolean
  readonly found: readonly Canned[]
  readonly active: number
  /** The caret or the text has changed. */
  look(field: HTMLTextAreaElement): void
  close(): void
  hover(index: number): void
  pick(canned: Canned): void
  /** @returns whether the key was for the list */
  press(event: KeyboardEvent<HTMLTextAreaElement>): boolean
}

const NONE: readonly never[] = []

function useSlash(
  thread: Thread,
  text: string,
  set: (text: string) => void,
  field: React.RefObject<HTMLTextAreaElement | null>,
): SlashState {
  const snippets = useVenueStore((s) => s.view?.snippets ?? NONE)
  const macros = useVenueStore((s) => s.view?.macros ?? NONE)
  const [slash, setSlash] = useState<Slash | null>(null)
  const [active, setActive] = useState(0)
  /** Where one was closed by Esc: it stays closed while the caret is behind it. */
  const shut = useRef<number | null>(null)
  const found = slash === null ? NONE : findCanned(slash.query, snippets, macros)
  const open = slash !== null && found.length > 0 && text.slice(slash.start, slash.end) === `/${slash.query}`

  const look = (at: HTMLTextAreaElement) => {
    const next = at.selectionStart === at.selectionEnd ? slashAt(at.value, at.selectionStart) : null
    if (next === null || next.start !== shut.current) shut.current = null
    const seen = next?.start === shut.current ? null : next
    if (seen?.start !== slash?.start || seen?.query !== slash?.query) setActive(0)
    setSlash(seen)
  }

  const pick = (canned: Canned) => {
    if (slash === null) return
    const words = filledFor(thread, canned.row.text)
    set(text.slice(0, slash.start) + words + text.slice(slash.end))
    setSlash(null)
    if (canned.kind === 'macro') runMacro(canned.row, 'composer')
    const start = slash.start
    const first = unfilled(words)[0]
    requestAnimationFrame(() => {
      if (first !== undefined) mark(field.current, { start: start + first.start, end: start + first.end })
      else mark(field.current, { start: start + words.length, end: start + words.length })
    })
  }

  const press: SlashState['press'] = (event) => {
    if (!open || isComposing(event.nativeEvent)) return false
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const chosen = found[active]
    if (step !== 0) setActive((active + step + found.length) % found.length)
    else if (event.key === 'Escape') {
      shut.current = slash.start
      setSlash(null)
    } else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && chosen !== undefined) pick(chosen)
    else return false
    event.preventDefault()
    return true
  }

  return { open, found, active, look, close: () => setSlash(null), hover: setActive, pick, press }
}
