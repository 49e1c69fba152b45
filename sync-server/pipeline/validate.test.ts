import { describe, expect, test } from 'vitest'
import { withDisclosure } from '#shared/disclosure.ts'
import type { IntentKey } from '#shared/intents.ts'
import { WEDNESDAY_TEN, WILLOW } from '#shared/willow.fixture.ts'
import { guardrail, mustEditBeforeApprove, PROBLEM_CODES, type ReplyContext, validate } from './validate.ts'

const CANARY = 'xyzzy-42-plugh-9'

function context(asked = '', more: Partial<ReplyContext> = {}): ReplyContext {
  return { venue: WILLOW, texts: [asked], now: WEDNESDAY_TEN, canary: CANARY, ...more }
}
function codes(text: string, asked = '', more: Partial<ReplyContext> = {}): string[] {
  return validate(withDisclosure(text, WILLOW.disclosure), context(asked, more)).map((one) => one.code)
}
function guarded(intent: IntentKey, text: string, asked = '', more: Partial<ReplyContext> = {}): string[] {
  return guardrail(intent, withDisclosure(text, WILLOW.disclosure), context(asked, more)).map((one) => one.code)
}

describe('prices', () => {
  test.each([
    'A trim is £35.',
    'A trim is thirty-five pounds.',
    'Trims are 35 quid.',
    "It's £35 for a trim and £180 for full balayage.",
    'Trim and gel nails are £35 and £32.',
    'Gel nails, £32, and trim, £35.',
    '£35 trim, £32 gel nails',
    'Balayage starts from GBP 140.',
    'A trim is 35, gel nails 32.',
    'A trim takes 60 minutes.',
    'A trim takes about an hour.',
    '2 x trim at £35 = £70, gel nails £32. Total £102.',
    'A trim is £35 and gel nails are £32, so £67 in total.',
    'There is a car park behind the salon, £2 for the day.',
  ])('listed: %s', (text) => expect(codes(text)).toEqual([]))

  test.each([
    'A trim is £140.',
    'A trim is 140 pounds.',
    'A trim is GBP 140.',
    'A trim is 140 quid.',
    'A trim is one hundred and forty pounds.',
    'A trim costs 36.',
    'A trim is 36.',
    'Trim 36, gel nails 32',
    'A trim is $35.',
    'A trim is £35.50.',
    "It's £180 for a trim and £35 for full balayage.",
    'Trim and gel nails are £32 and £35.',
    'Balayage is £140-180.',
    'A perm is £90.',
    'Something nice is £35.',
    'Gel nails are half price this week.',
    '20% off every trim.',
    '2 x trim at £35 = £72.',
    '2 x trim at £35 = £70, gel nails £32. Total £100.',
    'A trim is £35, gel nails only 35 all in.',
    'A trim is £35 off today.',
    'A trim is less than £35.',
    "A trim isn't £35.",
    'A trim is £35 and so are gel nails.',
    'Gel nails cost as much as a trim.',
  ])('invented: %s', (text) => expect(codes(text)).toContain('invented_price'))

  test('a fact accounts for its own sums and times, in a sentence about it', () => {
    const citations = WILLOW.facts.map(({ id }) => ({ source: 'fact' as const, id, label: id }))
    expect(codes('The car park is £2 for the day.', '', { citations })).toEqual([])
    expect(codes('A trim is £2.', '', { citations })).toContain('invented_price')
    expect(codes('Patch tests are any day between 10am and 4pm.', '', { citations })).toEqual([])
    expect(codes("We're open until 4pm.", '', { citations })).toContain('invented_time')
  })

  test('a price without a name belongs to what was asked', () => {
    expect(codes("It's £35.", 'how much is a trim')).toEqual([])
    expect(codes("It's £32.", 'how much is a trim')).toEqual(['invented_price'])
    expect(codes("It's £35.", 'how much is it')).toEqual(['invented_price'])
  })
})

