/** The venues of this console: which there are, and what waits in each. With one there is nothing to say. */
import { create } from 'zustand'
import type { VenueGlance } from '#shared/venues.ts'
import { desk } from '../desk.ts'
import { coalesce } from './coalesce.ts'
import { useSession } from './session.ts'
import { leavePage } from './ui.ts'

interface Venues {
  /** In the order in which they came. */
  readonly list: readonly VenueGlance[]
  /** One more is being added: its page lies over the console. */
  readonly adding: boolean
  /** The invitation that it is added by. */
  readonly invited: string | null
}

export const useVenues = create<Venues>()(() => ({ list: [], adding: false, invited: null }))

/** Names the venue that this window looks at; null: none. */
export const accountInView = (): string | null => useSession.getState().status?.account ?? null

export const several = (): boolean => useVenues.getState().list.length > 1
export const useSeveral = (): boolean => useVenues((s) => s.list.length > 1)

/** The name of the venue that is looked at, where there are several; null: it needs no name. */
export function useVenueName(): string | null {
  const account = useSession((s) => s.status?.account ?? null)
  return useVenues((s) => (s.list.length < 2 ? null : (s.list.find((one) => one.account === account)?.name ?? null)))
}

/** Conversations that need somebody in the venues that are not looked at. */
export function useWaitingElsewhere(): number {
  const account = useSession((s) => s.status?.account ?? null)
  return useVenues((s) => s.list.reduce((sum, one) => sum + (one.account === account ? 0 : one.needsAnybody), 0))
}

export const refreshVenues = coalesce(
  async () => {
    const list = await desk.venues().catch(() => null)
    if (list !== null && JSON.stringify(list) !== JSON.stringify(useVenues.getState().list))
      useVenues.setState({ list })
  },
  100,
  () => performance.now(),
)

/** @param invited what a link carries that was opened for it */
export const addVenue = (invited: string | null = null): void =>
  leavePage(() => useVenues.setState({ adding: true, invited }))
export const stopAdding = (): void => useVenues.setState({ adding: false, invited: null })
