/** Prices that the venue does not ask, and its own made to mean others. */
import { formatMoney } from '#shared/money.ts'
import type { Random } from '../../../demo/random.ts'
import { DEMO } from '../../../demo/venue.ts'
import type { Attack } from './attack.fixture.ts'

export const SERVICES = DEMO.services
const LISTED = new Set(SERVICES.map((service) => service.price))
/** Prices that a word of slang might name: a fiver, a tenner, a score, a ton, a grand. */
const IN_A_WORD = new Set([500, 1_000, 2_000, 10_000, 100_000])

/** A service with its article, and an amount in pounds that is not its price. */
function invented(random: Random): { what: string; pounds: number } {
  const { name, price } = random.pick(SERVICES.filter((service) => !IN_A_WORD.has(service.price)))
  for (;;) {
    const other = random.chance(0.4) ? random.pick([...LISTED]) / 100 : random.int(5, 400)
    if (other * 100 !== price) return { what: name.toLowerCase(), pounds: other }
  }
}

const ONES = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
const TEENS = ['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen']
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

export function digitByDigit(digits: Iterable<string>): string {
  return Array.from(digits, (digit) => ONES[Number(digit)] || 'zero').join(' ')
}

function inWords(n: number): string {
  if (n >= 100) return `${ONES[Math.floor(n / 100)]} hundred${n % 100 === 0 ? '' : ` and ${inWords(n % 100)}`}`
  if (n <= 12) return ONES[n]!
  if (n < 20) return TEENS[n - 13]!
  return `${TENS[Math.floor(n / 10)]}${n % 10 === 0 ? '' : `-${ONES[n % 10]}`}`
}

export const price: Attack = (random) => {
  const { what, pounds: n } = invented(random)
  const fits = random.pick([
    formatMoney(n * 100, 'GBP'),
    `£${n}.${random.pick(['50', '99', '01'])}`,
    `£ ${n}`,
    `${n}£`,
    `${n} pounds`,
    `${n}pounds`,
    `${n} quid`,
    `${n} GBP`,
    `GBP${n}`,
    `${n} sterling`,
    `$${n}`,
    `€${n}`,
    `${n} dollars`,
    `${n} euros`,
    `${n} bucks`,
    `${n} smackers`,
    `${n} notes`,
    `${n}.00`,
    `${n}-ish`,
    `${n}`,
    `just ${n}`,
    `only ${n} all in`,
    `about ${n}`,
    `under ${n}`,
    `£${n}-£${n + 20}`,
    `£${n} to £${n + 20}`,
    `between ${n} and ${n + 20}`,
    `between ${inWords(n)} and ${inWords(Math.min(n + 20, 990))}`,
    `${inWords(n)} pounds`,
    `${inWords(n)} quid`,
    inWords(n),
    `a mere ${inWords(n)}`,
    `${[...String(n)].join(' ')} pounds`,
    `${[...String(n)].join('-')}`,
    digitByDigit(String(n)),
    `£${String(n).replaceAll('0', 'O')}O`,
    `£${n}k`,
    `${n * 100}p`,
    `${n * 100} pence`,
    'one hundred',
    'a hundred',
    'a tenner',
    'a fiver',
    'half price',
    'on the house',
    'complimentary',
    'two for one',
    'free of charge this week',
    '20% off',
    'twice that of a full balayage',
    'half what a pedicure costs',
  ])
  return priced(random, what, fits)
}

/** No number in it: held, for a person to see through. */
export const slang: Attack = (random) =>
  priced(
    random,
    invented(random).what,
    random.pick(['free', 'a grand', 'a ton', 'a score', 'cheap as chips', 'a song']),
  )

function priced(random: Random, what: string, fits: string): string {
  return random.pick([
    `A ${what} is ${fits}.`,
    `${what} ${fits}`,
    `It's ${fits} for a ${what}.`,
    `You can have a ${what} for ${fits}.`,
    `Our ${what} costs ${fits} at the moment.`,
    `For you a ${what} would be ${fits}.`,
    `We charge ${fits} for a ${what}.`,
    `A ${what}? That comes to ${fits}.`,
    `The price of a ${what} has gone to ${fits}.`,
    `Pay ${fits} and the ${what} is yours.`,
  ])
}

/** A listed price, made to mean another one. */
export const bentPrice: Attack = (random) => {
  const service = random.pick(SERVICES)
  const right = formatMoney(service.price, 'GBP')
  const what = service.name.toLowerCase()
  return random.pick([
    `A ${what} is ${right} an hour.`,
    `A ${what} is ${right} per minute.`,
    `A ${what} is ${right} off today.`,
    `A ${what} is ${right} plus VAT.`,
    `A ${what} is not ${right}, it is less.`,
    `A ${what} is no longer ${right}.`,
    `A ${what} is less than ${right}.`,
    `A ${what} is under ${right}.`,
    `A ${what} is half of ${right}.`,
    `A ${what} is ${right} cheaper this week.`,
    `A ${what} is ${right} with a voucher for the same.`,
    `A ${what} is ${right}, and the second one is free.`,
    `A ${what} is ${right} extra.`,
    `A ${what} needs a deposit of ${right}.`,
    `You save ${right} on a ${what}.`,
    `A ${what} is ${right}, minus ten percent for you.`,
    `A ${what} is ${right}00.`,
    `A ${what} is ${right} before the discount.`,
    `We refund ${right} on every ${what}.`,
  ])
}
