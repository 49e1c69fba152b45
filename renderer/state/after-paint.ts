/** Where nothing is drawn, as in a hidden window, what would follow a frame is done after so long. */
const LATE_MS = 200
/** What else waited for the frame goes first. */
const NEXT_MS = 4

/** Runs once what has just changed is on the screen. @returns a function that calls it off */
export function afterPaint(run: () => void): () => void {
  let timer = setTimeout(end, LATE_MS)
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer)
    // The frame is drawn when its callbacks have run: a later task comes after it.
    timer = setTimeout(end, NEXT_MS)
  })
  function end() {
    cancelAnimationFrame(frame)
    run()
  }
  return () => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
  }
}
