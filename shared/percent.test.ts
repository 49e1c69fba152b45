import { expect, it } from 'vitest'
import { percent, share } from './percent.ts'

it('never reads like a limit that is just missed, nor less than it is', () => {
  const shares = [0, 0.29, 0.8499, 0.85, 0.8999, 0.999, 1]
  expect(shares.map(percent)).toEqual(['0 %', '29 %', '84 %', '85 %', '89 %', '99 %', '100 %'])
})

it('parts of a whole come to 100 together', () => {
  expect([50, 12, 3].map((part) => share(part, 65))).toEqual(['77 %', '18 %', '5 %'])
  expect(share(0, 0)).toBe('–')
})
