/** The guided tour: which stop is shown, and that somebody has seen it. */
import { create } from 'zustand'
import { save } from './change.ts'
import { showView } from './pool.ts'
import { useSession } from './session.ts'
import { goTo, useUi } from './ui.ts'
import { useVenueStore } from './venue.ts'

interface Tour {
  /** Number of the stop; null: no tour. */
  readonly stop: number | null
  /** Who has had it offered in this window. */
  readonly offeredTo: string | null
}

export const useTour = create<Tour>()(() => ({ stop: null, offeredTo: null }))

export function startTour(): void {
  goTo('inbox')
  // What it tells of the list and of a draft is to be seen there.
  showView('needs_you')
  useTour.setState({ stop: 0 })
}

/** Taken or left: it is remembered for the person, on every console. */
export function endTour(): void {
  useTour.setState({ stop: null })
  if (useVenueStore.getState().view?.preferences?.tourSeen !== true) void save('preferences.set', { tourSeen: true })
}

/** Comes by itself once: when somebody sees the inbox for the first time, with nothing else open over it. */
export function offerTour(): void {
  const look = () => {
    const { view } = useVenueStore.getState()
    const { status } = useSession.getState()
    const { page, overlay } = useUi.getState()
    const personId = status?.person?.id
    if (view === null || personId === undefined || useTour.getState().offeredTo === personId) return
    // The demo opens on its inbox; who worked here before there was a set-up knows the place.
    if (view.preferences?.tourSeen === true || view.venue.demo === true || view.venue.setup == null) return
    if (view.venue.setup.stage === 'steps' || status?.connection !== 'online' || status.firstSync !== null) return
    if (page !== 'inbox' || overlay !== null) return
    useTour.setState({ offeredTo: personId })
    startTour()
  }
  useVenueStore.subscribe(look)
  useSession.subscribe(look)
  useUi.subscribe((ui, before) => ui.page !== before.page && look())
}
