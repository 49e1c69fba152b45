/** Words of a text with their places, folded so that "Crème", "creme" and "CRÈME" are one. */

export interface Word {
  /** Folded: lower case, no accents, no apostrophes. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A stretch of a text; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu

/** Lower case without accents and with straight quotes; for comparing, not for showing. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[‘’ʼ]/g, "'")
}

export function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(WORD), (match) => ({
    text: fold(match[0]).replace(/'s?(?=$)|'/g, ''),
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/** Without a plural ending: "nails" and "nail" meet, "gloss" stays. Good enough for matching names. */
export function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (word.length > 4 && /(?:sh|ch|x|ss|z)es$/.test(word)) return word.slice(0, -2)
  if (word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1)
  return word
}

/** Where an expression (with the flag g) matches. */
export function spansOf(text: string, pattern: RegExp): Span[] {
  return Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length }))
}

/** The text with these stretches blanked out, so that places in it stay the same. */
export function blank(text: string, spans: readonly Span[]): string {
  let out = text
  for (const span of spans) out = out.slice(0, span.start) + ' '.repeat(span.end - span.start) + out.slice(span.end)
  return out
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end
}

/** A small, stable hash: the same text always chooses the same variant of a phrase. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
