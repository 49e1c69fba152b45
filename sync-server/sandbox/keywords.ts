/** The words that the provider answers by itself, wherever a text consists of nothing else. */
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'])
const START = new Set(['START', 'YES', 'UNSTOP'])
const HELP = new Set(['HELP', 'INFO'])

export type OptOutType = 'STOP' | 'START' | 'HELP'

/** YES is only a keyword for somebody who has opted out: from anybody else it is an answer. */
export function optOutTypeOf(body: string, optedOut: boolean): OptOutType | undefined {
  const word = body.trim().toUpperCase()
  if (STOP.has(word)) return 'STOP'
  if (START.has(word) && (optedOut || word !== 'YES')) return 'START'
  if (HELP.has(word)) return 'HELP'
  return undefined
}

/** What the provider texts back; nothing where the word changes nothing. */
export function noticeFor(type: OptOutType, optedOut: boolean): string | undefined {
  if (type === 'HELP') return 'Text STOP to end messages from this number, START to have them again.'
  if (type === 'STOP' && !optedOut)
    return 'You will get no more messages from this number. Text START to have them again.'
  if (type === 'START' && optedOut) return 'Messages from this number are on again. Text STOP to end them.'
  return undefined
}
