import { describe, expect, it } from 'vitest'
import { partsOf, UnreadablePage } from './feed.ts'

const bytes = (line: unknown) => new TextEncoder().encode(JSON.stringify(line))
const list = (rows: unknown) => ({ table: 'agents', fields: ['id', 'name'], rows })

describe('the rows of a page', () => {
  it('come one by one or as a list of their table', () => {
    const one = { table: 'venue', id: 'v1', seq: 1, row: null }
    const line = [one, list([[2, 'a1', 'Ada']]), { ...one, seq: 3 }]
    expect(partsOf(bytes(line))).toEqual(line)
  })

  it.each([
    ['no list', {}],
    ['a row that is no list', [list([{ seq: 2, id: 'a1' }])]],
    ['a row without a number', [list([['a1', 'Ada']])]],
    ['a number that is none', [list([[2.5, 'a1', 'Ada']])]],
    ['a row without its id', [list([[2]])]],
    ['an id that is none', [list([[2, 7, 'Ada']])]],
    ['fields that are none', [{ ...list([]), fields: 'id' }]],
  ])('are refused: %s', (_, line) => {
    expect(() => partsOf(bytes(line))).toThrow(UnreadablePage)
  })
})
