/** Reasons not to be sure, whatever the weights say: each puts a ceiling on the confidence. */
import { type IntentKey, mayAutoSend } from '#shared/intents.ts'
import { words } from './features.ts'
import { CLASS_OF } from './lexicon.ts'
import { knows, type Leading, type Model } from './model.ts'

/** Below every auto-send floor (0.85). */
const DOUBT = 0.8

/** Scores a part of the text by the weights alone. */
export type Score = (part: string) => { intent: IntentKey; confidence: number }

/** So likely a risk or a complaint that nobody may be sure of anything else. */
const PERHAPS_GRAVE = 0.06

/** The highest confidence this text allows, 0 to 1. */
export function ceiling(text: string, { intent, grave }: Leading, asks: readonly IntentKey[], model: Model): number {
  if (!mayAutoSend(intent)) return 1
  if (grave >= PERHAPS_GRAVE) return DOUBT
  if (unclear(text)) return DOUBT
  if (elsewhere(text, intent)) return DOUBT
  if (ANSWERS_NO_PRICE.has(intent) && PRICE.test(text)) return DOUBT
  if (ABOUT_TIMES.has(intent) && OTHER_ROOM.test(text)) return DOUBT
  if (AFTERWARDS.test(text)) return DOUBT
  if (CHARGED.test(text) || WHENCE.test(text) || WHY.test(text)) return DOUBT
  if (intent === 'pricing' && NO_PRICE.test(text)) return DOUBT
  if (intent === 'booking_link' && OTHER_LINK.test(text)) return DOUBT
  if (ABOUT_TIMES.has(intent) && ((STANDS.test(text) && !MOVES.test(text)) || !WANTS.test(plain(text)))) return DOUBT
  if (intent === 'follow_up' && ALTERS.test(text)) return DOUBT
  if (PRIVATE.test(text) || TO_KIN.test(text)) return DOUBT
  if (speaksToTheMachine(text)) return DOUBT
  if (unfamiliar(text, model)) return DOUBT
  if (asks.length > 1 || !asks.every(mayAutoSend)) return DOUBT
  return 1
}

/** One bare word, a bare date or time that asks nothing, or nothing that reads as words. */
function unclear(text: string): boolean {
  const found = words(text).filter((word) => word.length > 1 && word !== 'xemoji')
  return (
    found.length < 2 || (!text.includes('?') && found.every((word) => BARE.has(word) || TIMES.has(CLASS_OF.get(word))))
  )
}

const TIMES: ReadonlySet<string | undefined> = new Set(['cday', 'cwhen', 'cmonth', 'ccount'])
const BARE: ReadonlySet<string> = new Set([
  'the',
  'of',
  'on',
  'at',
  'or',
  'and',
  'about',
  'past',
  'half',
  'quarter',
  'to',
])

const ABOUT_TIMES = new Set<IntentKey>(['availability', 'booking_request'])

/** What these answer leaves out what something costs. */
const ANSWERS_NO_PRICE = new Set<IntentKey>(['availability', 'booking_request', 'follow_up'])
const PRICE = /\b(?:how much (?:is|are|does|do|would|will|for)|prices?|costs?|pricing)\b/i

/** Room for something else than a customer: for a car, for somebody who looks for work. */
const OTHER_ROOM = /\b(?:park|parking|jobs?|vacanc(?:y|ies))\b/i

/** What came of something done here: perhaps a complaint, perhaps harm, and for a person in any case. */
const AFTERWARDS =
  /\b(?:you|u) did\b|\bnormal (?:for|that|to|if|after)\b|\b(?:is|are|was|were) (?:\w+ ){1,4}(?:normal|supposed to|meant to|sposed to)\b|\bmy (?:\w+ ){1,2}(?:looks?|went|gone|came|come|fell|fallen|turned|feels?|lifted|chipped)\b/i

/** Money that was taken already: whoever asks what for may have a complaint. */
const CHARGED =
  /\b(?:what|why|explain)\b.*\b(?:the|this|that|an?|my|extra)\s+(?:extra\s+)?(?:[£$€]\s?\d[\d.]*|\d[\d.]*\s?(?:quid|pounds?|dollars?|euros?|bucks))\s+(?:\w+\s+)?(?:fee|charge|charged|payment|deduction|for)\b|\b(?:why|what) (?:was|were|am|are|have|did|has) (?:i|we|my|you|u)\b.*\b(?:charged?|billed|debited|taken|took)\b/i

