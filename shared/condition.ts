/**
 * What an owner writes as a condition ("someone mentions a refund, or asks for their money back"), and whether texts
 * meet it. Lexical and pure: every telling word of one alternative has to stand in the texts, in any order, in any of its
 * forms or as a word that means the same; what stands in quotes has to stand there as it is.
 */
import { stem } from './services.ts'
import { wordsOf } from './words.ts'

/** A word or a phrase as stems; any of the list will do. */
type Term = readonly (readonly string[])[]

export interface Condition {
  /** `always`: nothing was written. `unclear`: it denies or compares, which words alone do not tell. */
  readonly kind: 'always' | 'words' | 'unclear'
  /** Each alternative: the terms that all have to be there. */
  readonly alternatives: readonly (readonly Term[])[]
}

const written = (words: string): string[] => wordsOf(words).map((word) => stem(word.text))

/** Words and phrases that mean the same to a venue's customers; a phrase is joined by `_`. */
const ALIKE = [
  'refund money_back reimburse reimbursement reimbursed compensation',
  'cancel cancellation call_off',
  'reschedule rearrange rebook postpone push_back bring_forward',
  'appointment booking reservation appt appts slot',
  'complain complaint unhappy dissatisfied disappointed not_happy let_down',
  'angry furious upset annoyed livid fuming',
  'wedding bride bridal bridesmaid bridesmaids marriage married getting_married hen_do hen_party',
  'price prices cost costs charge fee how_much pricing',
  'discount promo promotion special_offer voucher_code money_off student_rate concession',
  'voucher gift_card gift_voucher giftcard present_card',
  'deposit down_payment upfront pay_upfront',
  'parking park car_park parked car',
  'child children kid kids son daughter toddler baby little_one',
  'dog dogs pet pets puppy',
  'allergy allergic allergies reaction intolerance intolerant',
  'pregnant pregnancy expecting',
  'vegan plant_based',
  'vegetarian veggie meat_free',
  'wheelchair disabled accessible accessibility step_free mobility',
  'late running_late delayed stuck_in_traffic held_up',
  'job jobs vacancy vacancies hiring recruit recruiting work_for_you apprenticeship',
  'invoice receipt bill proof_of_payment',
  'insurance insured insurer',
  'doctor gp medical medication prescription',
  'birthday bday',
  'person human somebody_real manager owner in_charge supervisor',
  'urgent urgently emergency asap straight_away',
  'review feedback testimonial rating',
  'lost left_behind forgot left_my lost_property',
  'group party large_group big_group',
  'address location where_are_you directions postcode',
  'phone call telephone ring_me ring_back',
  'email mail e_mail',
  'website site web_page online',
  'pay payment paid paying card cash contactless',
  'colour color dye tint',
  'hair haircut hairstyle',
  'nail nails manicure pedicure',
  'eat food meal menu dinner lunch',
  'table seat seats seating',
  'treatment therapy session',
  'journalist reporter newspaper interview',
  'supplier sales_pitch wholesale partnership collaborate collaboration collab influencer',
  'solicitor lawyer legal court sue',
  'steal stolen theft police',
  'privacy data personal_data gdpr',
].map((row) => row.split(' ').map((one) => written(one.replaceAll('_', ' '))))

const PHRASES = ALIKE.flatMap((term) => term.filter((one) => one.length > 1).map((phrase) => ({ phrase, term })))
const SINGLES = new Map(ALIKE.flatMap((term) => term.flatMap((one) => (one.length === 1 ? [[one[0]!, term]] : []))))

/** "When a customer asks about …": who and how, which tell nothing of what. */
const FRAME = new RegExp(
  String.raw`^(?:(?:and|also|then|when|whenever|if|where|in case|any ?time|every ?time|as soon as)\s+)*` +
    String.raw`(?:(?:(?:the|a|an|any|some|their|this|that)\s+)?(?:customers?|clients?|guests?|patients?|people|person|someone|somebody|anyone|anybody|they|he|she|it|texts?|messages?|who)\s+)*` +
    String.raw`(?:(?:is|are|has|have|says?|mentions?|mentioning|mentioned|asks?|asking|wants?|would like|talks?|talking|speaks?|writes?|writing|texts?|brings? up|enquires?|inquires?|contains?|refers?|sends?|raises?|needs?|about|for|of|to|if|whether|that|with|on|the word|the words|something|anything|questions?|a question)\s+)*`,
  'i',
)
const NO_TERM = new Set(
  'a an the this that these those their they them he she his her our we us your you i me my mine is are was be been being am it its for about of to with on in at by from and any some there have has had do does did can could will would shall should please one ones something anything how what when where who why if whether so just also as or up out get gets got make go'.split(
    ' ',
  ),
)
const DENIES =
  /\b(?:not|never|without|unless|except|excluding|n['’]t|isn['’]t|doesn['’]t|don['’]t|no longer|nothing|nobody)\b|\b\w+n['’]t\b/i
const COMPARES =
  /\b(?:more|less|fewer|over|under|at least|at most|above|below|longer|later|earlier|before|after|between|within|first time|second time|twice|again)\s+(?:than\b|\d|a\b|an\b|the\b|one\b|two\b|three\b)/i

export function readCondition(text: string): Condition {
  if (text.trim() === '') return { kind: 'always', alternatives: [] }
  const quoted: Term[] = []
  const bare = text.replace(/["“”]([^"“”]+)["“”]/g, (_, phrase: string) => {
    quoted.push([wordsOf(phrase).map((word) => word.text)])
    return ` ,${QUOTE}${quoted.length - 1}, `
  })
  if (DENIES.test(bare) || COMPARES.test(bare)) return { kind: 'unclear', alternatives: [] }
  const alternatives = bare
    .split(/[,;:/\n]|\bor\b/i)
    .map((part) => part.trim())
    .map((part) => {
      const n = part.startsWith(QUOTE) ? Number(part.slice(QUOTE.length)) : null
      return n === null ? termsOf(part.replace(/[.!?]+$/, '')) : [quoted[n]!]
    })
    .filter((terms) => terms.some((term) => term.some((one) => one.length > 0)))
  return alternatives.length === 0 ? { kind: 'unclear', alternatives } : { kind: 'words', alternatives }
}

/** Stands for a quoted phrase while the rest is taken apart. */
const QUOTE = '\u0001'

function termsOf(part: string): Term[] {
  const words = wordsOf(part.replace(FRAME, '')).map((word) => ({ word: word.text, stem: stem(word.text) }))
  const terms: Term[] = []
  for (let at = 0; at < words.length; ) {
    const known = PHRASES.find(({ phrase }) => phrase.every((one, n) => words[at + n]?.stem === one))
    const { word, stem: own } = words[at]!
    if (known) terms.push(known.term)
    else if (!NO_TERM.has(word)) terms.push(SINGLES.get(own) ?? [[own]])
    at += known?.phrase.length ?? 1
  }
  return terms
}

/** `texts`: a customer's texts that belong together. What is unclear is not met: who asks decides what that means. */
export function holds({ kind, alternatives }: Condition, texts: readonly string[]): boolean {
  if (kind !== 'words') return kind === 'always'
  const words = wordsOf(texts.join('\n'))
  const said = [words.map((word) => stem(word.text)), words.map((word) => word.text)]
  const stands = (phrase: readonly string[]) =>
    phrase.length > 0 && said.some((list) => list.some((_, at) => phrase.every((one, n) => list[at + n] === one)))
  return alternatives.some((terms) => terms.every((term) => term.some(stands)))
}
