/** What a reply is judged against, and the reply laid out for it. */
import type { DayMention } from '#shared/days.ts'
import type { Citation, VenueFacts } from '#shared/facts.ts'
import type { LinkMention } from '#shared/links.ts'
import type { MoneyMention } from '#shared/money.ts'
import type { ServiceMention } from '#shared/services.ts'
import type { TimeMention } from '#shared/times.ts'
import type { Span } from '#shared/words.ts'

/** A free time in the diary, in the venue's own zone. */
export interface FreeSlot {
  readonly date: string
  /** Minutes from local midnight. */
  readonly minute: number
}

/** What a reply is judged against. */
export interface ReplyContext {
  readonly venue: VenueFacts
  /** The customer's texts of this turn. */
  readonly texts: readonly string[]
  /** Theirs, or null where none is known; undefined: whom the reply calls by name is not judged. */
  readonly customerName?: string | null | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly citations?: readonly Citation[]
  /** The hidden marker that an engine's instructions carry; never to be seen in a reply. */
  readonly canary?: string | null | undefined
  /** Those instructions, of which no stretch of words may be seen in a reply either. */
  readonly instructions?: string | undefined
  /** Free times that stand behind the reply; none where there is no diary. */
  readonly freeSlots?: readonly FreeSlot[]
  /** True where the words come from the diary itself, with times that are checked against it. */
  readonly fromDiary?: boolean
  /** True where a booking that this reply confirms is written with it. */
  readonly booked?: boolean
  /** Stars of the review that is answered. */
  readonly stars?: number | null | undefined
}

export interface ReadReply {
  /** Without the disclosure. */
  readonly body: string
  /** The body without facts that it quotes; places are those of `body`. */
  readonly own: string
  readonly today: string
  readonly links: readonly LinkMention[]
  readonly money: readonly MoneyMention[]
  readonly days: readonly DayMention[]
  readonly times: readonly TimeMention[]
  readonly services: readonly ServiceMention[]
  /** Names of the venue's own. */
  readonly names: readonly Span[]
  /** Sentences of the owner's: worded by a person, and bound to the same facts. */
  readonly sayings: readonly Span[]
  readonly cited: readonly CitedFact[]
}

/** A fact that the reply says it rests on, and that has not run out. */
export interface CitedFact {
  readonly text: string
  /** Its sums, in minor units. */
  readonly sums: ReadonlySet<number>
  /** Its times, in minutes from midnight. */
  readonly minutes: ReadonlySet<number>
  /** Stems of its words that say more than plain ones, days and numbers. */
  readonly telling: ReadonlySet<string>
}
