import { actOnMarked } from '../state/bulk.ts'
import { useNow } from '../state/clock.ts'
import { snooze as snoozeOne } from '../state/conversation-acts.ts'
import { anyMarked } from '../state/marks.ts'
import { closeOverlay } from '../state/ui.ts'
import { MACHINE_ZONE, useZone } from '../state/venue.ts'
import { Keys } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { snoozeChoices } from '../words/snooze.ts'
import { foreignZone } from '../words/time.ts'

/** The marked ones, else the open one. */
function snooze(until: number | 'reply'): void {
  if (anyMarked()) {
    closeOverlay()
    actOnMarked({ kind: 'snooze', until })
  } else snoozeOne(until)
}

/** Puts the conversation aside; it comes back by itself, at once if the customer writes. Keys 1 to 5. */
export function SnoozeDialog() {
  const zone = useZone()
  const now = useNow(60_000)
  const choices = snoozeChoices(zone, now)
  const foreign = foreignZone(zone, now, MACHINE_ZONE)
  return (
    <Sheet title="Snooze" lead={foreign === null ? undefined : `Times are ${foreign}.`} onClose={closeOverlay}>
      <fieldset
        aria-label="Until when"
        className="-mx-2 flex flex-col"
        onKeyDown={(event) => {
          const choice = choices[Number(event.key) - 1]
          if (choice !== undefined) {
            event.preventDefault()
            snooze(choice.until)
          }
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
    </Sheet>
  )
}
