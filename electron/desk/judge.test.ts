/** Field by field, a row is judged as its schema judges it whole. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Change, RowList } from '#shared/feed.ts'
import { ROWS, type Row, TABLE_NAMES, type TableName } from '#shared/rows.ts'
import { deepRuns } from '#shared/testing.ts'
import { makeReady } from './first-load.ts'
import { judgeOf } from './judge.ts'
import { agentRow, conversationRow, decisionRow, draftRow, messageRow } from './testing-rows.ts'

const ODD = [
  null,
  undefined,
  true,
  0,
  -1,
  1.5,
  2 ** 60,
  Number.NaN,
  Infinity,
  '',
  'x',
  'long'.repeat(60),
  'open',
  [],
  {},
]
const value = fc.oneof(fc.constantFrom(...ODD), fc.anything())

describe('a field', () => {
  const whole = (schema: z.ZodType, given: unknown): unknown => {
    const parsed = schema.safeParse(given)
    return parsed.success ? parsed.data : 'invalid'
  }
  const judged = (schema: z.ZodType, given: unknown): unknown => {
    const found = judgeOf(schema)(given)
    return typeof found === 'symbol' ? 'invalid' : found
  }

  const fields = TABLE_NAMES.flatMap((table) =>
    Object.entries<z.ZodType>(ROWS[table].shape).map(([name, schema]) => [`${table}.${name}`, schema] as const),
  )
  it('is judged as its schema judges it', () => {
    const judgedAs = ([name, schema]: (typeof fields)[number], given: unknown) => {
      expect({ [name]: judged(schema, given) }).toEqual({ [name]: whole(schema, given) })
    }
    for (const field of fields) for (const odd of ODD) judgedAs(field, odd)
    fc.assert(fc.property(fc.constantFrom(...fields), fc.anything(), judgedAs), { numRuns: deepRuns(300, 20_000) })
  })

  it.each([
    ['an address', z.email(), ['a@b.example', 'nobody']],
    ['words of some form', z.string().regex(/^a/), ['ab', 'ba']],
    ['words that are trimmed', z.string().trim(), [' a ']],
    ['a number that is not negative', z.number().int().min(0), [0, -1, 0.5]],
    ['a number of 32 bits', z.int32(), [1, 2 ** 40]],
    ['a choice with a rule', z.enum(['a', 'b']).refine((one) => one === 'a'), ['a', 'b']],
    ['a number out of words', z.coerce.number(), ['3', 'three']],
    ['a default', z.string().default('none'), [undefined, 'x']],
  ] as const)('of no plain kind is left to its schema: %s', (_, schema, given) => {
    for (const one of given) expect(judged(schema, one)).toEqual(whole(schema, one))
  })
})

describe('a list of rows', () => {
  /** Whole rows of the tables that come as lists. */
  const WHOLE: { readonly [T in TableName]?: Row<T> } = {
    contacts: {
      id: 'p1',
      name: null,
      number: '+447700900123',
      optedOut: false,
      consent: [{ at: 1, on: true, by: 'customer', how: 'text' }],
      createdAt: 1,
    },
    conversations: conversationRow('c1', { handoff: { route: 'r', by: 'a1', at: 1, note: null }, mergedInto: 'c2' }),
    messages: messageRow({ id: 'm1', conversationId: 'c1', body: 'See you' }),
    drafts: draftRow('d1', 'c1'),
    decisions: decisionRow('e1', 'c1'),
    agents: agentRow('a1'),
  }
  const row = fc
    .constantFrom(...(Object.keys(WHOLE) as (keyof typeof WHOLE)[]))
    .chain((table) =>
      fc.record({
        table: fc.constant(table),
        change: fc.dictionary(fc.constantFrom(...Object.keys(ROWS[table].shape), 'ofTomorrow'), value, { maxKeys: 2 }),
      }),
    )
    .map(({ table, change }) => ({ table, row: { ...WHOLE[table], ...change, id: WHOLE[table]!.id } }))

  it('is made ready as its rows are, one by one', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const changes = rows.map(({ table, row }, i): Change => ({ table, id: row.id, seq: i, row }))
        const lists = rows.map(({ table, row }, i): RowList => {
          const fields = Object.keys(row)
          return { table, fields, rows: [[i, ...Object.values(row)]] }
        })
        const { tables, ...rest } = makeReady(lists)
        const filled = new Map([...tables].filter(([, values]) => values.length > 0))
        expect({ tables: filled, ...rest }).toEqual(makeReady(changes))
      }),
      { numRuns: deepRuns(200, 20_000) },
    )
  })

  it('names the rows that do not have their form, and passes over a table that is not known', () => {
    const fields = Object.keys(WHOLE.agents!)
    const good = Object.values(WHOLE.agents!)
    const bad = good.map((one) => (one === true ? 'yes' : one)).with(fields.indexOf('id'), 'a2')
    const list = (table: string): RowList => ({
      table,
      fields,
      rows: [
        [1, ...good],
        [2, ...bad],
      ],
    })
    const { tables, unreadable } = makeReady([list('agents'), list('of tomorrow')])
    expect(unreadable).toEqual(['agents/a2'])
    expect([...tables.keys()]).toEqual(['agents'])
    expect(tables.get('agents')?.slice(0, 2)).toEqual(['a1', 1])
  })
})
