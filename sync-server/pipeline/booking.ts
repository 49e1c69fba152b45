/**
 * The booking-enquiry responder: first in line after the screens. It asks for what is missing, offers real free times,
 * and confirms only when service, day, time and name are complete and that time is free. What is not a booking
 * question, and what it cannot read for sure, goes on. Pure: the diary comes in with the subject.
 */
import { DAY, HOUR } from '#shared/clock.ts'
import { freeSlots, localTimeOf, type Slot, startOfDate } from '#shared/diary.ts'
import { withDisclosure } from '#shared/disclosure.ts'
import type { Citation, Service } from '#shared/facts.ts'
import { addDays } from '#shared/holidays.ts'
import type { IntentKey } from '#shared/intents.ts'
import { formatDate, formatDay, formatTime, openingCitations, openingOn } from '#shared/opening.ts'
import { localDate } from '#shared/quiet.ts'
import type { DraftDiary } from '#shared/rows.ts'
import { HORIZON, type VenueDiary } from '../diary/diary.ts'
import type { OpenEnquiry } from '../diary/enquiry.ts'
import { onDay } from '../engines/local/compose/hours.ts'
import { cite, serviceLabel } from '../engines/local/compose/prices.ts'
import { type Answer, capitalised, listed, voiceOf, write } from '../engines/local/compose/voice.ts'
import { type Ask, readAsk } from '../engines/local/mentions.ts'
import { type Asked, type BookingWords, bareName, readBookingWords } from './booking-words.ts'
import { checkText } from './check.ts'
import type { Reply } from './compose.ts'
import { replyGuidance, withSaid } from './guidance.ts'
import { polish } from './polish.ts'
import { scopesOf } from './request.ts'
import type { Subject } from './subject.ts'

const MOST_OFFERED = 3
/** How many days are looked through for other times. */
const LOOK_AHEAD = 14
/** Nobody is offered a time that begins sooner, unless they have named it. */
const LEAD = HOUR

/** Worth loading the diary for: cheap, and never the last word. */
const SIGNS =
  /\d|\b(?:book\w*|app(?:oin)?tm?\w*|slots?|spaces?|gaps?|free|avail\w*|openings?|squeeze|fit|any\s?time|come\s+in|pop\s+in|see\s+me|mon|tue|wed|thu|fri|sat|sun|today|tonight|tomorrow|tmrw|week\w*|asap|earliest|soonest)/i

export function mayBeBooking(texts: readonly string[]): boolean {
  return texts.some((text) => SIGNS.test(text))
}

/** What the responder has read; `goesOn`: the texts answer what the last reply asked or offered. */
export interface BookingRead {
  readonly words: BookingWords
  readonly goesOn: boolean
  readonly diary: VenueDiary
  readonly enquiry: OpenEnquiry | null
}

/** null: there is no diary, or nothing for a machine in these texts. */
export function readBooking(subject: Subject): BookingRead | null {
  const { diary, enquiry = null, texts, venue, now } = subject
  if (!diary || diary.staffers.length === 0) return null
  const read = readBookingWords(texts, venue, diary.staffers, now)
  const asksName = enquiry !== null && enquiry.diary.asked.name === null && subject.customerName === null
  const bare = asksName && read.name === null ? bareName(texts) : null
  const words = bare === null ? read : { ...read, name: bare, unread: read.unread && texts.length > 1 }
  if (words.beyond) return null
  const goesOn = enquiry !== null && answers(words, enquiry.diary)
  return { words, goesOn, diary, enquiry: goesOn ? enquiry : null }
}

function answers(words: BookingWords, { slots }: DraftDiary): boolean {
  const details = words.dates.length + words.at.length + words.services.length
  if (details > 0 || words.from !== null || words.to !== null || words.name !== null) return true
  return slots.length > 0 && (words.agrees || words.choice !== null)
}

export interface BookingAnswer {
  readonly intent: 'availability' | 'booking_request'
  readonly reply: Reply
  readonly doubtful: boolean
}

/** Everything that is known by now. */
interface Scene {
  readonly subject: Subject
  readonly ask: Ask
  readonly words: BookingWords
  readonly diary: VenueDiary
  readonly asked: Asked
  readonly service: Service | null
  /** What the last reply offered. */
  readonly offered: DraftDiary['slots']
  readonly goesOn: boolean
  readonly today: string
}

/** What to say, and what it means for the diary. */
interface Said {
  readonly answer: Answer
  readonly slots: readonly Slot[]
  readonly book?: DraftDiary['book']
  /** They want it, as has become clear. */
  readonly wants?: boolean
  /** They may want more than was understood: a person looks at it. */
  readonly doubtful?: boolean
}

