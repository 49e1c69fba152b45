/**
 * Writes a reply from the venue's facts only: services, hours, closures, Business Memory, booking link. Pure and
 * local. What the facts do not answer gets no reply (null): a person writes it.
 */
import type { IntentKey } from '#shared/intents.ts'
import type { ComposeInput, Composition } from '../engine.ts'
import { availability, bookingLink, bookingRequest } from './compose/booking.ts'
import { asksWhetherBot, botAnswer, enquiry, followUp, general, perhapsEnquiry } from './compose/chat.ts'
import { hours } from './compose/hours.ts'
import { newLead, pricing, quote } from './compose/prices.ts'
import { type Answer, write } from './compose/voice.ts'
import { type Ask, readAsk } from './mentions.ts'

const ANSWERS: Record<IntentKey, ((ask: Ask) => Answer | null) | null> = {
  pricing,
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

/** The reply without its disclosure, which leaves room for it; null: nothing in the venue's facts answers this. */
export function compose(input: ComposeInput): Composition | null {
  const answerFor = ANSWERS[input.intent]
  if (answerFor === null) return null
  const ask = readAsk(input)
  if (ask.text === '') return null
  const answer = asksWhetherBot(ask.text) ? botAnswer(ask) : answerFor(ask)
  return answer && write(ask, answer)
}

export { asksWhetherBot } from './compose/chat.ts'
