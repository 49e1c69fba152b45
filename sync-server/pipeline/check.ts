/** Everything that is checked of a reply's words: once when it is written, once more when it is about to leave. */

import { localTimeOf } from '#shared/diary.ts'
import type { Citation, VenueFacts } from '#shared/facts.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { DraftDiary, Row } from '#shared/rows.ts'
import { gsm7Length, segmentsOf, TWO_SEGMENTS } from '#shared/segments.ts'
import { stillFree } from '../diary/diary.ts'
import { prepared } from '../storage/prepared.ts'
import type { Tx } from '../storage/tx.ts'
import { loadFacts } from './facts.ts'
import { confirmsBooking } from './validate/promises.ts'
import { readReply } from './validate/reply.ts'
import { guardrail, MOST_READ, mustEditBeforeApprove, validate } from './validate.ts'

/** What was found, in the terms of the gates. `code` is for records, `text` for people. */
export interface Findings {
  readonly problems: readonly Finding[]
  readonly guardrailProblems: readonly Finding[]
  readonly disclosureMissing: boolean
  readonly mustEdit: boolean
}

export interface Finding {
  readonly code: string
  readonly text: string
}

/** All that was found, each kind once: what is wrong in general is often wrong for its intent too. */
export function allFound({ problems, guardrailProblems }: Pick<Findings, 'problems' | 'guardrailProblems'>): Finding[] {
  const byCode = [...problems, ...guardrailProblems].map(({ code, text }) => [code, { code, text }] as const)
  return [...new Map(byCode).values()]
}

/** The most that an automatic reply may take on the wire. */
const MOST_SEGMENTS = 2
const TOO_MANY_SEGMENTS = { code: 'too_many_segments', text: 'It takes more than two segments.' } as const

interface Checked {
  readonly text: string
  readonly intent: IntentKey
  readonly texts: readonly string[]
  readonly customerName?: string | null
  readonly venue: VenueFacts
  readonly now: number
  readonly citations: readonly Citation[]
  /** What it says about the diary, where it does. */
  readonly diary?: DraftDiary | null
  /** What its writer was told, and must not show. */
  readonly canary?: string | undefined
  readonly instructions?: string | undefined
  /** Of the review that it answers. */
  readonly stars?: number | null | undefined
}

export function checkText({ text, intent, diary, ...rest }: Checked): Findings {
  const quoted = diary ? [...diary.slots, ...(diary.book ? [diary.book] : [])] : []
  const freeSlots = quoted.map((slot) => localTimeOf(rest.venue.timeZone, slot.startsAt))
  const context = { ...rest, freeSlots, booked: isComplete(diary), fromDiary: diary != null }
  const general = validate(text, context)
  const special = guardrail(intent, text, context)
  const found: Finding[] = general.map(plainly)
  if (takesTooMany(text)) found.push(TOO_MANY_SEGMENTS)
  return {
    problems: found.filter((p) => p.code !== 'disclosure_missing'),
    guardrailProblems: special.map(plainly),
    disclosureMissing: found.some((p) => p.code === 'disclosure_missing'),
    mustEdit: text.length > MOST_READ || mustEditBeforeApprove([...general, ...special]),
  }
}

/** A service, a day and time, and a name: what it takes to write a booking. */
const isComplete = (diary: DraftDiary | null | undefined) =>
  diary?.book != null && diary.serviceId !== null && diary.book.name.trim() !== ''

/** Counted exactly only where it is close: a character of two places is never split between segments. */
function takesTooMany(text: string): boolean {
  if (text.length > TWO_SEGMENTS['GSM-7']) return true
  const places = gsm7Length(text)
  return (places === null || places >= TWO_SEGMENTS['GSM-7']) && segmentsOf(text).segments > MOST_SEGMENTS
}

/** Without the words of the reply that are meant: records keep no more than they need. */
const plainly = ({ code, text }: Finding): Finding => ({ code, text })

const SLOT_TAKEN = { code: 'slot_taken', text: 'A time in it is not free any more.' } as const

/** The findings once more against the diary as it lies in this transaction. @param messageId its hold is its own */
export async function withDiary<F extends Findings>(
  tx: Tx,
  found: F,
  diary: DraftDiary | null | undefined,
  messageId: string | null = null,
): Promise<F> {
  if (!diary || (diary.slots.length === 0 && diary.book === null)) return found
  const venue = await loadFacts(tx.db, tx.venueId, tx.now)
  if (await stillFree(tx.db, tx.venueId, venue, diary, tx.now, messageId)) return found
  return { ...found, guardrailProblems: [...found.guardrailProblems, SLOT_TAKEN], mustEdit: true }
}

/** Whether words, perhaps a person's, confirm just the booking that this is about: its time, and no other day. */
export function confirms(text: string, { book }: DraftDiary, venue: VenueFacts, now: number): boolean {
  if (book === null || !confirmsBooking(text)) return false
  const { date, minute } = localTimeOf(venue.timeZone, book.startsAt)
  const { times, days } = readReply(text, { venue, texts: [], now })
  const named = days.flatMap((day) => day.dates)
  return times.some((time) => time.minutes.includes(minute)) && (named.length === 0 || named.includes(date))
}

const askedIn = prepared((db, { turnId }: Readonly<Record<'turnId', string>>) =>
  db
    .selectFrom('messages')
    .innerJoin('decisions', 'decisions.id', 'messages.id')
    .select(['messages.body', 'messages.stars'])
    .where('decisions.turnId', '=', turnId)
    .orderBy('messages.inSeq'),
)

/** A draft against the facts as they are now: a price changed or a time taken while it waited is found here. */
export async function checkReply(tx: Tx, draft: Row<'drafts'>, messageId: string): Promise<Findings> {
  const venue = await loadFacts(tx.db, tx.venueId, tx.now)
  const asked = await askedIn(tx.db, { turnId: draft.turnId })
  const texts = asked.map((m) => m.body)
  const { text, intent, citations, diary } = draft
  const stars = asked.at(-1)?.stars ?? null
  const found = checkText({ text, intent, texts, venue, now: tx.now, citations, diary: diary ?? null, stars })
  return withDiary(tx, found, diary, messageId)
}