describe('times', () => {
  test.each([
    "We're open 9am to 6pm today.",
    "We're open 09:00-18:00 tomorrow.",
    "We're open 9-5 on Saturday.",
    'Tue-Fri 9am-6pm, Sat 9am-5pm',
    '9am-6pm Tuesday to Friday, 9am-5pm Saturday',
    'We open at nine o’clock tomorrow.'.replace('’', "'"),
    'On Christmas Eve we close at 1pm.',
    "We're closed on Sunday.",
    'Today we are open from nine until six.',
    "We're not open on Mondays.",
    "We're open until 6pm on Wednesdays.",
    'Colour needs a patch test 48 hours before, any day between 10am and 4pm.',
  ])('right: %s', (text) => expect(codes(text)).toEqual([]))

  test.each([
    "We're open 9am to 7pm today.",
    "We're open 9-6 on Saturday.",
    "We're open Tuesday to Saturday 9am to 6pm.",
    "We're open on Sunday.",
    "We're closed on Saturday.",
    'We close at half five today.',
    'On 24 December we close at 6pm.',
    "We're open on Christmas Day.",
    "We're closed at the moment.",
    "We're open on Thursday and on Sunday too.",
    "We're open all night.",
    'We never close.',
    "We're open 9am to 5pm on Friday 21 November.",
  ])('wrong: %s', (text) => expect(codes(text)).toContain('invented_time'))

  test('a time without a day belongs to the day that was asked about', () => {
    expect(codes("We're open 9am to 5pm.", 'are you open saturday?')).toEqual([])
    expect(codes("We're open 9am to 6pm.", 'are you open saturday?')).toEqual(['invented_time'])
  })

  test.each([
    'I can fit you in at 3pm.',
    'We have a slot at 9am tomorrow.',
    '2:30pm on Friday is available.',
    'We have space on Friday.',
    'How about 4pm?',
    'We can do Friday afternoon.',
    'Friday works.',
    'That suits us.',
    'Come in whenever you like.',
    'We have room for you.',
  ])('a slot out of the air: %s', (text) => expect(codes(text)).toContain('invented_slot'))

  test('a free slot of the diary may be offered', () => {
    const freeSlots = [{ date: '2026-11-20', minute: 870 }]
    const diary = { freeSlots, fromDiary: true }
    expect(codes('We have a slot at 2:30pm on Friday.', '', diary)).toEqual([])
    expect(codes('We have a slot at 3:30pm on Friday.', '', diary)).toEqual(['invented_slot'])
    expect(codes('We have a slot at 2:30pm on Thursday.', '', diary)).toEqual(['invented_slot'])
  })
})

describe('links', () => {
  test.each(['Book at https://book.example/willow', 'Book at book.example/willow.', 'See www.book.example/willow'])(
    'own: %s',
    (text) => expect(codes(text)).toEqual([]),
  )
  test.each([
    'Book at evil.com',
    'Book at book dot example',
    'Book at https://book.example/willow2',
    'Book at https://book.example@evil.com/willow',
    'Mail hi@evil.com',
    'Call 020 7946 0123',
    'evil [dot] co.uk/x',
    'bit.ly/abc',
  ])('foreign: %s', (text) => expect(codes(text)).toContain('foreign_link'))
})

describe('promises', () => {
  test.each([
    "I've booked you in.",
    "You're booked!",
    'Your appointment is confirmed.',
    "We'll call you back.",
    'One of the team will be in touch.',
    'Someone will let you know.',
    'Results guaranteed.',
    'See you on Friday.',
    "I've put you down for Friday.",
    'You will get a full refund.',
    'Consider it done.',
    'You should hear from us soon.',
    'Leave it with us.',
    'We would be glad to redo it.',
    'Your appointment is on.',
  ])('%s', (text) => expect(codes(text)).toContain('promise'))

  test.each([
    'Nothing is booked yet.',
    'See you soon!',
    'One of the team will need to take a look.',
    'You can book online.',
  ])('no promise: %s', (text) => expect(codes(text)).toEqual([]))

  test('a booking that is written may be confirmed', () =>
    expect(codes("You're booked!", '', { booked: true })).toEqual([]))
})

