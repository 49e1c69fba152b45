import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keywordOf } from './keywords.ts'

describe('keywords', () => {
  test.each([
    'STOP',
    'stop',
    ' Stop ',
    'Stop.',
    '"stop!"',
    'STOPALL',
    'Unsubscribe',
    'cancel',
    'END',
    'quit',
    'Revoke',
    'OptOut',
    'ＳＴＯＰ',
    '\u200bSTOP',
  ])('%j stops', (text) => expect(keywordOf(text)?.kind).toBe('stop'))
  test.each(['START', 'start', ' Unstop\n'])('%j starts', (text) => expect(keywordOf(text)?.kind).toBe('start'))
  test.each(['HELP', 'info', ' Help '])('%j asks for help', (text) => expect(keywordOf(text)?.kind).toBe('help'))
  test.each([
    'STOP this bill',
    'please stop',
    'stop texting me',
    'Cancel?',
    'cancel my appointment',
    'the end',
    'Start!',
    'HELP!!',
    'help me',
    'opt out',
    'S T O P',
    'stop stop',
    'yes',
    '',
    '!!!',
    '👍',
  ])('%j is no keyword', (text) => expect(keywordOf(text)).toBeNull())

  test('YES starts again only for somebody who has opted out', () => {
    expect(keywordOf('Yes', false)).toBeNull()
    expect(keywordOf('Yes', true)).toEqual({ kind: 'start', word: 'YES' })
    expect(keywordOf('yes please', true)).toBeNull()
  })

  test('names the word itself', () => expect(keywordOf(' cancel. ')).toEqual({ kind: 'stop', word: 'CANCEL' }))

  test('a keyword among other words is none', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 4 })
    fc.assert(fc.property(words, words, (before, after) => keywordOf([...before, 'STOP', ...after].join(' ')) === null))
  })
})
