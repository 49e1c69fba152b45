/** Who wrote an outgoing text and how far it got, in words. */
import type { MessageRow } from '#shared/rows.ts'
import { secondsLeft } from './time.ts'

const WITHDRAWN: Record<string, string> = {
  undo: 'undone before it left',
  undone: 'undone before it left',
  cancelled: 'cancelled before it left',
  kill_switch: 'auto-send was stopped',
  killed: 'auto-send was stopped',
  newer_inbound: 'the customer wrote again',
  opted_out: 'the customer has opted out',
  handoff: 'the conversation was handed off',
}

/** How far it got. */
export function deliveryText(message: MessageRow, now: number, unheard: boolean): string {
  switch (message.state) {
    case 'queued': {
      if (unheard) return 'waits for the server'
      const left = message.notBefore === null ? 0 : secondsLeft(now, message.notBefore)
      return left > 0 ? `sending in ${left} s` : 'sending'
    }
    case 'claimed':
      return 'sending'
    case 'accepted':
      return 'sent'
    case 'delivered':
      return 'delivered'
    case 'failed':
      return `not sent${message.reason === null ? '' : `: ${message.reason}`}`
    case 'unknown':
      return 'nobody knows whether it arrived'
    case 'withdrawn':
      return `not sent: ${WITHDRAWN[message.reason ?? ''] ?? message.reason ?? 'withdrawn'}`
    case 'received':
      return 'received'
  }
}

/** Who it is from. `personName` resolves the id of a person, "you" for oneself. */
export function authorText(message: MessageRow, personName: (id: string) => string): string {
  if (message.author === 'ai') {
    if (message.auto) return 'AI, sent by itself'
    return message.authorId === null ? 'AI' : `AI, approved by ${personName(message.authorId)}`
  }
  return message.authorId === null ? 'Team' : personName(message.authorId)
}

/** The delivery line stands under the last of a run: the next is from another side, another author, or much later. */
export function endsRun(message: MessageRow, next: MessageRow | undefined): boolean {
  if (message.state === 'failed' || message.state === 'unknown' || message.state === 'withdrawn') return true
  if (next === undefined || next.direction !== message.direction) return true
  if (next.author !== message.author || next.authorId !== message.authorId || next.auto !== message.auto) return true
  if (next.state !== message.state) return true
  return next.createdAt - message.createdAt > 5 * 60_000
}
