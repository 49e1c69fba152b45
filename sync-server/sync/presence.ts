/** Who has which conversation open and which agent is at work, by venue: in memory, for as long as it is so. */
import { joinPlaces, type Place, type Presence } from '#shared/presence.ts'

interface Console {
  readonly venueId: string
  readonly personId: string
  readonly places: readonly Place[]
}

export interface PresenceBook {
  /** What a console has open now; empty: nothing. */
  put(consoleId: string, console: Console): void
  gone(consoleId: string): void
  /** An agent's turn is under way. @returns the function that says that it has ended */
  atWork(venueId: string, conversationId: string, agentId: string): () => void
  of(venueId: string): Presence
  /** Told whenever something has changed at a venue. */
  onChange(listener: (venueId: string) => void): () => void
}

export function createPresence(): PresenceBook {
  const consoles = new Map<string, Console>()
  const turns = new Set<{ readonly venueId: string; readonly conversationId: string; readonly agentId: string }>()
  const listeners = new Set<(venueId: string) => void>()
  const tell = (venueId: string) => {
    for (const listener of listeners) listener(venueId)
  }

  return {
    put(consoleId, console) {
      const before = consoles.get(consoleId)
      if (console.places.length === 0) consoles.delete(consoleId)
      else consoles.set(consoleId, console)
      if (JSON.stringify(before?.places ?? []) !== JSON.stringify(console.places)) tell(console.venueId)
    },
    gone(consoleId) {
      const before = consoles.get(consoleId)
      consoles.delete(consoleId)
      if (before) tell(before.venueId)
    },
    atWork(venueId, conversationId, agentId) {
      const turn = { venueId, conversationId, agentId }
      turns.add(turn)
      tell(venueId)
      return () => {
        if (turns.delete(turn)) tell(venueId)
      }
    },
    of(venueId) {
      const here = [...consoles.values()].filter((c) => c.venueId === venueId)
      const people = [...Map.groupBy(here, (c) => c.personId)].flatMap(([personId, theirs]) =>
        joinPlaces(theirs.flatMap((c) => c.places)).map((place) => ({ ...place, personId })),
      )
      const agents = [...turns]
        .filter((turn) => turn.venueId === venueId)
        .map(({ conversationId, agentId }) => ({ conversationId, agentId }))
      return { people, agents }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
