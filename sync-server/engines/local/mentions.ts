/** What a customer's texts name: services, days, how many people; and whether they ask for something not listed. */
import { type DayMention, daysIn, hasUnreadDay } from '#shared/days.ts'
import type { Service, VenueFacts } from '#shared/facts.ts'
import { type Manner, readBehaviour } from '#shared/instruction.ts'
import { linksIn } from '#shared/links.ts'
import { moneyIn } from '#shared/money.ts'
import { wordsToNumber } from '#shared/numbers.ts'
import { localDate } from '#shared/quiet.ts'
import { toGsm7 } from '#shared/segments.ts'
import { nameStems, type ServiceMention, servicesIn, stem } from '#shared/services.ts'
import { type TimeMention, timesIn } from '#shared/times.ts'
import { blank, hashOf, overlaps, type Span, singular, type Word, wordsOf } from '#shared/words.ts'
import type { ComposeInput } from '../engine.ts'

/** The customer's turn, read once for all that answer it. */
export interface Ask {
  readonly text: string
  /** First name in GSM-7, or null where none is known or it cannot be written. */
  readonly name: string | null
  readonly venue: VenueFacts
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The venue's local date. */
  readonly today: string
  readonly services: readonly ServiceMention[]
  readonly days: readonly DayMention[]
  /** They name a day that was not understood. */
  readonly unreadDay: boolean
  readonly times: readonly TimeMention[]
  /** Chooses between equal wordings: the same turn always gets the same one. */
  readonly seed: number
  /** True on the retry: write the plainest wording. */
  readonly plain: boolean
  /** What the agent's behaviour says of greeting and signing off. */
  readonly manner: Manner
  /** What the reply has to say besides its answer, word for word; empty: nothing. */
  readonly say: string
}

export function readAsk(input: ComposeInput): Ask {
  const text = input.texts
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .join('\n')
  const today = localDate(input.venue.timeZone, input.now)
  const apart: Span[] = [...linksIn(text)]
  apart.push(...moneyIn(blank(text, apart)))
  const days = daysIn(blank(text, apart), today, input.venue.locale)
  return {
    text,
    name: firstName(input.customerName),
    venue: input.venue,
    now: input.now,
    today,
    services: servicesNamed(text, input.venue.services),
    days,
    unreadDay: hasUnreadDay(blank(text, apart), days),
    times: timesIn(blank(text, [...apart, ...days])),
    seed: hashOf(`${text}|${input.customerName ?? ''}`),
    plain: (input.problems ?? []).length > 0,
    manner: readBehaviour(input.agent?.behaviour ?? ''),
    say: input.agent?.say.join(' ') ?? '',
  }
}

const TITLES = new Set(['mr', 'mrs', 'ms', 'miss', 'mx', 'dr', 'prof', 'sir', 'lady', 'lord', 'rev', 'the', 'unknown'])

