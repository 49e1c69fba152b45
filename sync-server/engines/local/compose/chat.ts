/** Small talk, follow-ups, and questions that a fact answers. */
import type { Citation, Fact } from '#shared/facts.ts'
import { toGsm7 } from '#shared/segments.ts'
import { stem } from '#shared/services.ts'
import { type Word, wordsOf } from '#shared/words.ts'
import { type Ask, isPlainWord, strayWords } from '../mentions.ts'
import { askedServices, cite, serviceLabel } from './prices.ts'
import { type Answer, capitalised, listed } from './voice.ts'

export function general(ask: Ask): Answer {
  const name = ask.name === null ? '' : `, ${ask.name}`
  if (/\b(?:thanks|thank\s+you|thx|ty|cheers|ta\b|appreciate)/i.test(ask.text)) {
    return {
      bodies: [`You're very welcome${name}.`, `You're welcome${name}. Have a lovely day.`, 'Any time.'],
      citations: [],
      greet: false,
    }
  }
  if (/\b(?:bye|see\s+(?:you|ya|u)|good\s*night|take\s+care)\b/i.test(ask.text)) {
    return {
      bodies: [`Take care${name}.`, 'Bye for now.', 'Have a lovely day.'],
      citations: [],
      greet: false,
    }
  }
  return { bodies: ['How can I help?', 'What can I do for you?'], citations: [] }
}

/** No price, time or promise: only that a person has to look. */
export function followUp(ask: Ask): Answer {
  if (CHANGES.test(ask.text)) return change(ask)
  return {
    bodies: [
      "I can't see the details of that from here, so it needs one of the team to take a look.",
      "I don't have the details of that to hand, so one of the team will need to take a look.",
      'That needs one of the team to look into it, as the details are not in front of me.',
    ],
    citations: [],
  }
}

/** They want an appointment moved or cancelled, or will be late: nothing that a text alone does. */
export const CHANGES =
  /\b(?:change|move|resched\w*|rearrange|swap|cancel\w*|push\s+back|bring\s+forward)\b[^.?!]*\b(?:appointment|appt|apt|booking|visit|slot)\b|\b(?:running|be|bit|mins?|minutes?)\s+late\b/i

export function change(ask: Ask): Answer {
  const late = /\blate\b/i.test(ask.text)
  const bodies = late
    ? [
        'Thanks for letting us know. When is your appointment?',
        'Thank you for letting us know. When is your appointment?',
      ]
    : [
        'That needs one of the team to look into it. Which appointment is it?',
        'One of the team needs to look into that. Which appointment is it?',
      ]
  return { bodies, citations: [], doubts: ['act'] }
}

/** A fact of the Business Memory by its keywords, or how long a service takes. */
export function enquiry(ask: Ask): Answer | null {
  return fromFacts(ask, 1) ?? duration(ask)
}

/** A text of no known intent: only where every word of it is accounted for. */
export function perhapsEnquiry(ask: Ask): Answer | null {
  return fromFacts(ask, 0)
}

/** A fact asked for beside something else, whose words stand in the question too. */
export function aside(ask: Ask): Answer | null {
  return fromFacts(ask, 3)
}

/** @param strays how many words may stand in the question that neither a matching fact nor small talk accounts for */
function fromFacts(ask: Ask, strays: number): Answer | null {
  const facts = matchingFacts(ask)
  const [first, second] = facts
  if (!first) return null
  const known = new Set(
    facts
      .flatMap((fact) => [fact.text, fact.topic, ...fact.keywords])
      .flatMap((text) => wordsOf(text).map((word) => stem(word.text))),
  )
  const left = strayWords(ask, ABOUT_PLACES).filter((word) => !known.has(stem(word)))
  if (left.length > strays) return null
  const said = [first, ...(second && first.text.length + second.text.length < ROOM ? [second] : [])]
  return {
    bodies: [said.map((fact) => closedSentence(toGsm7(fact.text))).join(' ')],
    citations: said.map((fact): Citation => ({ source: 'fact', id: fact.id, label: fact.topic })),
  }
}

/** Two facts in one reply must leave room for a greeting and the disclosure. */
const ROOM = 220

/** Words that may stand beside a keyword without changing what is asked. */
const ABOUT_PLACES =
  /^(?:available|nearby|near|close|facilities|policy|policies|spaces?|allowed|allow|welcome|friendly|onsite|site|accept|accepted|wondering|provide|sell|parked|customers?|clients?|client|street|outside|venue|based|located|situated|exactly|salon|actually)$/

/** Facts that hold now and of which a keyword stands in the question; the best first, others only for words of their own. */
function matchingFacts(ask: Ask): Fact[] {
  const words = wordsOf(ask.text)
  const hits = (fact: Fact): string[] => fact.keywords.filter((keyword) => standsAlone(words, keyword, fact))
  const scored = ask.venue.facts
    .filter((fact) => fact.expiresAt === null || fact.expiresAt > ask.now)
    .map((fact) => ({ fact, words: hits(fact) }))
    .filter((one) => one.words.length > 0)
    .sort((a, b) => b.words.join('').length - a.words.join('').length || a.fact.id.localeCompare(b.fact.id))
  const used = new Set<string>()
  return scored
    .filter(({ words: found }) => {
      const fresh = found.some((word) => !used.has(stem(word.toLowerCase())))
      for (const word of found) used.add(stem(word.toLowerCase()))
      return fresh
    })
    .map((one) => one.fact)
}

/** A keyword stands in the words, and nothing beside it makes it another thing ("email address", "kids menu"). */
function standsAlone(words: readonly Word[], keyword: string, fact: Fact): boolean {
  const wanted = wordsOf(keyword).map((word) => stem(word.text))
  if (wanted.length === 0) return false
  const own = new Set(
    [fact.text, fact.topic, ...fact.keywords].flatMap((text) => wordsOf(text).map((word) => stem(word.text))),
  )
  const isHarmless = (word: Word | undefined) =>
    !word || isPlainWord(word.text) || ABOUT_PLACES.test(word.text) || own.has(stem(word.text))
  return words.some((_, at) => {
    const isHere = wanted.every((one, n) => stem(words[at + n]?.text ?? '') === one)
    return isHere && isHarmless(words[at - 1]) && isHarmless(words[at + wanted.length])
  })
}

export function duration(ask: Ask): Answer | null {
  const services = askedServices(ask)
    .filter((service) => service.minutes > 0)
    .slice(0, 3)
  if (services.length === 0 || !/\bhow\s+long\b|\bhow\s+much\s+time\b/i.test(ask.text) || /\blast\b/i.test(ask.text))
    return null
  const clauses = services.map((service) => `${serviceLabel(service)} about ${formatMinutes(service.minutes)}`)
  const first = services[0]!
  const body =
    services.length === 1
      ? `Please allow about ${formatMinutes(first.minutes)} for your ${serviceLabel(first)}.`
      : `${capitalised(listed(clauses))}.`
  return { bodies: [body], citations: services.map((service) => cite(ask, service)), invite: true }
}

function formatMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  const parts = [hours === 0 ? '' : `${hours} ${hours === 1 ? 'hour' : 'hours'}`, rest === 0 ? '' : `${rest} minutes`]
  return parts.filter((part) => part !== '').join(' ')
}

function closedSentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
