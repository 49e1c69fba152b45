/** Pauses between attempts. */

/** Each pause doubles, up to `to` milliseconds; `reset` begins anew. */
export function backoff(from: number, to: number): { next(): number; reset(): void } {
  let pause = from
  return {
    next() {
      const now = pause
      pause = Math.min(pause * 2, to)
      return now
    },
    reset() {
      pause = from
    },
  }
}

/** Resolves after that many milliseconds, or as soon as the signal aborts. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
