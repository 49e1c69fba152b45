import { expect, test } from 'vitest'
import { passwordProblem, strengthOf } from './password.ts'

test.each([
  ['short', 'needs at least 10 characters'],
  ['aaaaaaaaaaaa', 'repeats the same few characters'],
  ['password123', 'is one of the first that anybody would try'],
  ['Greenlight1!', 'is one of the first that anybody would try'],
  ['1234567890', 'is a row of neighbouring keys'],
  ['poiuytrewq', 'is a row of neighbouring keys'],
  ['ada@salon.test', 'is made of your name, your address or the venue'],
])('%s: %s', (password, problem) => {
  expect(passwordProblem(password, ['Ada Lovelace', 'ada@salon.test', 'Test Salon'])).toBe(problem)
  expect(strengthOf(password, ['Ada Lovelace', 'ada@salon.test', 'Test Salon'])).toBe('weak')
})

test('what is long and not known is taken, and longer is better', () => {
  const about = ['Ada Lovelace', 'ada@salon.test', 'Test Salon']
  for (const good of ['a long password', 'correct horse', 'tulips at noon, maybe', 'Überraschung 9'])
    expect(passwordProblem(good, about)).toBeNull()
  expect(strengthOf('kettledrum', about)).toBe('fair')
  expect(strengthOf('kettledrum on a Tuesday', about)).toBe('strong')
})
