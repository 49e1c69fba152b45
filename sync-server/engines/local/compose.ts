/**
 * Writes a reply from the venue's facts only: services, hours, closures, Business Memory, booking link. Pure and
 * local. What the facts do not answer gets no reply (null): a person writes it.
 */
import type { IntentKey } from '#shared/intents.ts'
import type { ComposeInput, Composition } from '../engine.ts'
import { availability, bookingLink, bookingRequest } from './compose/booking.ts'
import { asksWhetherBot, botAnswer } from './compose/bot.ts'
import { aside, enquiry, followUp, general, perhapsEnquiry } from './compose/chat.ts'
import { hours } from './compose/hours.ts'
import { newLead, pricing, quote } from './compose/prices.ts'
import { reviewReply } from './compose/review.ts'
import { type Answer, write } from './compose/voice.ts'
import { type Ask, readAsk } from './mentions.ts'

type Family = (ask: Ask) => Answer | null

const ANSWERS: Record<IntentKey, Family | null> = {
  pricing: (ask) => pricing(ask) ?? perhapsEnquiry(ask),
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

/** What else a turn may ask for in the same breath, and how that shows. */
const ASIDES: readonly { readonly intent: IntentKey; readonly cue: RegExp; readonly answer: Family }[] = [
  { intent: 'pricing', cue: /\b(?:how\s+much|prices?|costs?|charge)\b/i, answer: pricing },
  { intent: 'hours', cue: /\b(?:open|opening|close|closing|hours)\b/i, answer: hours },
  { intent: 'enquiry', cue: /(?:[?\n]|\band\b|\balso\b)/i, answer: aside },
]
const MAY_HAVE_ASIDES: readonly IntentKey[] = ['pricing', 'hours', 'new_lead', 'enquiry']

/** The reply without its disclosure, which leaves room for it; null: nothing in the venue's facts answers this. */
export function compose(input: ComposeInput): Composition | null {
  const ask = readAsk(input)
  if (input.stars !== undefined) return write(ask, reviewReply(ask, input.stars))
  if (ask.text === '') return null
  if (asksWhetherBot(ask.text)) return write(ask, botAnswer(ask))
  const answer = ANSWERS[input.intent]?.(ask) ?? null
  if (answer === null) return null
  const more = MAY_HAVE_ASIDES.includes(input.intent) ? asideTo(answer, input.intent, ask) : null
  return (more && write(ask, joined(answer, more))) ?? write(ask, answer)
}

/** The answer to a second question of the turn, if there is one that rests on something else. */
function asideTo(answer: Answer, intent: IntentKey, ask: Ask): Answer | null {
  const sources = new Set(answer.citations.map((one) => one.id))
  for (const one of ASIDES) {
    const more = one.intent !== intent && one.cue.test(ask.text) ? one.answer(ask) : null
    if (more && more.citations.length > 0 && more.citations.every((citation) => !sources.has(citation.id))) return more
  }
  return null
}

function joined(first: Answer, second: Answer): Answer {
  return {
    bodies: first.bodies.map((body, n) => `${body} ${second.bodies[n % second.bodies.length]}`),
    citations: [...first.citations, ...second.citations],
    invite: first.invite ?? false,
  }
}

export { asksWhetherBot } from './compose/bot.ts'
