/** A reply laid out for checking: its own words, without what the venue itself has written. */
import { daysIn } from '#shared/days.ts'
import type { Fact, VenueFacts } from '#shared/facts.ts'
import { linksIn } from '#shared/links.ts'
import { barePriceAfter, moneyIn } from '#shared/money.ts'
import { localDate } from '#shared/quiet.ts'
import { toGsm7 } from '#shared/segments.ts'
import { timesIn } from '#shared/times.ts'
import { blank, overlaps, type Span, spansOf } from '#shared/words.ts'
import { servicesNamed } from '../../engines/local/mentions.ts'
import { namesOf, occurrences, polish } from '../polish.ts'
import type { CitedFact, ReadReply, ReplyContext } from './context.ts'
import { isNumber, tellingIn } from './words.ts'

/** Somebody's first name after a greeting, which may be that of a day or a service. */
export const GREETED =
  /(?<=^\W*(?:[Hh]i|[Hh]ello|[Hh]ey|[Hh]iya|[Dd]ear|[Tt]hanks|[Tt]hank\s+you|[Tt]ake\s+care|[Yy]ou(?:'re|\s+are)\s+(?:very\s+|most\s+)?welcome),?\s+)\p{Lu}\p{L}*(?:['-]\p{L}+){0,2}(?=\s*[,.!?-])/gu

/** Laid out once for all that judge it against the same context. */
export function readReply(reply: string, context: ReplyContext): ReadReply {
  const known = lastRead.get(context)
  if (known?.reply === reply) return known.read
  const read = layOut(reply, context)
  lastRead.set(context, { reply, read })
  return read
}
const lastRead = new WeakMap<ReplyContext, { readonly reply: string; readonly read: ReadReply }>()

function layOut(reply: string, context: ReplyContext): ReadReply {
  const { venue, now } = context
  const body = withoutDisclosure(reply, venue.disclosure)
  const today = localDate(venue.timeZone, now)
  const facts = venue.facts.filter((fact) => fact.expiresAt === null || fact.expiresAt > now)
  const keep = namesOf(venue)
  const quotes = (words: string) => quotesOf(body, words, venue.locale, keep)
  const quoted = facts.flatMap((fact) => quotes(fact.text))
  // Names that could read as a price, a day or a time; a closure's only where it stands as a reason, in brackets
  const names = [
    venue.venueName,
    ...venue.services.flatMap((one) => [one.name, ...one.aliases]).filter((name) => /\d|day|noon|dot/i.test(name)),
    ...venue.closures.map((closure) => `(${closure.name})`),
  ]
  const services = servicesNamed(blank(body, quoted), venue.services, false)
  const own = blank(body, quoted)
  const links = linksIn(own)
  const named = [...spansOf(own, GREETED), ...names.flatMap((name) => occurrences(own, name))]
  const nameless = blank(own, [...links, ...named])
  const marked = moneyIn(nameless)
  const days = daysIn(blank(nameless, marked), today, venue.locale)
  const dayless = blank(nameless, [...marked, ...days])
  const clocks = timesIn(dayless)
  const bare = services
    .flatMap((one) => barePriceAfter(dayless, one.end) ?? [])
    .filter((one) => clocks.every((time) => !overlaps(time, one)))
  const money = [...marked, ...bare].sort((a, b) => a.start - b.start)
  const times = timesIn(blank(nameless, [...money, ...days]))
  const citedIds = new Set((context.citations ?? []).filter((one) => one.source === 'fact').map((one) => one.id))
  const sayings = (venue.sayings ?? []).flatMap((words) => [...quotes(words), ...closing(body, words)])
  const cited = facts.filter((fact) => citedIds.has(fact.id)).map((fact) => readFact(fact, today, venue.locale))
  return { body, own, today, links, money, days, times, services, names: named, sayings, cited }
}

function readFact({ topic, text }: Fact, today: string, locale: VenueFacts['locale']): CitedFact {
  const dayless = blank(text, daysIn(text, today, locale))
  return {
    text,
    sums: new Set(moneyIn(text).map((sum) => sum.amount)),
    minutes: new Set(timesIn(text).flatMap((time) => time.minutes)),
    telling: new Set(tellingIn(`${topic} ${dayless}`).filter((word) => !isNumber(word))),
  }
}

function withoutDisclosure(reply: string, disclosure: string | null): string {
  const text = reply.trimEnd()
  const suffix = disclosure?.trim() ?? ''
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length).trimEnd() : text
}

