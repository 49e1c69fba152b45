import type { Round } from './act.ts'

/** A round that does something so many times and takes the time of each, in milliseconds. It is told how many went before. */
export function timed(times: number, act: (n: number) => unknown): Round {
  let n = 0
  return async () => {
    const samples: number[] = []
    for (let i = 0; i < times; i++) {
      const begun = performance.now()
      const done = act(n++)
      if (done instanceof Promise) await done
      samples.push(performance.now() - begun)
    }
    return samples
  }
}
