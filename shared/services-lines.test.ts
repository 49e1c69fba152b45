import { expect, test } from 'vitest'
import { readServices } from './services-csv.ts'
import { csvOfLines } from './services-lines.ts'

test.each([
  ['Trim £35 30 min', { name: 'Trim', price: 3_500, minutes: 30 }],
  ['Trim, 30 mins, £35', { name: 'Trim', price: 3_500, minutes: 30 }],
  ['• Balayage – from £140, 3h', { name: 'Balayage', price: 14_000, priceFrom: true, minutes: 180 }],
  ['Full balayage\t$1,180.50\t2 h 30', { name: 'Full balayage', price: 118_050, minutes: 150 }],
  ['Gel nails 32+', { name: 'Gel nails', price: 3_200, priceFrom: true }],
  ['1. Cut and finish (90 minutes) GBP 48', { name: 'Cut and finish', price: 4_800, minutes: 90 }],
])('%s', (line, service) => {
  const { lines, bad } = readServices(csvOfLines(line))
  expect(bad).toEqual([])
  expect(lines[0]!.service).toMatchObject(service)
})

test('a line without a price is named by its number, and costs no other', () => {
  const { lines, bad } = readServices(csvOfLines('Trim 35\n\nPatch test\nColour 60'))
  expect(lines.map((one) => one.service.name)).toEqual(['Trim', 'Colour'])
  expect(bad.map((one) => one.row - 1)).toEqual([3])
})
