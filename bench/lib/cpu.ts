/** Processor time: what a process has really used, however many others wanted the processor meanwhile. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Whether this system tells it to the microsecond. */
export const TELLS_CPU = existsSync('/proc/self/schedstat')

/** Milliseconds that all threads of a process, which still run, have used since it began. */
export function cpuOf(pid: number): number {
  let nanoseconds = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
    } catch {
      // It has ended since it was listed.
    }
  }
  return nanoseconds / 1e6
}
