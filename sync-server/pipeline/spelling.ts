/** American spellings and their British (and Australian) forms, unfolded once from the families in assets/language. */
import type { VenueFacts } from '#shared/facts.ts'
import families from '../../assets/language/british-spelling.json' with { type: 'json' }

type Locale = VenueFacts['locale']

const OUR = [
  '',
  's',
  'ed',
  'ing',
  'er',
  'ers',
  'ful',
  'fully',
  'able',
  'ably',
  'ite',
  'ites',
  'ist',
  'ists',
  'less',
  'y',
  'hood',
  'hoods',
  'al',
  'ly',
  'ings',
]
const ISE = ['e', 'es', 'ed', 'ing', 'er', 'ers', 'able', 'ation', 'ations']
const YSE = ['e', 'es', 'ed', 'ing', 'er', 'ers']
const RE: readonly (readonly [string, string])[] = [
  ['er', 're'],
  ['ers', 'res'],
  ['ered', 'red'],
  ['ering', 'ring'],
]
const DOUBLED = ['ed', 'ing', 'er', 'ers', 'ings']

function unfolded(): Map<string, string> {
  const words = new Map<string, string>(Object.entries(families.words))
  for (const stem of families.our) for (const end of OUR) words.set(`${stem}or${end}`, `${stem}our${end}`)
  for (const stem of families.ise) for (const end of ISE) words.set(`${stem}iz${end}`, `${stem}is${end}`)
  for (const stem of families.yse) for (const end of YSE) words.set(`${stem}yz${end}`, `${stem}ys${end}`)
  for (const stem of families.re) for (const [from, to] of RE) words.set(`${stem}${from}`, `${stem}${to}`)
  for (const stem of families.doubled) for (const end of DOUBLED) words.set(`${stem}${end}`, `${stem}l${end}`)
  // Family members that are spelled so everywhere
  for (const word of ['humorist', 'humorists', 'humoral', 'tumoral']) words.delete(word)
  return words
}

const BRITISH = unfolded()
const AUSTRALIAN = new Map([...BRITISH].filter(([word]) => !families.usualInAustralia.includes(word)))

/** Words that may be a surname or a name: only their lower-case form is surely a word. */
const NAMES = new Set(['gray', 'grays', 'parlor', 'harbor', 'harbors', 'chili', 'center'])

/** The local form of one word in its own capitals, or null where it is spelled right (or not known to be wrong). */
export function localSpelling(word: string, locale: Locale): string | null {
  const lower = word.toLowerCase()
  const local = (locale === 'en-AU' ? AUSTRALIAN : BRITISH).get(lower)
  if (local === undefined || (word !== lower && NAMES.has(lower))) return null
  return matchCase(word, local)
}

/** `to` in the capitals of `from`: all of them, the first, or none. */
export function matchCase(from: string, to: string): string {
  if (from.length > 1 && from === from.toUpperCase()) return to.toUpperCase()
  return /^\p{Lu}/u.test(from) ? to.charAt(0).toUpperCase() + to.slice(1) : to
}
