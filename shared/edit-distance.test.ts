import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance, editShare, factsChanged } from './edit-distance.ts'

test.each([
  ['', '', 0],
  ['abc', '', 3],
  ['kitten', 'sitting', 3],
  ['nails', 'nials', 1],
  ['👍a', 'a', 1],
])('%s to %s', (a, b, distance) => expect(editDistance(a, b)).toBe(distance))

test('is the same both ways, no less than the difference in length and no more than the longer', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (a, b) => {
      const distance = editDistance(a, b)
      expect(distance).toBe(editDistance(b, a))
      expect(distance).toBeGreaterThanOrEqual(Math.abs([...a].length - [...b].length))
      expect(editShare(a, b)).toBeLessThanOrEqual(1)
      expect(distance === 0).toBe(a === b)
    }),
  )
})

const BEFORE = 'Hi Sam, a trim is £35. We are open Saturday 9am to 5pm. Book at https://book.example/willow'

test.each([
  ['Hello Sam! A trim is £35. We are open Saturday 9am to 5pm. Book here: https://book.example/willow', false],
  ['Hi Sam, a trim is 35 pounds. We are open sat 9am to 5pm. Book at book.example/willow', false],
  [BEFORE.replace('£35', '£36'), true],
  [BEFORE.replace('5pm', '6pm'), true],
  [BEFORE.replace('Saturday', 'Friday'), true],
  [BEFORE.replace('/willow', '/wren'), true],
  [BEFORE.replace(' Book at https://book.example/willow', ''), true],
])('%s', (after, changed) => expect(factsChanged(BEFORE, after)).toBe(changed))