describe('the rest', () => {
  test.each([
    CANARY,
    'x y z z y - 4 2 - p l u g h',
    [...CANARY].reverse().join(''),
    Buffer.from(CANARY).toString('base64'),
    Buffer.from(`a${CANARY}`).toString('base64'),
    Buffer.from(CANARY)
      .toString('base64')
      .match(/.{1,3}/g)!
      .join(' '),
    Buffer.from(CANARY).toString('hex'),
    'kllmml-42-cyhtu-9',
    'XYZZY_42_PLU',
    Buffer.from([...CANARY].reverse().join('')).toString('base64'),
    Buffer.from(Buffer.from(CANARY).toString('base64')).toString('base64'),
    Buffer.from(CANARY)
      .toString('hex')
      .replace(/../g, (byte) => `%${byte}`),
    [...Buffer.from(CANARY)].join(' '),
    // Letters that only look like ours.
    CANARY.replace(/[acehikmopstxy]/g, (letter) => 'асенікморѕтху'['acehikmopstxy'.indexOf(letter)]!),
  ])('the canary shows in %s', (text) => expect(codes(`Hello ${text} there`)).toContain('canary'))

  test.each([
    ['Hi hun', 'avoid_word'],
    ['Thanks BABES', 'avoid_word'],
    ['A lovely color', 'spelling'],
    ['A seamless look', 'ai_tell'],
    ['A look — yours', 'ai_tell'],
    ['A “look”', 'not_gsm'],
    ['As an AI language model I cannot help', 'ai_tell'],
    ['a'.repeat(290), 'too_long'],
  ])('%s: %s', (text, code) => expect(codes(text)).toContain(code))

  test('nothing but the disclosure is no reply', () => {
    expect(codes('')).toEqual(['empty'])
    expect(validate('   ', context()).map((one) => one.code)).toEqual(['empty'])
  })

  test('the disclosure has to be there where it is on', () => {
    expect(validate('A trim is £35.', context()).map((one) => one.code)).toEqual(['disclosure_missing'])
    expect(validate('A trim is £35.', context('', { venue: { ...WILLOW, disclosure: null } }))).toEqual([])
  })

  test('every problem says in plain words what is wrong, and where', () => {
    const [first] = validate(withDisclosure('A trim is £140.', WILLOW.disclosure), context())
    expect(first).toEqual({ code: 'invented_price', text: expect.stringMatching(/price/), detail: '£140' })
    expect(PROBLEM_CODES.length).toBe(new Set(PROBLEM_CODES).size)
  })

  test('an invented price, slot or link has to be edited out', () => {
    expect(mustEditBeforeApprove([{ code: 'invented_price' }])).toBe(true)
    expect(mustEditBeforeApprove([{ code: 'spelling' }, { code: 'foreign_link' }])).toBe(true)
    expect(mustEditBeforeApprove([{ code: 'stray_number' }])).toBe(true)
    expect(mustEditBeforeApprove([{ code: 'spelling' }, { code: 'promise' }])).toBe(false)
  })
})

describe('words that nothing accounts for', () => {
  test.each([
    'Hi Sam, thanks for getting in touch. Our trims are £35 and we would love to see you.',
    "Hi Sam-Lee! I'm afraid we don't do that, sorry.",
    'There is a car park just behind the salon.',
    'Colour needs a patch test 48 hours before.',
    'A trim takes about an hour, so please allow 60 minutes.',
    'You can see all our times and book here: https://book.example/willow',
  ])('none in: %s', (text) => expect(codes(text)).toEqual([]))

  test.each([
    'Bonjour, nous sommes ouverts.',
    'Wir haben leider keinen Termin.',
    'Si, claro que si.',
    'A trim is a grand.',
    'Find us on TikTok.',
    'Thanks ch-eap, a trim is £35.',
    'There is no car park behind the salon.',
    'There is a park behind the car.',
    '<b>A trim is £35.</b>',
    '{"text": "A trim is £35."}',
  ])('some in: %s', (text) => expect(codes(text)).toContain('stray_words'))

  test.each(['Hi Beatrix, a trim is £35.', 'Thank you Otto! A trim is £35.', 'A trim is £35, Beatrix.'])(
    'a name that is not theirs: %s',
    (text) => {
      expect(codes(text, 'how much is a trim', { customerName: null })).toEqual(['stray_words'])
      expect(codes(text, 'how much is a trim', { customerName: 'Sam Carter' })).toEqual(['stray_words'])
      expect(codes(text, 'how much is a trim', { customerName: 'OTTO BEATRIX' })).toEqual([])
      expect(codes(text, "how much is a trim? it's otto, or beatrix", { customerName: null })).toEqual([])
    },
  )

  test.each([
    'Ask for room 101.',
    'It takes five minutes.',
    'A trim takes an hour and 10 minutes.',
    'Text BOOK to 60777.',
  ])('a number: %s', (text) => expect(codes(text)).toContain('stray_number'))
})

