/** How a desk stands: with its server, with its person, with what waits to be sent. */
import type { PersonRow } from './rows.ts'

/** How the desk stands with its server. `reconnecting` becomes `offline` after 1.5 s. */
export type Connection = 'online' | 'reconnecting' | 'offline' | 'signed_out'

export interface FirstSync {
  /** What has arrived, 0 to 1. */
  readonly share: number
  /** Rows that have arrived. */
  readonly rows: number
  /** Milliseconds to go at the pace so far; null: there is no telling yet. */
  readonly left: number | null
}

export interface DeskStatus {
  readonly connection: Connection
  readonly person: (PersonRow & { readonly email: string }) | null
  readonly venueId: string | null
  /** Whose status it is, among the accounts of this console; null: nobody's. */
  readonly account: string | null
  /** The address of the server that it is about. */
  readonly server: string
  /** How far the first sync is; null when it is done. */
  readonly firstSync: FirstSync | null
  /** When the mirror was last in step with the server. */
  readonly inStepAt: number | null
  /** Commands that the server has not answered. */
  readonly queued: number
  /** A kill switch that was pulled here and has not reached the server: since when; null otherwise. */
  readonly stopUnheard: number | null
  /** Why the mirror was rebuilt at this start, or null. */
  readonly mirrorRebuilt: string | null
  /** The session was ended by the server: the queue is kept, the mirror hidden until somebody signs in. */
  readonly sessionEnded: boolean
}
