/** Where the words of a search stand in a text: the same by the short way for plain texts and by the long one. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hitsIn, isHit, snippetOf, termsOf } from './search.ts'
import { deepRuns } from './testing.ts'

const typed = fc.array(
  fc.constantFrom('trim', 'tri', 'a', 'ba', 'balayage', '"trim at"', '"a ba"', '35', '3', 'A', "it's", 'Trim'),
  { minLength: 1, maxLength: 3 },
)
const plain = fc
  .array(
    fc.constantFrom('trim', 'Trim', 'trims', 'at', 'a', 'ba', 'Balayage', '35', '350', "it's", '_trim', 'untrim'),
    {
      maxLength: 40,
    },
  )
  .chain((words) => fc.constantFrom(' ', ', ', '\n', '-').map((between) => words.join(between)))

test('a plain text has its hits where the same text has them with a letter in it that is not', () => {
  fc.assert(
    fc.property(typed, plain, (words, text) => {
      const terms = termsOf(words.join(' '))
      // Behind the text and apart from it: every place stays the same.
      const other = `${text} ñ`
      expect(hitsIn(text, terms)).toEqual(hitsIn(other, terms))
      expect(isHit(text, terms)).toBe(isHit(other, terms))
    }),
    { numRuns: deepRuns(200, 20_000) },
  )
})

test('what is shown of a text is a piece of it with its first hit, marked', () => {
  fc.assert(
    fc.property(typed, plain, fc.boolean(), (words, text, accented) => {
      const terms = termsOf(words.join(' '))
      const line = (accented ? `${text} Ñandú` : text).replaceAll(/\s/g, ' ')
      const pieces = snippetOf(line, terms)
      const shown = pieces.map((piece) => piece.text).join('')
      expect(line).toContain(shown.replaceAll('…', ''))
      const [first] = hitsIn(line, terms)
      const marked = pieces.filter((piece) => piece.hit)
      // Where it is longer than the line, it is cut short.
      if (first !== undefined) expect(line.slice(...first)).toContain(marked[0]?.text)
      else expect(marked).toEqual([])
      for (const piece of pieces) expect(piece.text).not.toBe('')
    }),
    { numRuns: deepRuns(200, 20_000) },
  )
})

test('case, accents and word limits', () => {
  const found = (text: string, words: string) => hitsIn(text, termsOf(words)).map(([from, to]) => text.slice(from, to))
  expect(found('Trim, TRIMS and untrimmed', 'trim')).toEqual(['Trim', 'TRIMS'])
  expect(found('Trim, TRIMS and untrimmed', '"trim"')).toEqual(['Trim'])
  expect(found('Café or cafe?', 'cafe')).toEqual(['Café', 'cafe'])
  expect(found('at 10:30 or 1030', '10')).toEqual(['10', '1030'])
  expect(found('a trim at ten', '"trim at"')).toEqual(['trim at'])
})
