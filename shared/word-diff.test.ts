import fc from 'fast-check'
import { expect, it } from 'vitest'
import { wordDiff } from './word-diff.ts'

const shown = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'in' ? `+${text}+` : `-${text}-`))
    .join('')

it.each([
  ['A trim is £35.', 'A trim is £35.', 'A trim is £35.'],
  ['A trim is £35.', 'A trim is £38.', 'A trim is -£35-+£38+.'],
  ['Saturday 3pm is free', 'Saturday at 4pm is free', 'Saturday -3pm-+at 4pm+ is free'],
  ['We open at 9', 'We open at 9, see you then!', 'We open at 9+, see you then!+'],
  ['one two three', 'four five six', '-one two three-+four five six+'],
  ['', 'Hello', '+Hello+'],
  ['Hello', '', '-Hello-'],
  ['مرحبا بك', 'مرحبا بكم', 'مرحبا -بك-+بكم+'],
  ['Thanks 👍🏽 bye', 'Thanks bye', 'Thanks -👍🏽 -bye'],
])('%j to %j', (before, after, changes) => expect(shown(before, after)).toBe(changes))

it('gives back both texts, whatever they are, and says nothing of what did not change', () => {
  const word = fc.constantFrom('a', 'b', 'it’s', '£32.50', ' ', '  ', '\n', ', ', '👍', '\ud800')
  const text = fc.oneof(
    fc.array(word, { maxLength: 25 }).map((words) => words.join('')),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
  )
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = wordDiff(before, after)
      const without = (kind: string) =>
        pieces
          .filter((p) => p.kind !== kind)
          .map((p) => p.text)
          .join('')
      expect(without('in')).toBe(before)
      expect(without('out')).toBe(after)
      if (before === after) expect(pieces.every((p) => p.kind === 'same')).toBe(true)
      for (const [i, piece] of pieces.entries()) {
        expect(piece.text).not.toBe('')
        if (i > 0) expect(piece.kind).not.toBe(pieces[i - 1]!.kind)
      }
    }),
    { numRuns: 300 },
  )
})
