import { type FormEvent, type RefObject, useRef, useState } from 'react'
import { DAY } from '#shared/clock.ts'
import { actOnMarked } from '../state/bulk.ts'
import { useNow } from '../state/clock.ts'
import { snooze as snoozeOne } from '../state/conversation-acts.ts'
import { anyMarked } from '../state/marks.ts'
import { useThreads } from '../state/threads.ts'
import { closeOverlay, useUi } from '../state/ui.ts'
import { MACHINE_ZONE, useZone } from '../state/venue.ts'
import { Button, Keys } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { stepFocus } from '../ui/step-focus.ts'
import { snoozeChoices } from '../words/snooze.ts'
import { nameOf } from '../words/text.ts'
import { clockTime, dateName, dayKey, foreignZone, instantOf } from '../words/time.ts'

/** The marked ones, else the open one. */
function snooze(until: number | 'reply'): void {
  if (anyMarked()) {
    closeOverlay()
    actOnMarked({ kind: 'snooze', until })
  } else snoozeOne(until)
}

/** Puts the conversation aside; it comes back by itself, at once if the customer writes. Keys 1 to 6. */
export function SnoozeDialog() {
  const name = useThreads((s) =>
    anyMarked() ? null : (s.byId[useUi.getState().selectedId ?? '']?.conversation ?? null),
  )
  const zone = useZone()
  const now = useNow(60_000)
  const choices = snoozeChoices(zone, now)
  const timeField = useRef<HTMLInputElement>(null)
  const foreign = foreignZone(zone, now, MACHINE_ZONE)
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
          const choice = choices[Number(event.key) - 1]
          const own = event.key === String(choices.length + 1)
          if (choice === undefined && !own) return stepFocus(event)
          event.preventDefault()
          if (choice !== undefined) snooze(choice.until)
          else timeField.current?.select()
        }}
      >
        {choices.map((choice, i) => (
          <button
            key={choice.label}
            type="button"
            // biome-ignore lint/a11y/noAutofocus: a dialog takes the focus, and its keys 1 to 5 with it.
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
      <AnotherTime zone={zone} now={now} timeField={timeField} place={choices.length + 1} />
    </Sheet>
  )
}

const FIELD = 'h-8 rounded-lg border border-line-strong bg-surface px-2 tabular-nums'

const untilText = (zone: string, date: string, until: number) => `Until ${dateName(date)}, ${clockTime(zone, until)}`

/** A day and a time of one's own, as the venue's clocks show it. */
function AnotherTime({
  zone,
  now,
  timeField,
  place,
}: {
  readonly zone: string
  readonly now: number
  readonly timeField: RefObject<HTMLInputElement | null>
  /** The number of the key that goes there. */
  readonly place: number
}) {
  const [date, setDate] = useState(() => dayKey(zone, now + DAY))
  const [time, setTime] = useState('14:00')
  const until = instantOf(zone, date, time)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (until !== null && until > now) snooze(until)
  }
  return (
    <form onSubmit={submit} className="mt-2 flex flex-wrap items-center gap-2 border-line border-t pt-3">
      <span className="flex flex-1 items-center gap-2 whitespace-nowrap">
        Another time
        <Keys chord={String(place)} />
      </span>
      <input
        type="date"
        aria-label="Day"
        value={date}
        min={dayKey(zone, now)}
        onChange={(event) => setDate(event.target.value)}
        className={FIELD}
      />
      <input
        ref={timeField}
        aria-label="Time, such as 14:30"
        value={time}
        onChange={(event) => setTime(event.target.value)}
        className={`${FIELD} w-16 text-center`}
      />
      <Button type="submit" disabled={until === null || until <= now}>
        Snooze
      </Button>
      {/* The browser writes the date in its own language. */}
      <p id="snooze-until" className="basis-full text-right text-faint text-xs">
        {until === null ? 'That is no time.' : until <= now ? 'That has passed.' : untilText(zone, date, until)}
      </p>
    </form>
  )
}
