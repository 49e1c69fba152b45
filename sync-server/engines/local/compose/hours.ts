/** Opening hours: on the days asked about, now, or of the whole week. */
import type { Citation } from '#shared/facts.ts'
import { addDays, holidaysOf, weekdayOf } from '#shared/holidays.ts'
import { namesUnknownOccasion } from '#shared/occasions.ts'
import {
  type DayOpening,
  formatDate,
  formatDay,
  formatSpans,
  formatTime,
  openingCitations,
  openingOn,
  openState,
  usualSpans,
  WEEKDAY_NAMES,
} from '#shared/opening.ts'
import { toGsm7 } from '#shared/segments.ts'
import { fold, wordsOf } from '#shared/words.ts'
import { type Ask, strayWords } from '../mentions.ts'
import { type Answer, listed, voiceOf } from './voice.ts'

export function hours(ask: Ask): Answer | null {
  if (ask.venue.hours.length === 0 || ask.unreadDay || asksAboutAnother(ask)) return null
  const byName = closureNamed(ask)
  if (byName.length > 0) return onDates(ask, byName)
  if (namesUnknownOccasion(ask.text, ask.venue.closures) || asksAboutSomeDay(ask)) return null
  if (SEASON.test(ask.text) || strayWords(ask, THEME).length > (ask.days.length > 0 ? 2 : 1)) return null
  if (ask.days.length === 0)
    return RIGHT_NOW.some((now) => now.test(ask.text)) && !USUAL.test(ask.text) ? rightNow(ask) : wholeWeek(ask)
  const dates = [...new Set(ask.days.flatMap((day) => day.dates))].sort().slice(0, 7)
  if (dates.some((date) => isUnsettled(ask, date) || !isWithinAYear(ask, date))) return null
  if (dates.length === 7) return wholeWeek(ask)
  if (ask.days.every((day) => day.weekly)) return usualDays(ask, dates)
  return onDates(ask, dates)
}

/** Rules for whole seasons and "bank holidays" as such: only single dates are known. */
const SEASON =
  /\b(?:(?:bank|public)\s+hol\w*\s+(?:weekend|period)|(?:bank|public|school)\s+holidays|holidays?\s+(?:\w+\s+)?hours|christmas|xmas|festive|half\s+term|birthday|cup)\b(?!\s+(?:day|eve))/i
const THEME =
  /^(?:open|opens|opened|opening|close|closes|closed|closing|shut|shuts|hours|times?|trading|trade|late|later|early|earlier|til|till|until|finish|finishes|finishing|stay|staying|doors?|work|works|working|business|store|shop|stores|salon|google|website|web|site|online|facebook|insta|instagram|says|said|usually|normally|always|sharp|latest|earliest|rn|atm|lunch|lunchtime|nights?|noon|mornings|afternoons|evenings)$/
const USUAL = /\b(?:usually|normally|generally|what\s+days|which\s+days|always)\b/i
const CLOSING =
  /\b(?:close|closes|closed|closing|shut|shuts|finish|how\s+late|(?:un)?til(?:l)?\s+what\s+time|what\s+time\s+(?:are\s+)?(?:you|u)\s+(?:open\s+)?(?:un)?til)\b/i
/** Only the end of the day is asked for. */
const WHEN_CLOSING =
  /\b(?:what\s+time|when|whens)\b[^?]*\b(?:close|closes|closing|shut|shuts|finish)\b|\bhow\s+late\b|\b(?:un)?til(?:l)?\s+(?:what\s+time|when)\b/i
const WHEN_OPENING_TOO = /\bopen\b[^?]*\b(?:close|closes|closing|shut|shuts|finish)\b/i
const asksWhenClosing = ({ text }: Ask) => WHEN_CLOSING.test(text) && !WHEN_OPENING_TOO.test(text)

/** Without a day, these ask about today and this hour. */
const RIGHT_NOW: readonly RegExp[] = [
  CLOSING,
  /\b(?:now|rn|atm|at\s+the\s+moment|currently|yet|still|next\s+open|in\s+\d+\s*min\w*|in\s+(?:half\s+)?an\s+hour)\b/i,
  /^\W*(?:(?:hi|hello|hey|hiya)\W+)?(?:are|r)\s+(?:you|u|ya)\s+(?:guys\s+)?open\W*$/i,
]

