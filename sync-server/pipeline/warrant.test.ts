import { describe, expect, test } from 'vitest'
import type { GuidanceRow } from '#shared/rows.ts'
import { isMentioned } from './agents.ts'
import { ruled, warrant } from './warrant.ts'

const none = { mention: false, classifierOff: false, cards: [], instruction: '', intent: null }
const card = (effect: GuidanceRow['effect'], condition: string, more: Partial<GuidanceRow> = {}): GuidanceRow => ({
  ...{ id: condition, agentId: 'a', surface: 'classifier', intents: [], on: true, order: 1 },
  ...{ effect, condition, text: `About ${condition}`, ...more },
})

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
    expect(warrant([text])).toEqual({ reply: false, reason: expect.stringContaining(why) })
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
  ])('replies to %j', (text) => expect(warrant([text]).reply).toBe(true))

  test('one text that asks wants a reply for the whole turn', () => {
    expect(warrant(['thanks!', 'what time do you close']).reply).toBe(true)
    expect(warrant(['ok', 'thanks', '👍'])).toEqual({
      reply: false,
      reason: 'Stayed quiet: a thank-you needs no reply',
    })
  })
})

describe('what the owner has decided', () => {
  test('a mention or a classifier that is off always gets a reply, whatever a card says', () => {
    const cards = [card('stay_quiet', '')]
    expect(ruled(['thanks!'], { ...none, cards, mention: true })?.reply).toBe(true)
    expect(ruled(['thanks!'], { ...none, cards, classifierOff: true })?.reply).toBe(true)
    expect(ruled(['thanks!'], { ...none, cards })?.reply).toBe(false)
    expect(ruled(['thanks!'], none)).toBeNull()
  })

  test('the first card that applies decides, before the instruction, and is named', () => {
    const cards = [card('always_reply', 'a refund'), card('stay_quiet', 'money'), card('stay_quiet', 'jobs')]
    const rules = { ...none, cards, instruction: 'Never reply to messages about a refund. Ignore sales pitches.' }
    expect(ruled(['my money back, a refund'], rules)).toEqual({
      reply: true,
      reason: 'Replies: guidance card "About a refund"',
    })
    expect(ruled(['any jobs?'], rules)).toMatchObject({ reply: false })
    expect(ruled(['a sales pitch'], rules)).toEqual({
      reply: false,
      reason: 'Stayed quiet: the instruction "Ignore sales pitches"',
    })
    expect(ruled(['how much is a trim'], rules)).toBeNull()
  })

  test('a card of named intents applies to those alone', () => {
    const rules = { ...none, cards: [card('stay_quiet', '', { intents: ['hours'] })] }
    expect(ruled(['open?'], { ...rules, intent: 'hours' })?.reply).toBe(false)
    expect(ruled(['open?'], { ...rules, intent: 'pricing' })).toBeNull()
    expect(ruled(['open?'], rules)).toBeNull()
  })

  test('a condition that words cannot tell decides nothing', () => {
    expect(ruled(['hello'], { ...none, cards: [card('stay_quiet', 'they do not ask anything')] })).toBeNull()
  })
})

describe('a mention', () => {
  const named = (text: string, name = 'Front desk') => isMentioned({ name }, [text])
  test.each(['@Front desk hello', 'hello @FRONT DESK', '@frontdesk?', 'ok (@front  desk)', '@ front desk'])(
    'in %j',
    (text) => expect(named(text)).toBe(true),
  )
  test.each(['front desk', 'me@front desk', '@front', '@frontdesks', '@back desk', 'x@frontdesk.example'])(
    'not in %j',
    (text) => expect(named(text)).toBe(false),
  )
  test('names of every kind', () => {
    expect(named('hi @Zoë', 'Zoë')).toBe(true)
    expect(named('hi @a.b (c)', 'A.B (C)')).toBe(true)
    expect(named('hi @', ' ')).toBe(false)
    expect(named('write to @wren.example', 'Wren')).toBe(false)
    expect(named('thanks @Wren.', 'Wren')).toBe(true)
  })
})
