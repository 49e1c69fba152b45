/** Keeps at most one sync of a desk going, and starts it anew: for another session, or from an empty mirror. */
import { NOBODY, type Place } from '#shared/presence.ts'
import type { Sync, SyncOptions, SyncState } from './sync.ts'

export interface SyncKeeperOptions extends Omit<SyncOptions, 'token'> {
  /** Of the session that holds now; null: there is none, and nothing is begun. */
  token(): string | null
}

export interface SyncKeeper {
  /** Null while there is none. */
  state(): SyncState | null
  nudge(): void
  here(places: Place[]): void
  restart(): Promise<void>
  stop(): void
}

export function keepSync({ token, newest, ...options }: SyncKeeperOptions): SyncKeeper {
  let sync: Sync | null = null
  let asked = newest ?? null
  /** Which sync is meant: one that is still being read may no longer be. */
  let turn = 0
  const stop = () => {
    turn += 1
    sync?.close()
    sync = null
    options.onPresence(NOBODY)
  }
  return {
    state: () => sync?.state() ?? null,
    nudge: () => sync?.nudge(),
    here: (places) => sync?.here(places),
    stop,
    async restart() {
      stop()
      const mine = turn
      // Read when it is wanted, with all that a connection brings along: no list waits for it.
      const { startSync } = await import('./sync.ts')
      const session = token()
      if (session === null || mine !== turn) return
      sync = startSync({ ...options, token: session, newest: asked })
      asked = null
    },
  }
}
