/**
 * The reply classifier: does this turn want a reply at all? Pure. What the owner has said comes first; then the words: it
 * stays quiet only where every word of every text is thanks, agreement, a goodbye or a picture.
 */
import { holds } from '#shared/condition.ts'
import { readInstruction } from '#shared/instruction.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { GuidanceRow } from '#shared/rows.ts'
import { applies } from './guidance.ts'
import { plain } from './plain.ts'

export interface Warrant {
  readonly reply: boolean
  /** A short sentence, shown as a line in the thread. */
  readonly reason: string
}

/** What an owner, or the customer by naming the agent, has decided beforehand. */
export interface Rules {
  /** The agent is named in the text with an @. */
  readonly mention: boolean
  readonly classifierOff: boolean
  /** Cards for the classifier, in their order. */
  readonly cards: readonly GuidanceRow[]
  readonly instruction: string
  /** null: not known. */
  readonly intent: IntentKey | null
}

const QUIET = {
  empty: 'Stayed quiet: there were no words to answer',
  emoji: 'Stayed quiet: an emoji needs no reply',
  thanks: 'Stayed quiet: a thank-you needs no reply',
  goodbye: 'Stayed quiet: a goodbye needs no reply',
  agreement: 'Stayed quiet: a simple OK needs no reply',
} as const

/** Words that may stand beside any of the three without asking anything. */
const FILLER =
  'and so very really that it you your to me us all for the a an at on in am pm then now much just well too both again aw aww ah oh haha lol hehe x hun hunny lovely love darling babe mate guys ladies team everyone bless kind nice'
const THANKS =
  'thanks thank thankyou thx ty tysm thnx cheers ta appreciate appreciated grateful many lot lots million bunch heaps help helping info information reply replying letting know quick everything time amazing star stars legend legends angel angels best brilliant great perfect kind helpful super wonderful fab'
const GOODBYE =
  'bye goodbye byes cya see cu later soon tomorrow tmrw monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun tonight there have good great day evening night weekend week one take care speak catch ciao cheerio tara enjoy rest of looking forward nights'
/** "Yes" and its like are not here: they may well take up an offer. */
const AGREEMENT =
  "ok okay okey oki k kk fine good great perfect brilliant fab cool super ace sweet awesome amazing excellent wonderful sounds noted understood got will do fair enough that's thats is sorted brill wicked gotcha happy days"

const setOf = (...lists: readonly string[]): ReadonlySet<string> => new Set(lists.flatMap((list) => list.split(' ')))
const THANKING = setOf(THANKS, FILLER, AGREEMENT, GOODBYE)
const LEAVING = setOf(GOODBYE, FILLER, AGREEMENT)
const AGREEING = setOf(AGREEMENT, FILLER)
const IS_THANKS = /\b(?:thanks|thank|thankyou|thx|ty|tysm|thnx|cheers|ta|appreciate[d]?|grateful)\b/
const IS_GOODBYE = /\b(?:bye|goodbye|see|cya|cu|later|soon|care|ciao|cheerio|nights?|weekend|forward)\b/
/** What the one who says it wants to know, or wants done, however politely. */
const ASKS =
  /\?|\b(?:how|what|when|where|why|who|which|can|could|would|may|do i|do you|are you|is there|any|need|want|please|but|book|cancel|change|move|not)\b/

/** Sayings whose words alone would read as something else. */
const SAYINGS: readonly (readonly [RegExp, string])[] = [
  [/\bno (?:worries|problem|probs?|bother)\b|\bok(?:ie|ey)[ -]dok(?:ie|ey)\b|\b(?:all|not) (?:good|bad)\b/g, 'ok'],
  [/\bno,? thank(?:s| you)\b/g, 'thanks'],
]

const WORD = /[\p{L}']+/gu
const DIGITS = /\d/

/** By a mention, the off switch, the first card that applies, or a line of the instruction; null: none of them says. */
export function ruled(texts: readonly string[], rules: Rules): Warrant | null {
  if (rules.mention) return { reply: true, reason: 'Replies: the agent was mentioned by name' }
  if (rules.classifierOff) return { reply: true, reason: 'Replies: the reply classifier is off' }
  const about = rules.intent === null ? [] : [rules.intent]
  const card = rules.cards.find((one) => applies(one, about, texts) === true)
  if (card) return { reply: card.effect === 'always_reply', reason: because(card.effect === 'always_reply', card.text) }
  const { directives } = readInstruction(rules.instruction)
  const line = directives.find((one) => holds(one.condition, texts))
  return line ? { reply: line.reply, reason: because(line.reply, line.line, 'the instruction') } : null
}

/** The sentence of a thread's line, which names what has decided. */
export function because(reply: boolean, words: string, what = 'guidance card'): string {
  const short = words.length > 100 ? `${words.slice(0, 99)}…` : words
  return `${reply ? 'Replies' : 'Stayed quiet'}: ${what} "${short}"`
}

/** By the words alone. `texts`: the customer's texts of one turn, oldest first. */
export function warrant(texts: readonly string[]): Warrant {
  const kinds = texts.map((text) => kindOf(SAYINGS.reduce((s, [saying, word]) => s.replace(saying, word), plain(text))))
  if (kinds.some((kind) => kind === null)) return { reply: true, reason: 'Replies: the text asks for an answer' }
  const gravest = (['thanks', 'goodbye', 'agreement', 'emoji', 'empty'] as const).find((kind) => kinds.includes(kind))
  return { reply: false, reason: QUIET[gravest ?? 'empty'] }
}

/** Which kind of pleasantry a text is; null: something else, so it wants an answer. */
function kindOf(text: string): keyof typeof QUIET | null {
  const words = text.match(WORD) ?? []
  if (words.length === 0) {
    if (/\p{Extended_Pictographic}|[\u2600-\u27bf]|[:;]-?[)(dp]/u.test(text)) return /[?\d]/.test(text) ? null : 'emoji'
    return /[\p{L}\d?]/u.test(text) ? null : 'empty'
  }
  if (ASKS.test(text) || DIGITS.test(text.replace(/\b\d{1,2}(?:[:.]\d{2})? ?(?:am|pm)?\b/g, ''))) return null
  const all = (set: ReadonlySet<string>): boolean => words.every((word) => set.has(word) || /^x+$/.test(word))
  if (IS_THANKS.test(text)) return all(THANKING) ? 'thanks' : null
  if (IS_GOODBYE.test(text)) return all(LEAVING) ? 'goodbye' : null
  if (words.every((word) => /^(?:x+|ha(?:ha)*h?|lo+l|he(?:he)+)$/.test(word))) return 'emoji'
  return all(AGREEING) && words.length <= 6 ? 'agreement' : null
}