/**
 * @param intent what the classifier has found; of a request that books nothing yet the answer is one about times
 * @returns null: people, or the composer, can say more than the diary can
 */
export function answerBooking(subject: Subject, read: BookingRead, intent: IntentKey): BookingAnswer | null {
  const scene = sceneOf(subject, read, intent)
  if (scene === null) return null
  const said = whatToSay(scene)
  if (said === null) return null
  const composed = write(scene.ask, { ...said.answer, greet: said.answer.greet ?? !scene.goesOn })
  if (composed === null) return null
  const { venue, texts, now } = subject
  const about = said.book ? 'booking_request' : 'availability'
  const words = withSaid(composed.text, replyGuidance(subject.agent, scopesOf(about, intent), texts).say)
  const keep = [venue.venueName, ...venue.services.map((s) => s.name), ...read.diary.staffers.map((s) => s.name)]
  const text = withDisclosure(polish(words, { locale: venue.locale, keep }), venue.disclosure)
  const diary: DraftDiary = {
    serviceId: scene.service?.id ?? null,
    slots: said.slots.map(({ startsAt, endsAt, stafferIds }) => ({ startsAt, endsAt, stafferId: stafferIds[0]! })),
    book: said.book ?? null,
    asked: said.wants ? { ...scene.asked, wants: true } : scene.asked,
  }
  const citations = [...composed.citations, ...said.slots.map((slot) => slotCitation(scene, slot))]
  const found = checkText({ text, intent: about, texts, venue, now, citations, diary })
  return {
    intent: about,
    reply: { ...found, text, citations, diary },
    doubtful: said.doubtful ?? false,
  }
}

function sceneOf(subject: Subject, read: BookingRead, intent: IntentKey): Scene | null {
  const { venue, now, texts } = subject
  const { words, diary, enquiry } = read
  const today = localDate(venue.timeZone, now)
  const before = enquiry?.diary ?? null
  if (words.services.length > 1 && !words.unsure) return null
  const earlier = venue.services.find((one) => one.id === before?.serviceId)
  const service = words.unsure ? null : (words.services[0] ?? earlier ?? null)
  const newTime = words.at.length > 0 || words.from !== null || words.to !== null
  const asked: Asked = {
    since: before?.asked.since ?? subject.since ?? now,
    dates: words.dates.length > 0 ? [...words.dates] : (before?.asked.dates ?? []),
    at: newTime ? [...words.at] : (before?.asked.at ?? []),
    from: newTime ? words.from : (before?.asked.from ?? null),
    to: newTime ? words.to : (before?.asked.to ?? null),
    name: words.name ?? before?.asked.name ?? subject.customerName,
    stafferId: words.stafferId ?? before?.asked.stafferId ?? null,
    wants:
      words.wants ||
      (enquiry !== null && words.agrees) ||
      intent === 'booking_request' ||
      (before?.asked.wants ?? false),
    unread: words.unread || (before?.asked.unread ?? false),
  }
  const last = localDate(venue.timeZone, now + HORIZON - DAY)
  if (asked.dates.some((date) => date > last)) return null
  const { name, behaviour } = subject.agent
  const agent = { name, behaviour, say: [], rules: [] }
  const ask = readAsk({ texts, intent: 'booking_request', customerName: asked.name, venue, now, agent })
  const goesOn = enquiry !== null
  return { subject, ask, words, diary, asked, service, offered: before?.slots ?? [], goesOn, today }
}

function whatToSay(scene: Scene): Said | null {
  const { asked, service } = scene
  if (service === null) return closedThen(scene) ?? { answer: askForService(scene), slots: [] }
  const taken = takenOffer(scene, service)
  if (taken) return oneTime(scene, service, taken, true)
  const free = asked.dates.length > 0 ? onDates(scene, service, asked.dates) : ahead(scene, service, scene.today)
  const wanted = free.filter((slot) => fits(slot, asked))
  if (wanted.length === 0) return instead(scene, service, asked.dates.length > 0 ? free : [])
  if (asked.dates.length === 0) return offer(scene, service, firstOfDays(wanted))
  if (asked.at.length > 0 && wanted.length === 1) return oneTime(scene, service, wanted[0]!, false)
  return offer(scene, service, spread(wanted))
}

type Wish = Pick<BookingWords, 'at' | 'from' | 'to'>

function fits({ minute }: Pick<Slot, 'minute'>, { at, from, to }: Wish): boolean {
  if (at.length > 0 && !at.includes(minute)) return false
  return (from === null || minute >= from) && (to === null || minute < to)
}

