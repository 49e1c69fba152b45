/** The venues of this console, in the place of the product's name: one press to each, and what waits there. */
import { Popover } from '@base-ui/react/popover'
import { ChevronDown, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { venueAction } from '#shared/keys.ts'
import type { VenueGlance } from '#shared/venues.ts'
import { useSession } from '../state/session.ts'
import { lookAtVenue } from '../state/switching.ts'
import { openOverlay } from '../state/ui.ts'
import { addVenue, useVenues } from '../state/venues.ts'
import { ActionKeys, useHint } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Floating, MenuItem } from '../ui/floating.tsx'
import { initials, whole } from '../words/text.ts'
import { venueDetail, venueSaid, venueState } from '../words/venues.ts'

/** So many have a tile of their own; the menu has all. */
const TILES = 4

export default function Venues() {
  const list = useVenues((s) => s.list)
  const account = useSession((s) => s.status?.account ?? null)
  const [open, setOpen] = useState(false)
  const current = list.find((one) => one.account === account)
  return (
    <>
      <nav aria-label="Venues" className="flex shrink-0 items-center gap-1.5 max-desk:hidden">
        {list.slice(0, TILES).map((glance, i) => (
          <Tile key={glance.account} glance={glance} place={i} inView={glance.account === account} />
        ))}
      </nav>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          aria-label={`All venues, now ${current?.name ?? ''}`}
          className="flex h-7 min-w-0 items-center gap-1 rounded-md px-1.5 hover:bg-hover data-[popup-open]:bg-hover"
        >
          <span dir="auto" className="truncate font-strong" title={current?.name}>
            {current?.name}
          </span>
          <ChevronDown size={14} aria-hidden="true" className="shrink-0 text-dim" />
        </Popover.Trigger>
        <Floating label="Venues of this console" className="w-[480px] p-1">
          <ul>
            {list.map((glance, i) => (
              <Row
                key={glance.account}
                glance={glance}
                place={i}
                detail={venueDetail(glance, list)}
                inView={glance.account === account}
                onDone={() => setOpen(false)}
              />
            ))}
          </ul>
          <div className="mt-1 border-line border-t pt-1">
            <MenuItem
              tall
              onClick={() => {
                setOpen(false)
                addVenue()
              }}
            >
              <Plus size={15} aria-hidden="true" className="mx-[5.5px] text-dim" />
              Add a venue
            </MenuItem>
          </div>
        </Floating>
      </Popover.Root>
    </>
  )
}

const MARKS = { need: 'bg-need', wait: 'bg-wait', fine: 'bg-accent', stop: 'bg-stop', quiet: 'bg-faint' } as const

interface TileProps {
  readonly glance: VenueGlance
  readonly place: number
  readonly inView: boolean
}

/** Initials are a picture of the name, which is what is heard; what is said of the one in view stands beside it. */
function Tile({ glance, place, inView }: TileProps) {
  const { account, name, needsAnybody } = glance
  const said = inView ? name : venueSaid(glance)
  const hint = useHint(said, venueAction(place))
  const state = inView ? null : venueState(glance)
  return (
    <button
      type="button"
      aria-label={said}
      aria-current={inView ? 'true' : undefined}
      {...hint}
      onClick={() => void lookAtVenue(account)}
      data-initials={initials(name)}
      data-count={inView || needsAnybody === 0 ? undefined : needsAnybody > 99 ? '99+' : needsAnybody}
      className={cx(
        'relative flex h-7 min-w-7 items-center justify-center gap-1 rounded-md px-1.5 font-strong text-xs tabular-nums',
        'before:content-[attr(data-initials)] data-[count]:after:content-[attr(data-count)] after:text-need',
        inView ? 'bg-accent-soft text-accent' : 'bg-sunk text-dim hover:bg-hover hover:text-text',
      )}
    >
      {state !== null && (
        <span
          aria-hidden="true"
          className={cx(
            '-right-0.5 -bottom-0.5 absolute size-2 rounded-full shadow-[0_0_0_2px_var(--surface)]',
            MARKS[state.tone],
          )}
        />
      )}
    </button>
  )
}

interface RowProps extends TileProps {
  readonly detail: string
  readonly onDone: () => void
}

const WORDS = {
  need: 'text-need',
  wait: 'text-wait',
  fine: 'text-accent',
  stop: 'text-stop',
  quiet: 'text-dim',
} as const

function Row({ glance, place, detail, inView, onDone }: RowProps) {
  const { account, name, needsAnybody } = glance
  const state = inView ? null : venueState(glance)
  const action = venueAction(place)
  return (
    <li className="flex items-center gap-1">
      <button
        type="button"
        aria-current={inView ? 'true' : undefined}
        onClick={() => {
          onDone()
          void lookAtVenue(account)
        }}
        className={cx(
          'flex min-w-0 flex-1 items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-hover',
          inView && 'bg-active',
        )}
      >
        <span
          aria-hidden="true"
          data-initials={initials(name)}
          className="flex size-[26px] shrink-0 items-center justify-center rounded-md bg-sunk font-strong text-dim text-xs before:content-[attr(data-initials)]"
        />
        <span className="min-w-0 flex-1">
          <span dir="auto" className="block truncate font-strong">
            {name}
          </span>
          <span className="block truncate text-dim text-xs">
            {state !== null && <span className={cx('font-strong', WORDS[state.tone])}>{state.text} · </span>}
            {detail}
          </span>
        </span>
        {!inView && needsAnybody > 0 && (
          <span className="shrink-0 font-strong text-need text-xs tabular-nums">
            {whole(needsAnybody)}
            <span className="sr-only"> need you</span>
          </span>
        )}
        {action !== undefined && <ActionKeys action={action} />}
      </button>
      <button
        type="button"
        aria-label={`Remove ${name} from this computer`}
        title="Remove from this computer"
        onClick={() => {
          onDone()
          openOverlay({ kind: 'remove_venue', account })
        }}
        className="inline-flex size-7 shrink-0 items-center justify-center rounded-md text-dim hover:bg-hover hover:text-text"
      >
        <X size={14} aria-hidden="true" />
      </button>
    </li>
  )
}
