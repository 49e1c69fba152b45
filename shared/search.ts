/**
 * What somebody typed into the search box, and where it stands in a text: one rule for the list, the thread and the
 * index behind them, which cuts texts into words the same way (letters and digits, no case, no accents). Pure.
 */

/** Words that follow each other; `prefix`: the last one may go on. */
export interface Term {
  readonly words: readonly string[]
  readonly prefix: boolean
}

export interface Piece {
  readonly text: string
  readonly hit: boolean
}

const PART = /"([^"]*)"|(\S+)/g
const WORD = /(?:[\p{L}\p{N}\p{Co}]|[\u0300-\u0331])+/gu

/** Everything in quotes is a phrase; every other word is the beginning of one. None: there is nothing to look for. */
export function termsOf(typed: string): readonly Term[] {
  return [...typed.matchAll(PART)].flatMap(([, phrase, word]) => {
    const words = wordsOf(phrase ?? word?.replaceAll('"', '') ?? '').map((w) => w.folded)
    return words.length === 0 ? [] : [{ words, prefix: phrase === undefined }]
  })
}

/** Where the terms stand in a text, as `[start, end)`, in order. */
export function hitsIn(text: string, terms: readonly Term[]): readonly (readonly [start: number, end: number])[] {
  const find = finder(text)
  const found = terms.length === 1 ? find(terms[0]!) : terms.flatMap(find)
  if (found.length < 2) return found
  return found.sort(([a], [b]) => a - b).filter(([, end], i) => found.findIndex(([, e]) => e >= end) === i)
}

/** Whether every term stands in it. */
export function isHit(text: string, terms: readonly Term[]): boolean {
  const find = finder(text)
  return terms.every((term) => find(term).length > 0)
}

/** A text cut at its hits. */
export function piecesOf(text: string, hits: ReturnType<typeof hitsIn>): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const [start, end] of hits) {
    if (start > at) pieces.push({ text: text.slice(at, start), hit: false })
    if (end > at) pieces.push({ text: text.slice(Math.max(at, start), end), hit: true })
    at = Math.max(at, end)
  }
  if (at < text.length) pieces.push({ text: text.slice(at), hit: false })
  return pieces
}

const BEFORE = 24
const SHOWN = 90

/** A line of a text around its first hit. */
export function snippetOf(text: string, terms: readonly Term[]): readonly Piece[] {
  const line = text.replaceAll(/[^\S ]/g, ' ')
  const hits = hitsIn(line, terms)
  const first = hits[0]?.[0] ?? 0
  const early = line.lastIndexOf(' ', Math.max(0, first - BEFORE)) + 1
  const start = first <= BEFORE ? 0 : Math.min(early === 0 ? first : early, first)
  const end = Math.min(start + SHOWN, line.length)
  const before = start > 0 ? '…' : ''
  const shown = before + line.slice(start, end) + (end < line.length ? '…' : '')
  const at = (place: number) => Math.min(place, end) - start + before.length
  return piecesOf(
    shown,
    hits.flatMap(([from, to]) => (from < end ? [[at(from), at(to)]] : [])),
  )
}

/** Finds one term after the other in a text. */
function finder(text: string): (term: Term) => Place[] {
  const lower = PLAIN.test(text) ? text.toLowerCase() : null
  let words: readonly Word[] | null = null
  return (term) => {
    const [word, ...more] = term.words
    if (lower !== null && word !== undefined && more.length === 0) return placesOfWord(lower, word, term.prefix)
    words ??= wordsOf(text)
    return places(words, term)
  }
}

/** Most texts: folding keeps their length, and it is plain what is a word. */
const PLAIN = /^[ -~\s]*$/

/** The same as {@link places} has it, of one word in a plain text in lower case: a page of results is full of these. */
function placesOfWord(text: string, word: string, prefix: boolean): Place[] {
  const found: Place[] = []
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (isOfWord(text.charCodeAt(at - 1))) continue
    let end = at + word.length
    while (isOfWord(text.charCodeAt(end))) end += 1
    if (prefix || end === at + word.length) found.push([at, end])
  }
  return found
}

/** 0 to 9, a to z; of nothing it is NaN. */
const isOfWord = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 97 && code <= 122)

interface Word {
  readonly folded: string
  readonly start: number
  readonly end: number
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
    folded: fold(word),
    start: index,
    end: index + word.length,
  }))
}

/** Without case and accents, as the index has it. */
function fold(word: string): string {
  return word
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
}

type Place = readonly [start: number, end: number]

function places(words: readonly Word[], { words: sought, prefix }: Term): Place[] {
  const last = sought.length - 1
  return words.flatMap(({ start }, i) => {
    const there = sought.every((word, k) => {
      const at = words[i + k]?.folded
      return prefix && k === last ? at?.startsWith(word) === true : at === word
    })
    return there ? [[start, words[i + last]!.end] as const] : []
  })
}
