/**
 * Text to hashed features, the same way in training and in use: words, word classes, and the letters inside
 * words, so that "tmrw", "tomorow" and "tomorrow" land near each other.
 */
import { CLASS_OF, SHORTHAND } from './lexicon.ts'

/** Power of two: a feature's bucket is the low bits of its hash. */
export const BUCKETS = 1 << 19

const ENTITIES: readonly (readonly [RegExp, string])[] = [
  [/\S+@\S+\.\S+/g, ' xmail '],
  [/https?:\/\/\S+|\bwww\.\S+|\b[\w-]+\.(?:com|co|net|org|info|me|ly|io|uk|au|ru|xyz|top|shop)\b(?:\/\S*)?/g, ' xurl '],
  [/[£$€]\s?\d[\d,]*(?:\.\d+)?k?|\b\d[\d,]*(?:\.\d+)?\s?(?:quid|pounds?|dollars?|euros?|bucks)\b/g, ' xmoney '],
  [
    /\b\d{1,2}(?:[:.]\d{2})?\s?(?:a\.m\.?|p\.m\.?|am|pm|ish)(?![a-z])|\b\d{1,2}:\d{2}\b|\b\d{1,2}\s?o\s?'?clock\b/g,
    ' xtime ',
  ],
  [
    /\b(?:half|quarter|(?:\d{1,2}|five|ten|twenty)(?: minutes)?) (?:past|to) (?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b/g,
    ' xtime ',
  ],
  [/\b\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?\b|\b\d{1,2}(?:st|nd|rd|th)\b/g, ' xdate '],
  [/\b(?:\d[ -]?){12,}\b/g, ' xcard '],
  [/\b\d{4,}\b/g, ' xlong '],
  [/\d+/g, ' xnum '],
]

const TOKEN = /[a-z]+|[?!]|\p{Extended_Pictographic}/gu

/** Words of a text, shorthand written out, numbers and addresses replaced by what they are. Lower case. */
export function words(text: string): string[] {
  let s = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
  s = s
    .replaceAll("we'd", 'we would')
    .replaceAll("we're", 'we are')
    .replace(/\b2(?=nite|moro|day\b)/g, 'to')
    .replace(/\bb4\b/g, 'before')
  for (const [pattern, name] of ENTITIES) s = s.replace(pattern, name)
  s = s.replaceAll("'", '')
  const out: string[] = []
  for (const token of s.match(TOKEN) ?? []) {
    const first = token.charCodeAt(0)
    if (first > 127 || first < 97) out.push(token === '?' || token === '!' ? token : 'xemoji')
    else {
      const long = SHORTHAND.get(token)
      if (long === undefined) out.push(token.replace(/(.)\1{2,}/g, '$1$1'))
      else out.push(...long)
    }
  }
  return out
}

const OFFSET = 0x811c9dc5

function hash(s: string, seed: number): number {
  let h = seed
  for (let i = 0; i < s.length; i++) h = Math.imul(h ^ s.charCodeAt(i), 0x01000193)
  return h
}

function mix(a: number, b: number): number {
  let h = Math.imul(a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2)), 0x85ebca6b)
  h ^= h >>> 13
  return Math.imul(h, 0xc2b2ae35) ^ (h >>> 16)
}

/** Hash of a word alone, as the vocabulary keeps it. */
export function wordHash(word: string): number {
  return hash(word, OFFSET) >>> 0
}

/** Distinct buckets of a text, in order of appearance. */
export function features(text: string): Uint32Array {
  return featuresOf(words(text))
}

export function featuresOf(tokens: readonly string[]): Uint32Array {
  const seen = new Set<number>()
  const add = (kind: number, h: number) => seen.add((mix(h, kind) >>> 0) & (BUCKETS - 1))
  const plain: number[] = []
  const classed: number[] = []
  const groups = new Set<number>()
  for (const token of tokens) {
    const own = hash(token, OFFSET)
    const cls = CLASS_OF.get(token)
    plain.push(own)
    classed.push(cls === undefined ? own : hash(cls, OFFSET))
    add(1, own)
    if (cls !== undefined) {
      const c = hash(cls, OFFSET)
      add(2, c)
      groups.add(c)
    }
    letters(token, add)
  }
  const n = plain.length
  const start = hash('<s>', OFFSET)
  const end = hash('</s>', OFFSET)
  for (let i = 0; i <= n; i++) {
    const p = i === 0 ? start : plain[i - 1]!
    const c = i === 0 ? start : classed[i - 1]!
    const p1 = i === n ? end : plain[i]!
    const c1 = i === n ? end : classed[i]!
    add(3, mix(p, p1))
    add(4, mix(c, c1))
    if (i + 1 < n) {
      const c2 = classed[i + 1]!
      add(5, mix(mix(c, c1), c2))
      add(6, mix(c, c2))
    }
    if (i + 2 < n) add(7, mix(c, classed[i + 2]!))
  }
  const met = [...groups]
  for (const [i, a] of met.entries()) for (const b of met.slice(i + 1)) add(10, a < b ? mix(a, b) : mix(b, a))
  if (n <= SHORT) apart(classed, add)
  add(8, Math.min(12, n < 6 ? n : 5 + (n >> 2)))
  return Uint32Array.from(seen)
}

/** Up to so many words, every two of them count together, wherever they stand: longer texts say more than one thing. */
const SHORT = 14

function apart(classed: readonly number[], add: (kind: number, h: number) => void): void {
  for (const [i, a] of classed.entries()) {
    for (let j = i + 1; j < classed.length; j++) {
      const b = classed[j]!
      add(11, a < b ? mix(a, b) : mix(b, a))
    }
  }
}

function letters(token: string, add: (kind: number, h: number) => void): void {
  const n = token.length
  if (n < 4 || token.startsWith('x')) return
  const padded = `<${token}>`
  for (let size = 3; size <= 5; size++) {
    for (let i = 0; i + size <= padded.length; i++) {
      let h = OFFSET
      for (let j = i; j < i + size; j++) h = Math.imul(h ^ padded.charCodeAt(j), 0x01000193)
      add(9, mix(h, size))
    }
  }
}
