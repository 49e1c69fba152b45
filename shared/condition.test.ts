import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holds, readCondition } from './condition.ts'
import { readInstruction } from './instruction.ts'

const met = (condition: string, ...texts: string[]) => holds(readCondition(condition), texts)

describe('a condition', () => {
  test.each([
    ['', 'anything at all'],
    ['someone mentions a refund', 'can I get a refund?'],
    ['someone mentions a refund', 'I was REFUNDED half'],
    ['someone mentions a refund', 'I want my money back'],
    ['When a customer asks for their money back', 'refund please'],
    ['parking', 'Where can I park the car?'],
    ['asks about parking or the bus', 'which bus do I take'],
    ['a wedding, a hen do', "I'm getting married in June"],
    ['they want to bring a dog', 'is it ok to bring my puppy'],
    ['gift cards', 'do you sell gift vouchers'],
    ['the text contains "hair loss"', 'treatment for Hair Loss?'],
    ['mentions a wheelchair', 'is it step-free?'],
    ['asks about a patch test', 'do I need patch testing'],
    ['asks about a patch test', 'a test, with a patch'],
    ['crème brûlée', 'CREME BRULEE for two'],
    ['no-show fee', 'is there a no show charge'],
  ])('%j is met by %j', (condition, text) => expect(met(condition, text)).toBe(true))

  test.each([
    ['someone mentions a refund', 'how much is a trim'],
    ['bring a dog', 'can I bring my mum'],
    ['the text contains "hair loss"', 'loss of hair'],
    ['a wedding', 'weeding the garden'],
    ['asks about a patch test', 'test my nails'],
    ['asks whether we take cards', ''],
  ])('%j is not met by %j', (condition, text) => expect(met(condition, text)).toBe(false))

  test('the texts of a burst are one', () => {
    expect(met('bring a dog', 'could I bring someone?', 'my dog')).toBe(true)
  })

  test.each([
    'they do not mention a price',
    "the customer isn't happy",
    'without an appointment',
    'a party of more than 6',
    'the and of',
    '...',
  ])('%j cannot be told by words', (condition) => {
    expect(readCondition(condition).kind).toBe('unclear')
    expect(met(condition, condition)).toBe(false)
  })

  test('whatever is written, it is read without fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ maxLength: 200 }), (condition, text) => {
        expect(typeof met(condition, text)).toBe('boolean')
        readInstruction(condition)
      }),
    )
  })
})

describe('an instruction', () => {
  const decide = (instruction: string, text: string) =>
    readInstruction(instruction).directives.find((one) => holds(one.condition, [text]))?.reply

  test.each([
    ['Always reply when someone mentions a refund.', 'refund', true],
    ['Always reply to messages about weddings', 'our wedding', true],
    ['Never reply to job applications.', 'any jobs?', undefined],
    ['Never reply to anyone who asks about jobs', 'any vacancies going', false],
    ["Don't answer suppliers", 'partnership with our brand?', false],
    ['Ignore texts about recruitment, jobs', 'Are you hiring', false],
    ['Stay quiet.', 'anything', false],
    ['always reply', 'thanks', true],
    ['Reply to everything', 'ok', true],
    ['Be kind. Always reply when they mention a refund', 'refund', true],
    ['- Stay quiet when someone sends a "selfie"', 'my selfie', false],
  ])('%j on %j: %s', (instruction, text, reply) => expect(decide(instruction, text)).toBe(reply))

  test('lines that only a model can follow are named', () => {
    expect(readInstruction('Use your judgement.\nNever reply unless they ask\nAlways reply').unread).toEqual([
      'Use your judgement.',
      'Never reply unless they ask',
    ])
  })
})
