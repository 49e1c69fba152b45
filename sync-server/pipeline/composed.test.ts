/** Properties of the composer and the validation together, over random venues and questions. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { avoidedIn } from '#shared/avoid.ts'
import { withDisclosure } from '#shared/disclosure.ts'
import { type Closure, type Fact, type OpeningHours, PERSONAS, type Service, type VenueFacts } from '#shared/facts.ts'
import { addDays } from '#shared/holidays.ts'
import { INTENT_KEYS } from '#shared/intents.ts'
import { formatMoney, moneyIn } from '#shared/money.ts'
import { gsm7Length, segmentsOf } from '#shared/segments.ts'
import type { ComposeInput } from '../engines/engine.ts'
import { asksWhetherBot, compose } from '../engines/local/compose.ts'
import { namesOf, polish } from './polish.ts'
import { bookingNothing } from './request.ts'
import { guardrail, MOST_CHARACTERS, type ReplyContext, validate } from './validate.ts'

const RUNS = process.env.GREENLIGHT_DEEP ? 20_000 : 300
const SEED = Number(process.env.GREENLIGHT_SEED ?? Date.now() % 1_000_000)

const NAMES = [
  'Balayage',
  'Full balayage',
  'Trim',
  'Fringe trim',
  'Gel nails',
  'Cut and blow dry',
  'Blow dry',
  'Brazilian blow dry',
  'Highlights',
  'Half head highlights',
  'Brow & lash tint',
  'Color refresh',
  'Express facial 30',
  'Crème peel',
  'LVL lashes',
  'Sunday special',
  'Perm',
]
const money = fc.oneof(
  fc.integer({ min: 1, max: 300 }).map((pounds) => pounds * 100),
  fc.integer({ min: 50, max: 150_000 }),
)
const minute = fc.integer({ min: 0, max: 96 }).map((quarter) => quarter * 15)

const services: fc.Arbitrary<Service[]> = fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 12 }).chain((names) =>
  fc.tuple(
    ...names.map((name, n) =>
      fc
        .record({
          price: money,
          priceFrom: fc.boolean(),
          minutes: fc.constantFrom(0, 30, 60, 135),
          active: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
        })
        .map((rest): Service => ({ id: `s${n}`, name, aliases: name === 'Trim' ? ['tidy up'] : [], ...rest })),
    ),
  ),
)

const hours: fc.Arbitrary<OpeningHours[]> = fc
  .array(fc.record({ day: fc.integer({ min: 1, max: 7 }), opens: minute, closes: minute }), { maxLength: 10 })
  .map((rows) => rows.filter((row) => row.opens < row.closes).map((row, n) => ({ id: `h${n}`, ...row })))

/** Any quarter of an hour from 2026 to 2028. */
const instant = fc.integer({ min: 0, max: 70_000 }).map((quarter) => Date.UTC(2026, 0, 1) + quarter * 900_000)

const closures = (now: number): fc.Arbitrary<Closure[]> =>
  fc
    .array(
      fc.record({
        ahead: fc.integer({ min: 0, max: 60 }),
        name: fc.constantFrom('Christmas Day', 'Staff training until 2pm', 'Bank holiday Monday', 'Refit', 'Été'),
        span: fc.option(fc.tuple(minute, minute)),
      }),
      { maxLength: 4 },
    )
    .map((rows) =>
      rows.map(({ ahead, name, span }, n): Closure => {
        const date = addDays(new Date(now).toISOString().slice(0, 10), ahead)
        const isOpen = span !== null && span[0] < span[1]
        return { id: `c${n}`, date, name, opens: isOpen ? span[0] : null, closes: isOpen ? span[1] : null }
      }),
    )

