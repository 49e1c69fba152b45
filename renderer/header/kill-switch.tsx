import { Octagon, Play } from 'lucide-react'
import { useNow } from '../state/clock.ts'
import { useHeld } from '../state/commands.ts'
import { engageKillSwitch } from '../state/conversation-acts.ts'
import { useOnline, usePerson, useSession } from '../state/session.ts'
import { openOverlay } from '../state/ui.ts'
import { useVenue } from '../state/venue.ts'
import { useVenueName } from '../state/venues.ts'
import { useHint } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { killBarred, killWords } from '../words/kill-switch.ts'

const LOOKS = {
  on: 'bg-accent-soft text-accent',
  off: 'bg-sunk text-dim',
  stopped: 'bg-stop-soft text-stop',
  stopping: 'bg-stop-soft text-stop',
  unheard: 'bg-stop text-stop-ink',
} as const

/** Since when a stop was asked for here without an answer of the server; null: it has answered, or nobody asked. */
export function useStopUnheard(): number | null {
  const atDesk = useSession((s) => s.status?.stopUnheard ?? null)
  const inWindow = useHeld('killswitch.engage') > 0
  return atDesk ?? (inWindow ? 0 : null)
}

export function KillSwitch() {
  const name = useVenueName()
  const hint = useHint(
    name === null ? 'Stop every automatic send, now' : `Stop every automatic send at ${name}, now`,
    'kill_switch',
  )
  const venue = useVenue()
  const person = usePerson()
  const online = useOnline()
  const unheard = useStopUnheard()
  const now = useNow(unheard === null ? 60_000 : 250)
  if (venue === null || person === null) return <div className="h-[30px] w-52 rounded-lg bg-sunk" />

  const words = killWords(venue, unheard, online, venue.timeZone, now)
  const engaged = venue.killSwitch.engaged && unheard === null
  const barred = killBarred({ ...venue.killSwitch, engaged }, person.role, online)
  const pull = () => {
    if (barred !== null) return
    if (engaged) openOverlay({ kind: 'release' })
    else engageKillSwitch()
  }

  return (
    <div
      className={cx(
        'flex h-[30px] shrink-0 items-center gap-2.5 rounded-lg pr-1 pl-3 whitespace-nowrap max-desk:gap-1.5 max-desk:pl-2',
        LOOKS[words.state],
      )}
      role={words.state === 'unheard' ? 'alert' : undefined}
    >
      <span id="kill-words">
        <span className="font-strong">{words.text}</span>
        {words.detail !== null && (
          <span
            className={cx(
              'ml-1.5 text-xs max-desk:sr-only',
              words.state === 'unheard' ? 'before:content-[":_"] before:-ml-1.5' : 'text-dim',
            )}
          >
            {words.detail}
            {words.more !== undefined && <span className="max-wide:hidden"> · {words.more}</span>}
          </span>
        )}
      </span>
      {engaged && (
        <button
          type="button"
          className="rounded text-xs underline underline-offset-2"
          onClick={() => openOverlay({ kind: 'receipt' })}
        >
          Receipt
        </button>
      )}
      <button
        type="button"
        role="switch"
        aria-checked={engaged}
        aria-label="Kill switch"
        aria-describedby="kill-words"
        aria-disabled={barred !== null}
        {...hint}
        title={barred ?? (engaged ? `Release the kill switch${name === null ? '' : ` at ${name}`}` : hint.title)}
        onClick={pull}
        className={cx(
          'inline-flex h-[22px] items-center gap-1.5 rounded-md px-2.5 font-strong',
          barred !== null
            ? 'text-faint shadow-[inset_0_0_0_1px_var(--line-strong)] bg-surface'
            : engaged
              ? 'bg-surface text-text shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover'
              : words.state === 'unheard'
                ? 'bg-stop-ink text-stop'
                : 'bg-stop text-stop-ink hover:bg-stop-strong',
        )}
      >
        {engaged ? <Play size={13} aria-hidden="true" /> : <Octagon size={14} aria-hidden="true" />}
        <span aria-hidden="true">
          {engaged ? 'Release' : words.state === 'unheard' ? 'Try again' : name === null ? 'Stop all' : 'Stop here'}
        </span>
      </button>
    </div>
  )
}
