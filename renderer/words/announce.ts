/** What a screen reader is told, in a sentence. */
import { count } from './text.ts'

/** Said as it is set; without a key, the button is there. */
const undoText = (key: string | null): string =>
  key === null ? 'It can be taken back.' : `${key.toUpperCase()} takes it back.`

/**
 * @param seconds until it leaves; null: it waits for the server
 * @param key what takes it back; null: no key does
 */
export function leavingText(name: string, seconds: number | null, key: string | null): string {
  const when = seconds === null ? 'It waits for the server' : `It leaves in ${count(seconds, 'second')}`
  return `To ${name}. ${when}. ${undoText(key)}`
}

export const doneText = (what: string, key: string | null): string => `${what}. ${undoText(key)}`
