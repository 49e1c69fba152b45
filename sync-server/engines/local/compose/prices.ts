/** Pricing, quotes and "do you do": everything that rests on the service list. */
import type { Citation, Service } from '#shared/facts.ts'
import { formatMoney } from '#shared/money.ts'
import { toGsm7 } from '#shared/segments.ts'
import { nameStems } from '#shared/services.ts'
import { type Ask, asksForUnlisted, countOf, isOfSeveral, isPlural, partySize, saysOnly } from '../mentions.ts'
import { type Answer, capitalised, listed, voiceOf } from './voice.ts'

/** A text has room for so many services at most. */
const MOST = 5

export function pricing(ask: Ask): Answer | null {
  if (asksForUnlisted(ask) || OTHER_SUM.test(ask.text)) return null
  const asked = askedServices(ask)
  if (asked.length === 0) return withoutService(ask)
  // "How much for 3 trims?" wants the sum
  if (
    ask.services.every((one) => one.whole) &&
    (partySize(ask.text) !== null || ask.services.some((one) => (countOf(ask, one) ?? 1) > 1))
  ) {
    return quote(ask)
  }
  const related = asked.length === 1 ? relatedTo(asked[0]!, ask.venue.services) : []
  const services = [...asked, ...related].slice(0, MOST)
  return { bodies: [sentence(ask, services)], citations: services.map((one) => cite(ask, one)), invite: true }
}

/** A part of the price, or another one than the list's. */
const OTHER_SUM = /\bdeposits?\b|\d\s*%|\bper\s?cent\b/i
/** What no sum can be made of: nothing, less than nothing, or parts. */
const NO_COUNT = /(?:^|\s)-\d|\b(?:zero|0|half\s+an?)\s+\p{L}|\d\.\d/iu

/** "Your price list please", or "how much is it?" with nothing said of what. */
function withoutService(ask: Ask): Answer | null {
  if (/\b(?:offers?|deals?|discounts?|sales?|specials?|promo\w*|deposits?)\b/i.test(ask.text)) return null
  if (!saysOnly(ask, PRICE_WORDS)) return null
  if (/\b(?:prices|price\s*list|pricing|menu|rates|charges)\b/i.test(ask.text)) return priceList(ask)
  return {
    bodies: ['Which treatment would you like a price for?', 'Happy to help with prices: which treatment is it for?'],
    citations: [],
  }
}

/** What asks for a price, agrees to something or is said of it, and names nothing that could have one. */
const PRICE_WORDS =
  /^(?:list|menu|prices?|pricing|pricey|charges?|rates?|costly|sums?|totals?|final|overall|altogether|bill|damage|amount|tariff|fees?|everything|roughly|back|what'?s|how'?s|sounds?|perfect|correct|confirmed|fine|works?|wonderful|alright|indeed|yep|yea|yup|brilliant|amazing|awesome|excellent|fantastic|absolutely|cool|super|tell|gonna|details?|figure|end|stand)$/

/** "Do you do gel nails?" Only what is on the list is affirmed. */
export function newLead(ask: Ask): Answer | null {
  if (asksForUnlisted(ask)) return null
  const services = askedServices(ask).slice(0, MOST)
  if (services.length > 0) {
    const yes = voiceOf(ask).yes
    const prices = sentence(ask, services)
    return {
      bodies: [`${yes}we do. ${prices}`, `${yes}we do! ${prices}`],
      citations: services.map((one) => cite(ask, one)),
      invite: true,
    }
  }
  return ASKS_WHAT.test(ask.text) && saysOnly(ask, NEWCOMER_WORDS) ? priceList(ask) : null
}

const ASKS_WHAT = /\b(?:what|which|list|menu|services|treatments|more|details|interested)\b/i
/** What somebody says who is new and asks for nothing by name. */
const NEWCOMER_WORDS =
  /^(?:list|menu|range|types?|kinds?|sorts?|details|tell|send|share|find|saw|seen|found|heard|facebook|insta|instagram|online|page|ad|advert|posts?|new|never|been|first|timer|before|area|switch|switching|somewhere)$/

/** An itemised sum for known services; asks for what is missing otherwise. */
export function quote(ask: Ask): Answer | null {
  if (asksForUnlisted(ask, QUOTE_WORDS) || OTHER_SUM.test(ask.text) || NO_COUNT.test(ask.text)) return null
  const services = askedServices(ask).slice(0, MOST)
  const party = partySize(ask.text)
  // "4 bridesmaids and the bride": a sum without her would be wrong
  if (/\bbride\b/i.test(ask.text) && !services.some((one) => /\bbrid(?:e|al)\b/i.test(one.name))) return null
  const isSure = ask.services.some((one) => one.whole)
  if (!isSure && !saysOnly(ask, QUOTE_WORDS)) return null
  if (!isSure) {
    const which =
      party === null
        ? 'Which treatments would you like, and for how many people?'
        : `Which treatments would the ${party} of you like?`
    const known = services.length === 0 ? '' : `${sentence(ask, services)} `
    return {
      bodies: [`${known}${which}`, `Happy to help with a quote. ${known}${which}`],
      citations: services.map((one) => cite(ask, one)),
    }
  }
  // "Trims for all of us": how many is for a person to ask
  if (party === null && ask.services.some((one) => countOf(ask, one) === null && isOfSeveral(ask, one))) return null
  // "Bridal hair and 4 bridesmaids": a count of its own leaves one of each other
  const counts = new Map(ask.services.map((one) => [one.service.id, countOf(ask, one)]))
  const each = services.some(({ id }) => counts.get(id) !== null) ? 1 : (party ?? 1)
  const items = services.map((service) => ({ service, count: counts.get(service.id) ?? each }))
  const money = (minor: number) => formatMoney(minor, ask.venue.currency)
  const from = (service: Service) => (service.priceFrom ? 'from ' : '')
  const lines = items.map(({ service, count }) =>
    count === 1
      ? `${label(service)} ${from(service)}${money(service.price)}`
      : `${count} x ${label(service)} at ${from(service)}${money(service.price)} = ${money(service.price * count)}`,
  )
  const total = items.reduce((sum, { service, count }) => sum + service.price * count, 0)
  const start = items.some(({ service }) => service.priceFrom) ? 'from ' : ''
  const sum = items.length > 1 ? ` Total ${start}${money(total)}.` : ''
  const body = `${capitalised(lines.join(', '))}.${sum}`
  return {
    bodies: [`Here's your quote: ${lines.join(', ')}.${sum}`, body],
    citations: services.map((one) => cite(ask, one)),
    invite: true,
  }
}