/** Where the reply repeats an owner's words. Very short ones prove nothing. */
function quotesOf(body: string, fact: string, locale: VenueFacts['locale'], keep: readonly string[]): Span[] {
  return formsOf(fact, locale, keep)
    .flatMap((form) => occurrences(body, form))
    .slice(0, 4)
}

/** Words that a reply closes with, such as a sign-off, however short. */
function closing(body: string, words: string): Span[] {
  const end = body.trimEnd().length
  return words !== '' && body.slice(0, end).endsWith(words) ? [{ start: end - words.length, end }] : []
}

/** How a fact may be quoted: as it is written, and polished; whole, or by a sentence that says enough by itself. Kept, as polishing takes longer than all other reading. */
function formsOf(fact: string, locale: VenueFacts['locale'], keep: readonly string[]): readonly string[] {
  const key = `${locale}\n${keep.join('\n')}\n${fact}`
  const known = forms.get(key)
  if (known) return known
  const whole = [fact, polish(fact, { locale, keep })]
  const sentences = whole.flatMap((text) => text.split(/(?<=[.!?])\s+/)).filter((one) => one.length >= LONG_SENTENCE)
  const found = [...new Set([...whole, ...sentences].map((text) => text.replace(/[.\s]+$/, '')))].filter(
    (form) => toGsm7(form).length >= 12,
  )
  if (forms.size >= MOST_FORMS) forms.clear()
  forms.set(key, found)
  return found
}
const forms = new Map<string, readonly string[]>()
const MOST_FORMS = 2_000
const LONG_SENTENCE = 40

/** The sentence around a place: [start, end). */
export function sentenceAt(text: string, place: number): Span {
  let start = 0
  let end = text.length
  for (const match of text.matchAll(/[.!?](?=\s)|\n/g)) {
    if (match.index < place) start = match.index + 1
    else {
      end = match.index
      break
    }
  }
  return { start, end }
}

/** Whether a place stands in a sentence about this fact. */
export function isAbout(fact: CitedFact, text: string, place: number): boolean {
  const { start, end } = sentenceAt(text, place)
  return tellingIn(text.slice(start, end)).some((word) => fact.telling.has(word))
}

export interface AnchorRules {
  /** Between a value and the name it belongs to, right after it: "£35 for a trim". */
  readonly after: RegExp
  /** Between a name and its value, right after it: "Trim is £35". */
  readonly before: RegExp
}

const JOINED = /^\s*(?:,|and|or|&|\+|to|-|\/|,\s*and)?\s*$/i

/**
 * The names (services, days) that a value (a price, a time) belongs to: those right after it, those before it in the
 * sentence, those after it in the sentence, those before it in the text; none where there are none.
 */
export function anchorsOf<A extends Span>(
  text: string,
  value: Span,
  anchors: readonly A[],
  rules: AnchorRules,
): readonly A[] {
  const sentence = sentenceAt(text, value.start)
  const earlier = anchors.filter((anchor) => anchor.end <= value.start)
  const later = anchors.filter((anchor) => anchor.start >= value.end && anchor.start < sentence.end)
  const inSentence = earlier.filter((anchor) => anchor.start >= sentence.start)
  const nearest = inSentence.at(-1)
  const next = later[0]
  // "£35 trim, £32 gel nails": nothing but a space behind it, and a comma before
  const gap = nearest ? text.slice(nearest.end, value.start) : ''
  if (next && /[,;]/.test(gap) && text.slice(value.end, next.start) === ' ') return groupAfter(text, later)
  if (nearest && rules.before.test(gap)) return groupBefore(text, inSentence)
  if (next && rules.after.test(text.slice(value.end, next.start))) return groupAfter(text, later)
  if (nearest) return groupBefore(text, inSentence)
  if (next) return groupAfter(text, later)
  return groupBefore(text, earlier)
}

function groupBefore<A extends Span>(text: string, anchors: readonly A[]): readonly A[] {
  let at = anchors.length - 1
  while (
    at > 0 &&
    (sameSpan(anchors[at - 1]!, anchors[at]!) || JOINED.test(text.slice(anchors[at - 1]!.end, anchors[at]!.start)))
  )
    at--
  return anchors.slice(Math.max(at, 0))
}

function groupAfter<A extends Span>(text: string, anchors: readonly A[]): readonly A[] {
  let at = 0
  while (
    at + 1 < anchors.length &&
    (sameSpan(anchors[at]!, anchors[at + 1]!) || JOINED.test(text.slice(anchors[at]!.end, anchors[at + 1]!.start)))
  )
    at++
  return anchors.slice(0, at + 1)
}

function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end
}
