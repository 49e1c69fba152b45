/** What makes a password worth having: long, not a known one, not a row of keys, not what stands on the door. */

/** The best known of ten characters and more, and the words that most are built on. */
const KNOWN = [
  'password',
  'passwort',
  'welcome',
  'letmein',
  'iloveyou',
  'football',
  'qwertyuiop',
  'administrator',
  'greenlight',
]
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb',
]
const SHORTEST = 10
/** With fewer different characters than this, length is only repetition. */
const FEWEST = 5

export type Strength = 'weak' | 'fair' | 'strong'

/**
 * What is wrong with a password, as the end of a sentence that begins with "The password"; null: nothing.
 * @param about words that others know of the person: name, address, venue
 */
export function passwordProblem(password: string, about: readonly string[] = []): string | null {
  if (password.length < SHORTEST) return `needs at least ${SHORTEST} characters`
  const lower = password.toLowerCase()
  if (new Set(lower).size < FEWEST) return 'repeats the same few characters'
  if (KNOWN.some((word) => lower.replaceAll(word, '').length < 5)) return 'is one of the first that anybody would try'
  if (ROWS.some((row) => runOf(lower, row) > lower.length / 2)) return 'is a row of neighbouring keys'
  const own = about.flatMap((text) => text.toLowerCase().split(/[^a-z0-9]+/)).filter((word) => word.length > 2)
  const rest = own.reduce((left, word) => left.replaceAll(word, ''), lower).replaceAll(/[^a-z0-9]/g, '')
  if (own.length > 0 && rest.length < 5) return 'is made of your name, your address or the venue'
  return null
}

/** How hard it is to guess, in a word: by its length, and a little by its variety. */
export function strengthOf(password: string, about: readonly string[] = []): Strength {
  if (passwordProblem(password, about) !== null) return 'weak'
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length
  return password.length + 2 * kinds >= 18 ? 'strong' : 'fair'
}

/** The longest stretch of the text that stands in the row, forwards or backwards. */
function runOf(text: string, row: string): number {
  const rows = [row, [...row].reverse().join('')]
  let longest = 0
  for (let from = 0; from < text.length; from += 1) {
    while (rows.some((one) => one.includes(text.slice(from, from + longest + 1))) && from + longest < text.length)
      longest += 1
  }
  return longest
}
