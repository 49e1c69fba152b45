import { expect, test } from 'vitest'
import { byIntent, diagram, summary } from './report.ts'
import { type Judged, score } from './score.ts'

const one = (wanted: Judged['wanted'], intent: Judged['intent'], confidence: number, more: Partial<Judged> = {}) => ({
  text: 'a text',
  wanted,
  intent,
  confidence,
  wouldSend: false,
  held: [],
  ...more,
})

test('counts what is right, what is sent, and why the rest is not', () => {
  const found = score([
    one('pricing', 'pricing', 0.95, { wouldSend: true }),
    one('pricing', 'pricing', 0.95, { held: ['validation', 'no_answer'] }),
    one('availability', 'booking_request', 0.9, { wouldSend: true }),
    one('hours', 'pricing', 0.85, { wouldSend: true }),
    one('hours', 'pricing', 0.55, { held: ['confidence'] }),
    one('risk', 'hours', 0.9, { wouldSend: true }),
    one('unknown', 'enquiry', 0.3),
  ])
  expect(found.accuracy).toBeCloseTo(4 / 7)
  expect(found.send).toMatchObject({
    sent: 4,
    precision: 0.5,
    ofAll: 4 / 7,
    ofSendable: 3 / 5,
    ofAnswerable: 3 / 4,
    grave: 1,
  })
  expect(found.heldBy.get('pricing')).toEqual(new Map([['no_answer', 1]]))
  expect(found.heldBy.get('hours')).toEqual(new Map([['misread', 1]]))
  expect(found.confusion.get('hours')?.get('pricing')).toBe(2)
  expect(found.intents.find(({ intent }) => intent === 'pricing')).toMatchObject({ precision: 0.5, recall: 1, sent: 1 })
})

test('the calibration error is how far confidence and truth lie apart, in tenths', () => {
  const sure = Array.from({ length: 10 }, (_, n) => one('hours', n < 9 ? 'hours' : 'pricing', 0.95))
  expect(score(sure).ece).toBeCloseTo(0.05)
  expect(score([one('hours', 'hours', 1)]).ece).toBe(0)
  expect(score([]).ece).toBe(0)
})

test('a set that knows no enquiry has it under unknown; one that does, does not', () => {
  expect(score([one('unknown', 'enquiry', 0.5)]).accuracy).toBe(1)
  expect(score([one('unknown', 'enquiry', 0.5), one('enquiry', 'enquiry', 0.5)]).accuracy).toBe(0.5)
})

test('reads as tables and as a picture', () => {
  const found = score([one('hours', 'hours', 0.95, { wouldSend: true })])
  expect(summary(found)).toContain('| sent, of the texts whose intent may be sent | 100.0 % | 60 % |')
  expect(byIntent(found)).toContain('| `hours` | 1 | 100.0 % | 100.0 % | 1.000 | 1 |  |')
  expect(diagram(found, 'Title')).toMatch(/<circle .*1 texts: 95\.0 % sure, 100\.0 % right/)
})
