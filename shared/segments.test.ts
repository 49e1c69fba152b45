import fc from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { describe, expect, test } from 'vitest'
import { gsm7Length, segmentsOf, TWO_SEGMENTS, toGsm7 } from './segments.ts'
import { deepRuns } from './testing.ts'

describe('segments', () => {
  test.each([
    ['', 0, 160],
    ['a'.repeat(160), 1, 160],
    ['a'.repeat(161), 2, 153],
    ['a'.repeat(306), 2, 153],
    ['a'.repeat(307), 3, 153],
    ['€'.repeat(80), 1, 160],
    ['€'.repeat(81), 2, 153],
  ])('GSM-7', (text, segments, perSegment) => {
    expect(segmentsOf(text)).toMatchObject({ encoding: 'GSM-7', segments, perSegment, offending: [] })
  })

  test.each([
    [`’${'a'.repeat(69)}`, 1, 70],
    [`’${'a'.repeat(70)}`, 2, 67],
    [`’${'a'.repeat(133)}`, 2, 67],
    [`’${'a'.repeat(134)}`, 3, 67],
  ])('UCS-2', (text, segments, perSegment) => {
    expect(segmentsOf(text)).toMatchObject({ encoding: 'UCS-2', segments, perSegment, offending: ['’'] })
  })

  test('an emoji counts as the two units that it takes', () => {
    expect(segmentsOf('Hi 👍')).toMatchObject({ encoding: 'UCS-2', characters: 5, offending: ['👍'] })
  })

  test('two segments are what the limits say', () => {
    expect(segmentsOf('a'.repeat(TWO_SEGMENTS['GSM-7'])).segments).toBe(2)
    expect(segmentsOf('ж'.repeat(TWO_SEGMENTS['UCS-2'])).segments).toBe(2)
  })
})

test('the own alphabet is that of the segment calculator', () => {
  for (let code = 1; code < 0x3000; code++) {
    const character = String.fromCharCode(code)
    if (/[\ud800-\udfff\p{M}\f]/u.test(character)) continue
    expect([character, gsm7Length(`a${character}a`) !== null]).toEqual([
      character,
      new SegmentedMessage(`a${character}a`).encodingName === 'GSM-7',
    ])
  }
})

test('short plain texts are counted as the segment calculator counts them', () => {
  const plain = fc.string({
    unit: fc.constantFrom(...'abcé £$\n\r\f€[]{}~^|\\ÅÄ'),
    minLength: 1,
    maxLength: 170,
  })
  fc.assert(
    fc.property(plain, (text) => {
      const message = new SegmentedMessage(text)
      expect(segmentsOf(text)).toMatchObject({
        encoding: message.encodingName,
        segments: message.segmentsCount,
        offending: [],
      })
      if (message.encodingName === 'GSM-7') expect(segmentsOf(text).characters).toBe(message.numberOfCharacters)
    }),
    { numRuns: deepRuns(300, 20_000) },
  )
})

describe('plain text', () => {
  test.each([
    ['It’s “fine” – really…', 'It\'s "fine" - really...'],
    ['Lovely — see the link', 'Lovely, see the link'],
    ['9am–6pm', '9am-6pm'],
    ['See you\u00a0there 😀!', 'See you there!'],
    ['👍 Great', 'Great'],
    ['Zoë, François, Łukasz', 'Zoe, Francois, Lukasz'],
    ['crème brûlée', 'crème brulée'],
    ['½ head × 2 • 20°', '1/2 head x 2 - 20 deg'],
    ['Café', 'Café'],
    ['Привет 👍', 'Привет'],
  ])('%s', (from, to) => expect(toGsm7(from)).toBe(to))

  test('is GSM-7 unless it has letters of another script, and is left alone the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const plain = toGsm7(text)
        expect(toGsm7(plain)).toBe(plain)
        if (gsm7Length(plain) === null) expect(plain).toMatch(/[\p{L}\p{N}]/u)
      }),
    )
  })
})
