/** What somebody typed into the search box, as FTS5 understands it. Pure. */
import { termsOf } from '#shared/search.ts'

export interface SearchTerms {
  /** For message bodies. */
  readonly body: string
  /** For names and numbers. */
  readonly customer: string
}

const NUMBER = /^\+?[\d\s().-]*\d[\d\s().-]*$/
const DIGITS = /^\d{2,}$/

/** @returns null where there is nothing to look for. */
export function searchTerms(typed: string): SearchTerms | null {
  const terms = termsOf(typed)
  if (terms.length === 0) return null
  const quoted = terms.map(({ words, prefix }) => `"${words.join(' ')}"${prefix ? '*' : ''}`)
  // A word of digits may be of a name or of a number; a number may be written with spaces.
  const each = terms.map(({ words }, i) =>
    DIGITS.test(words.join('')) ? `(name : ${quoted[i]} OR ${digits(words.join(''))})` : `name : ${quoted[i]}`,
  )
  const apart = each.join(' AND ')
  const whole = terms.length > 1 && NUMBER.test(typed.trim()) ? digits(digitsOf(typed)) : null
  return { body: quoted.join(' AND '), customer: whole === null ? apart : `(${apart}) OR ${whole}` }
}

/** What was typed of a number, without what people put between its digits. */
export function digitsOf(typed: string): string {
  return typed.replaceAll('(0)', '').replaceAll(/\D/g, '')
}

/** `00` before a country's code stands for `+`. */
function digits(typed: string): string {
  const abroad = /^00\d{3,}$/.test(typed) ? ` OR digits : "${typed.slice(2)}"*` : ''
  return `(digits : "${typed}"*${abroad})`
}

const COUNTRIES = ['44', '61']

/**
 * Every ending of the number as a word of its own, so that a prefix search finds a fragment anywhere in it; and what
 * people at home write, with a 0 in place of the country's code. A code that is not known is one to three digits.
 */
export function numberFragments(number: string): string {
  const all = number.replaceAll(/\D/g, '')
  const known = COUNTRIES.find((code) => all.startsWith(code))
  const codes = known === undefined ? [1, 2, 3] : [known.length]
  const home = codes.map((length) => `0${all.slice(length)}`)
  let endings = ''
  for (let start = 0; start < all.length - 1; start++) endings += `${all.slice(start)} `
  return endings + home.join(' ')
}
