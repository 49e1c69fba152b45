/** Leaves an endpoint alone that fails time after time; after a rest one request tries it. */
import { type Clock, MINUTE, SECOND } from '#shared/clock.ts'

export interface Breaker {
  /** Whether a request may go out now. While it is half open: one at a time. */
  admits(): boolean
  /** What came of one. @param code null: it answered */
  note(code: string | null): void
  state(): 'closed' | 'open' | 'half_open'
  /** Milliseconds until it is tried again; null while it is not open. */
  restsFor(): number | null
}

/** In a row, until it rests. */
const FAILURES = 4
const REST = 30 * SECOND
const LONGEST_REST = 10 * MINUTE
/** Nothing will be different in a moment: a wrong key, a model or an address that is not there. */
const DECISIVE = /^http_(?:401|403|404)$/

/** @param monotonic milliseconds that only rise */
export function createBreaker(monotonic: Clock): Breaker {
  let failures = 0
  let rests = 0
  let until: number | null = null
  let trying = false
  const state = (): ReturnType<Breaker['state']> =>
    until === null ? 'closed' : monotonic() < until ? 'open' : 'half_open'
  return {
    state,
    restsFor: () => (until === null || monotonic() >= until ? null : until - monotonic()),
    admits() {
      const now = state()
      if (now !== 'half_open') return now === 'closed'
      if (trying) return false
      trying = true
      return true
    },
    note(code) {
      const wasTrying = trying
      trying = false
      if (code === null) {
        failures = 0
        rests = 0
        until = null
        return
      }
      failures += 1
      if (!wasTrying && !DECISIVE.test(code) && failures < FAILURES) return
      until = monotonic() + Math.min(REST * 2 ** rests, LONGEST_REST)
      rests += 1
    },
  }
}