const FACTS: readonly Fact[] = [
  {
    id: 'f0',
    topic: 'Parking',
    keywords: ['parking', 'park'],
    text: 'There is free parking behind the salon until 6pm',
    expiresAt: null,
  },
  {
    id: 'f1',
    topic: 'Deposit',
    keywords: ['deposit'],
    text: 'We take a £20 deposit for colour – it comes off the bill 😀',
    expiresAt: null,
  },
  {
    id: 'f2',
    topic: 'Website',
    keywords: ['website', 'instagram'],
    text: 'See www.willow.example/looks for our seamless colors.',
    expiresAt: null,
  },
  {
    id: 'f3',
    topic: 'Late',
    keywords: ['late'],
    text: `Please ring if you are late. ${'We keep your chair for ten minutes. '.repeat(9)}`,
    expiresAt: null,
  },
]

const venueAt = (now: number): fc.Arbitrary<VenueFacts> =>
  fc.record({
    venueName: fc.constantFrom('Willow & Wren', 'Nine to Five Hair', 'Salon 54', 'Chez Zoë', 'Friday’s'),
    timeZone: fc.constantFrom('Europe/London', 'Australia/Sydney', 'Australia/Perth'),
    locale: fc.constantFrom('en-GB' as const, 'en-AU' as const),
    currency: fc.constantFrom('GBP' as const, 'AUD' as const),
    bookingLink: fc.constantFrom(
      'https://book.example/willow',
      'https://www.book.example/a-very-long-way/to-get-to/the-page?of=this&salon=9',
      '',
    ),
    persona: fc.constantFrom(...PERSONAS),
    disclosure: fc.option(
      fc.constantFrom(
        "(Sent by Willow & Wren's assistant)",
        'AI reply',
        'Written by our assistant. A person reads along and can step in whenever you ask.',
      ),
    ),
    avoid: fc.subarray([
      'thanks',
      'hi',
      'hello',
      'welcome',
      'sorry',
      'book',
      'open',
      'lovely',
      'treatment',
      'help',
      'trims',
      'no worries',
    ]),
    services,
    hours,
    closures: closures(now),
    facts: fc.subarray([...FACTS]),
  })

const THINGS = [...NAMES, 'ballayage', 'nails', 'blowdry', 'extensions', 'tidy up', 'parking']
const DAYS = [
  'today',
  'tomorrow',
  'Sunday',
  'sat',
  'this weekend',
  'next tuesday',
  'on Mondays',
  'christmas day',
  'bank holiday monday',
  'Tue-Fri',
  'on the 3rd',
  '25/12',
  'next week',
  'now',
  'over christmas',
  'good friday',
]
const question = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'How much is a',
        'price for',
        'cost of a',
        'do you do',
        'how long does a',
        'quote for 4 people for',
        '3 x',
        'Book me a',
        'any time for',
      ),
      fc.constantFrom(...THINGS),
      fc.constantFrom('', ' and a ', ' or ', ', '),
      fc.constantFrom(...THINGS, ''),
      fc.constantFrom('?', ' please', ' pls, and are you open saturday?', ' on Friday at 3pm', '? is there parking'),
    )
    .map((parts) => parts.join(' ')),
  fc
    .tuple(
      fc.constantFrom('are you open', 'what time do you close', 'opening hours', 'r u open', 'when do you open'),
      fc.constantFrom('', ...DAYS),
      fc.constantFrom('', ' or ', ' and '),
      fc.constantFrom('', ...DAYS),
    )
    .map((parts) => parts.join(' ')),
  fc.constantFrom(
    'send me your booking link',
    'is this a bot?',
    'thanks!',
    'hi',
    'bye',
    'what is your deposit',
    'are you on instagram',
    'quote for a party of 5',
    'any news on my refund of £50?',
    'price list please',
    'do you have a website and a deposit',
    'I am running late',
  ),
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
)
const customer = fc.option(
  fc.oneof(
    fc.constantFrom(
      'Sam Carter',
      'SAM',
      "Siân O'Neill",
      'Zoë',
      '李娜',
      'Mrs Jones',
      'Trim',
      'Sunday',
      'evil.com',
      '5pm',
      'deShawn',
      "d'Arcy Blue",
      'Anne-Marie-Lou',
      'o’neill-mcKay',
      'aA',
    ),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
  ),
)

