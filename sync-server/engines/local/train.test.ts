import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEEP } from '#shared/testing.ts'
import { classify } from './classify.ts'
import { expand, parseSlots, parseTexts, seeded, vary } from './corpus.ts'
import { readCorpus } from './corpus-files.ts'
import { BUCKETS, features, words } from './features.ts'
import { encodeModel } from './model.ts'
import { DEFAULTS, train } from './train.ts'

const slots = parseSlots(
  '# things\nsvc = trim | facial | balayage\nday = Monday | {wday} [morning|evening]\nwday = Friday',
)

describe('corpus', () => {
  test('a template draws from its slots, a plain line stands as it is', () => {
    const samples = parseTexts('pricing', '# asks a price\nhow much is a {svc}[?|]\nprices please', slots, seeded(1))
    const drawn = samples.filter((sample) => sample.weight < 1 || sample.text.startsWith('how'))
    expect(new Set(drawn.map((sample) => sample.text.replace('?', '')))).toEqual(
      new Set(['how much is a trim', 'how much is a facial', 'how much is a balayage']),
    )
    expect(samples.at(-1)).toMatchObject({ text: 'prices please', label: 'pricing', group: 2, weight: 1 })
  })

  test('slots nest, and an unknown one is an error', () => {
    const texts = new Set(Array.from({ length: 50 }, (_, i) => expand('on {day}', slots, seeded(i))))
    expect(texts).toEqual(new Set(['on Monday', 'on Friday morning', 'on Friday evening']))
    expect(() => expand('{nope}', slots, seeded(1))).toThrow('{nope}')
  })

  test('the committed corpus reads whole: thousands of texts, every label, nothing left unexpanded', () => {
    const { samples } = readCorpus()
    expect(samples.length).toBeGreaterThan(8000)
    expect(new Set(samples.map((sample) => sample.label)).size).toBe(15)
    expect(samples.filter((sample) => /[{}[\]|]/.test(sample.text)).map((sample) => sample.text)).toEqual([])
  })

  test('no text stands under two labels', () => {
    const labels = new Map<string, Set<string>>()
    for (const { text, label, weight } of readCorpus().samples) {
      if (weight < 1) continue
      const key = words(text).join(' ')
      labels.set(key, (labels.get(key) ?? new Set()).add(label))
    }
    const twice = [...labels].filter(([key, set]) => key !== '' && set.size > 1)
    expect(twice.map(([key, set]) => `${key}: ${[...set].join(', ')}`)).toEqual([])
  })
})

describe('features', () => {
  test('are the same for the same text, distinct, and inside the table', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const found = [...features(text)]
        expect(found).toEqual([...features(text)])
        expect(new Set(found).size).toBe(found.length)
        expect(found.every((bucket) => bucket >= 0 && bucket < BUCKETS)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('shorthand, case and quotes make no difference', () => {
    expect(words('Whats ur hrs 2moro')).toEqual(words('what’s your hours tomorrow'))
    expect(words('HOW MUCH r u')).toEqual(['how', 'much', 'are', 'you'])
  })

  test('numbers, times, money and addresses become what they are', () => {
    expect(words('£45 at 3.30pm on the 12th, see https://x.co or a@b.co 07700900123 x4')).toEqual(
      'xmoney at xtime on the xdate see xurl or xmail xlong x xnum'.split(' '),
    )
  })

  test('a varied text keeps most of its words', () => {
    const varied = vary('how much is a full balayage', seeded(3))
    expect(
      words(varied).filter((word) => ['how', 'much', 'is', 'full', 'balayage'].includes(word)).length,
    ).toBeGreaterThan(2)
  })
})

describe('training', () => {
  const small = [
    ...parseTexts('pricing', 'how much is a {svc}\nprice of a {svc}\nwhat does a {svc} cost', slots, seeded(1)),
    ...parseTexts('hours', 'are you open {day}\nwhat time do you close {day}\nopening hours', slots, seeded(1), 10),
    ...parseTexts('general', 'thanks\nthank you\nok great\nlovely thanks', slots, seeded(1), 20),
  ]
  const options = { ...DEFAULTS, epochs: 4, folds: 2 }

  test('learns a small corpus, and the same one twice gives the same bytes', () => {
    const { model } = train(small, 'small', options)
    expect(classify(model, ['how much is the facial']).intent).toBe('pricing')
    expect(classify(model, ['are you open friday']).intent).toBe('hours')
    expect(classify(model, ['thanks']).intent).toBe('general')
    expect(Buffer.from(encodeModel(model)).equals(encodeModel(train(small, 'small', options).model))).toBe(true)
  })

  test.runIf(DEEP)('of the whole corpus gives the committed file, byte for byte', { timeout: 900_000 }, () => {
    const { samples, digest } = readCorpus()
    const seen = samples.filter(({ heldOut }) => !heldOut)
    const committed = readFileSync(new URL('../../../assets/classifier/model.bin', import.meta.url))
    expect(committed.equals(encodeModel(train(seen, digest).model))).toBe(true)
  })

  test('one line in ten is held out, with all that is drawn from it', () => {
    const { samples } = readCorpus()
    const share = samples.filter(({ heldOut }) => heldOut).length / samples.length
    expect(share).toBeGreaterThan(0.07)
    expect(share).toBeLessThan(0.13)
    const split = Map.groupBy(samples, ({ group }) => group).values()
    expect([...split].filter((of) => new Set(of.map(({ heldOut }) => heldOut)).size > 1)).toEqual([])
  })
})
