/** What tray and menu show of the venues of this console, in words. Pure. */
import { type KillState, killWords } from './kill-state.ts'

export interface VenueOutlook {
  readonly account: string
  readonly name: string
  readonly kill: KillState
  /** The one that the window looks at. */
  readonly inView: boolean
}

export interface Outlook {
  /** Conversations that need this person, or anybody, in all venues. */
  readonly needsYou: number
  /** Of all venues: stopped only where each is. */
  readonly kill: KillState
  /** None while nobody is signed in. */
  readonly venues: readonly VenueOutlook[]
}

export const NOTHING_KNOWN: Outlook = { needsYou: 0, kill: { kind: 'unknown' }, venues: [] }

/** What the switch does, by how many venues it does it to. */
export function stopLabel({ venues }: Outlook): string {
  if (venues.length < 2) return 'Stop auto-send'
  return venues.length === 2 ? 'Stop auto-send in both venues' : `Stop auto-send in all ${venues.length} venues`
}

/** One line a venue, by its name where there are several. */
export function stateWords({ kill, venues }: Outlook): readonly string[] {
  return venues.length < 2 ? [killWords(kill)] : venues.map((venue) => `${venue.name}: ${killWords(venue.kill)}`)
}

export const waits = (count: number): string => (count === 0 ? 'Nobody waits for you' : `Needs you: ${count}`)

/** In a menu a single & underlines the letter after it. */
export const plainLabel = (words: string): string => words.replaceAll('&', '&&')
