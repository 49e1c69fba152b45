/**
 * The closed world of a reply: besides what the other checks have read and found true (prices, times, services, links),
 * its words are plain ones, or those of a fact that it tells again. Whatever is said in other words, in another
 * language or in no words at all is for a person to read.
 */
import type { Fact } from '#shared/facts.ts'
import { NUMBER_WORDS, wordsToNumber } from '#shared/numbers.ts'
import { type ServiceMention, stem } from '#shared/services.ts'
import { blank, fold, type Span, spansOf, wordsOf } from '#shared/words.ts'
import language from '../../../assets/language/plain-words.json' with { type: 'json' }
import { partySize, servicesNamed } from '../../engines/local/mentions.ts'
import type { ReadReply, ReplyContext } from './context.ts'

const PLAIN: ReadonlySet<string> = new Set(language.plain.flatMap((line) => line.split(' ')))

/** "we're", "it's", "don't": the ending says nothing that its word does not. */
const CONTRACTED = /(?:n't|'(?:re|s|m|ve|d|ll))$/
/** Of "can't" and "won't". */
const CUT_SHORT = new Set(['ca', 'wo'])

/** What no plain sentence needs: brackets of code, marks between letters, controls. */
const ODD = /[^\p{L}\p{N}\s.,!?:;'"()/&+=-]|[A-Za-z][\d]|\d[A-Za-z]|(?<=\p{L})[.:;/+=_](?=\p{L})/gu

/** Words and marks of a reply that nothing accounts for, and numbers: a price, a time, an address or a promise of its own. */
export function strayIn(read: ReadReply, context: ReplyContext): { words: string[]; numbers: string[] } {
  const facts = context.venue.facts.filter((fact) => fact.expiresAt === null || fact.expiresAt > context.now)
  const stray = sentencesOf(unaccounted(read, context)).flatMap((sentence) => {
    const odd = sentence.match(ODD) ?? []
    const beyond = tokensOf(sentence).filter((word) => !isPlain(word))
    if (odd.length === 0 && (beyond.length === 0 || facts.some((fact) => tellsAgain(sentence, beyond, fact)))) return []
    return [...odd, ...beyond]
  })
  return { words: stray.filter((word) => !isNumber(word)), numbers: stray.filter(isNumber) }
}

export const isNumber = (word: string) => /\p{N}/u.test(word) || wordsToNumber(word) !== null

/** The reply's own words without what has been read as a price, a time, a name, or how long a service takes. */
function unaccounted(read: ReadReply, context: ReplyContext): string {
  const spans: Span[] = [
    ...read.links,
    ...read.money,
    ...read.days,
    ...read.times.map((time) => time.whole),
    ...read.services,
    ...read.names,
    ...read.sayings,
  ]
  const rest = blank(read.own, spans)
  return blank(rest, [
    ...spansOf(rest, IDIOMS),
    ...namesCalled(rest),
    ...durationsIn(rest, read, context),
    ...countsIn(rest, context),
  ])
}

/** Idioms of which one word alone would be another matter: "free", "right", "per". */
export const IDIOMS =
  /\b(?:feel\s+free(?:\s+to)?|of\s+course|right\s+now|per\s+(?:person|head)|(?:all|every|our|the|see)\s+(?:the\s+|our\s+)?(?:free|available)\s+times?)\b/gi

const sentencesOf = (text: string): string[] => text.split(/[.!?\n]+/)

export function tokensOf(sentence: string): string[] {
  return Array.from(sentence.matchAll(/[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu), (match) => fold(match[0]))
}

/** A word that says nothing which could be false. */
export function isPlain(word: string): boolean {
  if (PLAIN.has(word)) return true
  const ending = CONTRACTED.exec(word)?.[0]
  if (ending === undefined) return false
  const bare = word.slice(0, -ending.length)
  return PLAIN.has(bare) || CUT_SHORT.has(bare)
}

/** What turns a statement round, or bounds it. */
const TURNS = /^(?:no|not|nor|never|none|nothing|only|except|unless|without|apart|cannot|but)$|n't$/

/** The words stand in this order in a fact or a sentence of it, as much denied as there, and are so much of it that they are no chance. */
function tellsAgain(sentence: string, beyond: readonly string[], fact: Fact): boolean {
  const said = beyond.map(stem)
  const topic = new Set(wordsOf(fact.topic).map((word) => stem(word.text)))
  return [fact.text, ...sentencesOf(fact.text)].some((original) => {
    const words = tellingIn(original)
    const told = said.filter((word) => words.includes(word))
    const isSaid = said.every((word) => words.includes(word) || topic.has(word))
    const isMuch = new Set(told).size >= 2 && told.length * 2 >= words.filter((word) => !isNumber(word)).length
    if (!isSaid || !isMuch || told.every(isNumber)) return false
    return inOrder(told, words) && turnsIn(sentence) === turnsIn(original)
  })
}

/** Stems of the words that say more than plain ones. */
export function tellingIn(text: string): string[] {
  return tokensOf(text)
    .filter((word) => !isPlain(word))
    .map(stem)
}

function inOrder(some: readonly string[], all: readonly string[]): boolean {
  let at = -1
  return some.every((word) => {
    at = all.indexOf(word, at + 1)
    return at >= 0
  })
}

function turnsIn(sentence: string): number {
  return tokensOf(sentence).filter((word) => TURNS.test(word)).length
}

/** Names that it calls the customer by, which are neither theirs nor in their texts. */
export function strangersIn(read: ReadReply, { customerName, texts }: ReplyContext, greeted: RegExp): string[] {
  if (customerName === undefined) return []
  const known = new Set([customerName ?? '', ...texts].flatMap((text) => wordsOf(text).map((word) => word.text)))
  const own = blank(read.own, [...read.days, ...read.services, ...read.links])
  return [greeted, CALLED]
    .flatMap((pattern) => spansOf(own, pattern))
    .map((span) => own.slice(span.start, span.end))
    .filter((name) => !wordsOf(name).every((word) => known.has(word.text)))
}

/** What is left of "Willow's" where the name is accounted for. */
const POSSESSIVE = /(?<=\s)['’]s?(?=\s)/gu
/** Somebody's name at the end of a sentence: "…, Sam." */
const CALLED = /(?<=,\s+)\p{Lu}(?:[\p{L}'-]*\p{Ll}[\p{L}'-]*)?(?=\s*[.!?](?:\s|$)|\s*$)/gu

function namesCalled(text: string): Span[] {
  return [POSSESSIVE, CALLED].flatMap((pattern) => spansOf(text, pattern))
}

const NUMBER = String.raw`(?:\d{1,3}|${NUMBER_WORDS}|an?|half\s+an)`
const DURATION = new RegExp(
  String.raw`(?<=\b(?:takes?|allow|lasts?|needs?|about|around|roughly|approximately|is)\s+)(?:(?<hours>${NUMBER})\s*(?:hours?|hrs?)\b(?<half>\s+and\s+a\s+half)?)?(?:\s*(?:and\s+)?(?<minutes>${NUMBER})\s*(?:minutes?|mins?)\b)?`,
  'giu',
)

/** How long a service takes, where it really takes so long. */
function durationsIn(text: string, read: ReadReply, { texts, venue }: ReplyContext): Span[] {
  const asked = servicesNamed(texts.join('\n'), venue.services)
  return Array.from(text.matchAll(DURATION)).flatMap((match) => {
    const { hours, half, minutes } = match.groups ?? {}
    if (match[0] === '') return []
    const took = 60 * numberOf(hours) + (half ? 30 : 0) + numberOf(minutes)
    const meant = meantBy(read, match.index)
    const isRight = (meant ? [meant] : asked).some((mention) => mention.service.minutes === took)
    return isRight ? [{ start: match.index, end: match.index + match[0].length }] : []
  })
}

/** The service that a length of time belongs to: the one before it in its sentence, or else the one after it. */
function meantBy({ own, services }: ReadReply, at: number): ServiceMention | undefined {
  const isNear = (start: number, end: number) => !/[.!?]\s/.test(own.slice(start, end))
  return (
    services.findLast((one) => one.end <= at && isNear(one.end, at)) ??
    services.find((one) => one.start >= at && isNear(at, one.start))
  )
}

/** It says how long something takes. */
export function tellsHowLong(read: ReadReply, context: ReplyContext): boolean {
  return durationsIn(read.own, read, context).length > 0
}

function numberOf(number: string | undefined): number {
  if (number === undefined) return 0
  if (/^half/i.test(number)) return 0.5
  return /^\d/.test(number) ? Number(number) : (wordsToNumber(number) ?? Number.NaN)
}

const COUNT = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?<number>\d{1,2}|${NUMBER_WORDS})(?=\s*(?<unit>x(?![\p{L}\p{N}])|of\s+you\b|people\b|guests?\b|friends\b))`,
  'giu',
)

/** "3 x trim", and as many people as the customer has spoken of. */
function countsIn(text: string, { texts }: ReplyContext): Span[] {
  const size = partySize(texts.join('\n'))
  return Array.from(text.matchAll(COUNT)).flatMap((match) => {
    const { number = '', unit = '' } = match.groups ?? {}
    const isTimes = /^x/i.test(unit) && /^\d/.test(number)
    return isTimes || numberOf(number) === size ? [{ start: match.index, end: match.index + match[0].length }] : []
  })
}
