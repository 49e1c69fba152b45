/** A turn that somebody holds under a lease. */
export interface TakenTurn {
  readonly id: string
  readonly venueId: string
  /** The root of the thread, and everything that is read with it. */
  readonly conversationId: string
  readonly thread: readonly string[]
  /** Who is at work here; null: nobody may answer, whatever comes of it. */
  readonly agentId: string | null
  readonly lease: string
  /** The newest inbound that this run has seen. */
  readonly upto: number
  /** Inbound messages that this turn decides, oldest first; the last one carries the reply. */
  readonly undecided: readonly string[]
  readonly last: string
  /** The conversation of each of them, in the same order. */
  readonly homes: readonly string[]
  readonly texts: readonly string[]
  /** When the first of them came in. */
  readonly since: number
  /** Of this turn's own texts, those that came in after somebody last resumed. */
  readonly fresh: readonly string[]
  readonly resumedSeq: number
}
