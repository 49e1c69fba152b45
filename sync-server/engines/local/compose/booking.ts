/** Booking link, free times and booking requests. Without a diary no time is ever offered or confirmed. */
import { formatDay, openingCitations, openingOn } from '#shared/opening.ts'
import { type Ask, bookingTheme, booksUnlisted } from '../mentions.ts'
import { CHANGES, change } from './chat.ts'
import { onDay } from './hours.ts'
import { askedServices, cite, serviceLabel } from './prices.ts'
import { type Answer, linkCitation, listed, voiceOf } from './voice.ts'

export function bookingLink(ask: Ask): Answer | null {
  const link = ask.venue.bookingLink
  if (link === '') return null
  const citations = [linkCitation(ask)]
  return {
    bodies: [
      `You can book online here: ${link}`,
      `Here's our booking link: ${link}`,
      `You can choose a time and book here: ${link}`,
    ],
    citations,
  }
}

export function availability(ask: Ask): Answer | null {
  if (CHANGES.test(ask.text)) return change(ask)
  const closed = closedThen(ask)
  if (closed) return closed
  return withLink(ask, (what) => [
    `You can check times${what} and book here:`,
    `The best place to check times${what} is our booking page:`,
  ])
}

export function bookingRequest(ask: Ask): Answer | null {
  if (CHANGES.test(ask.text)) return change(ask)
  const closed = closedThen(ask)
  if (closed) return closed
  return withLink(ask, (what) => [
    `Nothing is booked yet: please choose a time${what} here:`,
    `To go ahead, please choose a time${what} here:`,
  ])
}

/** The link where there is one; a question for what is missing where there is not. */
function withLink(ask: Ask, leads: (what: string) => string[]): Answer | null {
  const citations = askedServices(ask).map((service) => cite(ask, service))
  const link = ask.venue.bookingLink
  const missing = missingDetails(ask)
  if (link === '') return missing === '' ? null : { bodies: [missing], citations }
  const bodies = leads(whatAndWhen(ask)).map((lead) => `${missing === '' ? '' : `${missing} `}${lead} ${link}`)
  const doubts = booksUnlisted(ask, bookingTheme()) ? (['part'] as const) : []
  return { bodies, citations: [...citations, linkCitation(ask)], doubts }
}

/** " for your trim on Friday": what the customer has said already. The time is left out: it might look like a free one. */
function whatAndWhen(ask: Ask): string {
  const services = askedServices(ask).slice(0, 2).map(serviceLabel)
  const dates = [...new Set(ask.days.flatMap((day) => day.dates))]
  const date = dates.length === 1 ? dates[0] : undefined
  if (services.length === 0) return date === undefined ? '' : ` for ${formatDay(date, ask.today)}`
  return ` for your ${listed(services)}${date === undefined ? '' : ` ${onDay(date, ask.today)}`}`
}

function missingDetails(ask: Ask): string {
  if (askedServices(ask).length > 0) return ask.days.length > 0 ? '' : 'Which day would suit you?'
  return ask.days.length > 0
    ? 'Which treatment would you like?'
    : 'Which treatment would you like, and which day suits you?'
}

/** The day asked for is one on which the venue is closed: say so, and when it opens next. */
function closedThen(ask: Ask): Answer | null {
  const dates = [...new Set(ask.days.flatMap((day) => day.dates))]
  if (dates.length !== 1 || openingOn(ask.venue, dates[0]!).spans.length > 0 || ask.venue.hours.length === 0)
    return null
  const text = `${voiceOf(ask).sorry}we're closed ${onDay(dates[0]!, ask.today)}. Would another day suit you?`
  return { bodies: [text], citations: openingCitations(ask.venue, dates[0]!), invite: true }
}
