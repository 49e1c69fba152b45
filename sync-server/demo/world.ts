/** The demo's past as a world of its own: what held when, who was there, and the book that its rows are written to. */
import { DateTime } from 'luxon'
import { DAY, HOUR, MINUTE } from '#shared/clock.ts'
import type { VenueFacts } from '#shared/facts.ts'
import type { GateInput } from '#shared/gates.ts'
import { type IntentKey, intentOf } from '#shared/intents.ts'
import { openingOn, openState } from '#shared/opening.ts'
import { localDate } from '#shared/quiet.ts'
import type { Row } from '#shared/rows.ts'
import { sha256 } from '../hash.ts'
import type { Tables } from '../storage/tables.ts'
import type { Fields } from '../storage/tx.ts'
import type { Random } from './random.ts'
import { DEMO } from './venue.ts'

/** Days ago: the venue came to the PRO plan; pricing and hours were sent automatically for a while. */
export const PRO_SINCE = 160
export const AUTO_SINCE = 45
export const AUTO_UNTIL = 9
const AUTO_INTENTS: ReadonlySet<IntentKey> = new Set(['pricing', 'hours'])

type Unowned<T> = Omit<T, 'venueId'>

/** Every row of the history; messages, drafts and conversations change until the book is closed. */
export interface Book {
  readonly contacts: Row<'contacts'>[]
  readonly conversations: Row<'conversations'>[]
  readonly messages: Fields<'messages'>[]
  readonly drafts: Fields<'drafts'>[]
  readonly decisions: Fields<'decisions'>[]
  readonly evidence: Unowned<Tables['evidence']>[]
  readonly capLog: Unowned<Tables['cap_log']>[]
  readonly wallet: Unowned<Tables['wallet']>[]
}

export class World {
  readonly now: number
  readonly venue: VenueFacts
  readonly random: Random
  readonly sparks: number
  readonly book: Book = {
    contacts: [],
    conversations: [],
    messages: [],
    drafts: [],
    decisions: [],
    evidence: [],
    capLog: [],
    wallet: [],
  }
  readonly #counts = new Map<string, number>()

  constructor(now: number, venue: VenueFacts, random: Random, sparks: number) {
    this.now = now
    this.venue = venue
    this.random = random
    this.sparks = sparks
  }

  /** "msg_00042" */
  id(kind: string): string {
    const n = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, n)
    return `${kind}_${String(n).padStart(5, '0')}`
  }

  /** A provider's message id that no real message has. */
  providerId(messageId: string): string {
    return `SM${sha256(`demo ${messageId}`).slice(0, 32)}`
  }

  daysAgo(days: number): number {
    return this.now - days * DAY
  }

  /** A moment of waking hours, that many days ago. */
  moment(from: number, to: number): number {
    const day = DateTime.fromMillis(this.daysAgo(to + this.random.next() * (from - to)), { zone: this.venue.timeZone })
    const minute = this.random.pick(BUSY_HOURS) * 60 + this.random.int(0, 59)
    const at = day.startOf('day').plus({ minutes: minute }).toMillis() + this.random.int(0, 59_999)
    return Math.min(Math.max(at, this.daysAgo(from)), this.daysAgo(to))
  }

  /** When somebody at the desk answers what came at `at`: soon while open, else after opening; in any case by now. */
  answered(at: number): number {
    const { open, next } = openState(this.venue, at)
    const soon = at + this.random.int(2, 24) * MINUTE + this.random.int(0, 59_000)
    if (open || next === null) return this.#past(soon, at)
    const opening = DateTime.fromISO(next.date, { zone: this.venue.timeZone }).plus({ minutes: next.opens }).toMillis()
    return this.#past(opening + this.random.int(1, 40) * MINUTE, at)
  }

  /** Somebody looked from home where the next opening is yet to come. */
  #past(answer: number, at: number): number {
    return answer < this.now - MINUTE ? answer : at + Math.floor((this.now - at) / 3)
  }

  isClosedDay(at: number): boolean {
    return this.closureAt(at) !== null
  }

  closureAt(at: number): string | null {
    const { closure } = openingOn(this.venue, localDate(this.venue.timeZone, at))
    return closure !== null && closure.opens === null ? closure.name : null
  }

  isPro(at: number): boolean {
    return at >= this.daysAgo(PRO_SINCE)
  }

  isAuto(intent: IntentKey, at: number): boolean {
    return AUTO_INTENTS.has(intent) && at >= this.daysAgo(AUTO_SINCE) && at < this.daysAgo(AUTO_UNTIL)
  }

  desk(): string {
    return this.random.chance(0.7) ? DEMO.people[1]!.id : DEMO.people[0]!.id
  }

  /** What the gates read about the venue at that time. */
  gates(intent: IntentKey, at: number): VenueGates {
    const { floor, modes, reviewsNeeded } = intentOf(intent)
    const auto = at >= this.daysAgo(AUTO_SINCE) && at < this.daysAgo(AUTO_UNTIL)
    const reviews = this.book.evidence.filter((one) => one.intent === intent && one.at <= at)
    const day = localDate(this.venue.timeZone, at)
    const used = this.book.capLog.filter((one) => one.at <= at)
    return {
      now: at,
      plan: this.isPro(at) ? 'PRO' : 'FREE',
      killed: false,
      masterOn: auto,
      acknowledged: auto,
      intent,
      intentMode: this.isAuto(intent, at) ? 'auto' : modes[0]!,
      unlocked: AUTO_INTENTS.has(intent) && reviews.length >= (reviewsNeeded ?? Number.POSITIVE_INFINITY),
      reviewed: reviews.length,
      reviewsNeeded: reviewsNeeded ?? 0,
      quietUntil: null,
      closure: this.closureAt(at),
      usedHour: used.filter((one) => one.at > at - HOUR).length,
      capHour: 20,
      usedDay: used.filter((one) => one.day === day).length,
      capDay: 100,
      sparks: this.sparks,
      threshold: floor,
      credentialsHealthy: true,
    }
  }
}

type VenueGates = Omit<
  GateInput,
  | 'agentMode'
  | 'conversationMode'
  | 'confidence'
  | 'optedOut'
  | 'personal'
  | 'handedOff'
  | 'humanUntil'
  | 'problems'
  | 'guardrailProblems'
  | 'disclosureMissing'
>

/** Each hour as often as customers text in it. */
const BUSY_HOURS = [
  7, 8, 8, 9, 9, 9, 10, 10, 11, 11, 12, 12, 12, 13, 13, 14, 15, 15, 16, 16, 17, 17, 18, 18, 19, 19, 20, 21,
]