const QUOTE_WORDS =
  /^(?:quotes?|estimates?|party|group|bridal|bride|brides|bridesmaids?|hen|wedding|people|persons?|girls|friends|guests|ladies|mum|mother|sister|sisters)$/

/** Each service once, in the order in which the customer named it. */
function askedServices(ask: Ask): Service[] {
  return [...new Map(ask.services.map((one) => [one.service.id, one.service])).values()]
}

/** Services whose name holds the whole name of this one: balayage also names Full balayage. */
function relatedTo(service: Service, all: readonly Service[]): Service[] {
  const stems = nameStems(service.name)
  return all
    .filter(
      (other) => other.active && other.id !== service.id && stems.every((one) => nameStems(other.name).includes(one)),
    )
    .sort((a, b) => a.price - b.price)
    .slice(0, 2)
}

function priceList(ask: Ask): Answer | null {
  const services = ask.venue.services.filter((service) => service.active).slice(0, MOST)
  if (services.length === 0) return null
  const money = (service: Service) =>
    `${service.priceFrom ? 'from ' : ''}${formatMoney(service.price, ask.venue.currency)}`
  const entries = services.map((service) => `${label(service)} ${money(service)}`)
  const more = ask.venue.services.filter((service) => service.active).length > services.length
  const some = `${more ? 'Some of our prices' : 'Our prices'}: ${entries.join(', ')}.`
  return {
    bodies: [`${some} Which treatment are you thinking of?`, `${some} What are you thinking of having?`],
    citations: services.map((service) => cite(ask, service)),
  }
}

/** "A trim is £35 and gel nails are £32." */
function sentence(ask: Ask, services: readonly Service[]): string {
  const clauses = services.map((service, index) => clause(ask, service, index === 0))
  return `${capitalised(listed(clauses))}.`
}

function clause(ask: Ask, service: Service, first: boolean): string {
  const price = formatMoney(service.price, ask.venue.currency)
  const plural = isPlural(service.name)
  const subject = `${article(ask, service, first && !plural && !service.priceFrom)}${label(service)}`
  if (service.priceFrom) return `${subject} ${plural ? 'start' : 'starts'} from ${price}`
  return `${subject} ${plural ? 'are' : 'is'} ${price}`
}

/** "a trim" where the customer said "a trim", else "our trim" or nothing. */
function article(ask: Ask, service: Service, needed: boolean): string {
  const mention = ask.services.find((one) => one.service.id === service.id && one.named)
  const said =
    mention && !isPlural(service.name) ? /\b(an?)\s+$/i.exec(ask.text.slice(0, mention.start))?.[1] : undefined
  const wasPlural = mention !== undefined && /s$/i.test(ask.text.slice(mention.start, mention.end))
  const isBeside = mention === undefined && saysArticle(ask) && !isPlural(service.name)
  if (isBeside) return /^[aeiou]/i.test(service.name) ? 'an ' : 'a '
  if (said && !wasPlural) return /^[aeiou]/i.test(service.name) ? 'an ' : 'a '
  return needed ? 'our ' : ''
}

/** The customer has put "a" before the service that they name. */
function saysArticle(ask: Ask): boolean {
  return ask.services.some((one) => one.named && /\ban?\s+$/i.test(ask.text.slice(0, one.start)))
}

const PROPER =
  /^(?:american|balinese|brazilian|chinese|dutch|english|french|hawaiian|hollywood|indian|italian|japanese|korean|moroccan|olaplex|persian|russian|scandinavian|shellac|spanish|swedish|thai|turkish|i|k)\b/i

/** The listed name as it stands inside a sentence: a first capital goes, unless the name owns it. */
function label(service: Service): string {
  const name = toGsm7(service.name).trim()
  const ownsCapital = PROPER.test(name) || /\p{Lu}/u.test(name.slice(1))
  return ownsCapital ? name : name.charAt(0).toLowerCase() + name.slice(1)
}

export function cite(ask: Ask, service: Service): Citation {
  const price = `${service.priceFrom ? 'from ' : ''}${formatMoney(service.price, ask.venue.currency)}`
  return { source: 'service', id: service.id, label: `${service.name} ${price}` }
}

export { askedServices, label as serviceLabel }
