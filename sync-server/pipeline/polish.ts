/** Puts a reply right before it is validated: local spelling, plain characters, none of the words that give an AI away. */
import type { VenueFacts } from '#shared/facts.ts'
import { linksIn } from '#shared/links.ts'
import { toGsm7 } from '#shared/segments.ts'
import { overlaps, type Span } from '#shared/words.ts'
import { localSpelling, matchCase } from './spelling.ts'

export interface PolishOptions {
  readonly locale: VenueFacts['locale']
  /** Names to leave as their owner writes them: services, the venue itself. */
  readonly keep?: readonly string[]
}

/** Each word or phrase that gives an AI away, and what a person would write. */
const TELLS: readonly (readonly [RegExp, string])[] = [
  [/\bdelve(?=\b)/gi, 'look'],
  [/\bdelves\b/gi, 'looks'],
  [/\bdelved\b/gi, 'looked'],
  [/\bdelving\b/gi, 'looking'],
  [/\bleverages\b/gi, 'uses'],
  [/\bleveraged\b/gi, 'used'],
  [/\bleveraging\b/gi, 'using'],
  [/\bleverage\b/gi, 'use'],
  [/\bseamlessly\b/gi, 'smoothly'],
  [/\bseamless\b/gi, 'smooth'],
  [/\brobustly\b/gi, 'firmly'],
  [/\brobustness\b/gi, 'strength'],
  [/\brobust\b/gi, 'strong'],
  [/\butili[sz]es\b/gi, 'uses'],
  [/\butili[sz]ed\b/gi, 'used'],
  [/\butili[sz]ing\b/gi, 'using'],
  [/\butili[sz]e\b/gi, 'use'],
  [/\b(?:furthermore|moreover)\b/gi, 'also'],
  [/\bI hope this (?:message|text|email) finds you well[.,!]?\s*/gi, ''],
]

export function polish(text: string, { locale, keep = [] }: PolishOptions): string {
  const plain = toGsm7(text)
  const spelled = outside(plain, keep, (part) =>
    part.replace(/\p{L}+/gu, (word) => localSpelling(word, locale) ?? word),
  )
  return outside(spelled, keep, (part) =>
    TELLS.reduce((out, [tell, plainer]) => out.replace(tell, (found) => matchCase(found, plainer)), part),
  ).trim()
}

/** Words of a text that are still spelled the American way. */
export function misspelledIn(text: string, { locale, keep = [] }: PolishOptions): string[] {
  const found: string[] = []
  outside(text, keep, (part) => {
    for (const [word] of part.matchAll(/\p{L}+/gu)) if (localSpelling(word, locale) !== null) found.push(word)
    return part
  })
  return found
}

/** What no rewording saves: it speaks of itself as a model, or in the form of a script. */
const CONFESSIONS =
  /\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b|\blanguage model\b|\b(?:system|my|previous|above) (?:prompt|instructions?|guidelines)\b|(?:^|[.!?]\s+)(?:assistant|system|user|ai)\s*:/gi

/** What still gives an AI away: the words above, and dashes that nobody types on a phone. */
export function tellsIn(text: string, keep: readonly string[] = []): string[] {
  const found: string[] = []
  outside(text, keep, (part) => {
    for (const [tell] of TELLS) for (const [match] of part.matchAll(tell)) found.push(match.trim())
    for (const [confession] of part.matchAll(CONFESSIONS)) found.push(confession.trim())
    for (const [dash] of part.matchAll(/—|(?<=\s)–(?=\s)/g)) found.push(dash)
    return part
  })
  return found
}

/** Changes a text, but neither its addresses nor the names to keep. */
function outside(text: string, keep: readonly string[], change: (part: string) => string): string {
  const kept: Span[] = [...linksIn(text)]
  for (const name of keep) {
    for (const span of occurrences(text, name)) if (!kept.some((other) => overlaps(other, span))) kept.push(span)
  }
  kept.sort((a, b) => a.start - b.start)
  let out = ''
  let at = 0
  for (const span of kept) {
    out += change(text.slice(at, span.start)) + text.slice(span.start, span.end)
    at = span.end
  }
  return out + change(text.slice(at))
}

/** Where a name stands in a text, capitals aside. */
export function occurrences(text: string, name: string): Span[] {
  const wanted = toGsm7(name).trim().toLowerCase()
  const within = text.toLowerCase()
  if (wanted === '' || within.length !== text.length) return []
  const spans: Span[] = []
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + wanted.length)) {
    const isWhole = !/[\p{L}\p{N}]/u.test(text.charAt(at - 1)) && !/[\p{L}\p{N}]/u.test(text.charAt(at + wanted.length))
    if (isWhole) spans.push({ start: at, end: at + wanted.length })
  }
  return spans
}

/** Names of a venue that are spelled as their owner spells them. */
export function namesOf(venue: Pick<VenueFacts, 'venueName' | 'services' | 'closures'>): string[] {
  return [venue.venueName, ...venue.services.map((service) => service.name), ...venue.closures.map((one) => one.name)]
}
