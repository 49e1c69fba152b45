import { expect, test } from 'vitest'
import { storable } from './storable.ts'

test('what cannot be kept is taken out, everything else is as it was', () => {
  expect(
    storable({ text: 'a\0b', half: 'x\ud83d', whole: '😊', n: 1, none: null, list: ['\0', { deep: '\udc00' }] }),
  ).toEqual({ text: 'ab', half: 'x\ufffd', whole: '😊', n: 1, none: null, list: ['', { deep: '\ufffd' }] })
})

test('a body as deep as a well does no harm', () => {
  const well = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  expect(JSON.stringify(storable(well))).toBe(`${'['.repeat(20)}null${']'.repeat(20)}`)
})