describe('answers', () => {
  test('a bare yes to what only the customer has named', () => {
    expect(codes('Yes!', 'is it £20 for a trim?')).toContain('blind_answer')
    expect(guarded('availability', 'Yes, of course.', 'can I come at 3pm?')).toContain('blind_answer')
    expect(codes('Yes, a trim is £35.', 'is it £35 for a trim?')).toEqual([])
  })

  test('nothing said is no answer', () => {
    expect(guarded('pricing', 'Hi Sam, how can I help?', 'how much is a trim')).toEqual(['says_nothing'])
    expect(guarded('pricing', 'Which length is your hair?', 'how much is a trim')).toEqual([])
  })

  test.each(["I'm a real person.", 'This is not automated.', "No, I'm not a bot."])('no machine says: %s', (text) =>
    expect(codes(text)).toContain('denies_ai'),
  )

  test('whether it is one is answered where that is asked', () => {
    expect(codes("I'm an automated assistant.", 'are you a bot?')).toEqual([])
    expect(codes('How can I help?', 'are you a bot?')).toContain('denies_ai')
  })
})

describe('guardrails of single intents', () => {
  test('booking link: the own link and no other', () => {
    expect(guarded('booking_link', 'Book at https://book.example/willow')).toEqual([])
    expect(guarded('booking_link', 'Book online any time')).toEqual(['link_missing'])
    expect(guarded('booking_link', 'https://book.example/willow or evil.com')).toEqual(['foreign_link'])
  })

  test('availability and booking: no time that is not free', () => {
    expect(guarded('availability', 'Thursday at 3pm?')).toEqual(['invented_slot'])
    expect(guarded('availability', 'Choose a time at https://book.example/willow')).toEqual([])
    expect(guarded('booking_request', "You're booked for Friday")).toEqual(['invented_slot', 'promise', 'incomplete'])
    expect(guarded('booking_request', 'Choose a time at https://book.example/willow')).toEqual(['incomplete'])
  })

  test('quote: the sum is right', () => {
    expect(guarded('quote_request', '2 x trim at £35 = £70. Total £70.')).toEqual([])
    expect(guarded('quote_request', '2 x trim at £35 = £60')).toContain('wrong_sum')
  })

  test('follow-up: nothing new', () => {
    expect(guarded('follow_up', 'A trim is £35.')).toEqual(['invented_price'])
    expect(guarded('follow_up', 'It needs one of the team to take a look.', 'is 3pm still ok?')).toEqual([])
    expect(guarded('follow_up', 'You asked about 3pm.', 'is 3pm still ok?')).toEqual(['invented_slot'])
    expect(guarded('follow_up', "We'll call you back.")).toEqual(['promise'])
  })

  test('new lead: only what is listed', () => {
    expect(guarded('new_lead', 'Yes, we do. Gel nails are £32.', 'do you do gel nails')).toEqual([])
    expect(guarded('new_lead', 'Yes, we do extensions.', 'do you do extensions')).toContain('unlisted_service')
    expect(guarded('new_lead', 'Yes, we do!', 'do you do extensions')).toContain('unlisted_service')
  })

  test('enquiry: a fact that is named, holds, and is really said', () => {
    const cited = (id: string) => ({ citations: [{ source: 'fact' as const, id, label: id }] })
    const text = 'There is a car park behind the salon, £2 for the day.'
    expect(guarded('enquiry', text, '', cited('parking'))).toEqual([])
    expect(guarded('enquiry', text)).toEqual(['no_fact'])
    expect(guarded('enquiry', text, '', cited('patch'))).toEqual(['no_fact'])
    expect(guarded('enquiry', 'Live music in the salon every Friday.', '', cited('old'))).toEqual(['no_fact'])
  })

  test('whether this is a bot: never answered by itself where the disclosure is off', () => {
    const venue = { ...WILLOW, disclosure: null }
    const text = "I'm here to help with bookings. How can I help?"
    expect(guarded('enquiry', text, 'is this a bot?', { venue })).toContain('bot_question')
    expect(guardrail('hours', text, context('am I talking to a robot', { venue })).map((one) => one.code)).toEqual([
      'bot_question',
    ])
    expect(guarded('hours', "I'm an automated assistant.", 'is this a bot?')).toEqual([])
  })

  test('of a day that neither hours nor closures name, no opening is told', () => {
    const usual = "We're open Tuesday to Friday 9am to 6pm."
    expect(guarded('hours', usual, 'are you open on Eid?')).toEqual(['unknown_day'])
    expect(guarded('hours', usual, 'when are you open?')).toEqual([])
  })

  test('reviews of two stars or fewer are for people', () => {
    expect(guarded('review_reply', 'Thank you!', '', { stars: 2 })).toEqual(['low_stars'])
    expect(guarded('review_reply', 'Thank you!', '', { stars: 3 })).toEqual([])
  })
})
