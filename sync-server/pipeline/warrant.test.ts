import { describe, expect, test } from 'vitest'
import { warrant } from './warrant.ts'

const on = { mention: false, classifierOff: false }

describe('warrant', () => {
  test.each([
    ['thanks!', 'thank-you'],
    ['Thanks so much x', 'thank-you'],
    ['ty', 'thank-you'],
    ['ok thanks', 'thank-you'],
    ['great, thank you for letting me know 😊', 'thank-you'],
    ['Cheers mate', 'thank-you'],
    ['No thanks', 'thank-you'],
    ['perfect thank u hun xx', 'thank-you'],
    ['thanks, see you Friday', 'thank-you'],
    ['ok 👍', 'OK'],
    ['OK', 'OK'],
    ['great', 'OK'],
    ['Perfect!', 'OK'],
    ['no worries', 'OK'],
    ['will do', 'OK'],
    ['sounds good', 'OK'],
    ['got it', 'OK'],
    ['see you then', 'goodbye'],
    ['See you tomorrow!', 'goodbye'],
    ['see you at 3pm', 'goodbye'],
    ['bye x', 'goodbye'],
    ['have a lovely weekend', 'goodbye'],
    ['👍', 'emoji'],
    ['❤️❤️', 'emoji'],
    ['😂', 'emoji'],
    ['xx', 'emoji'],
    ['haha', 'emoji'],
    ['', 'no words'],
    ['...', 'no words'],
  ])('stays quiet on %j', (text, why) => {
    expect(warrant([text], on)).toEqual({ reply: false, reason: expect.stringContaining(why) })
  })

  test.each([
    'How much is a balayage?',
    'thanks, how much is a trim',
    'Thanks! Are you open Sunday?',
    'ok what time',
    'yes',
    'yes please',
    'no',
    'ok book me in',
    'ok 3pm then, can you do that',
    'thanks but it is still broken',
    'thanks for nothing',
    'ok?',
    '?',
    'hi',
    'hello',
    'great service but my nail chipped',
    'thank you for ruining my hair',
    'see you in court',
    'ok cancel it',
    'perfect, Friday it is',
    '07700 900123',
    'my name is Sam',
    'just checking',
    'good morning',
    'stop texting me',
    '👍?',
    'not ok',
    'thanks, I need to move it',
    'Gel nails',
  ])('replies to %j', (text) => expect(warrant([text], on).reply).toBe(true))

  test('one text that asks wants a reply for the whole turn', () => {
    expect(warrant(['thanks!', 'what time do you close'], on).reply).toBe(true)
    expect(warrant(['ok', 'thanks', '👍'], on)).toEqual({
      reply: false,
      reason: 'Stayed quiet: a thank-you needs no reply',
    })
  })

  test('a mention or a classifier that is off always gets a reply', () => {
    expect(warrant(['thanks!'], { ...on, mention: true }).reply).toBe(true)
    expect(warrant(['thanks!'], { ...on, classifierOff: true }).reply).toBe(true)
  })
})
