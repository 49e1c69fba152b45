import { lazy, Suspense } from 'react'
import { openOverlay } from '../state/ui.ts'
import { useVenue } from '../state/venue.ts'
import { useSeveral } from '../state/venues.ts'
import { cx } from '../ui/cx.ts'
import { Connection } from './connection.tsx'
import { KillSwitch } from './kill-switch.tsx'
import { Search } from './search.tsx'

const Venues = lazy(() => import('./venues.tsx'))

export function Header() {
  const venue = useVenue()
  const several = useSeveral()
  return (
    <header className="flex h-11 shrink-0 items-center gap-3.5 border-line border-b bg-surface pr-1.5 pl-4 max-desk:gap-2">
      <div
        className={cx(
          'flex min-w-[calc(clamp(184px,15.5vw,220px)-32px)] max-desk:min-w-0 shrink-0 items-center gap-2 whitespace-nowrap',
          // Of one width where there are several: the search stays in its place whichever is looked at.
          several ? 'w-72 max-desk:w-28' : 'max-w-72 overflow-hidden max-desk:max-w-24',
        )}
      >
        {several ? (
          <Suspense>
            <Venues />
          </Suspense>
        ) : (
          <>
            <span className="size-2.5 shrink-0 rounded-full bg-accent" aria-hidden="true" />
            <span className="font-strong max-desk:sr-only">Greenlight</span>
            <span className="truncate text-dim text-xs max-desk:sr-only" title={venue?.name}>
              {venue?.name}
            </span>
          </>
        )}
      </div>
      <Search />
      {venue?.demo === true && (
        <button
          type="button"
          aria-label="Demo"
          title="This is the demo: what that means, and how to leave it"
          onClick={() => openOverlay({ kind: 'demo' })}
          className="shrink-0 rounded-full bg-wait-soft px-[7px] font-strong text-wait text-xs leading-[18px]"
        >
          Demo
        </button>
      )}
      <div className="ml-auto flex min-w-0 shrink-0 items-center gap-3.5 max-desk:shrink max-desk:gap-2">
        <Connection />
        <KillSwitch />
      </div>
    </header>
  )
}