/** Of the times that were offered, the one that the customer takes, if it is free still. */
function takenOffer(scene: Scene, service: Service): Slot | null {
  const { offered, words, subject, asked } = scene
  if (words.services.length > 0) return null
  const times = offered.map((one) => ({ ...one, ...localTimeOf(subject.venue.timeZone, one.startsAt) }))
  const left = times.filter((one) => (words.dates.length === 0 || words.dates.includes(one.date)) && fits(one, words))
  const names = words.dates.length + words.at.length > 0 || words.from !== null || words.to !== null
  const says = names || words.agrees || words.name !== null
  const one = words.choice !== null ? times.at(words.choice) : left.length === 1 && says ? left[0] : undefined
  return one ? (slots(scene, service, one.startsAt, one.startsAt + 1, asked.stafferId)[0] ?? null) : null
}

function slots(
  { subject: { venue, now }, diary, asked }: Scene,
  service: Service,
  from: number,
  to: number,
  stafferId = asked.stafferId,
): Slot[] {
  const { timeZone: zone, hours, closures } = venue
  const soonest = asked.at.length > 0 ? now : now + LEAD
  return freeSlots({ ...diary, zone, hours, closures, service, from, to, now: soonest, stafferId })
}

function onDates(scene: Scene, service: Service, dates: readonly string[]): Slot[] {
  const { timeZone } = scene.subject.venue
  return dates.flatMap((date) =>
    slots(scene, service, startOfDate(timeZone, date), startOfDate(timeZone, addDays(date, 1))),
  )
}

/** The free times of the days that follow. */
function ahead(scene: Scene, service: Service, first: string): Slot[] {
  const { timeZone } = scene.subject.venue
  return slots(scene, service, startOfDate(timeZone, first), startOfDate(timeZone, addDays(first, LOOK_AHEAD)))
}

/** At most three, well apart, so that the customer has a choice. */
function spread(found: readonly Slot[]): Slot[] {
  if (found.length <= MOST_OFFERED) return [...found]
  const even = found.filter((slot) => slot.minute % 30 === 0)
  const from = even.length >= MOST_OFFERED ? even : found
  return [from[0]!, from[Math.floor((from.length - 1) / 2)]!, from.at(-1)!]
}

function firstOfDays(found: readonly Slot[]): Slot[] {
  return [...new Map(found.toReversed().map((slot) => [slot.date, slot])).values()].reverse().slice(0, MOST_OFFERED)
}

/** At most three, nearest to what was asked for, in order. */
function nearest(found: readonly Slot[], { at, from, to }: Wish): Slot[] {
  const wish = at[0] ?? (from !== null && to !== null ? (from + to) / 2 : (from ?? to))
  if (wish === null) return spread(found)
  const away = (slot: Slot) => Math.abs(slot.minute - wish)
  return found
    .toSorted((a, b) => away(a) - away(b) || a.startsAt - b.startsAt)
    .slice(0, MOST_OFFERED)
    .sort((a, b) => a.startsAt - b.startsAt)
}

/** One time is meant: it is confirmed when everything is known and wanted, else what is missing is asked for. */
function oneTime(scene: Scene, service: Service, slot: Slot, taken: boolean): Said {
  const { asked, ask, today } = scene
  const citations = [cite(ask, service)]
  const wants = asked.wants || taken
  const when = `${capitalised(formatDay(slot.date, today))} at ${formatTime(slot.minute)}`
  const what = forYour(scene, service)
  const doubtful = wants && asked.name !== null && asked.unread === true
  if (!wants || doubtful) {
    const bodies = [`${when} is free${what}. Would you like it?`, `${when} is free${what}. Would that suit you?`]
    return { answer: { bodies, citations }, slots: [slot], doubtful }
  }
  if (asked.name === null) {
    const bodies = [
      `${when} is free${what}. What name is it for?`,
      `${when} is free${what}. May we have your name for it?`,
    ]
    return { answer: { bodies, citations }, slots: [slot], wants }
  }
  const stafferId = slot.stafferIds[0]!
  const who = nameOf(scene, stafferId)
  const name = serviceLabel(service)
  const on = `${formatDate(slot.date)} at ${formatTime(slot.minute)} with ${who}`
  const bodies = [
    `You're booked in for your ${name} on ${on}. See you then!`,
    `You're all booked in for your ${name}: ${on}.`,
  ]
  const { startsAt, endsAt } = slot
  const book = { stafferId, startsAt, endsAt, name: asked.name }
  return { answer: { bodies, citations, greet: true }, slots: [slot], book, wants }
}

