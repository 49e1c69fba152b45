/** What a window asks first. A host that serves the page answers it with the page itself. */
import type { DeskApi, InboxQuery } from './rpc.ts'

/** The list as it is first looked at; see `renderer/state/pool.ts`. */
export const FIRST_LIST: InboxQuery = { view: 'needs_you', filter: {}, order: 'waiting', offset: 0, limit: 80 }

export const FIRST_QUESTIONS: readonly (readonly [keyof DeskApi, readonly unknown[]])[] = [
  ['status', []],
  ['inbox', [FIRST_LIST]],
  ['counts', []],
  ['tallies', []],
  ['venue', []],
]

/** The id of its element in the page. */
export const BEGINNING = 'beginning'

/** What comes with a page: the channel to its desk, to be taken up with a socket, and what was said through it so far. */
export interface Beginning {
  readonly channel: string
  readonly said: readonly unknown[]
}

/** The id of a question, by its place. */
export const firstId = (place: number): string => `first ${place}`
