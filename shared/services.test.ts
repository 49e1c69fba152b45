import { expect, test } from 'vitest'
import { avoidedIn } from './avoid.ts'
import { servicesIn } from './services.ts'
import { WILLOW } from './willow.fixture.ts'

const named = (text: string, slips = true) => servicesIn(text, WILLOW.services, slips).map((one) => one.service.id)

test.each([
  ['How much is a balayage?', ['balayage']],
  ['FULL BALAYAGE please', ['full']],
  ['a balayage and a trim', ['balayage', 'trim']],
  ['ballayage', ['balayage']],
  ['balyage', ['balayage']],
  ['trims', ['trim']],
  ['get my hair trimmed', ['trim']],
  ['gel nail', ['nails']],
  ['gelnails', ['nails']],
  ['cut & blowdry', ['cut']],
  ['a tidy up', ['trim']],
  ['grim', []],
  ['a perm', []],
  ['how much is it', []],
])('%s', (text, expected) => expect(named(text)).toEqual(expected))

test('a slip is no name where only right spelling counts', () => {
  expect(named('Ballayage is £140', false)).toEqual([])
})

test.each([
  ['Hi Babe!', ['babe'], ['babe']],
  ['Thanks babes', ['babe'], ['babe']],
  ['the babel fish', ['babe'], []],
  ['We are cheaply run', ['cheap'], ['cheap']],
  ['it is hugging', ['hug'], ['hug']],
  ['No worries at all', ['no worries'], ['no worries']],
  ['see https://book.example/babe', ['babe'], []],
])('avoid list: %s', (text, avoid, expected) => expect(avoidedIn(text, avoid)).toEqual(expected))