/** A few free times to choose from. */
function offer(scene: Scene, service: Service, found: readonly Slot[]): Said {
  const { ask, today } = scene
  const what = forYour(scene, service)
  const day = found.every((slot) => slot.date === found[0]!.date) ? onDay(found[0]!.date, today) : null
  const next = question(scene, found.length)
  const times = listed(found.map((slot) => formatTime(slot.minute)))
  const bodies =
    day === null
      ? [
          `Our next free times${what} are ${whens(scene, found)}. ${next}`,
          `We have these times free${what}: ${whens(scene, found)}. ${next}`,
        ]
      : [`${capitalised(day)} we have ${times} free${what}. ${next}`, `We have ${times} free ${day}${what}. ${next}`]
  return { answer: { bodies, citations: [cite(ask, service)] }, slots: found }
}

/** What was asked for is not free: the nearest that is. */
function instead(scene: Scene, service: Service, sameDays: readonly Slot[]): Said | null {
  const { ask, asked, today } = scene
  const sorry = voiceOf(ask).sorry
  const what = forYour(scene, service)
  if (sameDays.length > 0) {
    const found = nearest(sameDays, asked)
    const bodies = [
      `${sorry}that time isn't free${what}. We could do ${whens(scene, found)}. ${question(scene, found.length)}`,
    ]
    return { answer: { bodies, citations: [cite(ask, service)] }, slots: found }
  }
  const later = ahead(scene, service, asked.dates.length > 0 ? addDays(asked.dates.at(-1)!, 1) : today)
  const alike = later.filter((slot) => fits(slot, asked))
  const found = firstOfDays(alike.length > 0 ? alike : later)
  if (found.length === 0) return null
  const shut = closedDay(scene)
  const lead = shut === null ? `we have nothing left then${what}` : `we're closed ${onDay(shut, today)}`
  const bodies = [`${sorry}${lead}. Our next free times are ${whens(scene, found)}. ${question(scene, found.length)}`]
  const citations = [cite(ask, service), ...(shut === null ? [] : openingCitations(ask.venue, shut))]
  return { answer: { bodies, citations }, slots: found }
}

/** "Thursday at 1pm, 2pm and 4pm", or with a day for each. */
function whens({ today }: Scene, found: readonly Slot[]): string {
  const days = [...Map.groupBy(found, (slot) => slot.date)]
  if (days.length === 1) {
    return `${formatDay(days[0]![0], today)} at ${listed(
      found.map((slot) => formatTime(slot.minute)),
      'or',
    )}`
  }
  return listed(
    found.map((slot) => `${formatDay(slot.date, today)} at ${formatTime(slot.minute)}`),
    'or',
  )
}

function question({ asked }: Scene, choices: number): string {
  const which = choices > 1 ? 'Which would suit you' : 'Would that suit you'
  return asked.wants && asked.name === null ? `${which}, and what name is it for?` : `${which}?`
}

function askForService({ ask, words, asked, today }: Scene): Answer {
  const day = asked.dates.length === 1 ? ` ${onDay(asked.dates[0]!, today)}` : ''
  if (words.services.length > 1) {
    const options = listed(words.services.slice(0, MOST_OFFERED).map(serviceLabel), 'or')
    return {
      bodies: [`Which would you like${day}: ${options}?`],
      citations: words.services.map((one) => cite(ask, one)),
    }
  }
  const when = asked.dates.length > 0 ? '' : ', and which day suits you'
  return {
    bodies: [`Which treatment would you like${day}${when}?`, `What would you like to have done${day}${when}?`],
    citations: [],
  }
}

/** The one day asked for, where the venue is closed then. */
function closedDay({ asked, subject: { venue } }: Scene): string | null {
  const date = asked.dates[0]
  if (date === undefined || asked.dates.length > 1) return null
  return openingOn(venue, date).spans.length === 0 ? date : null
}

function closedThen(scene: Scene): Said | null {
  const date = closedDay(scene)
  if (date === null) return null
  const { ask, today } = scene
  const bodies = [`${voiceOf(ask).sorry}we're closed ${onDay(date, today)}. Which other day would suit you?`]
  return { answer: { bodies, citations: openingCitations(ask.venue, date) }, slots: [] }
}

/** " for your trim", and with whom where they have asked for somebody. */
function forYour(scene: Scene, service: Service): string {
  const { stafferId } = scene.asked
  return ` for your ${serviceLabel(service)}${stafferId === null ? '' : ` with ${nameOf(scene, stafferId)}`}`
}

function nameOf({ diary }: Scene, stafferId: string): string {
  return diary.staffers.find((one) => one.id === stafferId)?.name.split(' ')[0] ?? ''
}

function slotCitation(scene: Scene, slot: Slot): Citation {
  const stafferId = slot.stafferIds[0]!
  const label = `${formatDate(slot.date)}, ${formatTime(slot.minute)}, ${nameOf(scene, stafferId)}`
  return { source: 'slot', id: `${stafferId} ${slot.startsAt}`, label }
}
