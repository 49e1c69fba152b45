/** How the window stands, in a few words. */

import { percent } from '#shared/percent.ts'
import type { DeskStatus } from '#shared/rpc.ts'
import type { Tone } from './pill.ts'
import { count } from './text.ts'

export interface ConnectionWords {
  readonly tone: Tone
  readonly text: string
  /** Said for the eye only, since it changes all the time. */
  readonly detail: string | null
}

/** `held`: commands that even the desk has not taken yet. */
export function connectionWords(status: DeskStatus | null, deskUp: boolean, held: number): ConnectionWords {
  const waiting = (status?.queued ?? 0) + held
  const queue = waiting === 0 ? '' : `, ${count(waiting, 'action')} waiting`
  if (!deskUp || status === null) return { tone: 'stop', text: `Desk restarting${queue}`, detail: null }
  if (status.sessionEnded) return { tone: 'stop', text: `Session ended${queue}`, detail: null }
  if (status.connection === 'signed_out') return { tone: 'quiet', text: `Signed out${queue}`, detail: null }
  if (status.connection === 'offline') return { tone: 'wait', text: `Offline${queue}`, detail: null }
  if (status.connection === 'reconnecting') {
    // Right after the start nothing is wrong yet.
    if (status.inStepAt === null) return { tone: 'quiet', text: `Connecting${queue}`, detail: null }
    return { tone: 'wait', text: `Reconnecting${queue}`, detail: null }
  }
  if (status.firstSync !== null) return { tone: 'need', text: 'Fetching', detail: percent(status.firstSync.share) }
  if (waiting > 0) return { tone: 'fine', text: `Sending ${count(waiting, 'action')}`, detail: null }
  return { tone: 'fine', text: 'In step', detail: null }
}
