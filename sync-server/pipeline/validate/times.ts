/** Every time in a reply must be an opening time of its date, or a free slot of the diary. */
import type { DayMention } from '#shared/days.ts'
import { daysIn } from '#shared/days.ts'
import { weekdayOf } from '#shared/holidays.ts'
import { type OpenSpan, openingOn, openState, usualSpans } from '#shared/opening.ts'
import type { TimeMention } from '#shared/times.ts'
import { blank, type Span } from '#shared/words.ts'
import type { ReadReply, ReplyContext } from './context.ts'
import { type AnchorRules, anchorsOf, isAbout, sentenceAt } from './reply.ts'

const RULES: AnchorRules = {
  after: /^\s*(?:(?:on|every|this|each|for)\s+)?$/i,
  before:
    /^[\s(:]*(?:(?:is|are|from|at|between|we|we're|open|opens|we'll|be|until|till?|our|hours|,?\s*it's)\b[\s:]*)*$/i,
}

/** Words that make a time an offer rather than an opening time. */
const OFFER =
  /\b(?:slots?|appointments?|gaps?|openings?(?!\s+(?:hours|times))|availab\w*|fit\s+you|squeeze|book(?:ed|ing)?\s+(?:you|that|this|it)\b|booked|see\s+you|free\s+(?:at|on|from|today|tomorrow)|(?:is|are|we're|she's|he's)\s+free|pencil\w*|reserve\w*|come\s+in\s+at|pop\s+in\s+at|(?:can|could)\s+(?:do|offer|see)|how\s+about|we(?:'ve|\s+have)(?:\s+got)?\s+(?:an?\s+)?\d|(?:a|your)\s+(?:space|spot|place))\b/i

/** Free times promised without naming one: "we have space on Friday". */
const VAGUE_OFFER =
  /\b(?:we|i|there)(?:'ve|'s|\s+have|\s+do\s+have|\s+has|\s+is|\s+are|\s+still\s+have|'ve\s+still)?\s+(?:got\s+)?(?:(?:some|an?|plenty\s+of|a\s+few|several|one|two|three|lots\s+of|still)\s+)*(?:slots?|spaces?|availability|gaps?|spots?|openings?|appointments?(?!\s+only))\b(?!\s+(?:by|only|on\s+our|at\s+https?))|\b(?:can|could|will|we'll|i'll)\s+(?:\w+\s+)?(?:fit|squeeze)\s+you\s+in\b/i

/** A time agreed to, or a door held open, without naming when. */
const AGREED =
  /\b(?:that|it|this)(?:'s|\s+is|\s+would\s+be)?\s+(?:suits?|works?|yours|on)\b(?!\s+(?:you|our|the))|\bsuits?\s+(?:us|me|everyone)\b|\b(?:we|i|there)(?:'ve|\s+have|'s|\s+is)\s+(?:got\s+)?(?:\w+\s+){0,2}?(?:places?|chairs?|room|time)\b|\b(?:us|you)\s+then\b|\bnow\s+is\b|\b(?:can|could|would)\s+(?:do|manage|make)\s+(?:that|this|it|so)\b|\b(?:come|pop|drop|walk|head|call)\s+(?:straight\s+)?(?:in|by|along|then|over|round|down|up|whenever|when|now)\b|\b(?:have|see|do)\s+you\s+(?:then|there|in|now)\b|(?<!\bto\s+)\bgo\s+ahead\b/i

/** A whole day offered: "we can do Friday". */
const DAY_OFFER = /\b(?:can|could)\s+(?:do|offer|see\s+you|fit\s+you)\b|\b(?:is|are|we're|have)\s+(?:free|available)\b/i

/** A sentence that says when the venue is open, and so may name days and times. */
export const OPENING = /\b(?:open(?:s|ing|ed)?|clos(?:e|es|ed|ing)|shut|hours|until|till)\b/i

/** Where a time has still to be chosen, elsewhere. */
const TO_CHOOSE =
  /\b(?:check|choose|pick|find|see)\s+(?:(?:an?|the|your|our|all|every|available|free)\s+)*(?:times?|day)\b|\b(?:all|every|our)\s+(?:the\s+)?free\s+times?\b/i

/** "Have a lovely Christmas!" */
const WISH =
  /\bhave\s+a\s+(?:very\s+)?(?:lovely|great|good|nice|wonderful|merry|happy)\s+(?:rest\s+of\s+(?:the|your)\s+)?\w*[\s.!]*$/i

/** Open without end. */
const UNBOUNDED =
  /\b24\s*\/\s*7\b|\b24\s*hours\b|\bround\s+the\s+clock\b|\b(?:all|any|every|each)\s*(?:days?|nights?|hours?|times?|mornings?|evenings?)\b|\b(?:this|next|the\s+whole)\s+(?:week|month|year|season)\b|\b(?:always|never|whenever|whichever|as\s+usual)\b/i

export interface WrongTimes {
  /** Times that are no opening time of their date. */
  readonly times: readonly string[]
  /** Times offered that are not known to be free. */
  readonly slots: readonly string[]
}

export function wrongTimes(reply: ReadReply, context: ReplyContext): WrongTimes {
  const times: string[] = []
  const slots: string[] = []
  // What the diary itself has worded may speak of any day; of a writer's words, a day or a time is an offer unless it is clearly none
  const isWritten = !context.fromDiary
  for (const time of reply.times) {
    const said = reply.own.slice(time.start, time.end)
    const sentence = sentenceAt(reply.own, time.start)
    const isOffer = OFFER.test(reply.own.slice(sentence.start, sentence.end))
    const isHours = time.whole.end > time.end || time.whole.start < time.start || saysHours(sentence, reply)
    if (isOffer || (isWritten && !isHours && !isCited(time, reply))) {
      if (!isFree(time, reply, context)) slots.push(said)
    } else if (!isOpeningTime(time, reply, context) && !isFree(time, reply, context)) times.push(said)
  }
  const vague = VAGUE_OFFER.exec(reply.own) ?? (isWritten ? AGREED.exec(reply.own) : null)
  if (vague && (context.freeSlots ?? []).length === 0) slots.push(vague[0])
  for (const day of reply.days) {
    if (day.clashes) times.push(reply.own.slice(day.start, day.end))
    const sentence = sentenceAt(reply.own, day.start)
    const words = reply.own.slice(sentence.start, sentence.end)
    const isHarmless = saysHours(sentence, reply) || TO_CHOOSE.test(words) || WISH.test(words)
    const isOffered = DAY_OFFER.test(words) || (isWritten && !isHarmless)
    const free = (context.freeSlots ?? []).some((slot) => day.dates.includes(slot.date))
    if (isOffered && !free) slots.push(reply.own.slice(day.start, day.end))
  }
  return { times: [...times, ...wrongOpenClaims(reply, context), ...(isWritten ? openWithoutEnd(reply) : [])], slots }
}

/** A word of opening, or a stretch from one time to another. */
function saysHours(sentence: Span, reply: ReadReply): boolean {
  const isRange = (time: TimeMention) =>
    time.whole.end > time.end && time.start >= sentence.start && time.end <= sentence.end
  return OPENING.test(reply.own.slice(sentence.start, sentence.end)) || reply.times.some(isRange)
}

/** A time of a fact that the reply rests on, in a sentence about that fact. */
function isCited(time: TimeMention, { own, cited }: ReadReply): boolean {
  return cited.some((fact) => time.minutes.some((one) => fact.minutes.has(one)) && isAbout(fact, own, time.start))
}

const IS_THERE =
  /\b(?:open(?:s|ed)?|clos(?:e|es|ed|ing)|shut|we(?:'re|\s+are)\s+(?:\w+\s+)?here|come|visit|see\s+(?:us|you))\b/i

function openWithoutEnd(reply: ReadReply): string[] {
  return blank(reply.own, reply.days)
    .split(/[.!?\n]/)
    .filter((sentence) => IS_THERE.test(sentence) && UNBOUNDED.test(sentence))
}

/** Times that are neither opening times nor free: in an answer about appointments each of them is an offer. */
export function unfreeTimes(reply: ReadReply, context: ReplyContext): string[] {
  return reply.times
    .filter((time) => !isFree(time, reply, context) && !isOpeningTime(time, reply, context))
    .map((time) => reply.own.slice(time.start, time.end))
}

function isFree(time: TimeMention, reply: ReadReply, context: ReplyContext): boolean {
  const dates = daysOf(time, reply, context).flatMap((day) => day.dates)
  const free = context.freeSlots ?? []
  return free.some((slot) => time.minutes.includes(slot.minute) && (dates.length === 0 || dates.includes(slot.date)))
}

function isOpeningTime(time: TimeMention, reply: ReadReply, context: ReplyContext): boolean {
  if (isCited(time, reply)) return true
  return daysOf(time, reply, context).every((day) =>
    day.dates.every((date) => {
      const { venue } = context
      const dated = openingOn(venue, date).spans
      return isEdge(time, dated) || (day.weekly && isEdge(time, usualSpans(venue, weekdayOf(date))))
    }),
  )
}

/** An opening or a closing time of these hours, whichever the words around it make it. */
function isEdge(time: TimeMention, spans: readonly OpenSpan[]): boolean {
  const meant = (minute: number) => time.minutes.some((one) => one % 1440 === minute % 1440)
  return spans.some((span) => (time.role !== 'to' && meant(span.opens)) || (time.role !== 'from' && meant(span.closes)))
}

/** The days that a time belongs to: those beside it, else those of the question, else today. */
function daysOf(time: TimeMention, reply: ReadReply, context: ReplyContext): readonly DayMention[] {
  const days = reply.days.map((day) =>
    namesTheWeek(reply) && isPlainWeekday(day, reply) ? { ...day, weekly: true } : day,
  )
  const anchors = anchorsOf(reply.own, time.whole, days, RULES)
  if (anchors.length > 0) return anchors
  const asked = askedDays(reply, context)
  return asked.length > 0 ? asked : [todayOf(reply)]
}

/** "Tuesday to Friday …, Saturday …": a list of the week speaks of every such day. */
function namesTheWeek(reply: ReadReply): boolean {
  return reply.days.some((day) => day.weekly) || new Set(reply.days.flatMap((day) => day.dates)).size > 4
}

function isPlainWeekday(day: DayMention, reply: ReadReply): boolean {
  return (
    day.dates.length === 1 &&
    !day.holiday &&
    /^(?:\p{L}+)$/u.test(reply.own.slice(day.start, day.end)) &&
    !/^to(?:day|night|morrow)/i.test(reply.own.slice(day.start, day.end))
  )
}

const SHUT =
  /\b(?:closed|not\s+open|(?:don't|do\s+not|aren't|are\s+not|isn't|is\s+not|won't\s+be|not)\s+open(?:ing)?|shut)\b/i
const OPEN = /\b(?:open)\b/i
/** Of this moment rather than of a day. */
const NOW = /\b(?:now|at\s+the\s+moment|currently|just\s+yet)\b/i
const CLOSED_BY_NOW = /\b(?:have|we've|'ve|now)\s+(?:now\s+)?closed\b|\bclosed\s+for\s+the\s+day\b/i

/** "Closed on Friday" on a day when the venue is open, "open on Sunday" when it is not, "always open" of any. */
function wrongOpenClaims(reply: ReadReply, context: ReplyContext): string[] {
  const wrong: string[] = []
  let start = 0
  // "Open on Thursday, Sunday too": what a clause does not say, the one before it has said
  let claimed: 'open' | 'shut' | null = null
  for (const clause of reply.own.split(
    /(?<=[.!?])\s|\n|,(?=\s)|;|\bbut\b|\band(?=\s+(?:closed|open|shut|not\s+open)\b)/i,
  )) {
    const from = reply.own.indexOf(clause, start)
    const to = from + clause.length
    start = to
    const within = (span: { start: number; end: number }) => span.start >= from && span.end <= to
    const days = reply.days.filter(within)
    const own = SHUT.test(clause) ? 'shut' : OPEN.test(clause) ? 'open' : null
    const claim = own ?? (days.length > 0 ? claimed : null)
    claimed = /[.!?]$/.test(clause) ? null : (own ?? claimed)
    const isShut = claim === 'shut'
    const hasTimes = reply.times.some(within)
    if (claim === null || (hasTimes && !(isShut && /n't|\bnot\b/i.test(clause)))) continue
    if (CLOSED_BY_NOW.test(clause) || (NOW.test(clause) && days.length === 0)) {
      if (openState(context.venue, context.now).open === isShut) wrong.push(clause.trim())
    } else if (isShut && /\bother\s+days\b/i.test(clause)) {
      if (!namesEveryOpenDay(reply, context)) wrong.push(clause.trim())
    } else if (!claimHoldsOn(days, isShut, reply, context)) wrong.push(clause.trim())
  }
  return wrong
}

/** "…, and closed on other days". */
function namesEveryOpenDay(reply: ReadReply, { venue }: ReplyContext): boolean {
  const named = new Set(reply.days.flatMap((day) => day.dates).map(weekdayOf))
  return [1, 2, 3, 4, 5, 6, 7].every((day) => named.has(day) || usualSpans(venue, day).length === 0)
}

/** Without a day it is about the days that were asked for, else about today. */
function claimHoldsOn(named: readonly DayMention[], isShut: boolean, reply: ReadReply, context: ReplyContext): boolean {
  const asked = named.length > 0 ? named : askedDays(reply, context)
  const days = asked.length > 0 ? asked : [todayOf(reply)]
  return days.every((day) => claimHolds(day, isShut, reply, context))
}

/** The days that the customer's own texts name. */
export function askedDays(reply: ReadReply, { texts, venue }: ReplyContext): DayMention[] {
  return texts.flatMap((text) => daysIn(text, reply.today, venue.locale))
}

const todayOf = (reply: ReadReply): DayMention => ({
  start: 0,
  end: 0,
  dates: [reply.today],
  weekly: false,
  holiday: false,
})

function claimHolds(day: DayMention, isShut: boolean, reply: ReadReply, context: ReplyContext): boolean {
  const usual = day.weekly || (namesTheWeek(reply) && isPlainWeekday(day, reply))
  return day.dates.every((date) => {
    const shutThen = openingOn(context.venue, date).spans.length === 0
    return shutThen === isShut || (usual && (usualSpans(context.venue, weekdayOf(date)).length === 0) === isShut)
  })
}
