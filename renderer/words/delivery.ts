/** Who wrote an outgoing text and how far it got, in words. */
import { isResolved } from '#shared/inbox-row.ts'
import type { MessageRow } from '#shared/rows.ts'
import { secondsLeft } from './time.ts'
import { takenBack } from './why.ts'

/** What the provider's commoner codes mean for the sender. */
const FAILED: Record<string, string> = {
  '21211': 'the number is not a real one',
  '21610': 'the customer has opted out with the provider',
  '21614': 'the number is not a mobile',
  '30003': 'the phone is off or out of reach',
  '30004': 'the phone refuses texts from here',
  '30005': 'the number does not exist any more',
  '30006': 'it is a landline, or cannot take texts',
  '30007': 'the network held it to be spam',
  undelivered: 'the network could not deliver it',
  dropped: 'given up by a person',
  sent_again: 'sent again below',
}

/** In short, where it was somebody's own doing. */
const UNDONE: Record<string, string> = { undone: 'undone', cancelled: 'cancelled' }

function failedText(reason: string | null): string {
  if (reason === null) return 'not sent'
  const known = FAILED[reason]
  return known === undefined ? `not sent: the provider refused it (${reason})` : `not sent: ${known}`
}

/** A person stopped it before it left. */
export const wasTakenBack = ({ state, reason }: MessageRow): boolean =>
  state === 'withdrawn' && reason !== null && Object.hasOwn(UNDONE, reason)

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
      return failedText(message.reason)
    case 'unknown':
      return 'nobody knows whether it arrived'
    case 'withdrawn':
      return message.reason === null ? 'not sent' : `not sent: ${UNDONE[message.reason] ?? takenBack(message.reason)}`
    case 'received':
      return 'received'
  }
}

/** Written by the AI, be it that a person changed it before it left. */
export const fromDraft = (message: MessageRow): boolean => message.author === 'ai' || message.draftId !== null

/** Who it is from. `personName` resolves the id of a person, "you" for oneself. */
export function authorText(message: MessageRow, personName: (id: string) => string): string {
  // A fixed text of the venue's own: for a handoff or a minor complaint.
  if (message.author === 'system') return 'The venue, sent by itself'
  if (message.author === 'ai') {
    if (message.auto) return 'AI, sent by itself'
    return message.authorId === null ? 'AI' : `AI, approved by ${personName(message.authorId)}`
  }
  if (fromDraft(message))
    return `AI, edited by ${message.authorId === null ? 'the team' : personName(message.authorId)}`
  return message.authorId === null ? 'Team' : personName(message.authorId)
}

/** Handed to the gateway, or perhaps: it may have reached the customer. */
export function hasLeft(state: MessageRow['state']): boolean {
  return state === 'claimed' || state === 'accepted' || state === 'delivered' || state === 'unknown'
}

/** The delivery line stands under the last of a run: the next is from another side, another author, or much later. */
export function endsRun(message: MessageRow, next: MessageRow | undefined): boolean {
  if (message.state === 'failed' || message.state === 'unknown' || message.state === 'withdrawn') return true
  if (next === undefined || next.direction !== message.direction) return true
  if (next.author !== message.author || next.authorId !== message.authorId || next.auto !== message.auto) return true
  if (next.state !== message.state) return true
  return next.createdAt - message.createdAt > 5 * 60_000
}

/** A failure that still waits for a decision: nobody has dealt with it, and no later text has got further. */
export function needsRescue(message: MessageRow, later: readonly MessageRow[]): boolean {
  if (message.state !== 'failed' || isResolved(message.reason)) return false
  return !later.some((m) => m.direction === 'out' && m.state !== 'withdrawn' && m.state !== 'failed')
}

/** Failures that would only happen again. */
const FOR_GOOD: ReadonlySet<string> = new Set(['21211', '21610', '21614', '30005', '30006'])

export const mayTryAgain = (reason: string | null): boolean => !FOR_GOOD.has(reason ?? '')
