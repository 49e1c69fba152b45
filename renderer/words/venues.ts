/** A venue of this console in words, for the switcher and for whoever hears it. Pure. */
import type { VenueGlance } from '#shared/venues.ts'
import type { Tone } from './pill.ts'

export interface VenueState {
  readonly tone: Tone
  readonly text: string
}

/** What one has to know of it at a glance; null: all is well. A stop is said only where its server has told of it. */
export function venueState({ status, autoSend }: VenueGlance): VenueState | null {
  if (status.stopUnheard !== null) return { tone: 'stop', text: 'Not stopped yet' }
  if (status.connection === 'signed_out') return { tone: 'wait', text: 'Sign in again' }
  if (status.connection === 'offline') return { tone: 'wait', text: 'Offline' }
  if (status.firstSync !== null) return { tone: 'need', text: 'Fetching' }
  return autoSend?.killSwitch.engaged === true ? { tone: 'stop', text: 'Stopped' } : null
}

/** "Fern & Co: 3 need you, offline" */
export function venueSaid(glance: VenueGlance): string {
  const { name, needsAnybody } = glance
  const waits = needsAnybody === 0 ? null : `${needsAnybody} ${needsAnybody === 1 ? 'needs' : 'need'} you`
  const state = venueState(glance)?.text.toLowerCase() ?? null
  const more = [waits, state].filter((one) => one !== null).join(', ')
  return more === '' ? name : `${name}: ${more}`
}

/** What tells a venue from another of the same name: who one is there, and at which server where those differ. */
export function venueDetail({ status }: VenueGlance, all: readonly VenueGlance[]): string {
  const servers = new Set(all.map((one) => one.status.server))
  const host = new URL(status.server).host
  return [status.person?.name, servers.size > 1 ? host : null].filter((one) => one != null).join(' · ')
}
