import fc from 'fast-check'
import { expect, test } from 'vitest'
import { misspelledIn, polish, tellsIn } from './polish.ts'

const british = (text: string) => polish(text, { locale: 'en-GB' })

test.each([
  ['We can customize your color', 'We can customise your colour'],
  ['Organized, COLORFUL and Gray', 'Organised, COLOURFUL and Gray'],
  ['the center of town', 'the centre of town'],
  ['You canceled; jewelry and traveling', 'You cancelled; jewellery and travelling'],
  ['Let’s delve in — it’s seamless', "Let's look in, it's smooth"],
  ['Leveraging robust products', 'Using strong products'],
  ['a size to seize, a prize for our four', 'a size to seize, a prize for our four'],
  ['see https://color.example/customize', 'see https://color.example/customize'],
])('%s', (from, to) => expect(british(from)).toBe(to))

test('Australia keeps what is usual there', () => {
  expect(polish('our specialty color', { locale: 'en-AU' })).toBe('our specialty colour')
  expect(british('our specialty')).toBe('our speciality')
})

test('names are left as their owner writes them', () => {
  const keep = ['Color Center', 'Robust Brow']
  expect(polish('Color Center does a Robust Brow in color', { locale: 'en-GB', keep })).toBe(
    'Color Center does a Robust Brow in colour',
  )
})

test('what has been polished has nothing left to find, and stays as it is', () => {
  const words = fc.constantFrom(
    'color',
    'Organize',
    'robust',
    '—',
    'a',
    'THEATER',
    'delving',
    '“ok”',
    'Trim',
    'labeled',
    '😀',
    '.',
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 20 }), (list) => {
      const text = british(list.join(' '))
      expect(misspelledIn(text, { locale: 'en-GB' })).toEqual([])
      expect(tellsIn(text)).toEqual([])
      expect(british(text)).toBe(text)
    }),
  )
})
