import { describe, expect, test } from 'vitest'
import type { VenueFacts } from '#shared/facts.ts'
import type { IntentKey } from '#shared/intents.ts'
import { WEDNESDAY_TEN, WILLOW } from '#shared/willow.fixture.ts'
import { asksWhetherBot, compose } from './compose.ts'

function reply(
  intent: IntentKey,
  text: string,
  venue: Partial<VenueFacts> = {},
  more: { name?: string | null; now?: number; plain?: boolean } = {},
) {
  return compose({
    texts: [text],
    intent,
    customerName: more.name === undefined ? 'Sam Carter' : more.name,
    venue: { ...WILLOW, ...venue },
    now: more.now ?? WEDNESDAY_TEN,
    ...(more.plain ? { problems: ['too_long'] } : {}),
  })
}
const said = (...args: Parameters<typeof reply>) => reply(...args)?.text ?? null

describe('pricing', () => {
  test.each([
    ['How much is a balayage?', /balayage starts from £140 and a full balayage is £180\./],
    ['how much r gel nails', /Gel nails are £32\./],
    ['price for a trim pls', /A trim is £35\./],
    ['cost of cut & blowdry?', /ut and blow dry is £52\.50\./],
    ['how much is a full balayge', /ull balayage is £180\./],
    ['full balayage and a trim - how much?', /full balayage is £180 and a trim is £35\./],
    ['how much is it for nails', /Gel nails are £32\./],
    ['how much for 3 trims and 2 gel nails', /3 x trim at £35 = £105, 2 x gel nails at £32 = £64\. Total £169\./],
    ['how much is it?', /which treatment/i],
    ['Yes, that sounds good. What is the total cost?', /which treatment/i],
    ["perfect, what's the damage", /which treatment/i],
    ['can i see your price list', /trim £35/],
  ])('%s', (text, expected) => expect(said('pricing', text)).toMatch(expected))

  test.each([
    'how much is a perm',
    'how much is a beard trim',
    'how much is a trim and a perm',
    'how much is gel nail removal',
    'how much for a trim for my son',
    'deposit for a balayage?',
    'how much is a trim at Toni and Guy',
    'how much is a train ticket to York',
    'how much to fix a bad balayage',
    'price for nail trim',
    'do you have any offers on',
    'what discounts do you have',
    'Yes, perfect. How much is the ride?',
    'what is the total for the room',
  ])('%s is left to a person', (text) => expect(said('pricing', text)).toBeNull())

  test('rests on the services it names, and on the link', () => {
    expect(reply('pricing', 'How much is a balayage?')?.citations).toEqual([
      { source: 'service', id: 'balayage', label: 'Balayage from £140' },
      { source: 'service', id: 'full', label: 'Full balayage £180' },
      { source: 'booking_link', id: 'booking_link', label: WILLOW.bookingLink },
    ])
  })

  test('in the money of the venue', () => {
    expect(said('pricing', 'how much is a trim', { currency: 'AUD', locale: 'en-AU' })).toContain('$35')
  })
})

