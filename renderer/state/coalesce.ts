/**
 * Many reasons to run, few runs: never two at once, at least `gapMs` from start to start. A request made while a
 * run is under way gets another run after it, so that nobody is left with what was read before their change.
 * `run` deals with its own failures.
 * @returns a function whose promise resolves after a run that began after the call.
 */
export function coalesce(run: () => Promise<void>, gapMs: number, clock: () => number): () => Promise<void> {
  let running = false
  let waiting: { promise: Promise<void>; resolve: () => void } | null = null
  let lastStart = Number.NEGATIVE_INFINITY

  const start = async () => {
    const turn = waiting
    if (turn === null) return
    waiting = null
    running = true
    lastStart = clock()
    try {
      await run()
    } finally {
      running = false
      turn.resolve()
      if (waiting !== null) schedule()
    }
  }
  const schedule = () => {
    const wait = lastStart + gapMs - clock()
    if (wait <= 0) void start()
    else setTimeout(() => void start(), wait)
  }
  return () => {
    if (waiting !== null) return waiting.promise
    waiting = Promise.withResolvers<void>()
    const { promise } = waiting
    if (!running) schedule()
    return promise
  }
}
