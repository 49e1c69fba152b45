/** What an erasure came to, in a line. */
import { count } from './text.ts'

interface Erased {
  readonly messages: number
  /** Texts that had not left yet. */
  readonly withdrawn: number
  readonly bookings: number
  readonly quotes: number
}

/** "Erased: 14 texts, 1 name in the diary. 1 text that waited to leave was not sent." */
export function erasedText({ messages, withdrawn, bookings, quotes }: Erased): string {
  const parts = [
    count(messages, 'text'),
    ...(bookings > 0 ? [count(bookings, 'name in the diary', 'names in the diary')] : []),
    ...(quotes > 0 ? [count(quotes, 'quote in the settings', 'quotes in the settings')] : []),
  ]
  const unsent =
    withdrawn > 0
      ? ` ${count(withdrawn, 'text')} that waited to leave ${withdrawn === 1 ? 'was' : 'were'} not sent.`
      : ''
  return `Erased: ${parts.join(', ')}.${unsent} Other consoles follow as they sync.`
}