/** "SAM carter" → "Sam", "deShawn" → "DeShawn"; null for a title, a company-like or an unwritable name. */
export function firstName(full: string | null): string | null {
  const first = toGsm7(full ?? '')
    .trim()
    .split(/\s+/)[0]
  if (!first || first.length > 20 || !/^\p{L}+(?:['-]\p{L}+){0,2}$/u.test(first) || TITLES.has(first.toLowerCase()))
    return null
  if (toGsm7(first) !== first || /[^\p{ASCII}éèùìòàäöüñåæøßÅÆØÉÄÖÜÑÇ]/u.test(first)) return null
  const mixed = first !== first.toUpperCase() && first !== first.toLowerCase()
  const begins = mixed ? /^\p{L}/u : /(?<=^|[-'])\p{L}/gu
  return (mixed ? first : first.toLowerCase()).replace(begins, (letter) => letter.toUpperCase())
}

/** Words too general to point at a service by themselves. */
const GENERAL = new Set(
  'full half head hair treatment service session appointment ladies lady men man mens women woman kid child children long short medium with without and or on off in the a an all over top up new day time party express classic luxury basic deluxe mini set pair style care per deposit consultation offer deal price cost'
    .split(' ')
    .map(stem),
)

/**
 * Services by their whole name, or else by telling words of it ("nails" for "Gel nails").
 * @param slips false: only words spelled right
 */
export function servicesNamed(text: string, services: readonly Service[], slips = true): readonly ServiceMention[] {
  const whole = servicesIn(text, services, slips)
  const parts = byTellingWords(text, services, whole)
  // A word of a name that was named in full as well says nothing more
  const extra = parts.filter((part) => !whole.some((mention) => mention.service.id === part.service.id))
  return [...whole, ...extra].sort((a, b) => a.start - b.start || a.service.price - b.service.price)
}

/** Neighbouring telling words must stand side by side in the name too: a "dry cut" is no "Cut and blow dry". */
function byTellingWords(text: string, services: readonly Service[], whole: readonly Span[]): ServiceMention[] {
  const runs: Word[][] = []
  for (const word of wordsOf(text)) {
    if (whole.some((mention) => overlaps(mention, word)) || !isTelling(word, services)) continue
    const last = runs.at(-1)
    if (last && /^\s*$/.test(text.slice(last.at(-1)!.end, word.start))) last.push(word)
    else runs.push([word])
  }
  return runs.flatMap((run) => {
    const wanted = run.map((word) => stem(word.text))
    return services
      .filter(
        (service) =>
          service.active && (run.length === 1 ? telling(service.name).has(wanted[0]!) : holdsRun(service.name, wanted)),
      )
      .map((service) => ({ service, start: run[0]!.start, end: run.at(-1)!.end, named: false, whole: false }))
  })
}

function holdsRun(name: string, wanted: readonly string[]): boolean {
  return ` ${nameStems(name).join(' ')} `.includes(` ${wanted.join(' ')} `)
}

function isTelling(word: Word, services: readonly Service[]): boolean {
  const wanted = stem(word.text)
  if (word.text.length < 3 || GENERAL.has(wanted) || PLAIN_WORDS.has(word.text)) return false
  return services.some((service) => service.active && telling(service.name).has(wanted))
}

/** The words of a longer name, and each two neighbours run together ("blowdry" for "Cut and blow dry"). */
function telling(name: string): ReadonlySet<string> {
  const known = tellingByName.get(name)
  if (known) return known
  const stems = nameStems(name)
  const words = new Set(stems.length < 2 ? [] : [...stems, ...stems.slice(1).map((one, n) => `${stems[n]}${one}`)])
  if (tellingByName.size >= MOST_NAMES) tellingByName.clear()
  tellingByName.set(name, words)
  return words
}
const tellingByName = new Map<string, ReadonlySet<string>>()
const MOST_NAMES = 2_000

/** Words that neither name nor change a service. */
const PLAIN_WORDS = new Set(
  `a about again all also am an and any anyone anything approx approximately appointment appointments appt are around as ask at available average be been
  before best book booked booking but by can cant charge charged charges charging check cheers come coming cost costing costs could currently cus
  cut day days dear deal did do does doing done dont each either else enquire enquiring estimate every exactly expect fancy find first for from full get
  gets getting give go going gonna good got great had hair has have having hello help here hey hi hiya hola hope how however i id if ill im in information info
  interested into is it its ive just kind know let like little ll look looking lot love make many may maybe me mean message might mine more morning afternoon
  evening bring nah lot wondered please guys whats whens hows thing things sorry actually mins minutes hour much my need needed needing new next nice no normal normally not now of off offer offered offering offers ok okay on once one only or other our out over
  own pay per person please pls plz plus possible possibly price priced prices pricing quick quickly quote quoted r rate rates re really regular right roughly rough run
  same say see send session service services set shall she should simple single so some someone something soon sort standard start starting starts still
  sure take takes taking tell text than thank thanks that thats the their them then there these they thinking this those thx to today together tomorrow
  tonight too total treatment treatments ty typically u up ur us use usual usually very wanna want wanted wanting wants was we week weekend well were what
  whats when where which while who will with wondering would wud yeah yes yet you your youre yours yourself yourselves x xx xxx xo
  mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday sun sunday alone basic complete entire whole proper
  another afterwards both instead lunchtime time times week weeks month salon place studio mate lovely ladies guys girls folks there long short medium thick
  thin length difference between arvo noonish ish midmorning mid asap`
    .split(/\s+/)
    .filter((word) => word !== 'cut'),
)

/** For whom the list has no price of its own, unless the service is named for them. */
const FOR_OTHERS =
  /\bfor\s+(?:(?:a|an|my|our|the|her|his|two|three|\d+)\s+)*(?:little\s+|young\s+|old\s+|\d+\s*(?:year|yr)s?[\s-]*old\s+)*(kids?|child(?:ren)?|daughters?|sons?|boys?|girls?|toddlers?|bab(?:y|ies)|men|man|husband|boyfriend|bloke|dad|oaps?|pensioners?|students?|seniors?|dogs?|cats?|pets?|pupp(?:y|ies)|under\s?\d+)\b/i

/**
 * True where the texts ask about something that the list does not have: another service beside a listed one, or
 * a listed word made into something else ("beard trim", "gel nail removal").
 */
export function asksForUnlisted(ask: Ask, theme = /^prices?$/): boolean {
  const { text, services } = ask
  if (services.length === 0) return false
  // Part of a name is a guess, and holds only where nothing else is asked about
  if (services.some((one) => !one.whole) && !saysOnly(ask, theme)) return true
  if (services.some((one, n) => isCompound(text, one, services[n + 1]))) return true
  const others = FOR_OTHERS.exec(text)
  if (others?.[1] && !isNamedFor(ask, others[1], others.index + others[0].length)) return true
  const taken: Span[] = [...services, ...ask.days, ...ask.times]
  const words = wordsOf(text)
  return services.some((mention) => {
    const before = words.filter((word) => word.end <= mention.start).at(-1)
    const after = words.find((word) => word.start >= mention.end)
    const isPlain = (word: Word | undefined) =>
      !word || isPlainWord(word.text) || theme.test(word.text) || taken.some((span) => overlaps(span, word))
    const touches = (from: number, to: number) => /^[ \t]*(?:[-/&+]|,)?[ \t]*$/.test(text.slice(from, to))
    const beforeOk = !before || !touches(before.end, mention.start) || isPlain(before)
    const afterOk = !after || !touches(mention.end, after.start) || isPlain(after)
    return !beforeOk || !afterOk || !neighboursListed(ask, mention, words, isPlain)
  })
}

/** "A trim for kids" is another thing than "kids' cut", which the list may have by that or another name. */
function isNamedFor({ services }: Ask, whom: string, end: number): boolean {
  const word = stem(whom.toLowerCase())
  return services.every((one) => (one.start < end && one.end >= end) || nameStems(one.service.name).includes(word))
}

/** "Brow tint": words of two services that make a third. */
function isCompound(text: string, one: ServiceMention, next: ServiceMention | undefined): boolean {
  if (!next || next.start < one.end || (one.whole && next.whole)) return false
  return /^[\s-]*$/.test(text.slice(one.end, next.start))
}

/** What is joined to a service by "and", "or", "plus", "with" or "at" must be plain or listed too. */
function neighboursListed(
  ask: Ask,
  mention: Span,
  words: readonly Word[],
  isPlain: (word: Word | undefined) => boolean,
): boolean {
  const article = (word: Word | undefined) => word !== undefined && /^(?:an?|the|my|some|also|any)$/.test(word.text)
  const after = words.filter((word) => word.start >= mention.end)
  if (after[0] && /^(?:and|or|plus|with|n|at)$/.test(after[0].text)) {
    const next = after.slice(1).find((word) => !article(word))
    if (next && !isPlain(next)) return false
    if (after[0].text === 'at' && next?.text === 'home') return false
  }
  const before = words.filter((word) => word.end <= mention.start).reverse()
  const joint = before.find((word) => !article(word))
  // "Deposit for a balayage" asks for something else than the balayage
  if (joint && /^(?:for|of|on|to|from|after|before|off)$/.test(joint.text)) {
    const thing = before[before.indexOf(joint) + 1]
    const isSameClause = thing !== undefined && !/[.,!?\n]/.test(ask.text.slice(thing.end, mention.start))
    if (isSameClause && !isPlain(thing)) return false
  }
  if (joint && /^(?:and|or|plus|n)$/.test(joint.text)) {
    const previous = before[before.indexOf(joint) + 1]
    if (previous && !isPlain(previous)) return false
  }
  return !/[&+]\s*$/.test(ask.text.slice(0, mention.start)) || isPlain(before[0])
}

/** Words of appointments, and those besides. */
export const bookingTheme = (more: readonly string[] = []): RegExp =>
  new RegExp(`^(?:${[...BOOKING, ...more].join('|')})$`)
const BOOKING =
  'availab\\w*|slots?|spaces?|gaps?|openings?|squeeze|fit|fitting|pop|put|down|book\\w*|reserve\\w*|appt|appts|appointments?|chance|earliest|soonest|asap|possible|urgent|urgently|name|under|here|called|its|im|works?|perfect|suits?|ideal|ideally|free|work|school|lunch|lunchtime|late|early|later|earlier|end|noon|midday|hopefully|preferably|sooner|around|ish|between|before|until|till|any|anything|something|hoping|hoped|client|customer|regular|usual|diary|calendar|with'.split(
    '|',
  )

/** True where they want to book what the list does not have, perhaps beside what it has. */
export function booksUnlisted(ask: Ask, theme: RegExp): boolean {
  const { services } = ask
  return (
    services.length > 0 && (services.some((one) => one.whole) || saysOnly(ask, theme)) && asksForUnlisted(ask, theme)
  )
}

/** Words of a text that are neither small talk, nor of the given theme, nor a service, day or time. */
export function strayWords(ask: Ask, theme: RegExp): string[] {
  const taken: Span[] = [...ask.services, ...ask.days, ...ask.times.map((time) => time.whole)]
  return wordsOf(ask.text)
    .filter((word) => !isPlainWord(word.text) && !theme.test(word.text) && !taken.some((span) => overlaps(span, word)))
    .map((word) => word.text)
}

/** True where a text says nothing but the given theme and small talk: no thing of its own is asked about. */
export function saysOnly(ask: Ask, theme: RegExp): boolean {
  return strayWords(ask, theme).length === 0
}

/** A word that neither names nor changes a thing. */
export function isPlainWord(word: string): boolean {
  return PLAIN_WORDS.has(word) || /^\d+$/.test(word) || wordsToNumber(word) !== null
}

const PEOPLE = String.raw`(?:people|persons?|of\s+us|girls|ladies|women|guests?|bridesmaids?|adults|friends|pax|heads?|in\s+total)`
const COUNT = String.raw`(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)`

/** How many people a text speaks of ("a party of 5", "me and 3 friends" is 4); null where it does not say. */
export function partySize(text: string): number | null {
  const read = (digits: string | undefined) =>
    digits === undefined ? null : /^\d/.test(digits) ? Number(digits) : wordsToNumber(digits)
  const withMe = new RegExp(
    String.raw`\b(?:me|myself|i)\s*(?:,|and|&|\+|plus)\s*(?:my\s+)?${COUNT}\s+(?:\w+\s+)?(?:friends|bridesmaids|girls|mates|others|people|sisters|colleagues)`,
    'i',
  ).exec(text)
  if (withMe) return (read(withMe[1]) ?? 0) + 1
  const counted =
    new RegExp(String.raw`\b(?:party|group|hen(?:\s+do)?|table)\s+of\s+${COUNT}\b`, 'i').exec(text) ??
    new RegExp(String.raw`\b${COUNT}\s+${PEOPLE}\b`, 'i').exec(text) ??
    new RegExp(
      String.raw`\bfor\s+${COUNT}\b(?!\s*(?:[-:.]?\d|am|pm|o'clock|hours?|days?|weeks?|pounds|quid))`,
      'i',
    ).exec(text)
  return read(counted?.[1])
}

/** The number right before a service ("3 trims", "two x trim"); null where there is none, or it says when. */
export function countOf({ text, times, days }: Ask, { start }: ServiceMention): number | null {
  const before = /(?:^|\s)(\p{L}+|\d{1,2})\s*[x×]?\s*$/u.exec(text.slice(0, start))
  if (before?.[1] === undefined) return null
  const said = { start: before.index, end: start }
  if ([...times, ...days].some((span) => overlaps(span, said))) return null
  return /^\d/.test(before[1]) ? Number(before[1]) : wordsToNumber(before[1])
}

/** "Two trims", "a couple of trims", "trims": more than one of what is listed as one. */
export function isOfSeveral(ask: Ask, mention: ServiceMention): boolean {
  const before = ask.text.slice(0, mention.start)
  if ((countOf(ask, mention) ?? 1) > 1 || /\d{3}\s*$|\b(?:couple|few|several|all|both)(?:\s+of)?\s+$/i.test(before))
    return true
  const { name } = mention.service
  const last = wordsOf(ask.text.slice(mention.start, mention.end)).at(-1)?.text ?? ''
  return singular(last) !== last && !isPlural(name) && !wordsOf(name).some((word) => word.text === last)
}

/** "Gel nails", "Highlights (half head)". */
export function isPlural(name: string): boolean {
  const last = wordsOf(name.replace(/\(.*$/, '')).at(-1)?.text ?? ''
  return singular(last) !== last
}
