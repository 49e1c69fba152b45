import { expect, it } from 'vitest'
import type { MacroRow, SnippetRow } from '#shared/rows.ts'
import { findCanned, slashAt } from './slash.ts'

it.each([
  ['/', 1, { start: 0, end: 1, query: '' }],
  ['/par', 4, { start: 0, end: 4, query: 'par' }],
  ['Hi /par', 7, { start: 3, end: 7, query: 'par' }],
  ['Hi\n/par', 7, { start: 3, end: 7, query: 'par' }],
  ['Hi /parking and more', 6, { start: 3, end: 6, query: 'pa' }],
  ['and/or', 6, null],
  ['1/2', 3, null],
  ['Hi /par ', 8, null],
  ['https://book', 12, null],
  ['//', 2, null],
  [`/${'x'.repeat(31)}`, 32, null],
  ['/é', 2, { start: 0, end: 2, query: 'é' }],
])('%j at %d', (text, caret, found) => expect(slashAt(text, caret)).toEqual(found))

const snippet = (name: string): SnippetRow => ({ id: name, personId: null, name, text: '' })
const macro = (name: string): MacroRow => ({ id: name, personId: null, name, text: '', steps: [], key: null })

it('finds by the beginning of the name, then of a word, then by letters; accents and case aside', () => {
  const snippets = ['Car parking', 'Parking', 'Patch test', 'Café'].map(snippet)
  const macros = [macro('Done, no spare time')]
  const names = (query: string) => findCanned(query, snippets, macros).map((c) => c.row.name)
  expect(names('par')).toEqual(['Parking', 'Car parking', 'Done, no spare time'])
  expect(names('cafe')).toEqual(['Café'])
  expect(names('')).toEqual(['Café', 'Car parking', 'Done, no spare time', 'Parking', 'Patch test'])
  expect(names('zz')).toEqual([])
})
