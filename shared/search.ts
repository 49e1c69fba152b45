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
  const words = wordsOf(text)
  const found = terms.flatMap((term) => places(words, term))
  return found.sort(([a], [b]) => a - b).filter(([, end], i) => found.findIndex(([, e]) => e >= end) === i)
}

/** Whether every term stands in it. */
export function isHit(text: string, terms: readonly Term[]): boolean {
  const words = wordsOf(text)
  return terms.every((term) => places(words, term).length > 0)
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
  const line = text.replaceAll(/\s/g, ' ')
  const first = hitsIn(line, terms)[0]?.[0] ?? 0
  const early = line.lastIndexOf(' ', Math.max(0, first - BEFORE)) + 1
  const start = first <= BEFORE ? 0 : Math.min(early === 0 ? first : early, first)
  const cut = line.slice(start, start + SHOWN)
  const shown = `${start > 0 ? '…' : ''}${cut}${start + SHOWN < line.length ? '…' : ''}`
  return piecesOf(shown, hitsIn(shown, terms))
}

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

function places(words: readonly Word[], { words: sought, prefix }: Term): (readonly [number, number])[] {
  const last = sought.length - 1
  return words.flatMap(({ start }, i) => {
    const there = sought.every((word, k) => {
      const at = words[i + k]?.folded
      return prefix && k === last ? at?.startsWith(word) === true : at === word
    })
    return there ? [[start, words[i + last]!.end] as const] : []
  })
}
