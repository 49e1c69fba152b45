/** Web addresses, mail addresses and phone numbers in a text, however they are written. */
import { late } from './late.ts'
import { overlaps, type Span } from './words.ts'

export interface LinkMention extends Span {
  /** Comparable: no scheme, no "www.", host in lower case, no closing punctuation. */
  readonly target: string
}

/** Endings taken as an address even with spaces or "dot" in between; any other only where it is written tightly. */
const ENDING =
  'com|net|org|info|biz|co|uk|au|nz|ie|eu|us|io|me|ly|gl|gd|app|dev|site|online|shop|store|link|page|salon|beauty|hair|example|test|xyz|top|click|ru|cn|tk'
const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const TAIL = String.raw`(?::\d{1,5})?(?:[/?#][^\s<>"]*)?`

/** What an address looks like, each behind a sign that no such address goes without: most texts have none, and a look for it is short. */
const patterns = late((): readonly (readonly [sign: RegExp, pattern: RegExp])[] => [
  [/:/, /\b(?:https?|hxxps?|ftp|javascript|data|tel|sms|mailto):(?:\/\/)?[^\s<>"]+/gi],
  [/www/i, /\bwww\d?\.[^\s<>"]+/gi],
  [/@/, new RegExp(String.raw`[\p{L}\p{N}._%+-]+@${LABEL}(?:\.${LABEL})+`, 'giu')],
  [/\.\S/, new RegExp(String.raw`(?<![\p{L}\p{N}@.-])(?:${LABEL}\.)+(?:${ENDING})(?![\p{L}\p{N}-])${TAIL}`, 'giu')],
  // Any other ending: lower case on both sides of the dot, so that "Friday.See" is a slip and not an address
  [/\.[a-z]/, new RegExp(String.raw`(?<![\p{L}\p{N}@.-])(?:[a-z0-9-]{2,}\.)+[a-z]{2,}(?![\p{L}\p{N}-])${TAIL}`, 'gu')],
  [
    /dot|[\s([]\./i,
    new RegExp(
      String.raw`(?<![\p{L}\p{N}])${LABEL}(?:\s*(?:\(\s*dot\s*\)|\[\s*dot\s*\]|\[\s*\.\s*\]|\(\s*\.\s*\))\s*|\s+dot\s+|\s+\.\s*(?=[a-z]))(?:${LABEL}(?:\s+dot\s+|\.))*(?:${ENDING})(?![\p{L}\p{N}])(?:\s*(?:\/|\bslash\b)\s*[^\s]+)?`,
      'giu',
    ),
  ],
  // Nine digits and more, spaced like a phone number
  [/\d[\s().-]?\d/, /(?<![\d£$.,])\+?\(?\d(?:[\s().-]?\d){8,14}(?!\d)/g],
])

/** Comparable form of an address. */
export function linkTarget(link: string): string {
  const bare = link
    .trim()
    .replace(/[.,;:!?)\]'"]+$/, '')
    .replace(/^(?:https?|hxxps?):\/\//i, '')
    .replace(/^www\./i, '')
    .replace(/\/+$/, '')
  const slash = bare.search(/[/?#]/)
  return slash < 0 ? bare.toLowerCase() : bare.slice(0, slash).toLowerCase() + bare.slice(slash)
}

/** Every address a text names, in its order: links, bare domains, "book dot example", mail addresses, phone numbers. */
export function linksIn(text: string): LinkMention[] {
  const found: LinkMention[] = []
  for (const [sign, pattern] of patterns()) {
    if (!sign.test(text)) continue
    for (const match of text.matchAll(pattern)) {
      const raw = match[0].replace(/[.,;:!?)\]'"]+$/, '')
      const span = { start: match.index, end: match.index + raw.length }
      if (!found.some((other) => overlaps(other, span))) found.push({ ...span, target: linkTarget(raw) })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}
