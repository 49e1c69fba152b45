import { CalendarDays } from 'lucide-react'
import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { actOnMarked } from '../state/bulk.ts'
import { useNow } from '../state/clock.ts'
import { snooze as snoozeOne } from '../state/conversation-acts.ts'
import { anyMarked } from '../state/marks.ts'
import { useThreads } from '../state/threads.ts'
import { closeOverlay, useUi } from '../state/ui.ts'
import { machineZone, useZone } from '../state/venue.ts'
import { Button, IconButton, Keys } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Sheet } from '../ui/sheet.tsx'
import { stepFocus } from '../ui/step-focus.ts'
import { snoozeChoices } from '../words/snooze.ts'
import { nameOf } from '../words/text.ts'
import { dayAndTime, dayKey, foreignZone } from '../words/time.ts'
import type { readTime } from '../words/typed-time.ts'

/** The marked ones, else the open one. */
function snooze(until: number | 'reply'): void {
  if (anyMarked()) {
    closeOverlay()
    actOnMarked({ kind: 'snooze', until })
  } else snoozeOne(until)
}

/** Puts the conversation aside; it comes back by itself, at once if the customer writes. By a number, or a time in words. */
export function SnoozeDialog() {
  const name = useThreads((s) =>
    anyMarked() ? null : (s.byId[useUi.getState().selectedId ?? '']?.conversation ?? null),
  )
  const zone = useZone()
  const now = useNow(60_000)
  const choices = snoozeChoices(zone, now)
  const field = useRef<HTMLInputElement>(null)
  const foreign = foreignZone(zone, now, machineZone())
  return (
    <Sheet
      title={name === null ? 'Snooze' : `Snooze ${nameOf(name)}`}
      lead={foreign === null ? undefined : `Times are ${foreign}.`}
      onClose={closeOverlay}
    >
      <fieldset
        aria-label="Until when"
        className="-mx-2 flex flex-col"
        onKeyDown={(event) => {
          // Letters are the beginning of a time in words.
          if (/^[a-z]$/i.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
            field.current?.focus()
            return
          }
          const choice = choices[Number(event.key) - 1]
          const own = event.key === String(choices.length + 1)
          if (choice === undefined && !own) return stepFocus(event)
          event.preventDefault()
          if (choice !== undefined) snooze(choice.until)
          else field.current?.focus()
        }}
      >
        {choices.map((choice, i) => (
          <button
            key={choice.label}
            type="button"
            // biome-ignore lint/a11y/noAutofocus: a dialog takes the focus, and its numbers with it.
            autoFocus={i === 0}
            onClick={() => snooze(choice.until)}
            className="flex h-9 items-center gap-3 rounded-lg px-2 text-left hover:bg-hover"
          >
            <span className="flex-1">{choice.label}</span>
            <span className="text-dim">{choice.detail}</span>
            <Keys chord={String(i + 1)} />
          </button>
        ))}
      </fieldset>
      <AnotherTime zone={zone} now={now} field={field} place={choices.length + 1} />
    </Sheet>
  )
}

const EXAMPLES = 'such as “tomorrow 3pm”, “fri 9” or “in 2 hours”.'

/** The words of a time, once what reads them is there; null: it is not yet. */
function useReader(): typeof readTime | null {
  const [reader, setReader] = useState<{ readonly read: typeof readTime } | null>(null)
  useEffect(() => {
    void import('../words/typed-time.ts').then(({ readTime }) => setReader({ read: readTime }))
  }, [])
  return reader?.read ?? null
}

/** A time in one's own words, or a day from a calendar; what is understood stands below before it is taken. */
function AnotherTime({
  zone,
  now,
  field,
  place,
}: {
  readonly zone: string
  readonly now: number
  readonly field: RefObject<HTMLInputElement | null>
  /** The number of the key that goes there. */
  readonly place: number
}) {
  const [typed, setTyped] = useState('')
  const calendar = useRef<HTMLInputElement>(null)
  const read = useReader()
  const time = read?.(typed, zone, now) ?? { kind: 'none' }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (time.kind === 'ahead') snooze(time.at)
  }
  return (
    <form onSubmit={submit} className="mt-2 flex flex-wrap items-center gap-2 border-line border-t pt-3">
      <label htmlFor="snooze-time" className="flex flex-1 items-center gap-2 whitespace-nowrap">
        Another time
        <Keys chord={String(place)} />
      </label>
      <span className="relative basis-56">
        <input
          ref={field}
          id="snooze-time"
          value={typed}
          placeholder="tomorrow 3pm"
          autoComplete="off"
          spellCheck={false}
          aria-describedby="snooze-until"
          onChange={(event) => setTyped(event.target.value)}
          className="h-8 w-full rounded-lg border border-line-strong bg-surface pr-9 pl-2.5"
        />
        <IconButton
          label="Choose a day"
          className="absolute top-0.5 right-0.5"
          onClick={() => calendar.current?.showPicker()}
        >
          <CalendarDays size={15} aria-hidden="true" />
        </IconButton>
        {/* The browser's own calendar; the day that is chosen there is typed into the field. */}
        <input
          ref={calendar}
          type="date"
          tabIndex={-1}
          aria-hidden="true"
          min={dayKey(zone, now)}
          onChange={(event) => {
            if (event.target.value !== '') setTyped(`${event.target.value} 09:00`)
            field.current?.focus()
          }}
          className="pointer-events-none absolute right-0 bottom-0 size-0 opacity-0"
        />
      </span>
      <Button type="submit" disabled={time.kind !== 'ahead'}>
        Snooze
      </Button>
      <p
        id="snooze-until"
        role="status"
        className={cx('basis-full text-xs', time.kind === 'ahead' ? '' : 'text-faint')}
      >
        {typed.trim() === ''
          ? `In words or figures, ${EXAMPLES}`
          : time.kind === 'none'
            ? `No time yet, ${EXAMPLES}`
            : `${time.kind === 'past' ? 'That has passed: ' : 'Until '}${dayAndTime(zone, now, time.at)}`}
      </p>
    </form>
  )
}
