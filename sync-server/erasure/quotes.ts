/**
 * Where else the words of a customer may stand: an owner's cards and snippets may quote them, an answer to a colleague
 * may hold a text. Pure: finds their number in every writing, their address, full name and own texts, and blanks those.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { ERASED_TEXT } from '#shared/erased.ts'

export interface Traces {
  /** E.164. */
  readonly numbers: readonly string[]
  /** Addresses and full names: what stands for nobody else. */
  readonly words: readonly string[]
  readonly texts: readonly string[]
}

/** Shorter ones are no number that names somebody. */
const SHORTEST_NUMBER = 6

/** Shorter texts say nothing of anybody: "yes please" stands in many places. */
const TELLING = 25

/** @returns a function that blanks every trace in a text; a text without any comes back as it is */
export function blanker({ numbers, words, texts }: Traces): (text: string) => string {
  const long = texts.map((text) => text.trim()).filter((text) => text.length >= TELLING)
  const literals = [...long, ...words].toSorted((a, b) => b.length - a.length)
  const patterns = [
    ...numbers.filter((number) => number.length >= SHORTEST_NUMBER).map(writings),
    ...literals.map((one) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(one)}(?![\\p{L}\\p{N}])`, 'giu')),
  ]
  return (text) => patterns.reduce((left, pattern) => left.replace(pattern, ERASED_TEXT), text)
}

/** The same in every string of a value, however deep. */
export function blankedIn(value: unknown, blank: (text: string) => string): unknown {
  if (typeof value === 'string') return blank(value)
  if (Array.isArray(value)) return value.map((one) => blankedIn(one, blank))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, blankedIn(one, blank)]))
}

const escaped = (literal: string) => literal.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

const GAP = '[\\s().\\/-]*'

/** A number as people write it: with or without the country's code, with whatever stands between the digits. */
function writings(number: string): RegExp {
  const parsed = parsePhoneNumberFromString(number)
  // On other channels it is a name of another kind, which nobody writes in another way.
  if (!parsed) return new RegExp(`(?<!\\w)${escaped(number)}(?!\\w)`, 'g')
  const abroad = `(?:(?:\\+|00)?${GAP}${parsed.countryCallingCode}${GAP})?(?:\\(?0\\)?${GAP})?`
  return new RegExp(`(?<!\\d)${abroad}${[...parsed.nationalNumber].join(GAP)}(?!\\d)`, 'g')
}
