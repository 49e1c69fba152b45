import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { readServices } from './services-csv.ts'

const read = (...rows: string[]) => readServices(['name,price,from,minutes,aliases', ...rows].join('\n'))

test('prices, durations and yes or no as people write them', () => {
  const { lines, bad } = read(
    'a,35,,30,',
    'b,£35.5,,60 min,',
    'c,"£1,200.00",yes,1h 30,',
    'd,from £140,,2h,x; y|z',
    'e,90+,no,1:15,',
    'f,AUD 45,N,45,',
  )
  expect(bad).toEqual([])
  expect(lines.map((l) => l.service)).toEqual([
    { name: 'a', price: 3_500, minutes: 30 },
    { name: 'b', price: 3_550, minutes: 60 },
    { name: 'c', price: 120_000, priceFrom: true, minutes: 90 },
    { name: 'd', price: 14_000, priceFrom: true, minutes: 120, aliases: ['x', 'y', 'z'] },
    { name: 'e', price: 9_000, priceFrom: true, minutes: 75 },
    { name: 'f', price: 4_500, priceFrom: false, minutes: 45 },
  ])
})

test('semicolons, tabs, a byte order mark, other line ends, columns in another order, empty rows', () => {
  const expected = [{ row: 4, service: { name: 'Trim', price: 3_550, minutes: 30 } }]
  for (const delimiter of [';', '\t', ',']) {
    const cells = [['Minutes', ' PRICE', 'notes', 'Name'], ['', '', '', ''], [], ['30', '35.50', 'x', 'Trim']]
    const csv = `\uFEFF${cells.map((c) => c.join(delimiter)).join('\r\n')}\r\n\r\n`
    expect(readServices(csv)).toEqual({ lines: expected, bad: [] })
  }
})

test.each([
  ['Trim,,,30,', 'price: is empty'],
  ['Trim,-5,,30,', 'price: is no amount such as 35 or 35.50'],
  ['Trim,35.555,,30,', 'price: is no amount such as 35 or 35.50'],
  ['Trim,999999999,,30,', 'price: is too high'],
  [',35,,30,', 'name: is empty'],
  [`${'x'.repeat(81)},35,,30,`, 'name: is longer than 80 characters'],
  ['Trim,35,perhaps,30,', 'from: is neither yes nor no'],
  ['Trim,35,,soon,', 'minutes: is no number of minutes'],
  ['Trim,35,,2,', 'minutes: is under 5'],
  ['Trim,35,,30,a;A', 'aliases: has an entry twice'],
  ['Trim,1,200,,30,x', 'more cells than the head row has: put a cell with a comma in quotation marks'],
  ['"Trim,35,,30,', 'a quotation mark is not closed on this line'],
  ['"Trim"s,35,,30,', 'a quotation mark is not closed on this line'],
])('%s is a bad row, and the rows around it are read', (row, reason) => {
  const { lines, bad } = read('Cut,52,,60,', row, 'Pedicure,38,,50,', '"Gel, hands",32,,60,')
  expect(bad).toEqual([{ row: 3, reason }])
  expect(lines.map((l) => [l.row, l.service.name])).toEqual([
    [2, 'Cut'],
    [4, 'Pedicure'],
    [5, 'Gel, hands'],
  ])
})

test('without the two columns that it needs there is nothing to read', () => {
  for (const csv of ['', '\n\n', 'Trim,35', 'name,minutes\nTrim,30']) {
    expect(() => readServices(csv)).toThrow(/columns/)
  }
})

test('no good row is ever lost, whatever lies between', () => {
  const good = fc.record({
    name: fc.stringMatching(/^[A-Z][a-z ,;"']{0,20}[a-z]$/),
    price: fc.integer({ min: 0, max: 100_000 }),
  })
  const junk = fc.oneof(
    fc.constant('"'),
    fc.constant('x,"y'),
    fc.constant('"a"b,1'),
    fc.constant(',,,,,,,1'),
    fc.constant(''),
  )
  const rows = fc.array(fc.oneof(good, junk), { maxLength: 20 })
  fc.assert(
    fc.property(rows, (all) => {
      const lines = all.map((row, i) =>
        typeof row === 'string' ? row : Papa.unparse([[`${i} ${row.name}`, String(row.price), '', '30', '']]),
      )
      const wanted = all.flatMap((row, i) =>
        typeof row === 'string' ? [] : [[i + 2, `${i} ${row.name}`, row.price * 100]],
      )
      const { lines: found } = read(...lines)
      expect(found.map((l) => [l.row, l.service.name, l.service.price])).toEqual(wanted)
    }),
    { numRuns: 300 },
  )
})
