/** Services in a text: by name, by alias, in the plural, run together, with a small slip of the thumb. */
import { editDistance } from './edit-distance.ts'
import type { Service } from './facts.ts'
import { type Span, singular, type Word, wordsOf } from './words.ts'

export interface ServiceMention extends Span {
  readonly service: Service
  /** The words are the listed name itself (plural and case aside), not an alias or a slip. */
  readonly named: boolean
  /** False: only a telling word of the name stands there. */
  readonly whole: boolean
}

/** A name as it is looked for. */
interface Wanted {
  readonly stems: readonly string[]
  readonly joined: string
  readonly joinedStem: string
  readonly isName: boolean
}

interface Term extends Wanted {
  readonly service: Service
}

/** A word of the text, with its stem. */
interface Stemmed extends Word {
  readonly stem: string
}

/** Without plural, -ing and -ed: "trimmed", "trimming" and "trims" meet "trim". */
export function stem(word: string): string {
  const one = singular(word)
  const bare = one.length > 5 ? one.replace(/(?:ing|ed)$/, '') : one
  return bare.length < one.length ? bare.replace(/([b-df-hj-np-tv-xz])\1$/, '$1') : bare
}

/**
 * Services that a text names, in its order; the longest name wins ("full balayage" is not "balayage").
 * @param slips false: only words spelled right; for replies, where a slip must not pass for a name.
 */
export function servicesIn(text: string, services: readonly Service[], slips = true): ServiceMention[] {
  const words = wordsOf(text).map((word): Stemmed => ({ ...word, stem: stem(word.text) }))
  const terms = services.filter((service) => service.active).flatMap(termsOf)
  const found: ServiceMention[] = []
  for (let at = 0; at < words.length; ) {
    const best = longest(terms, words, at, slips)
    if (best === null) at++
    else {
      const last = words[at + best.words - 1]!
      found.push({ service: best.term.service, start: words[at]!.start, end: last.end, named: best.named, whole: true })
      at += best.words
    }
  }
  return found
}

/** Words of the service's name without "and", as stems. */
export function nameStems(name: string): string[] {
  return wordsOf(name)
    .filter((word) => word.text !== 'and')
    .map((word) => stem(word.text))
}

interface Match {
  readonly term: Term
  readonly words: number
  readonly slips: number
  readonly named: boolean
}

function longest(terms: readonly Term[], words: readonly Stemmed[], at: number, slips: boolean): Match | null {
  let best: Match | null = null
  for (const term of terms) {
    const match = matchAt(term, words, at, slips)
    if (match && (best === null || rank(match) > rank(best))) best = match
  }
  return best
}

/** More words first, then fewer slips, then the name before an alias. */
function rank(match: Match): number {
  return match.term.joined.length * 10 - match.slips * 5 + (match.named ? 1 : 0)
}

function matchAt(term: Term, words: readonly Stemmed[], at: number, slips: boolean): Match | null {
  let position = at
  let made = 0
  let matched = 0
  for (const wanted of term.stems) {
    if (matched > 0 && words[position]?.text === 'and') position++
    const word = words[position]
    if (!word) break
    const off = word.stem === wanted ? 0 : slips ? slipsBetween(word.stem, wanted) : null
    if (off === null) break
    made += off
    matched++
    position++
  }
  if (matched === term.stems.length && made <= 2) {
    return { term, words: position - at, slips: made, named: term.isName && made === 0 }
  }
  return joinedAt(term, words, at)
}

/** "blowdry" for "blow dry", "bala yage" for "balayage". */
function joinedAt(term: Term, words: readonly Stemmed[], at: number): Match | null {
  let letters = ''
  for (let count = 1; count <= term.stems.length + 1; count++) {
    const word = words[at + count - 1]
    if (!word) return null
    letters += word.text
    if (letters.length > term.joined.length + 2) return null
    if (count !== term.stems.length && letters.length > 4 && stem(letters) === term.joinedStem) {
      return { term, words: count, slips: 0, named: term.isName }
    }
  }
  return null
}

/** Slips that turn one word into the other, or null: too many for its length. Short words must be right. */
function slipsBetween(word: string, wanted: string): number | null {
  // "Triim": a key that was held down
  if (wanted.length >= 4 && word.length > wanted.length && single(word) === single(wanted)) return 1
  const length = Math.min(word.length, wanted.length)
  if (length < 5 || word[0] !== wanted[0] || Math.abs(word.length - wanted.length) > 2) return null
  const allowed = length >= 8 ? 2 : length >= 6 ? 1 : isSwap(word, wanted) ? 1 : 0
  const distance = allowed === 0 ? 1 : editDistance(word, wanted)
  return distance <= allowed ? distance : null
}

const single = (word: string) => word.replaceAll(/(.)\1+/g, '$1')

function isSwap(a: string, b: string): boolean {
  return a.length === b.length && [...a].sort().join('') === [...b].sort().join('') && editDistance(a, b) === 1
}

function termsOf(service: Service): Term[] {
  return [service.name, ...service.aliases]
    .map((name, index): Term => ({ ...wantedFor(name, index === 0), service }))
    .filter((term) => term.stems.length > 0)
}

/** Kept by name: services are read anew for every turn, and seldom change. */
const kept = { name: new Map<string, Wanted>(), alias: new Map<string, Wanted>() }
const MOST_KEPT = 5_000

function wantedFor(name: string, isName: boolean): Wanted {
  const known = kept[isName ? 'name' : 'alias']
  const found = known.get(name)
  if (found) return found
  const words = wordsOf(name).filter((word) => word.text !== 'and')
  const joined = words.map((word) => word.text).join('')
  const wanted = { stems: words.map((word) => stem(word.text)), joined, joinedStem: stem(joined), isName }
  if (known.size >= MOST_KEPT) known.clear()
  known.set(name, wanted)
  return wanted
}