/** A thing with hours of its own, or a person: the venue's hours do not answer for those. */
const OTHERS =
  /\b(?:kitchen|pool|gym|bar|restaurant|cafe|coffee\s+shop|canteen|reception|front\s+desk|phone\s*lines?|car\s+park|parking|shops?\s+next\s+door|supermarket|tesco|bank(?!\s+hol)|post\s+office|library|pharmacy|chemist|doctors?|gp|surgery|dentist|museum|station|trains?|bus(?:es)?|airport|school|office|classes?|sauna|spa|breakfast|lunch\s+menu|menu|dinner|food|drinks?|happy\s+hour|check[\s-]?(?:in|out)|delivery|collection)\b/gi

function asksAboutAnother(ask: Ask): boolean {
  const own = new Set(wordsOf(ask.venue.venueName).map((word) => word.text))
  for (const match of ask.text.matchAll(OTHERS)) if (!own.has(fold(match[0]))) return true
  return (
    /\b(?:is|does|will|when's|when\s+is)\s+(?!Salon|Studio)[A-Z][a-z]+\s+(?:in|work|works|working|there|around|on\b|available)/.test(
      ask.text,
    ) ||
    /\b(?:hours|times?)\s+(?:for|of|at)\s+(?!(?:the\s+)?(?:salon|studio|shop|store|today|tomorrow|tmrw|this|next|mon|tue|wed|thu|fri|sat|sun|bank|christmas|xmas|easter|new\s+year|boxing|good|week|place|your|you|weekend|\d))/i.test(
      ask.text,
    )
  )
}

const SOME_DAY = /\b(?:on|over|during|for|at|in)\s+(?:(?:the|your|an?)\s+)?\p{L}+|\p{L}+\s+(?:day|night|week|eve)\b/giu

/** "On Navy Day": of a day without a date that is known here, the usual week says nothing. */
function asksAboutSomeDay(ask: Ask): boolean {
  if (ask.days.length > 0) return false
  const strays = new Set(strayWords(ask, THEME))
  return [...ask.text.matchAll(SOME_DAY)].some(([said]) => wordsOf(said).some((word) => strays.has(word.text)))
}

/** Said without its year, a later day would be taken for another one; nor is anything of it settled. */
const isWithinAYear = (ask: Ask, date: string): boolean => date < addDays(ask.today, 365)

/** Dates of coming closures that the text names in their own words ("staff training"), or all round Christmas. */
function closureNamed(ask: Ask): string[] {
  const coming = ask.venue.closures.filter((closure) => closure.date >= ask.today && isWithinAYear(ask, closure.date))
  if (ask.days.length > 0) return []
  if (/\b(?:christmas|xmas|festive)\b/i.test(ask.text)) {
    return [...new Set(coming.map((one) => one.date).filter((date) => /-12-2[3-9]|-12-3|-01-0[1-3]/.test(date)))]
      .sort()
      .slice(0, 5)
  }
  const asked = new Set(wordsOf(ask.text).map((word) => word.text))
  const dates = coming
    .filter((closure) => {
      const telling = wordsOf(closure.name).filter((word) => !GENERAL_NAMES.has(word.text))
      return telling.length > 0 && telling.every((word) => asked.has(word.text))
    })
    .map((closure) => closure.date)
  return [...new Set(dates)].sort().slice(0, 5)
}

/** Words in the name of a closure that do not tell it from others. */
const GENERAL_NAMES = new Set(
  'day bank public holiday the closed closure hours opening open early late in lieu of monday may spring summer'.split(
    ' ',
  ),
)

/** A public holiday on which the usual hours are no promise: only a dated entry says whether it is worked. */
function isUnsettled(ask: Ask, date: string): boolean {
  const opening = openingOn(ask.venue, date)
  if (opening.closure !== null || opening.spans.length === 0) return false
  const named = ask.days.some((day) => day.holiday && day.dates.includes(date))
  return named || holidaysOf(Number(date.slice(0, 4)), ask.venue.locale).some((holiday) => holiday.date === date)
}

