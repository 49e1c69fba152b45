/** Where nothing is drawn, as in a hidden window, what would follow a frame is done after so long. */
const LATE_MS = 200
/** And after a frame at last after so long, whatever else there is to do. */
const BUSY_MS = 50

/** Runs once what has just changed is on the screen. @returns a function that calls it off */
export function afterPaint(run: () => void): () => void {
  const timer = setTimeout(end, LATE_MS)
  let idle = 0
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer)
    // The frame is drawn when its callbacks have run; what comes after it lets whatever waits already go first.
    idle = requestIdleCallback(end, { timeout: BUSY_MS })
  })
  function end() {
    cancelAnimationFrame(frame)
    run()
  }
  return () => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
    cancelIdleCallback(idle)
  }
}
