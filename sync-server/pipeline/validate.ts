/**
 * What is wrong with an AI reply, before anybody may send it. Pure. A reply is judged as it would leave: disclosure
 * included. `validate` holds for every reply, `guardrail` for those of one intent.
 */
import { avoidedIn } from '#shared/avoid.ts'
import { hasDisclosure } from '#shared/disclosure.ts'
import { type IntentKey, intentOf } from '#shared/intents.ts'
import { linksIn, linkTarget } from '#shared/links.ts'
import { gsm7Length, segmentsOf } from '#shared/segments.ts'
import { asksWhetherBot } from '../engines/local/compose.ts'
import { misspelledIn, namesOf, tellsIn } from './polish.ts'
import { agreesBlindly, answers } from './validate/answers.ts'
import { repeatsInstructions, showsCanary } from './validate/canary.ts'
import type { ReadReply, ReplyContext } from './validate/context.ts'
import { GUARDRAILS } from './validate/guardrails.ts'
import { deniesMachine } from './validate/honest.ts'
import { wrongPrices } from './validate/prices.ts'
import { type Problem, type ProblemCode, problem } from './validate/problems.ts'
import { promisesIn } from './validate/promises.ts'
import { GREETED, readReply } from './validate/reply.ts'
import { wrongTimes } from './validate/times.ts'
import { strangersIn, strayIn } from './validate/words.ts'

export type { ReplyContext } from './validate/context.ts'
export { PROBLEM_CODES, type Problem } from './validate/problems.ts'

/** The longest draft. An automatic reply has less: two real segments, which is a gate of its own. */
export const MOST_CHARACTERS = 320
/** What is longer is not read any further: nobody could send it. */
export const MOST_READ = 480

/** Everything that is wrong with a reply, each kind once; none: it may leave as far as its words go. */
export function validate(reply: string, context: ReplyContext): readonly Problem[] {
  const { venue, canary, instructions } = context
  const leaks: readonly (readonly [ProblemCode, boolean])[] = [
    ['canary', Boolean(canary) && showsCanary(reply, canary ?? '')],
    ['prompt_leak', Boolean(instructions) && repeatsInstructions(reply, instructions ?? '')],
  ]
  if (reply.length > MOST_READ)
    return [...leaks, ['too_long', true] as const].flatMap(([code, found]) => (found ? [problem(code)] : []))
  const read = readReply(reply, context)
  if (read.body.trim() === '') return [problem('empty')]
  const keep = namesOf(venue)
  const times = wrongTimes(read, context)
  const stray = context.fromDiary ? { words: [], numbers: [] } : strayIn(read, context)
  const checks: readonly (readonly [ProblemCode, readonly string[] | boolean])[] = [
    ...leaks,
    ['invented_price', wrongPrices(read, context)],
    ['invented_time', times.times],
    ['invented_slot', times.slots],
    ['foreign_link', foreignLinks(read, context)],
    ['promise', promisesIn(read.own, context.booked ?? false)],
    ['avoid_word', avoidedIn(read.body, venue.avoid)],
    ['spelling', misspelledIn(read.body, { locale: venue.locale, keep })],
    ['ai_tell', tellsIn(read.body, keep)],
    ['not_gsm', gsm7Length(read.body) === null ? segmentsOf(read.body).offending : false],
    ['stray_number', stray.numbers],
    ['stray_words', [...stray.words, ...strangersIn(read, context, GREETED)]],
    ['denies_ai', deniesMachine(read.own, asksForMachine(context))],
    ['blind_answer', !context.fromDiary && agreesBlindly(read, context)],
    ['too_long', reply.length > MOST_CHARACTERS],
    ['disclosure_missing', venue.disclosure !== null && !hasDisclosure(reply, venue.disclosure)],
  ]
  return checks.flatMap(([code, found]) => {
    if (typeof found === 'boolean') return found ? [problem(code)] : []
    return found.length > 0 ? [problem(code, found.join(', '))] : []
  })
}

/** Where the disclosure is off the answer evades, and is never sent by itself: a guardrail of its own. */
function asksForMachine({ venue, texts }: ReplyContext): boolean {
  return venue.disclosure !== null && asksWhetherBot(texts.join('\n'))
}

/** What the guardrail of the reply's own intent finds, besides what `validate` finds. */
export function guardrail(intent: IntentKey, reply: string, context: ReplyContext): readonly Problem[] {
  if (reply.length > MOST_READ) return [problem('too_long')]
  const read = readReply(reply, context)
  const found = GUARDRAILS[intentOf(intent).guardrail](read, context)
  if (asksWhetherBot(context.texts.join('\n')))
    return context.venue.disclosure === null ? [...found, problem('bot_question')] : found
  return MUST_ANSWER.has(intent) && !context.fromDiary && !answers(read) ? [...found, problem('says_nothing')] : found
}

/** Those whose guardrail does not ask for something to be said. */
const MUST_ANSWER: ReadonlySet<IntentKey> = new Set([
  'pricing',
  'hours',
  'availability',
  'booking_request',
  'quote_request',
  'new_lead',
])

const MUST_EDIT: readonly ProblemCode[] = [
  'invented_price',
  'invented_slot',
  'foreign_link',
  'stray_number',
  'wrong_sum',
]

/** True where a person has to change the draft before it can be approved: it quotes what the venue does not offer. */
export function mustEditBeforeApprove(problems: readonly Pick<Problem, 'code'>[]): boolean {
  return problems.some((one) => MUST_EDIT.includes(one.code))
}

/** Addresses that are neither the booking link nor in a fact of the venue. */
function foreignLinks(read: ReadReply, context: ReplyContext): string[] {
  const { venue, now } = context
  const facts = venue.facts.filter((fact) => fact.expiresAt === null || fact.expiresAt > now)
  const own = new Set([
    linkTarget(venue.bookingLink),
    ...facts.flatMap((fact) => linksIn(fact.text).map((link) => link.target)),
  ])
  return read.links.filter((link) => !own.has(link.target)).map((link) => read.own.slice(link.start, link.end))
}
