/** What this desk's windows have open, told to the server as one; and where the others are, told to the windows. */
import { joinPlaces, NOBODY, type Place, type Presence } from '#shared/presence.ts'
import type { DeskListener } from './listener.ts'

export interface DeskPresence {
  /** @returns the function that takes the window out again */
  attach(window: DeskListener): () => void
  here(window: DeskListener, place: Place | null): void
  /** All that the windows have open. */
  places(): Place[]
  /** What the server says; nobody, where it cannot be heard. */
  heard(presence: Presence): void
}

/** @param tellServer to be told whenever what the windows have open is different */
export function createDeskPresence(me: string, tellServer: () => void): DeskPresence {
  const windows = new Map<DeskListener, Place | null>()
  let others = NOBODY

  const places = () => joinPlaces([...windows.values()].filter((place) => place !== null))
  const change = (act: () => void) => {
    const before = JSON.stringify(places())
    act()
    if (JSON.stringify(places()) !== before) tellServer()
  }

  return {
    attach(window) {
      windows.set(window, null)
      window.presence(others)
      return () => change(() => windows.delete(window))
    },
    here(window, place) {
      if (windows.has(window)) change(() => windows.set(window, place))
    },
    places,
    heard({ people, agents }) {
      const next = { people: people.filter((p) => p.personId !== me), agents }
      if (JSON.stringify(next) === JSON.stringify(others)) return
      others = next
      for (const window of windows.keys()) window.presence(others)
    },
  }
}
