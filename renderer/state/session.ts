/** How the window stands with its desk, and the desk with its server. */
import { create } from 'zustand'
import type { DeskStatus } from '#shared/rpc.ts'

interface Session {
  /** The desk can be called. */
  readonly deskUp: boolean
  /** The newest status; kept while the desk is down. */
  readonly status: DeskStatus | null
  /** What a window first shows has been read, or took too long: until then it shows nothing of it. */
  readonly begun: boolean
}

export const useSession = create<Session>()(() => ({ deskUp: false, status: null, begun: false }))

export const usePerson = () => useSession((s) => s.status?.person ?? null)
export const useIsOwner = () => useSession((s) => s.status?.person?.role === 'owner')
export const useOnline = () => useSession((s) => s.deskUp && s.status?.connection === 'online')

/** Somebody is signed in and may see the mirror. */
export function signedIn(status: DeskStatus | null): boolean {
  return status !== null && status.person !== null && !status.sessionEnded && status.connection !== 'signed_out'
}
