/**
 * Carrier keywords, honoured before anything else. A keyword is the whole text, in any case, spaces around it aside;
 * any other word makes it a sentence ("STOP this bill"). The words are the provider's own. Where reading a text more
 * broadly than the provider does can only quieten us, we do: `"Stop!"` stops. What starts again or asks for help must be
 * exact, since the provider acts on the exact word alone. A question mark asks something: `Cancel?` is no keyword.
 *
 * `YES` starts again at the provider too, but from somebody who has not opted out it is an answer to a question.
 */
export type Keyword =
  | { readonly kind: 'stop'; readonly word: string }
  | { readonly kind: 'start'; readonly word: string }
  | { readonly kind: 'help'; readonly word: string }

const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'])
const START = new Set(['START', 'UNSTOP'])
const HELP = new Set(['HELP', 'INFO'])
const AROUND = /^(?:(?!\?)[\s\p{P}\p{Cf}])+|(?:(?!\?)[\s\p{P}\p{Cf}])+$/gu

/** `optedOut`: this person is on our suppression list. */
export function keywordOf(text: string, optedOut = false): Keyword | null {
  const exact = text.normalize('NFKC').trim().toUpperCase()
  const bare = exact.replace(AROUND, '')
  if (STOP.has(bare)) return { kind: 'stop', word: bare }
  if (START.has(exact) || (exact === 'YES' && optedOut)) return { kind: 'start', word: exact }
  return HELP.has(exact) ? { kind: 'help', word: exact } : null
}
