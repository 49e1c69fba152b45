import fc from 'fast-check'
import { expect, it } from 'vitest'
import { same } from './same.ts'

const plain = fc.jsonValue({ maxDepth: 3 })
const copy = (value: unknown) => JSON.parse(JSON.stringify(value))

it('says of plain data just what its JSON says, whatever the order of its keys', () => {
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      expect(same(copy(a), copy(a))).toBe(true)
      if (same(copy(a), copy(b))) expect(copy(a)).toEqual(copy(b))
    }),
  )
  expect(same({ a: 1, b: [2, { c: null }] }, { b: [2, { c: null }], a: 1 })).toBe(true)
})

it.each([
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1 }, { b: 1 }],
  [{ a: [1, 2] }, { a: [2, 1] }],
  [{ a: [] }, { a: {} }],
  [[1], { 0: 1 }],
  [{ a: null }, { a: 0 }],
  [null, {}],
  ['1', 1],
])('%j is not %j', (a, b) => {
  expect(same(a, b)).toBe(false)
  expect(same(b, a)).toBe(false)
})
