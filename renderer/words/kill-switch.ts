/** What the kill switch says: never a stop that is not true. */
import type { KillSwitch, VenueRow } from '#shared/rows.ts'
import { count } from './text.ts'
import { clockSeconds, clockTime } from './time.ts'

export type KillState = 'on' | 'off' | 'stopped' | 'stopping' | 'unheard'

/** A server that answers does so within this; after it, silence is said in red. */
const ANSWER_MS = 1_000

export interface KillWords {
  readonly state: KillState
  readonly text: string
  readonly detail: string | null
  /** Further detail, where there is room. */
  readonly more?: string
}

/** `unheardSince`: since when it was pulled here without an answer of the server; null: it was not. */
export function killWords(
  venue: VenueRow,
  unheardSince: number | null,
  online: boolean,
  zone: string,
  now: number,
): KillWords {
  const { killSwitch, masterSwitch, caps } = venue
  if (unheardSince !== null) {
    if (online && now - unheardSince < ANSWER_MS) return { state: 'stopping', text: 'Stopping…', detail: null }
    return { state: 'unheard', text: 'Not stopped yet', detail: 'the server has not heard it. Still trying' }
  }
  if (killSwitch.engaged) {
    const at = killSwitch.stoppedAt === null ? '' : ` ${clockTime(zone, killSwitch.stoppedAt)}`
    return { state: 'stopped', text: `Auto-send stopped${at}`, detail: null }
  }
  if (!masterSwitch.on) return { state: 'off', text: 'Auto-send off', detail: null }
  const reached = capReached(venue)
  if (reached !== null) return { state: 'off', text: 'Auto-send paused', detail: `${reached} cap reached` }
  return {
    state: 'on',
    text: 'Auto-send on',
    detail: `${caps.usedHour} of ${caps.hourly} this hour`,
    more: `${caps.usedDay} of ${caps.daily} today`,
  }
}

function capReached({ caps }: VenueRow): 'daily' | 'hourly' | null {
  if (caps.usedDay >= caps.daily) return 'daily'
  return caps.usedHour >= caps.hourly ? 'hourly' : null
}

/** What the inbox says while nothing leaves by itself though nobody stopped it; null: all is well. */
export function pausedText(venue: VenueRow): string | null {
  const { plan, sparksEmpty, killSwitch, masterSwitch } = venue
  if (plan === 'FREE') return null
  if (sparksEmpty) return 'Out of AI credits: replies are for people to write'
  if (killSwitch.engaged || !masterSwitch.on) return null
  if (venue.auditFailedAt != null) return 'Auto-send stopped: the audit log cannot be written'
  const reached = capReached(venue)
  if (reached !== null) return `Auto-send paused: ${reached} cap reached`
  return venue.credentials.healthy ? null : 'Auto-send paused: the sending number has a problem'
}

/** "Stopped at 14:02:11: 3 held back as drafts, 1 was already with the gateway." */
export function receiptSentence(killSwitch: KillSwitch, zone: string): string {
  const at = killSwitch.stoppedAt === null ? '' : ` at ${clockSeconds(zone, killSwitch.stoppedAt)}`
  const held =
    killSwitch.heldBack === 0
      ? 'nothing was waiting to leave'
      : `${killSwitch.heldBack} held back as ${killSwitch.heldBack === 1 ? 'a draft' : 'drafts'}`
  const gone =
    killSwitch.alreadySent === 0
      ? 'none was with the gateway'
      : `${count(killSwitch.alreadySent, 'was', 'were')} already with the gateway`
  return `Stopped${at}: ${held}, ${gone}.`
}

/** Why this person cannot use the switch now, or null. */
export function killBarred(killSwitch: KillSwitch, role: 'owner' | 'staff', online: boolean): string | null {
  if (role === 'owner') {
    return killSwitch.engaged && !online ? 'Auto-send can be released only while the server can be reached.' : null
  }
  if (killSwitch.engaged) return 'Only an owner can release it.'
  return killSwitch.staffMay ? null : 'The owner has kept the kill switch to themselves.'
}
