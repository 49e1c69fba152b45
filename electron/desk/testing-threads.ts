/** For properties that open hundreds of desks: a thread for each would take most of the time. */
import type * as thread from './mirror-thread.ts'

/** The same module, which gives each eighth mirror a thread of its own. */
export function fewThreads(real: typeof thread): typeof thread {
  let started = 0
  return {
    ...real,
    startWriter: (file) => (started++ % 8 === 0 ? real.startWriter(file) : real.startInline(file)),
  }
}
