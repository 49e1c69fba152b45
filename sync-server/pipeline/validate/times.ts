/** Every time in a reply must be an opening time of its date, or a free slot of the diary. */
import type { DayMention } from '#shared/days.ts'
import { daysIn } from '#shared/days.ts'
import { weekdayOf } from '#shared/holidays.ts'
import { type OpenSpan, openingOn, openState, usualSpans } from '#shared/opening.ts'
import { type TimeMention, timesIn } from '#shared/times.ts'
import { blank } from '#shared/words.ts'
import { type AnchorRules, anchorsOf, type ReadReply, type ReplyContext, sentenceAt } from './reply.ts'

const RULES: AnchorRules = {
  after: /^\s*(?:(?:on|every|this|each|for)\s+)?$/i,
  before:
    /^[\s(:]*(?:(?:is|are|from|at|between|we|we're|open|opens|we'll|be|until|till?|our|hours|,?\s*it's)\b[\s:]*)*$/i,
}

/** Words that make a time an offer rather than an opening time. */
const OFFER =
  /\b(?:slots?|appointments?|gaps?|openings?|availab\w*|fit\s+you|squeeze|book(?:ed|ing)?\s+(?:you|that|this|it)\b|booked|see\s+you|free\s+(?:at|on|from|today|tomorrow)|(?:is|are|we're|she's|he's)\s+free|pencil\w*|reserve\w*|come\s+in\s+at|pop\s+in\s+at|(?:can|could)\s+(?:do|offer|see)|how\s+about|we(?:'ve|\s+have)(?:\s+got)?\s+(?:an?\s+)?\d|(?:a|your)\s+(?:space|spot|place))\b/i

/** Free times promised without naming one: "we have space on Friday". */
const VAGUE_OFFER =
  /\b(?:we|i|there)(?:'ve|'s|\s+have|\s+do\s+have|\s+has|\s+is|\s+are|\s+still\s+have|'ve\s+still)?\s+(?:got\s+)?(?:(?:some|an?|plenty\s+of|a\s+few|several|one|two|three|lots\s+of|still)\s+)*(?:slots?|spaces?|availability|gaps?|spots?|openings?|appointments?(?!\s+only))\b(?!\s+(?:by|only|on\s+our|at\s+https?))|\b(?:can|could|will|we'll|i'll)\s+(?:\w+\s+)?(?:fit|squeeze)\s+you\s+in\b/i

/** A whole day offered: "we can do Friday". */
const DAY_OFFER = /\b(?:can|could)\s+(?:do|offer|see\s+you|fit\s+you)\b|\b(?:is|are|we're|have)\s+(?:free|available)\b/i

export interface WrongTimes {
  /** Times that are no opening time of their date. */
  readonly times: readonly string[]
  /** Times offered that are not known to be free. */
  readonly slots: readonly string[]
}

export function wrongTimes(reply: ReadReply, context: ReplyContext): WrongTimes {
  const times: string[] = []
  const slots: string[] = []
  for (const time of reply.times) {
    const said = reply.own.slice(time.start, time.end)
    const sentence = sentenceAt(reply.own, time.start)
    const isOffer = OFFER.test(reply.own.slice(sentence.start, sentence.end))
    if (isOffer) {
      if (!isFree(time, reply, context)) slots.push(said)
    } else if (!isOpeningTime(time, reply, context) && !isFree(time, reply, context)) times.push(said)
  }
  const vague = VAGUE_OFFER.exec(reply.own)
  if (vague && (context.freeSlots ?? []).length === 0) slots.push(vague[0])
  for (const day of reply.days) {
    const sentence = sentenceAt(reply.own, day.start)
    const isOffered = DAY_OFFER.test(reply.own.slice(sentence.start, sentence.end))
    const free = (context.freeSlots ?? []).some((slot) => day.dates.includes(slot.date))
    if (isOffered && !free) slots.push(reply.own.slice(day.start, day.end))
  }
  return { times: [...times, ...wrongOpenClaims(reply, context)], slots }
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
  if (
    reply.cited.some((fact) =>
      timesIn(fact.text).some((one) => one.minutes.some((minute) => time.minutes.includes(minute))),
    )
  ) {
    return true
  }
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
  const asked = context.texts.flatMap((text) => daysIn(blank(text, []), reply.today, context.venue.locale))
  if (asked.length > 0) return asked
  return [{ start: 0, end: 0, dates: [reply.today], weekly: false, holiday: false }]
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

/** "Closed on Friday" on a day when the venue is open, or "open on Sunday" when it is not. */
function wrongOpenClaims(reply: ReadReply, context: ReplyContext): string[] {
  const wrong: string[] = []
  let start = 0
  for (const clause of reply.own.split(
    /(?<=[.!?])\s|\n|,(?=\s)|;|\bbut\b|\band(?=\s+(?:closed|open|shut|not\s+open)\b)/i,
  )) {
    const from = reply.own.indexOf(clause, start)
    const to = from + clause.length
    start = to
    const within = (span: { start: number; end: number }) => span.start >= from && span.end <= to
    const days = reply.days.filter(within)
    const isShut = SHUT.test(clause)
    if (!isShut && (!OPEN.test(clause) || reply.times.some(within))) continue
    const wasOpen = /\b(?:have|we've|'ve|now)\s+(?:now\s+)?closed\b|\bclosed\s+for\s+the\s+day\b/i.test(clause)
    const now = /\b(?:right\s+now|at\s+the\s+moment|currently)\b/i.test(clause)
    if (wasOpen || (now && days.length === 0)) {
      if (openState(context.venue, context.now).open === isShut) wrong.push(clause.trim())
    } else if (days.some((day) => !claimHolds(day, isShut, reply, context))) wrong.push(clause.trim())
  }
  return wrong
}

function claimHolds(day: DayMention, isShut: boolean, reply: ReadReply, context: ReplyContext): boolean {
  const usual = day.weekly || (namesTheWeek(reply) && isPlainWeekday(day, reply))
  return day.dates.every((date) => {
    const shutThen = openingOn(context.venue, date).spans.length === 0
    return shutThen === isShut || (usual && (usualSpans(context.venue, weekdayOf(date)).length === 0) === isShut)
  })
}
