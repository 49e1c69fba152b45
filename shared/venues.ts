/** Several venues in one console: what is said of each, whichever one is looked at. */
import { z } from 'zod'
import type { DeskStatus } from './desk-status.ts'
import type { VenueRow } from './rows.ts'

/** What the kill switch of a venue says of itself, as far as the mirror knows. */
export type AutoSend = Pick<VenueRow, 'killSwitch' | 'masterSwitch' | 'timeZone'>

/** A venue of this console, at a glance. */
export interface VenueGlance {
  /** Names the account: one person at one venue of one server. */
  readonly account: string
  readonly name: string
  readonly status: DeskStatus
  /** Conversations that need this person, or anybody; 0 while nobody is signed in to it. */
  readonly needsYou: number
  /** Conversations that need somebody, a colleague's too: what its inbox counts. */
  readonly needsAnybody: number
  /** Null: not known yet, or nobody is signed in to it. */
  readonly autoSend: AutoSend | null
  /** The one that was looked at last. */
  readonly inView: boolean
}

/** Something done on this console that its server has not heard. */
export interface Unsent {
  readonly id: string
  /** The command's type; `typed`: words that were never sent. */
  readonly type: string
  readonly customerName: string | null
  /** What was written, where something was. */
  readonly text: string | null
  readonly at: number
}

/** What became of asking one venue for the stop: `ok` says that it is kept and will reach the server, not that it has. */
export interface StopAsked {
  readonly account: string
  readonly name: string
  readonly ok: boolean
  readonly message: string | null
}

export const accountId = z.string().regex(/^[0-9a-f]{16}$/)

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * The address of a sync server as somebody writes it: https, or plain http to this machine alone.
 * @returns its origin; null: it is no such address
 */
export function serverOriginOf(written: string): string | null {
  const text = written.trim()
  const isLocal = /^(?:localhost|127\.|\[::1\])/.test(text)
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${isLocal ? 'http' : 'https'}://${text}`)
  if (url === null || url.hostname === '' || url.username !== '' || url.password !== '') return null
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return null
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))
  return safe ? url.origin : null
}
