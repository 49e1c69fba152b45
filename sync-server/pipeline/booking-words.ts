/** What a customer's texts say of an appointment: which service, when, with whom, for which name, and whether to book it. */
import type { Service, VenueFacts } from '#shared/facts.ts'
import { addDays, weekdayOf } from '#shared/holidays.ts'
import { moneyIn } from '#shared/money.ts'
import type { DraftDiary } from '#shared/rows.ts'
import { wordsOf } from '#shared/words.ts'
import {
  type Ask,
  bookingTheme,
  booksUnlisted,
  firstName,
  isOfSeveral,
  isPlainWord,
  partySize,
  readAsk,
  servicesNamed,
  strayWords,
} from '../engines/local/mentions.ts'

export type Asked = DraftDiary['asked']

/** What the texts add; null or empty: they do not say. */
export interface BookingWords {
  readonly services: readonly Service[]
  /** Several services that the same words may mean. */
  readonly unsure: boolean
  readonly dates: readonly string[]
  readonly from: number | null
  readonly to: number | null
  readonly at: readonly number[]
  readonly name: string | null
  readonly stafferId: string | null
  readonly wants: boolean
  /** They say yes to what was offered. */
  readonly agrees: boolean
  /** Which of the offered times they take by its place in the list; null: none named so. */
  readonly choice: number | null
  /** They say something that was not understood: perhaps more is to be booked. */
  readonly unread: boolean
  /** Something that a machine should leave to people: a move, a refusal of a day, several people, an unlisted thing. */
  readonly beyond: boolean
}

interface Named {
  readonly id: string
  readonly name: string
}

export function readBookingWords(
  given: readonly string[],
  venue: VenueFacts,
  staffers: readonly Named[],
  now: number,
): BookingWords {
  const texts = given.map(spelledOut)
  const ask = readAsk({ texts, intent: 'booking_request', customerName: null, venue, now })
  const { text, today } = ask
  const name = nameIn(text, venue.services)
  const withWhom = staffers.filter((one) => isAskedFor(one, text))
  const known = [...wordsOf(name ?? ''), ...withWhom.flatMap((one) => wordsOf(one.name))].map((word) => word.text)
  const theme = bookingTheme(known.map(literally))
  const whole = ask.services.filter((one) => one.whole)
  const mentioned = whole.length > 0 ? whole : ask.services
  const dates = [
    ...new Set([...ask.days.flatMap((day) => day.dates), ...(ask.days.length > 0 ? [] : thisWeek(text, today))]),
  ].sort()
  const time = timeWishes(ask.text, ask.times, venue)
  const services = [...new Map(mentioned.map((one) => [one.service.id, one.service])).values()]
  return {
    services,
    unsure: whole.length === 0 && services.length > 1,
    dates,
    ...time,
    name,
    stafferId: withWhom.length === 1 ? withWhom[0]!.id : null,
    wants: WANTS.test(text),
    agrees: AGREES.test(text),
    choice: choiceIn(text),
    unread: saysMore(ask, new RegExp(`${theme.source}|${CHAT.source}`), name),
    beyond:
      BEYOND.test(text) ||
      NOT_PLAINLY_THEM.test(text) ||
      OTHER_PLACE.test(text) ||
      ask.unreadDay ||
      moneyIn(text).length > 0 ||
      /\d\s*%/.test(text) ||
      (partySize(text) ?? 1) > 1 ||
      whole.some((one) => isOfSeveral(ask, one)) ||
      strangerNamed(text, withWhom) ||
      booksUnlisted(ask, theme),
  }
}

/** "1030", "3 or 4pm" and "4ish" as they would be written in full. */
const spelledOut = (text: string): string =>
  text
    .replace(
      /\b(at|for|around|about|after|before)\s+(\d{1,2})([0-5][05])(?!\d|\s*(?:pounds|quid|people|h))/gi,
      '$1 $2:$3',
    )
    .replace(/\b(\d{1,2}(?:[:.]\d\d)?)\s+or\s+(\d{1,2}(?:[:.]\d\d)?)\s*([ap]m)\b/gi, '$1$3 or $2$3')
    .replace(ISH, 'around $1')

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What people say besides, and want nothing by. */
const CHAT =
  /^(?:kind|kindest|warm|regards|wishes|forward|hopes?|well|alright|notice|stick|pencil|grateful|appreciated?|amazing|brill(?:iant)?|fab(?:ulous)?|wait|seeing|darling|hun|team|everyone|bye|ta|thankyou|tysm|million|bunch|haha|lol|confirm|request|schedule|clients?|evening)$/

