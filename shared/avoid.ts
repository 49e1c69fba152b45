/** The venue's avoid list: words and phrases that a reply must not use, with their simple inflections. */
import { linksIn } from './links.ts'
import { blank, fold, wordsOf } from './words.ts'

/** Entries of the list that a text uses, as the list has them. Addresses are no words. */
export function avoidedIn(text: string, avoid: readonly string[]): string[] {
  if (avoid.length === 0) return []
  const plain = blank(text, linksIn(text))
  const words = wordsOf(plain).map((word) => word.text)
  return avoid.filter((entry) => {
    const wanted = wordsOf(entry).map((word) => inflections(word.text))
    // An entry of signs only ("xx" is a word, ":)" is not)
    if (wanted.length === 0) return entry.trim() !== '' && fold(plain).includes(fold(entry.trim()))
    return words.some((_, at) => wanted.every((forms, n) => forms.has(words[at + n] ?? '')))
  })
}

const ENDINGS = ['', 's', 'es', 'd', 'ed', 'ing', 'ly', 'y', 'er', 'ers', 'est']

/** Plurals, tenses, comparisons: near enough, as a word too many costs no more than a look. */
function inflections(word: string): ReadonlySet<string> {
  const forms = ENDINGS.map((ending) => `${word}${ending}`)
  const last = word.at(-1) ?? ''
  const stem = word.slice(0, -1)
  if (last === 'e') forms.push(`${word}r`, `${word}st`, `${stem}ing`, `${stem}y`)
  if (last === 'y') forms.push(...['ies', 'ied', 'ily', 'ier', 'iest'].map((ending) => `${stem}${ending}`))
  if (/[b-df-hj-np-tvz]/.test(last))
    forms.push(...['ed', 'ing', 'y', 'er', 'est'].map((ending) => `${word}${last}${ending}`))
  return new Set(forms)
}
