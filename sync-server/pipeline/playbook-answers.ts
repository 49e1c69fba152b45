/**
 * What a customer's texts answer of the things that a playbook collects. Pure, and shy: what was not asked for is taken
 * only where the words leave no doubt which thing they answer.
 */
import { holds, readCondition } from '#shared/condition.ts'
import type { VenueFacts } from '#shared/facts.ts'
import { wordsToNumber } from '#shared/numbers.ts'
import { formatDate, formatTime } from '#shared/opening.ts'
import type { PlaybookField } from '#shared/rows.ts'
import { stem } from '#shared/services.ts'
import { wordsOf } from '#shared/words.ts'
import { listed } from '../engines/local/compose/voice.ts'
import { type Ask, partySize, readAsk } from '../engines/local/mentions.ts'
import { bareName, readBookingWords } from './booking-words.ts'

export interface Told {
  readonly texts: readonly string[]
  readonly venue: VenueFacts
  readonly now: number
  /** E.164: "this number". */
  readonly customerNumber: string | null
}

/** The longest answer that is kept. */
const MOST = 200

/** @param asked the key of the field that the last text to the customer asked for; null: none */
export function answersIn(
  fields: readonly PlaybookField[],
  told: Told,
  asked: string | null,
): ReadonlyMap<string, string> {
  const { texts, venue, now } = told
  const ask = readAsk({ texts, venue, now, intent: 'unknown', customerName: null })
  const found = new Map<string, string>()
  for (const field of fields) {
    const wasAsked = field.key === asked
    if (!wasAsked && !isOnlyOne(field, fields)) continue
    const answer = READERS[field.kind]({ field, told, ask, wasAsked })
    if (answer !== null) found.set(field.key, answer.slice(0, MOST))
  }
  if (asked !== null && !found.has(asked) && DOES_NOT_KNOW.test(ask.text)) found.set(asked, 'Not known yet')
  return found
}

/** Two of one kind: a value that nobody asked for could be either. */
const isOnlyOne = (field: PlaybookField, fields: readonly PlaybookField[]) =>
  fields.filter((one) => one.kind === field.kind).length === 1

interface Reading {
  readonly field: PlaybookField
  readonly told: Told
  readonly ask: Ask
  readonly wasAsked: boolean
}

const READERS: Record<PlaybookField['kind'], (reading: Reading) => string | null> = {
  name: ({ told: { texts, venue, now }, wasAsked }) =>
    readBookingWords(texts, venue, [], now).name ?? (wasAsked ? bareName(texts) : null),
  phone: ({ told, ask, wasAsked }) =>
    phoneIn(ask.text) ?? (wasAsked && THIS_NUMBER.test(ask.text) ? told.customerNumber : null),
  email: ({ ask }) => /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u.exec(ask.text)?.[0] ?? null,
  date: ({ ask }) => {
    const dates = ask.days.filter((day) => !day.weekly).flatMap((day) => day.dates)
    return dates.length === 0 || dates.length > 3 ? null : listed(dates.map(dated), 'or')
  },
  time: ({ ask }) => {
    const [first] = ask.times
    if (!first) return null
    return first.minutes.length === 1
      ? formatTime(first.minutes[0]!)
      : ask.text.slice(first.whole.start, first.whole.end)
  },
  number: ({ ask, wasAsked }) => {
    const n = partySize(ask.text) ?? (wasAsked ? numberIn(ask) : null)
    return n === null ? null : String(n)
  },
  service: ({ ask }) => {
    const named = [...new Set(ask.services.filter((one) => one.whole).map((one) => one.service.name))]
    return named.length === 0 ? null : listed(named)
  },
  text: ({ ask, wasAsked }) => (wasAsked && ask.text !== '' && !/\?\s*$/.test(ask.text) ? ask.text : null),
  choice: ({ field, told, wasAsked }) => (wasAsked ? chosen(field.options, told.texts) : null),
}

const DOES_NOT_KNOW =
  /\b(?:(?:i\s+)?(?:don'?t|do\s+not|dunno)\s+know|not\s+(?:sure|certain|decided)|no\s+idea|undecided|haven'?t\s+(?:decided|thought)|tbc|to\s+be\s+confirmed)\b/i
const THIS_NUMBER =
  /\b(?:this|same|that)\s+(?:one|number|phone|mobile)\b|\bnumber\s+i(?:'?m|\s+am)\s+(?:texting|messaging)\b|\bthis\s+is\s+(?:it|fine|good)\b|^\W*this\b\W*$/i

function phoneIn(text: string): string | null {
  const found = /(?<![\p{L}\p{N}])(?:\+|00)?\d(?:[\s().-]{0,2}\d){8,14}(?!\d)/u.exec(text)?.[0]
  return found ? found.replace(/[().]/g, '').replace(/\s+/g, ' ').trim() : null
}

const dated = (date: string) => `${formatDate(date)} ${date.slice(0, 4)}`

/** The one number of the text that is no date, no time and no price. */
function numberIn({ text, days, times }: Ask): number | null {
  const taken = [...days, ...times]
  const numbers = wordsOf(text)
    .filter((word) => !taken.some((span) => span.start < word.end && word.start < span.end))
    .flatMap((word) => (/^\d{1,4}$/.test(word.text) ? [Number(word.text)] : (wordsToNumber(word.text) ?? [])))
  return numbers.length === 1 ? numbers[0]! : null
}

const PLACES: readonly RegExp[] = [
  /\b(?:first|1st|former|number one|option one|option 1)\b|^\W*(?:1|a)\W*$/i,
  /\b(?:second|2nd|number two|option two|option 2)\b|^\W*(?:2|b)\W*$/i,
  /\b(?:third|3rd|number three|option three|option 3)\b|^\W*(?:3|c)\W*$/i,
]

/** The one option that the texts name, by its words, by words that mean the same, or by its place; null: none, or several. */
export function chosen(options: readonly string[], texts: readonly string[]): string | null {
  const said = new Set(wordsOf(texts.join('\n')).map((word) => stem(word.text)))
  const by = (fits: (option: string) => boolean) => {
    const found = options.filter(fits)
    return found.length === 1 ? found[0]! : null
  }
  const words = (option: string) => wordsOf(option).map((word) => stem(word.text))
  const whole = by((option) => words(option).every((word) => said.has(word)))
  const meant = whole ?? by((option) => holds(readCondition(option), texts))
  if (meant !== null) return meant
  const text = texts.join('\n')
  if (/\b(?:last|latter)\b/i.test(text)) return options.at(-1) ?? null
  const place = PLACES.findIndex((one) => one.test(text))
  return (place < 0 ? undefined : options[place]) ?? null
}
