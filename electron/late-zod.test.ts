import { expect, it } from 'vitest'
import * as zod from 'zod'
import { z as real, ZodError } from 'zod'
import * as late from './late-zod.ts'

const z = late as unknown as typeof real

it('makes a schema when it is first used', () => {
  let made = 0
  const text = z.string().refine(() => true)
  const each = z.object({
    get counted() {
      made++
      return text
    },
  })
  const whole = z.object({ each: each.optional(), part: each.shape.counted.optional() })
  expect(made).toBe(0)
  expect(whole.parse({ each: { counted: 'one' } })).toEqual({ each: { counted: 'one' } })
  expect(made).toBe(1)
  whole.parse({})
  expect(made).toBe(1)
})

it('judges as zod does, by parts that are zod’s own', () => {
  const declare = (from: typeof real) => {
    const word = from.string().trim().min(1).max(5)
    const kind = from.enum(['a', 'b'])
    const base = from.strictObject({ word, kind, at: from.number().int().nullable().default(null) })
    return from.union([
      base.extend({ list: from.array(kind).max(2), pair: from.tuple([word, from.boolean()]) }),
      from.discriminatedUnion('t', [
        from.object({ t: from.literal('q'), shape: base.pick({ word: true }) }),
        from.object({ t: from.literal('s'), of: from.partialRecord(kind, from.coerce.number()) }),
      ]),
    ])
  }
  const [ours, theirs] = [declare(z), declare(real)]
  for (const given of [
    { word: ' x ', kind: 'a', list: ['b'], pair: ['y', true] },
    { word: '', kind: 'c', list: ['b', 'a', 'b'], pair: ['y'] },
    { t: 'q', shape: { word: 'word', kind: 'a' } },
    { t: 'q', shape: { word: 'word' } },
    { t: 's', of: { a: '7' } },
    { t: 's', of: { z: 1 } },
    null,
  ])
    expect(ours.safeParse(given)).toEqual(theirs.safeParse(given))
  expect(() => ours.parse(null)).toThrow(ZodError)
  expect(ours).toBeInstanceOf(zod.ZodUnion)
  const { shape } = z.object({ part: z.string().optional(), other: z.date(), list: z.set(z.string()) })
  expect(Object.keys(shape)).toEqual(['part', 'other', 'list'])
  expect('part' in shape && !('parts' in shape)).toBe(true)
  expect(shape.part).toBeInstanceOf(z.ZodOptional)
  expect(shape.part.constructor).toBe(real.string().optional().constructor)
  expect(shape.list.safeParse(new Set(['a'])).success).toBe(true)
})