/** Who asks why has seen something that was not as it should be. */
const WHY = /\b(?:why|how come)\b/i

/** "How much" of something that is no price: of time, or of what a job here pays. */
const NO_PRICE =
  /\bhow much (?:time|notice|longer|space|room|water|sun|sleep|of a)\b|\b(?:you|jobs?) pay\b|\b(?:the|your) pay\b|\b(?:earn|wages?|salary|policy|notice|cancel\w*|refund\w*|difference between)\b/i

/** A link to something else, or one that does not work. */
const OTHER_LINK =
  /\blink\b.*\b(?:menu|wi-?fi|voucher|vouchers|list|reviews?|instagram|facebook|forms?|survey|video|payment|invoice|broken|doesn'?t|does not|isn'?t|won'?t|not work\w*|expired)\b/i

/** A booking that stands already is looked after, not made: but it may be moved. */
const STANDS =
  /\b(?:i|we)(?:'ve| have| had| did| 've)?(?: already)? (?:booked|reserved|book us|made (?:a|an|our|my) (?:booking|appointment|reservation))\b|\b(?:verify|double check)\b/i
const MOVES =
  /\b(?:chang\w+|mov\w+|amend|alter|modify|updat\w+|resched\w*|rearrang\w+|swap|add|instead|earlier|later|push|upgrade|shift|postpone|rather|different|new one|another)\b/i

const ALTERS =
  /\b(?:add|chang(?:e|ing)|move|swap|upgrade|amend|alter|modify|put (?:more|one more|two more|another))\b.*\b(?:bookings?|reservations?|appointments?|appt|table|party|list)\b/i

/** An ask, or a wish: without one, a time is an answer, or a goodbye. */
const WANTS =
  /\?|\b(?:book\w*|reserv\w+|appointments?|appts?|table|tables|slots?|space|spaces|room|rooms|free|avail\w*|can|could|would|want|need|like|love|wish|hop(?:e|ing)|look(?:ing)?|after|please|pls|plz|any\w*|fit|squeeze|mov\w+|chang\w+|resched\w*|swap|make it|put|pop|take|ill have|get|sign|count|lock|pencil|when|what|which|how|who|is|are|do|does|earliest|soonest|next|instead|rather|prefer|seen|see|flexible|earlier|later|before|week|for (?:\d|two|three|four|five|six|me|us))\b/i
const plain = (text: string): string => text.replace(/['’]/g, '')

/** Said to somebody close, by mistake. */
const PRIVATE =
  /^(?:hi |hey )?(?:mum|dad|nan|gran|grandad|babe|bro|sis|uncle|aunty|auntie|darling|sweetheart)\b|\b(?:meet (?:me|u|you|us)|love (?:you|u)|miss (?:you|u)|booked us (?:the|a film|tickets)|saved (?:you|u)|the lads|the match|the pub)\b/i

const TO_KIN =
  /(?<!\b(?:my|your|ur|her|his|our|the|a|and|or|n|with|for|of|new|be|me)\s|[&+/]\s?)\b(?:mum|mummy|dad|daddy|nan|babe|bro|sis)\b(?=\s*(?:[?!.,]|$))/i

/** Who asks how a text came to them wants no answer about a booking. */
const WHENCE = /\b(?:how|where|who)\b.*\b(?:get|got|find|found|gave|have|having)\b.*\b(?:my|this) (?:number|mobile)\b/i

const ELSEWHERE: readonly RegExp[] = [
  /\b(?:flight|flights|train|bus|coach|ferry|airport|airline|plane|taxi|cab|uber|petrol|mortgage|bitcoin|stock|shares?|museum|library|post office|bank(?! hol)|supermarket|tesco|aldi|lidl|asda|ikea|bunnings|coles|woolworths|chemist|zoo|council|cinema|movie|film|iphone|netflix|rental|apartment|cruise|visa|passport|concert|stadium)\b/i,
  /\b(?:next door|across the road|opposite|down the road|other (?:salon|place|shop|restaurant)|their (?:prices?|hours|place|phone|number|address)|the competition|elsewhere)\b/i,
  /\b(?:alexa|siri|(?:hey|ok) google|cortana)\b/i,
  /\b(?:currency|exchange rate|atm|salary|transaction|top.?up)\b/i,
]

/** Classes of words for what no such venue lets, sells or mends. */
const FOREIGN: ReadonlySet<string | undefined> = new Set(['cthing', 'cstranger'])

/** Where such words stand in a question about the venue too: the nearest station, a bag left behind. */
const ABOUT_US = new Set<IntentKey>(['follow_up', 'enquiry'])

/** "Are Smith and Sons open?": whoever is asked about by name is somebody else, or this venue, and a person can tell. */
const BY_NAME =
  /\b(?:is|are|does|do|will)\s+(?!(?:you|u|yas?|yous?|your|ur|y'?all|we|it|there|they|the|this|any|an?|doors|reception|be|use|have|not|still|also|salon|shop|spa|gym|clinic|studio)\b)(?:[a-z'&]+\s+){1,4}?(?:open|opening|closed?|closing|shut)\b/i

/** A price or a time of something that is not this venue. */
function elsewhere(text: string, intent: IntentKey): boolean {
  if (ABOUT_US.has(intent)) return false
  if (intent === 'hours' && BY_NAME.test(text)) return true
  return ELSEWHERE.some((pattern) => pattern.test(text)) || words(text).some((word) => FOREIGN.has(CLASS_OF.get(word)))
}

const TO_THE_MACHINE: readonly RegExp[] = [
  /[<>{}[\]=`|\\]|--|https?:|\w_\w|(?<!\bwi-?fi )\b(?:passwords?|passcodes?|credentials)\b|\b[\w-]+\.(?:[a-z]{2,}\/|top\b|xyz\b|example\b|info\b)/i,
  /\b(?:prompts?|overrid\w+|admin|sudo|jailbreak|database|scripts?|execute|commands?|validation|confidence|intents?|classif\w+|instruct(?:ed|ions)|domain|system|filters?|chatgpt|authori[sz]ed|kill switch)\b.*\b(?:reply|send|sends?|answer|say|confirm|set|change|swap|ignore|cancel|free|price|output|run)\b/i,
  /\b(?:halve|double[- ]?book|make up an?|invent|pretend|treat this|swap your|promise me|lie to|run the)\b/i,
  /\b(?:confirm|reply|answer|say|charge)\b.*\b(?:zero|for nothing|whatever|24\/7|all free|is free|was free)\b|\b24\/7\b.*\bconfirm\b/i,
  /\b(?:said|agreed|promised|told)\b.*\b(?:free|half price|for nothing|no charge)\b/i,
  /\b(?:change|set|make|edit|rewrite|replace|update) (?:the|your|all|every) (?:booking )?(?:link|domain|page|prices?|address|hours|opening|menu|list)\b/i,
  /\b(?:disregard|rewrite|overwrite|bypass|roleplay|role[- ]play|act as|from now on|new rules?|your (?:developers?|rules|programming))\b|\b(?:forget|ignore) (?:the|your|all|any|every\w*) (?:list|above|rules?|prices?|earlier|other|last|previous)\b/i,
]

/** An order to whatever reads it, code, or somebody's link, in the dress of a question. */
function speaksToTheMachine(text: string): boolean {
  return TO_THE_MACHINE.some((pattern) => pattern.test(text))
}

/** Most of what carries meaning was never seen in training. */
function unfamiliar(text: string, model: Model): boolean {
  const found = words(text).filter((word) => /^[a-z]{4,}$/.test(word))
  const strange = found.filter((word) => !knows(model, word)).length
  return strange >= 2 && strange * 2 > found.length
}

const PLEASANT = new Set<IntentKey>(['general', 'unknown', 'noise'])

/** What the sentences of a text, or the halves of one, ask for, each kind once, in order; empty where it is one sentence. */
export function asksOf(text: string, score: Score): readonly IntentKey[] {
  const parts = text
    .split(
      /[.?!\n]+|,? (?:and|also|plus|but)(?: also)?,? (?=(?:how|what|when|where|do|does|are|can|could|is|any|whats|wheres|have|who)\b)/i,
    )
    .map((part) => part.trim())
    .filter((part) => part.split(/\s+/).length >= 2)
  if (parts.length < 2) return []
  const asks = new Set<IntentKey>()
  for (const part of parts) {
    const { intent, confidence } = score(part)
    if (confidence >= 0.5 && !PLEASANT.has(intent)) asks.add(intent === 'booking_request' ? 'availability' : intent)
  }
  return [...asks]
}
