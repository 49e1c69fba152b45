/** What somebody typed into the search box, as FTS5 understands it. Pure. */

export interface SearchTerms {
  /** For message bodies. */
  readonly body: string
  /** For names and numbers. */
  readonly customer: string
}

const PART = /"([^"]*)"|(\S+)/g
const WORDY = /[\p{L}\p{N}]/u
const NUMBER = /^\+?[\d\s().-]*\d[\d\s().-]*$/

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** @returns null where there is nothing to look for. */
export function searchTerms(typed: string): SearchTerms | null {
  // SQLite ends a text at U+0000, and a quoted string would be left open.
  const parts = [...typed.replaceAll('\0', ' ').matchAll(PART)].flatMap(([, phrase, word]) => {
    const text = phrase ?? word?.replaceAll('"', '') ?? ''
    if (!WORDY.test(text)) return []
    return [phrase === undefined ? `${quote(text)}*` : quote(text)]
  })
  if (parts.length === 0) return null
  const body = parts.join(' AND ')
  const digits = NUMBER.test(typed.trim()) ? nationalDigits(typed) : ''
  return { body, customer: digits === '' ? `name : (${body})` : `digits : ${quote(digits)}* OR name : (${body})` }
}

/** Digits without what differs between "+44 7700", "0044 7700" and "07700". */
function nationalDigits(typed: string): string {
  return typed.replaceAll(/\D/g, '').replace(/^0+/, '')
}

/** Every ending of the number as a word of its own, so that a prefix search finds a fragment anywhere in it. */
export function numberFragments(number: string): string {
  const digits = number.replaceAll(/\D/g, '')
  return Array.from({ length: Math.max(digits.length - 1, 0) }, (_, start) => digits.slice(start)).join(' ')
}
