/** Segments of a text; the counter is fetched when it is first needed, so that the first paint does not wait for it. */
import { useSyncExternalStore } from 'react'

type Counter = typeof import('#shared/segments.ts')

let counter: Counter | null = null
let fetching = false
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (!fetching) {
    fetching = true
    import('#shared/segments.ts').then(
      (module) => {
        counter = module
        for (const tell of listeners) tell()
      },
      () => {
        fetching = false
      },
    )
  }
  return () => listeners.delete(listener)
}

/** The counter, or null until it is there. */
export function useSegmentCounter(): Counter | null {
  return useSyncExternalStore(subscribe, () => counter)
}
