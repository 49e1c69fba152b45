/** Waits for what a benchmark cannot be told of. */

/** Milliseconds between two looks at first, and as a share of what has passed: looking costs what is measured its time. */
const PAUSE = 1
const SHARE = 0.01

/** @throws Error after `atMost` milliseconds */
export async function until(what: string, holds: () => unknown, atMost = 120_000): Promise<void> {
  const begun = performance.now()
  while (!(await holds())) {
    const passed = performance.now() - begun
    if (passed > atMost) throw new Error(`${what}: not within ${atMost / 1_000} s`)
    await new Promise((r) => setTimeout(r, Math.max(PAUSE, passed * SHARE)))
  }
}
