import { expect, it } from 'vitest'
import { whole } from './text.ts'

it('writes whole numbers as Britain does', () => {
  const plain = new Intl.NumberFormat('en-GB')
  for (const n of [0, 7, 999, 1_000, 12_345, 999_999, 1_234_567, -1, -1_000, -123_456])
    expect(whole(n)).toBe(plain.format(n))
})
