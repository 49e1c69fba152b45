import { expect, it } from 'vitest'
import { readPeriods, typedPeriods } from './periods.ts'
import { problemsOf } from './problems.ts'

it('says what is wrong by the field, in the words of the schema', () => {
  expect(problemsOf('service.add', { name: '', price: -1, minutes: 3 })).toEqual({
    name: 'is empty',
    price: 'is below zero',
    minutes: 'is under 5',
  })
  expect(problemsOf('closure.add', { name: 'Refit', date: '2026-02-30' })).toEqual({
    date: 'is no date of the calendar',
  })
  expect(problemsOf('closure.add', { name: 'Refit', date: '2026-02-20', opens: 600, closes: 540 })).toEqual({
    '': 'ends before it begins',
  })
  expect(problemsOf('venue.edit', { bookingLink: '' })).toEqual({})
})

it('reads the hours of a day, or finds that one of them is no time', () => {
  const periods = [
    { opens: 840, closes: 1_080 },
    { opens: 540, closes: 780 },
  ]
  expect(readPeriods(typedPeriods(periods))).toEqual(periods.toReversed())
  expect(readPeriods([{ opens: '9', closes: 'late' }])).toBeNull()
})