const input: fc.Arbitrary<ComposeInput> = instant.chain((now) =>
  fc.record({
    texts: fc.array(question, { minLength: 1, maxLength: 3 }),
    intent: fc.constantFrom(...INTENT_KEYS),
    customerName: customer,
    venue: venueAt(now),
    now: fc.constant(now),
    problems: fc.constantFrom([], ['too_long']),
  }),
)

/** The text as it would leave, and what it is judged against. */
function sent(asked: ComposeInput): { text: string; context: ReplyContext } | null {
  const composed = compose(asked)
  if (composed === null) return null
  const { venue, texts, now } = asked
  const text = withDisclosure(polish(composed.text, { locale: venue.locale, keep: namesOf(venue) }), venue.disclosure)
  return { text, context: { venue, texts, now, citations: composed.citations, canary: 'xyzzy-42-plugh-9' } }
}

test(`${RUNS} replies to random questions at random venues (seed ${SEED}) have no problem`, () => {
  let written = 0
  fc.assert(
    fc.property(input, (asked) => {
      const reply = sent(asked)
      if (reply === null) return
      written++
      const { text, context } = reply
      expect([text, validate(text, context)]).toEqual([text, []])
      const special = guardrail(bookingNothing(asked.intent), text, context)
      if (!asksWhetherBot(asked.texts.join('\n'))) expect([text, special]).toEqual([text, []])
      expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS)
      expect(gsm7Length(text)).not.toBeNull()
      expect(segmentsOf(text).segments).toBeLessThanOrEqual(2)
      expect(avoidedIn(text.replace(asked.venue.disclosure ?? '', ''), asked.venue.avoid)).toEqual([])
      const listed = new Set(asked.venue.services.filter((service) => service.active).map((service) => service.price))
      if (!text.includes('=') && !text.includes('Total') && !text.includes('deposit')) {
        for (const sum of moneyIn(text.replaceAll(/Express facial 30/gi, ''))) expect(listed).toContain(sum.amount)
      }
      expect(compose(asked)).toEqual(compose(asked))
    }),
    { numRuns: RUNS, seed: SEED },
  )
  expect(written).toBeGreaterThan(RUNS / 6)
})

test(`one price changed in ${RUNS} replies (seed ${SEED}) is always found`, () => {
  let changed = 0
  const asking = fc.tuple(
    input,
    fc.constantFrom('pricing' as const, 'new_lead' as const, 'quote_request' as const),
    fc.constantFrom(...NAMES),
    fc.constantFrom(...NAMES),
    money,
    fc.nat(9),
  )
  fc.assert(
    fc.property(asking, ([base, intent, one, other, amount, pick]) => {
      const lead = intent === 'pricing' ? 'How much is' : intent === 'new_lead' ? 'do you do' : 'quote for 3 people for'
      const reply = sent({ ...base, intent, texts: [`${lead} ${one} and ${other}?`] })
      if (reply === null) return
      const { text, context } = reply
      const symbol = base.venue.currency === 'GBP' ? '£' : '$'
      const sums = [...text.matchAll(new RegExp(`\\${symbol}[\\d,]+(?:\\.\\d\\d)?`, 'g'))]
      const target = sums[pick % Math.max(sums.length, 1)]
      const price = formatMoney(amount, base.venue.currency)
      if (!target || target[0] === price) return
      changed++
      const wrong = text.slice(0, target.index) + price + text.slice(target.index + target[0].length)
      expect([wrong, validate(wrong, context).map((problem) => problem.code)]).toEqual([
        wrong,
        expect.arrayContaining(['invented_price']),
      ])
    }),
    { numRuns: RUNS, seed: SEED },
  )
  expect(changed).toBeGreaterThan(RUNS / 20)
})

test('a random text is judged without fault, and an emptied one is empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), input, (text, asked) => {
      const context = { venue: asked.venue, texts: asked.texts, now: asked.now, canary: null }
      expect(Array.isArray(validate(text, context))).toBe(true)
      for (const intent of INTENT_KEYS) guardrail(intent, text, context)
      expect(validate('', context)).toMatchObject([{ code: 'empty' }])
    }),
    { numRuns: Math.min(RUNS, 500), seed: SEED },
  )
})
