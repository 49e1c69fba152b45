/**
 * A carrier's keyword with a letter wrong: the carrier does not know it, and whoever wrote it thinks that it does. It is put
 * to a person and never acts alone.
 */
import { editDistance } from '#shared/edit-distance.ts'

/** Kept from stopping by one wrong letter, where they begin a text or are all of it. */
const STOPS = ['stop', 'stopall', 'optout']
/** Not as telling: only where they are all of it. */
const ALONE = [...STOPS, 'cancel', 'quit', 'revoke']
/** Long enough for two wrong letters, anywhere. */
const UNSUBSCRIBE = 'unsubscribe'

/** Words in their own right, and so no slips. */
const WORDS = new Set(
  `top shop step atop slop stow stoop strop swop stomp estop sop spot stock stood
  quite quiet quilt quint quip quid quot suit unit cancer evoke subscribe subscribed`.split(/\s+/),
)
const AROUND =
  /^(?:hi|hiya|hello|hey|ok|okay|oh|and|so|just|please|now|thanks|thank|you|me|it|all|this|that|texts?|texting|messaging|messages?)$/

const isSlipOf = (keyword: string, word: string, most = 1): boolean =>
  word !== keyword && !WORDS.has(word) && editDistance(word, keyword) <= most

/** @param text made plain */
export function holdsKeywordSlip(text: string): boolean {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.some((word) => isSlipOf(UNSUBSCRIBE, word, 2))) return true
  const rest = words.filter((word) => !AROUND.test(word))
  const [first = ''] = rest
  if (STOPS.some((keyword) => isSlipOf(keyword, first))) return true
  // "st op", "opt uot"
  const whole = rest.length < 3 ? rest.join('') : ''
  return ALONE.some((keyword) => isSlipOf(keyword, whole) || (rest.length === 2 && whole === keyword))
}
