/** A guided tour: a card beside what it explains, which stays free. Arrows and Enter go on, Esc leaves. */
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { endTour, useTour } from '../state/tour.ts'
import { showPane, useUi } from '../state/ui.ts'
import { ActionKeys, Button } from '../ui/button.tsx'
import { TOUR, type TourStop } from '../words/tour.ts'

const WIDTH = 320
const GAP = 12
const HEADER = 44
/** As high as a card of the longest words gets. */
const HEIGHT = 220

interface Place {
  /** null: what it explains is not on the page just now. */
  readonly target: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null
  readonly left: number
  readonly top: number
}

/** Beside the target or below it, wherever there is room: never over it. */
function placeBeside(rect: DOMRect): Place {
  const { innerWidth, innerHeight } = window
  const target = { x: rect.x, y: rect.y, width: rect.width, height: rect.height }
  const within = (at: number, size: number, room: number) => Math.max(GAP, Math.min(at, room - size - GAP))
  if (rect.bottom <= HEADER) return { target, left: within(rect.left, WIDTH, innerWidth), top: HEADER + GAP }
  if (rect.right + GAP + WIDTH + GAP <= innerWidth)
    return { target, left: rect.right + GAP, top: within(rect.top, HEIGHT, innerHeight) }
  if (rect.left - GAP - WIDTH - GAP >= 0)
    return { target, left: rect.left - GAP - WIDTH, top: within(rect.top, HEIGHT, innerHeight) }
  const below = rect.bottom + GAP + HEIGHT <= innerHeight
  return {
    target,
    left: within(rect.left, WIDTH, innerWidth),
    top: below ? rect.bottom + GAP : Math.max(HEADER + GAP, rect.top - GAP - HEIGHT),
  }
}

const NOWHERE: Place = { target: null, left: GAP, top: 60 }

export default function TourCard() {
  const stop = useTour((s) => s.stop)
  const onInbox = useUi((s) => s.page === 'inbox')
  const shown = stop === null || !onInbox ? null : TOUR[stop]
  useEffect(() => {
    if (stop !== null && !onInbox) endTour()
  }, [stop, onInbox])
  return shown == null ? null : <Card key={stop} stop={shown} at={stop!} />
}

function Card({ stop, at }: { readonly stop: TourStop; readonly at: number }) {
  const [place, setPlace] = useState<Place | null>(null)
  const next = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    // Where one pane is shown at a time: the one that has it.
    showPane(stop.target.includes('Thread') ? 'thread' : 'list')
    const look = () => {
      const found = document.querySelector(stop.target)
      setPlace(found === null ? NOWHERE : placeBeside(found.getBoundingClientRect()))
    }
    look()
    window.addEventListener('resize', look)
    // Beyond a width the panes stand otherwise, a moment after the window has changed.
    const observer = new ResizeObserver(look)
    const target = document.querySelector(stop.target)
    if (target !== null) observer.observe(target)
    return () => {
      window.removeEventListener('resize', look)
      observer.disconnect()
    }
  }, [stop])
  const there = place !== null
  useEffect(() => {
    if (there) next.current?.focus({ preventScroll: true })
  }, [there])
  if (place === null) return null
  const last = at === TOUR.length - 1
  const go = (to: number) => (to >= TOUR.length ? endTour() : to >= 0 && useTour.setState({ stop: to }))
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') endTour()
    else if (event.key === 'ArrowRight') go(at + 1)
    else if (event.key === 'ArrowLeft') go(at - 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const { target } = place
  return (
    <>
      {target !== null && (
        <div
          aria-hidden="true"
          className="pointer-events-none fixed z-30 rounded-lg outline-2 outline-accent outline-offset-2"
          style={{ left: target.x + 3, top: target.y + 3, width: target.width - 6, height: target.height - 6 }}
        />
      )}
      <section
        role="dialog"
        aria-label={`Tour: ${stop.title}`}
        aria-describedby="tour-text"
        onKeyDown={press}
        className="appear fixed z-40 rounded-xl border border-line bg-surface p-4 shadow-float"
        style={{ left: place.left, top: place.top, width: WIDTH }}
      >
        <p className="text-faint text-xs">
          {at + 1} of {TOUR.length}
        </p>
        <h2 className="mt-0.5 font-strong text-md">{stop.title}</h2>
        <p id="tour-text" className="mt-1 text-dim">
          {stop.text}
        </p>
        <p className="mt-2 flex flex-wrap gap-x-3 gap-y-1.5 text-dim text-xs">
          {stop.keys.map(([action, label]) => (
            <span key={action} className="inline-flex items-center gap-1.5">
              {label} <ActionKeys action={action} />
            </span>
          ))}
        </p>
        <div className="mt-3 flex items-center gap-2">
          <Button ref={next} size="small" look="primary" onClick={() => go(at + 1)}>
            {last ? 'Done' : 'Next'}
          </Button>
          {at > 0 && (
            <Button size="small" onClick={() => go(at - 1)}>
              Back
            </Button>
          )}
          {!last && (
            <Button size="small" look="quiet" className="ml-auto" onClick={endTour}>
              Leave the tour
            </Button>
          )}
        </div>
      </section>
    </>
  )
}
