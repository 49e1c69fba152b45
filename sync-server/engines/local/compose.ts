/**
 * Writes a reply from the venue's facts only: services, hours, closures, Business Memory, booking link. Pure and
 * local. What the facts do not answer gets no reply (null): a person writes it.
 */
import type { IntentKey } from '#shared/intents.ts'
import type { ComposeInput, Composition } from '../engine.ts'
import { availability, bookingLink, bookingRequest } from './compose/booking.ts'
import { asksWhetherBot, botAnswer } from './compose/bot.ts'
import { enquiry, followUp, general, perhapsEnquiry } from './compose/chat.ts'
import { hours } from './compose/hours.ts'
import { answerParts, type Family } from './compose/parts.ts'
import { newLead, pricing, quote } from './compose/prices.ts'
import { reviewReply } from './compose/review.ts'
import { type Answer, write } from './compose/voice.ts'
import { readAsk } from './mentions.ts'

const ANSWERS: Record<IntentKey, Family | null> = {
  // What a listed thing costs no fact about something else answers
  pricing: (ask) => pricing(ask) ?? (ask.services.length === 0 ? perhapsEnquiry(ask) : null),
  hours,
  availability,
  booking_link: bookingLink,
  booking_request: bookingRequest,
  quote_request: quote,
  follow_up: followUp,
  new_lead: (ask) => newLead(ask) ?? enquiry(ask),
  enquiry,
  general,
  unknown: perhapsEnquiry,
  review_reply: null,
  complaint: null,
  risk: null,
  noise: null,
}

const MAY_ASK_MORE: readonly IntentKey[] = ['pricing', 'hours', 'new_lead', 'enquiry']

/** The reply without its disclosure, which leaves room for it; null: nothing in the venue's facts answers this. */
export function compose(input: ComposeInput): Composition | null {
  const ask = readAsk(input)
  if (input.stars !== undefined) return write(ask, reviewReply(ask, input.stars))
  if (ask.text === '') return null
  if (asksWhetherBot(ask.text)) return write(ask, botAnswer(ask))
  const answer = ANSWERS[input.intent]?.(ask) ?? null
  if (answer === null) return null
  if (!MAY_ASK_MORE.includes(input.intent)) return write(ask, answer)
  const { more, open } = answerParts(input, ask, answer, ANSWERS[input.intent]!)
  const whole = more.length > 0 ? write(ask, more.reduce(joined, answer)) : null
  return withDoubt(whole ?? write(ask, answer), open || (more.length > 0 && whole === null))
}

/** A person adds what is missing. */
function withDoubt(written: Composition | null, isPart: boolean): Composition | null {
  return written && isPart ? { ...written, doubts: ['part', ...(written.doubts ?? [])] } : written
}

function joined(first: Answer, second: Answer): Answer {
  return {
    bodies: first.bodies.map((body, n) => `${body} ${second.bodies[n % second.bodies.length]}`),
    citations: [...first.citations, ...second.citations],
    invite: first.invite ?? false,
    doubts: [...(first.doubts ?? []), ...(second.doubts ?? [])],
  }
}

export { asksWhetherBot } from './compose/bot.ts'
