/** What a screen reader is told, in a sentence. */
import { count } from './text.ts'

const UNDO = 'U takes it back.'

/** @param seconds until it leaves; null: it waits for the server */
export function leavingText(name: string, seconds: number | null): string {
  const when = seconds === null ? 'It waits for the server' : `It leaves in ${count(seconds, 'second')}`
  return `To ${name}. ${when}. ${UNDO}`
}

export const doneText = (what: string): string => `${what}. ${UNDO}`