function rightNow(ask: Ask): Answer | null {
  const state = openState(ask.venue, ask.now)
  const today = openingOn(ask.venue, state.date)
  const cites = openingCitations(ask.venue, state.date)
  if (state.open && state.until !== null) {
    const until = formatTime(state.until)
    const again =
      state.next?.date === state.date
        ? `, and again from ${formatTime(state.next.opens)} to ${formatTime(state.next.closes)}`
        : ''
    const plain = CLOSING.test(ask.text) || /\b(?:in\s+(?:\d+|half|an)|next)\b/i.test(ask.text)
    const bodies = plain
      ? [`We close at ${until} today${again === '' ? '' : `${again}`}.`, `We're open until ${until} today${again}.`]
      : [`${voiceOf(ask).yes}we're open until ${until} today${again}.`]
    return { bodies, citations: cites }
  }
  if (state.next === null) return { bodies: [`${voiceOf(ask).sorry}we're closed at the moment.`], citations: cites }
  if (state.next.date === state.date) {
    return {
      bodies: [
        `We're not open just yet. Today we open at ${formatTime(state.next.opens)} and close at ${formatTime(today.spans.at(-1)?.closes ?? state.next.closes)}.`,
      ],
      citations: cites,
    }
  }
  const why = today.spans.length === 0 ? `we're closed today${reason(today)}` : 'we have closed for today'
  return {
    bodies: [`${voiceOf(ask).sorry}${why}.${nextOpen(ask, state.next.date)}`],
    citations: [...cites, ...nextCitations(ask, state.next.date)],
  }
}

function nextCitations(ask: Ask, date: string): Citation[] {
  return isUnsettled(ask, date) ? [] : openingCitations(ask.venue, date)
}

/** When the venue opens again, if that is certain. */
function nextOpen(ask: Ask, date: string): string {
  if (isUnsettled(ask, date)) return ''
  return ` We're next open ${onDay(date, ask.today)}, ${formatSpans(openingOn(ask.venue, date).spans)}.`
}

function onDates(ask: Ask, dates: readonly string[]): Answer {
  const openings = dates.map((date) => openingOn(ask.venue, date))
  const citations = dates.flatMap((date) => openingCitations(ask.venue, date))
  const open = openings.filter((one) => one.spans.length > 0)
  const shut = openings.filter((one) => one.spans.length === 0)
  if (open.length === 0) return allClosed(ask, shut, citations)
  const days = grouped(open).map((group) => `${dayList(group, ask.today)} ${formatSpans(group[0]!.spans)}`)
  const closed = shut.length === 0 ? '' : `, and closed ${dayList(shut, ask.today)}`
  const only = open.length === 1 && shut.length === 0 ? open[0]! : null
  if (only) {
    const day = onDay(only.date, ask.today)
    const spans = formatSpans(only.spans)
    if (asksWhenClosing(ask) && only.spans.length === 1) {
      const closes = formatTime(only.spans[0]!.closes)
      return {
        bodies: [`We close at ${closes} ${day}${reason(only)}.`, `We're open until ${closes} ${day}${reason(only)}.`],
        citations,
      }
    }
    return {
      bodies: [`We're open ${spans} ${day}${reason(only)}.`, `We're open ${day}${reason(only)}, ${spans}.`],
      citations,
    }
  }
  return { bodies: [`We're open ${listed(days)}${closed}.`], citations }
}

function allClosed(ask: Ask, shut: readonly DayOpening[], citations: readonly Citation[]): Answer {
  const last = shut.at(-1)?.date ?? ask.today
  const next = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    .map((n) => addDays(last, n))
    .find((date) => openingOn(ask.venue, date).spans.length > 0)
  const day = shut.length === 1 ? `${onDay(last, ask.today)}${reason(shut[0]!)}` : `on ${dayList(shut, ask.today)}`
  const closed = `${voiceOf(ask).sorry}we're closed ${day.replace(/^on (today|tomorrow)/, '$1')}.`
  if (next === undefined) return { bodies: [closed], citations }
  return {
    bodies: [`${closed}${nextOpen(ask, next)}`],
    citations: [...citations, ...nextCitations(ask, next)],
  }
}

/** "Saturdays", "Tue to Fri": the usual hours, and what differs the next time. */
function usualDays(ask: Ask, dates: readonly string[]): Answer {
  if (dates.some((date) => openingOn(ask.venue, date).closure !== null)) return onDates(ask, dates)
  const days = [...new Set(dates.map(weekdayOf))].sort()
  const open = days.filter((day) => usualSpans(ask.venue, day).length > 0)
  const citations = dates.flatMap((date) => openingCitations(ask.venue, date))
  const names = (list: readonly number[]) => listed(list.map((day) => `${WEEKDAY_NAMES[day - 1]}s`))
  if (open.length === 0)
    return {
      bodies: [
        `${voiceOf(ask).sorry}we're closed on ${names(days)}.`,
        `${voiceOf(ask).sorry}we don't open on ${names(days)}.`,
      ],
      citations,
    }
  if (days.length === 1) {
    const usual = usualSpans(ask.venue, days[0]!)
    const spans = formatSpans(usual)
    if (asksWhenClosing(ask) && usual.length === 1) {
      return { bodies: [`On ${names(days)} we close at ${formatTime(usual[0]!.closes)}.`], citations }
    }
    return { bodies: [`On ${names(days)} we're open ${spans}.`, `We're open ${spans} on ${names(days)}.`], citations }
  }
  const week = week7(ask, open)
  const shut = days.filter((day) => !open.includes(day))
  return { bodies: [`We're open ${week}${shut.length === 0 ? '' : `, and closed on ${names(shut)}`}.`], citations }
}