/** What signs a text, as a name may. */
const SIGNED = /[,.!?\n–-]\s*(?<name>\p{L}[\p{L}'’-]+(?:\s+\p{L}[\p{L}'’-]+)?)[^\p{L}]*$/u

/** Words beyond what was read, small talk, and what may be a name where none was. */
function saysMore(ask: Ask, theme: RegExp, name: string | null): boolean {
  const signed = name === null ? wordsOf(SIGNED.exec(ask.text)?.groups?.name ?? '').map((word) => word.text) : []
  return strayWords(ask, theme).some((word) => !signed.includes(word))
}

const WANTS =
  /\b(?:book|booked|booking|reserve|put\s+(?:me|us)|pop\s+(?:me|us)|squeeze\s+me|fit\s+me|i'?ll\s+(?:take|have|go\s+(?:for|with))|make\s+(?:me\s+)?an\s+app)\b/i
const AGREES =
  /^\W*(?:(?:ok(?:ay)?|great|lovely|perfect|brilliant|fab|cool|super|ah|oh|hi|hey)\b[\s,!.]*)*(?:yes|yeah|yep|yup|ya|sure|please\s+do|go\s+(?:ahead|for\s+it)|that(?:'?s|\s+is|\s+would\s+be)?\s+(?:works?|good|great|fine|perfect|lovely|suits?|ideal)|sounds?\s+(?:good|great|perfect|lovely)|works\s+for\s+me|perfect|ok(?:ay)?|lovely|great|brilliant|book\s+(?:it|me\s+in|that))\b/i
const BEYOND =
  /\b(?:mov(?:e|ing)|chang(?:e|ing)|reschedul\w*|rearrang\w*|swap\w*|cancel\w*|push(?:ed|ing)?\s+back|bring\s+forward|running\s+late|not|except|apart\s+from|can'?t|cannot|can\s+not|couldn'?t|don'?t|doesn'?t|isn'?t|won'?t|no\s+longer|never|already\s+booked|have\s+(?:an?\s+)?(?:appointment|booking|appt)|my\s+(?:appointment|booking|appt|mum|mam|mom|daughter|son|sister|brother|husband|wife|partner|friend|nan|boyfriend|girlfriend|dad|kids?|child(?:ren)?)|both|each|every|weekly|fortnightly)\b/i
const OTHER_PLACE = /\b(?:at|in)\s+(?:the|your|ur)\s+(?!Salon|Studio|Shop|Morning|Afternoon|Evening)\p{Lu}\p{L}+/u
/** Somebody or something else that is to be seen, a condition, a place that is not this one, or a question about what was done. */
const NOT_PLAINLY_THEM =
  /\b(?:my\s+(?:\w+\s+)?(?:dog|cat|pup(?:py|s)?|pet|horse|rabbit|client|boss|neighbour|cousin|aunt(?:ie|y)?|uncle|niece|nephew|mate|mother|father|grand\w+|fianc\w+|girls?|boys?|bridesmaids?|family)|(?:book|fit|squeeze|get|put|pop|pencil)\s+us|(?:whole|entire)\s+(?:family|group|party)|(?:for|at)\s+(?:free|nothing|half\s+price)|discount\w*|only\s+if|as\s+long\s+as|provided|unless|(?:did|didn'?t|have|has|had)\s+(?:you|u|ya|they|someone|anyone)\s+(?:\w+\s+)?(?:book|booked|put|get|reserve|reserved|make|made)|branch(?:es)?)\b|\b(?:i'?m|i\s+am|aged?)\s+(?:only\s+|just\s+)?(?:\d|1[0-7])\b(?!\s*(?:mins?|minutes|hours?|weeks?|months?|st\b|nd\b|rd\b|th\b|[ap]m|o'?clock|[:.]\d))|\b(?:nits|lice|ringworm|contagious|infect\w+|pregnan\w+|allerg\w+|chemo\w*)\b/i

const CHOICES: readonly RegExp[] = [
  /\b(?:first|1st|earliest|earlier)\s*(?:one|slot|time|option|please|pls|$)/i,
  /\b(?:second|2nd|middle)\s*(?:one|slot|time|option|please|pls|$)/i,
  /\b(?:third|3rd)\s*(?:one|slot|time|option|please|pls|$)/i,
]
const LAST = /\b(?:last|latter|latest)\s*(?:one|slot|time|option|please|pls|$)/i

/** -1: the last one. */
function choiceIn(text: string): number | null {
  if (LAST.test(text)) return -1
  const at = CHOICES.findIndex((choice) => choice.test(text.trim()))
  return at < 0 ? null : at
}

function thisWeek(text: string, today: string): string[] {
  if (!/\bthis\s+week\b(?!\s*end)/i.test(text)) return []
  return Array.from({ length: 8 - weekdayOf(today) }, (_, n) => addDays(today, n))
}

/** Parts of the day, in minutes from midnight. */
const PARTS: readonly (readonly [RegExp, number, number])[] = [
  [/\b(?:first\s+thing)\b/i, 0, 630],
  [/\blate\s+(?:morning)\b/i, 630, 720],
  [/\blate(?:r\s+in\s+the)?\s+(?:afternoon|arvo)\b/i, 900, 1080],
  [/\bearly\s+(?:afternoon)\b/i, 720, 870],
  [/\bmid\s*-?morning\b/i, 600, 690],
  [/\bmid\s*-?(?:afternoon|arvo)\b/i, 840, 960],
  [/\b(?:lunch(?:\s*time)?|midday\s+ish)\b/i, 690, 840],
  [/\bafter\s+school\b/i, 930, 1440],
  [/\b(?:evening|after\s+work|tonight|end\s+of\s+the\s+day)\b/i, 1020, 1440],
  [/\b(?:afternoon|arvo|pm)\b/i, 720, 1020],
  [/\b(?:morning|am)\b/i, 0, 720],
]

interface TimeWishes {
  readonly from: number | null
  readonly to: number | null
  readonly at: readonly number[]
}

const ABOUT = /\b(?:around|about|roughly|approx\w*|circa|near)\s*$/i
const ISH =
  /\b(?:(?:around|about|at|by)\s+)?((?:half\s+(?:past\s+)?)?\d{1,2}(?:[:.]\d\d)?(?:\s*[ap]m)?|noon|midday)\s*-?ish\b/gi

function timeWishes(text: string, times: ReturnType<typeof readAsk>['times'], venue: VenueFacts): TimeWishes {
  // "good morning" greets
  const said = text.replace(
    /\b(?:good|gd)\s+(?:morning|afternoon|evening)\b|^\W*(?:morning|afternoon|evening)\b/gi,
    ' ',
  )
  let from: number | null = null
  let to: number | null = null
  const at: number[] = []
  for (const time of times) {
    const minutes = likely(time.minutes, venue)
    const first = minutes[0]
    if (first === undefined) continue
    if (ABOUT.test(text.slice(0, time.start))) {
      from = Math.max(0, first - 75)
      to = Math.min(1440, (minutes.at(-1) ?? first) + 90)
    } else if (time.role === 'from') from = first
    else if (time.role === 'to') to = minutes.at(-1) ?? first
    else at.push(...minutes)
  }
  if (from === null && to === null && at.length === 0) {
    const part = PARTS.find(([words]) => words.test(said))
    if (part) return { from: part[1], to: part[2], at }
  }
  return { from, to, at: [...new Set(at)].sort((a, b) => a - b) }
}

/** Of the two halves of the day that "at 3" may mean, those in which the venue is ever open. */
function likely(minutes: readonly number[], venue: VenueFacts): number[] {
  const open = minutes.filter((minute) => venue.hours.some((row) => row.opens <= minute && minute < row.closes))
  return (open.length > 0 ? open : [...minutes]).map((minute) => minute % 1440)
}

const NAME = String.raw`\p{L}[\p{L}'’-]*(?:\s+\p{Lu}[\p{L}'’-]+)?`
/** In each, the group that is the name; the first letter of a name after "I'm" has to be a capital. */
const NAMES: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:my\s+name(?:'?s|\s+is)|(?:the\s+)?name(?:'?s|\s+is|:)?|under(?:\s+the\s+name(?:\s+of)?)?|call\s+me|name\s+of)\s+(?<name>${NAME})`,
    'iu',
  ),
  /\b(?:[Ii]t'?s|[Tt]his\s+is|[Ii]'?m|[Ii]\s+am)\s+(?<name>\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)?)/u,
  /\b(?:it'?s|this\s+is)\s+(?<name>\p{L}[\p{L}'’-]+)\s*(?:x+|here|please|pls|thanks|thx)?\s*[.!?,]*\s*$/imu,
  /(?:^|[.!?,\n]\s*)(?<name>\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)?)\s+here\b/u,
  // "tomorrow at 10, Maya", "the 4:30 for Maya please"
  /(?:\bfor|[,.!\n])\s+(?<name>\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)?)\s*(?:please|pls|thanks|x+)?\s*[.!]*\s*$/u,
]
const NO_NAMES =
  /^(?:(?:mon|tues?|weds?|wednes|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|urgent|asap|fine|ok|okay|great|free|available|late|early|here|there|just|possible|new|first|long|short|to|with|at|after|before|around|either|any|yes|no|looking|hoping|after|wondering|running|flexible|happy|good|lovely|perfect|alright|not|only|still|really|sooo?|x+)$/i

/** A name that the text gives for the booking. */
function nameIn(text: string, services: readonly Service[]): string | null {
  for (const pattern of NAMES) {
    const name = asName(pattern.exec(text)?.groups?.name)
    if (name !== null && servicesNamed(name, services).length === 0) return name
  }
  return null
}

/** A text that is nothing but a name: the answer to "what name is it for?". */
export function bareName(texts: readonly string[]): string | null {
  const last = texts.at(-1)?.trim() ?? ''
  const bare = last.replace(/^(?:hi|hey|hello|sure|yes|yep|yeah|ok|okay|of\s+course|sorry)\b[\s,!.]*/i, '')
  if (!/^\p{L}[\p{L}'’-]*(?:\s+\p{L}[\p{L}'’-]+){0,2}\s*(?:x+|please|pls|thanks|thx|🙏|😊)?[\s.!]*$/u.test(bare))
    return null
  return asName(bare.replace(/\s*(?:\bx+|please|pls|thanks|thx|🙏|😊)?[\s.!]*$/iu, ''))
}

function asName(said: string | undefined): string | null {
  const words = (said ?? '').trim().split(/\s+/)
  const first = words[0] ?? ''
  if (first.length < 2 || NO_NAMES.test(first) || isPlainWord(first.toLowerCase().replace(/['’]/g, ''))) return null
  const whole = words.filter((word) => !NO_NAMES.test(word)).map((word) => firstName(word))
  return whole.length > 0 && whole.every((word) => word !== null) ? whole.join(' ').slice(0, 60) : null
}

/** "with Priya", "is Priya free"; the customer may be called the same. */
function isAskedFor({ name }: Named, text: string): boolean {
  const first = literally(name.split(' ')[0]!)
  return new RegExp(
    String.raw`\b(?:with|by|see|has|does|is)\s+${first}\b|\b${first}(?:'s)?\s+(?:is\s+)?(?:free|available|working|in\b|next|have|has)`,
    'i',
  ).test(text)
}

/** "with Jess" where nobody of that name works here. */
function strangerNamed(text: string, known: readonly Named[]): boolean {
  const named = /\bwith\s+(?<who>\p{Lu}[\p{L}'’-]+)/u.exec(text)?.groups?.who
  return named !== undefined && !known.some((one) => one.name.toLowerCase().startsWith(named.toLowerCase()))
}
