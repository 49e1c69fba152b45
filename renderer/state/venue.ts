/** The venue with its people, agents and policies. */
import { create } from 'zustand'
import type { VenueView } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { coalesce } from './coalesce.ts'

interface VenueState {
  readonly view: VenueView | null
}

export const useVenueStore = create<VenueState>()(() => ({ view: null }))

export const useVenue = () => useVenueStore((s) => s.view?.venue ?? null)
export const useAgents = () => useVenueStore((s) => s.view?.agents ?? NONE)
export const usePeople = () => useVenueStore((s) => s.view?.people ?? NONE)
export const usePolicies = () => useVenueStore((s) => s.view?.policies ?? NONE)
/** The venue's time zone; the machine's until it is known. */
export const useZone = () => useVenueStore((s) => s.view?.venue.timeZone ?? machineZone())

const NONE: readonly never[] = []
/** Asked for only where it is needed: it is dear the first time. */
export const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

export const refreshVenue = coalesce(
  async () => {
    const view = await ask(desk.venue())
    if (view !== undefined) useVenueStore.setState({ view })
  },
  100,
  () => performance.now(),
)
