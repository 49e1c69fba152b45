/** The window's clock: one timer for everything that counts. */
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const tell of listeners) tell()
  }, 250)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer)
      timer = null
    }
  }
}

/** The time in milliseconds, rounded down to `step`; draws again when it changes. */
export function useNow(step: number): number {
  const read = () => Math.floor(now() / step) * step
  return useSyncExternalStore(subscribe, read, read)
}

export const now = (): number => Date.now()
