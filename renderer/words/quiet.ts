/** Quiet hours in words. */
import type { QuietWindow } from '#shared/quiet.ts'

export const DAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** [1,2,3,4,5] as "Mon to Fri", [6,7] as "Sat, Sun", all seven as "every day". */
export function daysText(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b)
  if (sorted.length === 7) return 'every day'
  const runs: number[][] = []
  for (const day of sorted) {
    const run = runs.at(-1)
    if (run !== undefined && run.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  const name = (day: number | undefined) => DAY_NAMES[(day ?? 1) - 1] ?? ''
  return runs
    .map((run) => (run.length > 2 ? `${name(run[0])} to ${name(run.at(-1))}` : run.map(name).join(', ')))
    .join(', ')
}

/** "20:00 to 08:00 every day" */
export function quietText(windows: readonly QuietWindow[]): string {
  if (windows.length === 0) return 'None'
  return windows.map((w) => `${w.from} to ${w.to} ${daysText(w.days)}`).join('; ')
}