describe('hours', () => {
  test.each([
    ['Are you open Sunday?', "Sorry, we're closed on Sunday. We're next open on Tuesday, 9am to 6pm."],
    ['are u open sat', /open (?:9am to 5pm on Saturday|on Saturday, 9am to 5pm)\./],
    ['what time do you close?', /(?:close at|open until) 6pm today\./],
    ['what time do you close on saturday', /(?:close at 5pm on|open until 5pm on) Saturday\./],
    ['what time do you close on fridays', /On Fridays we close at 6pm\./],
    ['what time do you open and close saturday', /9am to 5pm/],
    ['are you open?', /Yes, we're open until 6pm today\./],
    ['are you open today', /9am to 6pm/],
    ['open tmrw?', /tomorrow/],
    ['are you open this weekend', "We're open Saturday 9am to 5pm, and closed Sunday."],
    ['open mon or tue', "We're open Tuesday 9am to 6pm, and closed Monday."],
    ['do you open on fridays', /9am to 6pm/],
    [
      'opening times please',
      "We're open Tuesday to Friday 9am to 6pm and Saturday 9am to 5pm, and closed Sunday and Monday.",
    ],
    ["what are your opening times, can't find them on the website", /Tuesday to Friday 9am to 6pm/],
    ['are you open on christmas eve', /Thursday 24 December \(Christmas Eve\)/],
    ['are you open 25th december', "Sorry, we're closed on Friday 25 December (Christmas Day)."],
    ['what are your hours over christmas?', /Thursday 24 December 9am to 1pm, and closed Friday 25 December/],
  ])('%s', (text, expected) => {
    const text_ = said('hours', text)
    if (typeof expected === 'string') expect(text_).toContain(expected)
    else expect(text_).toMatch(expected)
  })

  test.each([
    'are you open boxing day',
    'when does the kitchen close',
    'is Jess in on Saturday',
    'opening hours of the gym',
    'do you open on bank holidays',
    'are you open on the 31st of june',
    'are you open 12/25',
    'what time do you close on 31st',
    'are you open friday 21 november',
    'are you open on 24 november 2027',
    'are you open on Eid?',
    'open Hanukkah?',
    'are you open over the summer holidays',
    'are you open during half term',
    'are you open on Chinese New Year',
    'are you open on Black Friday',
    'are you open on Remembrance Sunday',
    "are you open on Mother's Day",
    'are you open May Day',
    'are you open on the long weekend',
    'when are you closed in august',
    'are you open on Navy Day',
    'are you open over Twixmas',
  ])('%s is left to a person', (text) => expect(said('hours', text)).toBeNull())

  test('an occasion that a closure is called after is answered', () => {
    const closures = [
      ...WILLOW.closures,
      { id: 'eid', date: '2027-03-10', name: 'Eid', opens: null, closes: null },
      { id: 'may', date: '2027-05-03', name: 'Early May bank holiday', opens: null, closes: null },
    ]
    const asks = (text: string) => said('hours', text, { closures })
    expect(asks('are you open on Eid?')).toContain('closed on Wednesday 10 March (Eid)')
    expect(asks('are you open on Diwali?')).toBeNull()
    expect(asks('are you open on the may bank holiday')).toContain('closed on Monday 3 May')
    expect(asks('may I ask when you are open?')).toContain('Tuesday to Friday')
    expect(asks('are you open May Day?')).toBeNull()
  })

  test('past closing time it says so', () => {
    expect(said('hours', 'are you open now?', {}, { now: Date.parse('2026-11-21T18:00:00Z') })).toContain(
      "we have closed for today. We're next open on Tuesday, 9am to 6pm.",
    )
  })

  test('a closure of the coming fortnight is told with the week', () => {
    expect(said('hours', 'what are your opening hours', {}, { now: Date.parse('2026-12-16T10:00:00Z') })).toContain(
      "On Thursday 24 December we're open 9am to 1pm (Christmas Eve). On Friday 25 December we're closed (Christmas Day).",
    )
  })
})

describe('the other intents', () => {
  test('booking link', () =>
    expect(said('booking_link', 'send me your booking link')).toMatch(/https:\/\/book\.example\/willow$/))

  test('an enquiry is answered with a fact, and cites it', () => {
    expect(reply('enquiry', 'Is there parking?')).toMatchObject({
      text: expect.stringContaining('There is a car park behind the salon'),
      citations: [{ source: 'fact', id: 'parking', label: 'Parking' }],
    })
  })

  test('an expired fact answers nothing', () => expect(said('enquiry', 'is there music')).toBeNull())

  test('a keyword that belongs to another thing answers nothing', () =>
    expect(said('enquiry', 'national park tickets')).toBeNull())

  test('how long it takes', () =>
    expect(said('enquiry', 'how long does a balayage take')).toContain('about 2 hours 30 minutes'))

  test('only listed services are affirmed', () => {
    expect(said('new_lead', 'hi do you do gel nails')).toContain('Yes, we do')
    expect(said('new_lead', "Hi, do you do extensions? I'm new")).toBeNull()
    expect(said('new_lead', "I'm interested in your services, I've never been before")).toContain('trim £35')
    expect(said('new_lead', "I'm interested in your classes")).toBeNull()
  })

  test('a quote asks for what is missing', () => {
    expect(said('quote_request', 'Quote for a bridal party of 5?')).toContain(
      'Which treatments would the 5 of you like?',
    )
    expect(said('quote_request', 'quote for a balayage and a trim')).toContain('Total from £175')
    expect(said('quote_request', 'quote for a trim and 4 gel nails')).toContain(
      'rim £35, 4 x gel nails at £32 = £128. Total £163.',
    )
    expect(said('quote_request', 'quote for gel nails for 4 people')).toContain('4 x gel nails at £32 = £128.')
    expect(said('quote_request', 'quote for 2 gel nails and five trims')).toContain('5 x trim at £35 = £175')
  })

  test.each([
    'quote for balayage for 0 people',
    'quote for 0 gel nails',
    'quote for zero trims',
    'quote for -3 trims',
    'quote for half a trim',
    'quote for 1.5 trims',
    'quote for a few trims',
    'quote for both trims',
    'quote for 300 trims',
    'quote for ten gel nails with 10% off',
    'trims for me my husband and 3 kids',
  ])('no sum is made of "%s"', (text) => expect(said('quote_request', text)).toBeNull())

  test('a deposit is not the price', () =>
    expect(said('pricing', 'how much deposit do I need for balayage')).toBeNull())

  test('no time is offered or confirmed without a diary', () => {
    for (const [intent, text] of [
      ['availability', 'any time for a trim Thursday at 2pm?'],
      ['booking_request', "Book me a trim Fri 3pm, it's Sam"],
    ] as const) {
      expect(said(intent, text)).toContain(WILLOW.bookingLink)
      expect(said(intent, text)).not.toMatch(/[23]\s?pm/)
    }
  })

  test('a day on which the venue is closed is not offered', () => {
    expect(said('availability', 'got anything sunday?')).toContain("we're closed on Sunday")
  })

  test('a follow-up promises nothing', () =>
    expect(said('follow_up', 'did you hear back about my colour?')).toMatch(/the team/))

  test.each(['complaint', 'risk', 'noise', 'review_reply'] as const)('%s gets no words of ours', (intent) =>
    expect(said(intent, 'How much is a trim?')).toBeNull(),
  )
})

describe('is this a bot?', () => {
  test('honestly where disclosure is on', () =>
    expect(said('general', 'Is this a bot?')).toMatch(/automated assistant/))

  test('in the fixed words where it is off', () => {
    expect(said('general', 'am I talking to a real person?', { disclosure: null })).toBe(
      "I'm here to help with bookings. How can I help?",
    )
  })

  test.each([
    'is this a bot',
    'are you a robot?',
    'r u human',
    'am i speaking to a real person',
    'are you an actual live person',
    'so am i just talking to a bot',
    'human?',
    'are you a bot',
    'Are you a robot?',
    'is this a real person?',
    'am I talking to a human or a computer',
    'is this automated',
    'r u a bot',
    'are you an AI',
    'are you human?',
    'are you a real person or what',
    'am I speaking to a machine?',
    'is this chatgpt',
    'tell me if you are an ai',
    'bot or human?',
    'is this an automated reply',
  ])('%s', (text) => expect(asksWhetherBot(text)).toBe(true))
  test.each([
    'is this a good time',
    'is that a real balayage',
    'are you really closed',
    'is this real leather',
    'are you a hairdresser',
    'do you use human hair extensions',
    'are you real hair specialists',
    'is the booking automated when I pay online',
    'how much is it per person',
    'are you open',
    'can I book a robot vacuum demo',
    'is this person of the month',
  ])('not: %s', (text) => expect(asksWhetherBot(text)).toBe(false))
})

describe('voice', () => {
  test('each persona has its own words', () => {
    const texts = (['HOST', 'CONCIERGE', 'CASUAL', 'ENTHUSIAST'] as const).map((persona) =>
      said('pricing', 'how much is a trim', { persona }),
    )
    expect(new Set(texts).size).toBe(4)
    expect(texts[1]).not.toMatch(/'(?:re|ve|m)\b/)
  })

  test('the same turn always gets the same words, other turns others', () => {
    expect(said('pricing', 'how much is a trim')).toBe(said('pricing', 'how much is a trim'))
    const greetings = ['trim?', 'a trim', 'trim please', 'trim pls', 'trim cost?'].map(
      (text) => said('pricing', text)?.split('.')[0],
    )
    expect(new Set(greetings).size).toBeGreaterThan(1)
  })

  test.each([
    ['Sam Carter', 'Sam'],
    ['SAM', 'Sam'],
    ["siân o'neill", 'Sian'],
    ['Mrs Jones', null],
    ['李娜', null],
    ['07700 900123', null],
    [null, null],
  ])('%s is greeted as %s', (name, first) => {
    const text = said('pricing', 'how much is a trim', { persona: 'CASUAL' }, { name })
    expect(text).toMatch(first === null ? /^(?:Hi|Hey|Hiya)!/ : new RegExp(`^(?:Hi|Hey|Hiya) ${first}!`))
  })

  test('other words are found where the avoid list has the usual ones', () => {
    const text = said('pricing', 'how much is a trim', {
      avoid: ['thanks', 'thank you', 'welcome', 'any time', 'hello'],
    })
    expect(text).toMatch(/^Hi Sam\./)
  })

  test('nothing is written where the answer itself has such a word', () => {
    expect(said('pricing', 'how much is a trim', { avoid: ['trims'] })).not.toBeNull()
    expect(said('pricing', 'how much is a trim', { avoid: ['trim'] })).toBeNull()
  })

  test('a retry is plain', () =>
    expect(said('pricing', 'how much is a trim', {}, { plain: true })).toMatch(/^Hello Sam\. A trim is £35\./))

  test.each<[IntentKey, string, RegExp]>([
    [
      'pricing',
      'How much is a trim and how long does it take',
      /A trim is £35\..* about (?:\d+ minutes|1 hour) for your trim\./,
    ],
    ['enquiry', 'how long is a balayage and how much is it', /for your balayage\..*alayage starts from £140/],
    ['enquiry', 'is there parking and what time do you close today', /car park behind.*We close at 6pm today\./],
    ['hours', 'are you open saturday and do you do gel nails', /9am to 5pm.*we do[.!] Gel nails are £32\./],
    ['pricing', 'trim price? and whats the price of gel nails', /trim is £35 and gel nails are £32\./],
  ])('%s: %s', (intent, text, expected) => {
    expect(said(intent, text)).toMatch(expected)
    expect(reply(intent, text)?.doubts ?? []).toEqual([])
  })

  test.each<[IntentKey, string]>([
    ['pricing', 'How much is a trim? Also are you free friday at 2?'],
    ['pricing', 'how much is a trim and do you stock wigs'],
    ['enquiry', 'is there parking and who owns the place'],
    ['hours', 'are you open saturday and is jess in'],
  ])('%s: "%s" is answered in part, for a person to go on', (intent, text) =>
    expect(reply(intent, text)?.doubts).toEqual(['part']),
  )

  test.each<[IntentKey, string]>([
    ['availability', 'can i change my appointment to friday'],
    ['booking_request', 'please move my booking to 3pm'],
    ['follow_up', 'need to cancel my appointment tomorrow'],
    ['follow_up', 'running 10 mins late sorry'],
  ])('%s: "%s" is for a person to do', (intent, text) => {
    expect(reply(intent, text)?.doubts).toEqual(['act'])
    expect(said(intent, text)).not.toMatch(/\d|book/)
  })

  test('two questions in one turn are both answered', () => {
    const text = said('pricing', 'How much is a trim and are you open Saturday?')
    expect(text).toContain('A trim is £35.')
    expect(text).toMatch(/Saturday/)
    expect(said('pricing', 'How much is a trim? Also is there parking?')).toContain(
      '£35. There is a car park behind the salon',
    )
    expect(said('enquiry', 'is there parking and how much are gel nails')).toContain(
      '£2 for the day. Gel nails are £32.',
    )
  })
})
