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

function inflections(word: string): ReadonlySet<string> {
  const forms = [word, `${word}s`, `${word}es`, `${word}d`, `${word}ed`, `${word}ing`, `${word}ly`, `${word}y`]
  const last = word.at(-1) ?? ''
  if (last === 'e') forms.push(`${word.slice(0, -1)}ing`, `${word.slice(0, -1)}y`)
  if (last === 'y') forms.push(`${word.slice(0, -1)}ies`, `${word.slice(0, -1)}ied`, `${word.slice(0, -1)}ily`)
  if (/[b-df-hj-np-tvz]/.test(last)) forms.push(`${word}${last}ed`, `${word}${last}ing`, `${word}${last}y`)
  return new Set(forms)
}