/** The usual week, with every dated exception of the next fortnight. */
function wholeWeek(ask: Ask): Answer | null {
  const open = [1, 2, 3, 4, 5, 6, 7].filter((day) => usualSpans(ask.venue, day).length > 0)
  const first = open.find((day) => !open.includes(day === 1 ? 7 : day - 1)) ?? 1
  const order = [0, 1, 2, 3, 4, 5, 6].map((n) => ((first - 1 + n) % 7) + 1)
  const shut = order.filter((day) => !open.includes(day)).map((day) => WEEKDAY_NAMES[day - 1] ?? '')
  const usual = week7(
    ask,
    order.filter((day) => open.includes(day)),
  )
  const closed =
    shut.length === 0 ? '' : shut.length > 2 ? ', and closed on other days' : `, and closed ${listed(shut)}`
  const coming = ask.venue.closures
    .filter((closure) => closure.date >= ask.today && closure.date < addDays(ask.today, 14))
    .map((closure) => openingOn(ask.venue, closure.date))
  const differs = [...new Map(coming.map((one) => [one.date, one])).values()]
    .sort((a, b) => a.date.localeCompare(b.date))
    .map(
      (one) =>
        ` On ${formatDate(one.date)} we're ${one.spans.length === 0 ? 'closed' : `open ${formatSpans(one.spans)}`}${reason(one)}.`,
    )
  const citations: Citation[] = [
    ...ask.venue.hours.map(
      (row): Citation => ({ source: 'hours', id: row.id, label: `Opening hours, ${WEEKDAY_NAMES[row.day - 1]}` }),
    ),
    ...coming.flatMap((one) => openingCitations(ask.venue, one.date)),
  ]
  return open.length === 0 ? null : { bodies: [`We're open ${usual}${closed}.${differs.join('')}`], citations }
}

/** "Tuesday to Friday 9am to 6pm and Saturday 9am to 5pm", days in the order given. */
function week7(ask: Ask, days: readonly number[]): string {
  const groups: number[][] = []
  for (const day of days) {
    const last = groups.at(-1)
    const joins =
      last &&
      (last.at(-1)! % 7) + 1 === day &&
      formatSpans(usualSpans(ask.venue, last[0]!)) === formatSpans(usualSpans(ask.venue, day))
    if (joins) last.push(day)
    else groups.push([day])
  }
  // "Saturdays" beside nothing else: a single day would be taken for the next one
  const ending = groups.some((group) => group.length > 1) ? '' : 's'
  const name = (day: number | undefined) => WEEKDAY_NAMES[(day ?? 1) - 1] ?? ''
  return listed(
    groups.map(
      (group) =>
        `${group.length === 1 ? `${name(group[0])}${ending}` : `${name(group[0])} to ${name(group.at(-1))}`} ${formatSpans(usualSpans(ask.venue, group[0]!))}`,
    ),
  )
}

/** Neighbouring dates with the same hours. */
function grouped(openings: readonly DayOpening[]): DayOpening[][] {
  const groups: DayOpening[][] = []
  for (const one of openings) {
    const last = groups.at(-1)
    if (last && formatSpans(last[0]!.spans) === formatSpans(one.spans)) last.push(one)
    else groups.push([one])
  }
  return groups
}

function dayList(openings: readonly DayOpening[], today: string): string {
  return listed(openings.map((one) => formatDay(one.date, today)))
}

export function onDay(date: string, today: string): string {
  const day = formatDay(date, today)
  return day === 'today' || day === 'tomorrow' ? day : `on ${day}`
}

/** " (Christmas Day)" where a dated entry has made it so. */
function reason(opening: DayOpening): string {
  const name = toGsm7(opening.closure?.name ?? '').trim()
  return name === '' ? '' : ` (${name})`
}
