/** Consoles: which venues each has, and the windows that are connected to it. */
import type { Desk } from './desk.ts'
import type { Desks, Venue } from './desks.ts'
import type { Keeping } from './keeping.ts'

export interface Console {
  venues: readonly Venue[]
  /** What was looked at last: a window that comes next begins with it. */
  last: Venue | null
  readonly members: Set<Member>
  keep(): void
}

export interface Member {
  readonly lookedAt: () => Venue | null
  /** Looks at that one, or at none, and tells the window. */
  show(venue: Venue | null, desk: Desk | null): void
  /** The console has others than before. */
  venuesCame(): void
}

export interface Consoles {
  /** Connections with the same keeping belong to one console. */
  of(keeping: Keeping): Console
  forget(keeping: Keeping): void
  /** Another console that somebody is connected to has it too. */
  isElsewhere(here: Console, venue: Venue): boolean
}

export function createConsoles(desks: Desks): Consoles {
  const consoles = new Map<Keeping, Console>()
  return {
    of(keeping) {
      const known = consoles.get(keeping)
      if (known !== undefined) return known
      const { accounts, last } = keeping.load()
      const all = accounts.filter((key) => desks.accountAt(key) !== null).map(desks.venueOf)
      const venues = all.filter((venue, i) => all.findIndex(({ id }) => id === venue.id) === i)
      const lastId = last === null ? null : desks.venueOf(last).id
      const made: Console = {
        venues,
        last: venues.find(({ id }) => id === lastId) ?? venues[0] ?? null,
        members: new Set(),
        keep() {
          keeping.save({ accounts: made.venues.map(({ key }) => key), last: made.last?.key ?? null })
        },
      }
      consoles.set(keeping, made)
      return made
    },
    forget(keeping) {
      consoles.delete(keeping)
    },
    isElsewhere: (here, { id }) =>
      [...consoles.values()].some(
        (console) => console !== here && console.members.size > 0 && console.venues.some((venue) => venue.id === id),
      ),
  }
}

/** Takes a venue out of its console; who looks at it looks at none. */
export function leave(console: Console, left: Venue): void {
  console.venues = console.venues.filter(({ id }) => id !== left.id)
  if (console.last?.id === left.id) console.last = null
  console.keep()
  for (const member of console.members) {
    if (member.lookedAt()?.id === left.id) member.show(null, null)
    member.venuesCame()
  }
}
