/** What the shell says of auto-send: pure, and never a stop that is not true. */
import type { DeskStatus } from '#shared/rpc.ts'
import type { AutoSend } from '#shared/venues.ts'

export type KillState =
  /** The desk is not up or has not told anything yet. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed_out' }
  /** Asked for here, and the server has not heard it: auto-send may still run. */
  | { readonly kind: 'unheard' }
  | { readonly kind: 'stopped'; readonly at: string }
  /** The server cannot be reached: what was last known is that it was not stopped. */
  | { readonly kind: 'out_of_reach' }
  /** `on`: the master switch. */
  | { readonly kind: 'running'; readonly on: boolean; readonly mayStop: boolean }

/** `asked`: main has asked for a stop that the desk has not taken yet. */
export function killStateOf(status: DeskStatus | null, autoSend: AutoSend | null, asked: boolean): KillState {
  if (asked) return { kind: 'unheard' }
  if (status === null) return { kind: 'unknown' }
  if (status.stopUnheard !== null) return { kind: 'unheard' }
  if (status.person === null || status.connection === 'signed_out') return { kind: 'signed_out' }
  if (autoSend === null) return { kind: 'unknown' }
  const { killSwitch, masterSwitch, timeZone } = autoSend
  if (killSwitch.engaged) return { kind: 'stopped', at: clockTime(killSwitch.stoppedAt, timeZone) }
  if (status.connection === 'offline') return { kind: 'out_of_reach' }
  return { kind: 'running', on: masterSwitch.on, mayStop: killSwitch.staffMay || status.person.role === 'owner' }
}

export function killWords(state: KillState): string {
  switch (state.kind) {
    case 'unknown':
      return 'Auto-send: not known yet'
    case 'signed_out':
      return 'Signed out'
    case 'unheard':
      return 'Stop asked for. The server has not heard it yet'
    case 'stopped':
      return state.at === '' ? 'Auto-send stopped' : `Auto-send stopped ${state.at}`
    case 'out_of_reach':
      return 'Server out of reach. Auto-send was not stopped'
    case 'running':
      return state.on ? 'Auto-send on' : 'Auto-send off'
  }
}

export function mayStop(state: KillState): boolean {
  return state.kind === 'out_of_reach' || (state.kind === 'running' && state.mayStop)
}

/** How urgently it has to be seen: of several venues the lamp shows the first of these that one of them is in. */
const URGENT: readonly KillState['kind'][] = ['unheard', 'out_of_reach', 'running', 'unknown', 'signed_out', 'stopped']

/** The state that stands for all of them: stopped only where each is. */
export function worstOf(states: readonly KillState[]): KillState {
  const sorted = states.toSorted((a, b) => URGENT.indexOf(a.kind) - URGENT.indexOf(b.kind))
  return sorted[0] ?? { kind: 'signed_out' }
}

function clockTime(at: number | null, timeZone: string): string {
  if (at === null) return ''
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at)
}
