import { expect, it } from 'vitest'
import { expectations } from './evals.ts'
import { cardName, playbookText, ruleText, scopeText } from './guidance.ts'
import { becameText } from './outcome.ts'

const service = (id: string) => (id === 'svc_trim' ? 'Trim' : undefined)

it('says what a case expects, each thing once', () => {
  expect(
    expectations(
      {
        intent: 'pricing',
        notIntent: 'hours',
        warrant: true,
        outcome: 'held',
        priceOf: 'svc_trim',
        contains: ['£35', 'dry'],
        avoids: ['cheap'],
        unlike: 'A trim is £30.',
      },
      service,
    ),
  ).toEqual([
    'is read as Pricing',
    'is not read as Opening hours',
    'wants a reply',
    'must not leave by itself',
    'quotes the price of Trim',
    'says “£35”, “dry”',
    'does not say “cheap”',
    'does not give the faulty text again',
  ])
  expect(expectations({ warrant: false, priceOf: 'gone', contains: [], avoids: [] }, service)).toEqual([
    'needs no reply',
    'quotes the price of a service that is gone',
  ])
})

it('says what would become of a text, and nothing of a reading that never was', () => {
  const warrant = { reply: true, reason: 'Replies: the text asks for an answer' }
  expect(becameText({ outcome: 'drafted', intent: 'pricing', confidence: 0.934, warrant })).toBe(
    'It would wait as a draft. Read as Pricing, 93 % sure. Replies: the text asks for an answer.',
  )
  const quiet = { reply: false, reason: '' }
  expect(becameText({ outcome: 'quiet', intent: 'general', confidence: 0, warrant: quiet })).toBe('No reply is needed.')
})

it('puts cards and playbooks into sentences', () => {
  const refund = { condition: 'someone mentions a refund', intents: [] }
  expect(ruleText('always_reply', refund)).toBe('Always reply when someone mentions a refund')
  expect(ruleText('stay_quiet', { condition: 'When they are late', intents: ['general'] })).toBe(
    'Stay quiet when they are late, in General chat',
  )
  expect(ruleText('always_reply', { condition: '', intents: [] })).toBe('Always reply for every text')
  expect(scopeText({ condition: '', intents: ['pricing', 'hours'] })).toBe('For Pricing, Opening hours')
  expect(cardName({ surface: 'reply', effect: 'say', text: 'Ask at the desk.', ...refund })).toBe('Ask at the desk.')
  const date = { key: 'date', label: 'Date', question: 'Which date?', kind: 'date' as const, options: [] }
  const route = { kinds: ['call', 'meeting'], ask: true, question: 'Which?' }
  expect(playbookText({ collect: [date], route })).toBe(
    'Asks for date; hands off: call or meeting, as the customer chooses',
  )
  expect(playbookText({ collect: [date], route: { ...route, ask: false } })).toBe('Asks for date; hands off: call')
})
