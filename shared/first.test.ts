import { expect, it } from 'vitest'
import { answersIn, FIRST_QUESTIONS, firstId } from './first.ts'

const said = FIRST_QUESTIONS.map(([method], place) => ({ t: 's', i: firstId(place), r: `of ${method}` }))

it('finds the answers by their questions, and none where one is missing or was refused', () => {
  const told = { t: 'q', m: 'presence', a: [] }
  expect(answersIn([told, ...said.toReversed()])).toEqual(
    Object.fromEntries(FIRST_QUESTIONS.map(([method]) => [method, `of ${method}`])),
  )
  expect(answersIn(said.slice(1))).toBeNull()
  expect(answersIn([{ ...said[0], e: { code: 'internal' } }, ...said.slice(1)])).toBeNull()
})
