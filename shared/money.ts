/** Money in texts: written one way, read in any notation. Amounts are integer minor units (pence, cents). */
import { late } from './late.ts'
import { NUMBER_WORDS, wordsToNumber } from './numbers.ts'
import { overlaps, type Span } from './words.ts'

const SYMBOL = { GBP: '£', AUD: '$' } as const

/** "£140", "£32.50", "£1,200": pence only where they are not zero. */
export function formatMoney(minor: number, currency: keyof typeof SYMBOL): string {
  const whole = Math.trunc(minor / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
  const pence = minor % 100
  return `${SYMBOL[currency]}${whole}${pence === 0 ? '' : `.${pence.toString().padStart(2, '0')}`}`
}

export interface MoneyMention extends Span {
  /** Minor units. */
  readonly amount: number
  /** null: the text does not say ("it costs 35"). */
  readonly currency: 'GBP' | 'AUD' | 'other' | null
}

const NUMBER = String.raw`(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?(?!\d)(?:\s?k\b)?`
const MARK = String.raw`(?:(?:AU|A|US|NZ)?\$|[£€]|GBP|AUD|USD|EUR|NZD)`
const NAME = String.raw`(?:pounds?(?:\s+sterling)?|quid|sterling|GBP|dollars?|AUD|bucks?|euros?|EUR|USD|NZD|[£€$])`
/** What follows a number that counts something else. */
const OTHER_UNIT = String.raw`(?!\s*(?:am|pm|a\.m|p\.m|mins?|minutes?|hours?|hrs?|h\b|days?|weeks?|months?|years?|people|persons?|guests?|of\b|%|per\s?cent|x\b|st\b|nd\b|rd\b|th\b|o'?clock|[:/.-]\d))`
const CUE = String.raw`(?:costs?|priced\s+at|prices?\s+(?:is|are|of|from|starts?\s+(?:at|from))|charges?(?:\s+(?:of|is))?|fees?\s+(?:of|is)|deposit\s+(?:of|is)|total(?:s|ling)?(?:\s+(?:of|is|to))?|comes?\s+to|come\s+in\s+at|starts?\s+at|for\s+(?:just|only))(?:\s+(?:just|only|about|around|roughly|approximately|from|you))*`

const patterns = late((): readonly RegExp[] => [
  // £140, GBP 140, £35-40, £35 to £40
  new RegExp(
    String.raw`(?<mark>${MARK})\s*(?<first>${NUMBER})(?:\s*(?:-|–|—|to|/|or)\s*(?:(?<mark2>${MARK})\s*)?(?<second>${NUMBER})${OTHER_UNIT})?`,
    'gi',
  ),
  // 140 pounds, 35-40 quid
  new RegExp(
    String.raw`(?<![\d.,])(?<first>${NUMBER})(?:\s*(?:-|–|—|to|/|or)\s*(?<second>${NUMBER}))?\s*(?<mark>${NAME})(?![\p{L}\d])`,
    'giu',
  ),
  new RegExp(String.raw`(?<![\p{L}])(?<words>${NUMBER_WORDS})\s+(?<mark>${NAME})(?![\p{L}])`, 'giu'),
  /(?<![\d.,£$])(?<pence>\d{1,3})\s?(?:p|pence|cents)(?![\p{L}\d])/giu,
  /(?<![\p{L}])(?<note>fiver|tenner)s?(?![\p{L}])/giu,
  new RegExp(String.raw`(?<![\p{L}])${CUE}\s+(?<bare>${NUMBER})${OTHER_UNIT}(?![\d\p{L}])`, 'giu'),
  new RegExp(String.raw`(?<![\p{L}])${CUE}\s+(?<bareWords>${NUMBER_WORDS})${OTHER_UNIT}(?![\p{L}])`, 'giu'),
  // 140.00: too large to be a time of day
  /(?<![\d.,:£$])(?<bare>(?:2[4-9]|[3-9]\d|\d{3,})\.\d{2})(?![\d.])/g,
])

/** Every sum of money a text names, in its order; a range gives both ends. */
export function moneyIn(text: string): MoneyMention[] {
  const found: MoneyMention[] = []
  const add = (span: Span, amount: number | null, currency: MoneyMention['currency']) => {
    if (amount !== null) found.push({ ...span, amount, currency })
  }
  for (const pattern of patterns()) {
    for (const match of text.matchAll(pattern)) {
      const span = { start: match.index, end: match.index + match[0].length }
      const groups = match.groups ?? {}
      if (found.some((other) => overlaps(other, span))) continue
      const currency = currencyOf(groups.mark)
      if (groups.first) add(span, minorUnits(groups.first), currency)
      if (groups.second) add(span, minorUnits(groups.second), groups.mark2 ? currencyOf(groups.mark2) : currency)
      if (groups.words) add(span, scaled(wordsToNumber(groups.words)), currency)
      if (groups.pence) add(span, Number(groups.pence), null)
      if (groups.note) add(span, groups.note.toLowerCase() === 'fiver' ? 500 : 1000, 'GBP')
      if (groups.bare) add(span, minorUnits(groups.bare), null)
      if (groups.bareWords) add(span, scaled(wordsToNumber(groups.bareWords)), null)
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

const linkedForm = late(
  () =>
    new RegExp(
      String.raw`^\s*(?:(?:is|are|costs?|from|at|just|only|starts?|now|priced|[:=-])\s*)*(?<bare>${NUMBER})${OTHER_UNIT}(?![\d\p{L}])`,
      'iu',
    ),
)

/** A bare number that reads as the price of what was named right before it ("Trim is 36", "Trim 36"); null if none. */
export function barePriceAfter(text: string, place: number): MoneyMention | null {
  const match = linkedForm().exec(text.slice(place, place + 60))
  const bare = match?.groups?.bare
  if (!match || bare === undefined) return null
  const end = place + match[0].length
  return { start: end - bare.length, end, amount: minorUnits(bare), currency: null }
}

function minorUnits(digits: string): number {
  const thousands = /k$/i.test(digits) ? 1000 : 1
  return Math.round(Number.parseFloat(digits.replaceAll(',', '')) * thousands * 100)
}

function scaled(value: number | null): number | null {
  return value === null ? null : value * 100
}

function currencyOf(mark: string | undefined): MoneyMention['currency'] {
  if (mark === undefined) return null
  const name = mark.toUpperCase()
  if (name === '£' || name === 'GBP' || name === 'QUID' || name.startsWith('POUND') || name === 'STERLING') return 'GBP'
  if (name === '$' || name === 'A$' || name === 'AU$' || name === 'AUD' || name.startsWith('DOLLAR')) return 'AUD'
  return name.startsWith('BUCK') ? 'AUD' : 'other'
}
