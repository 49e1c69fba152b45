/** Insights in words. */
import type { Tally } from '#shared/insights.ts'

/** The parts of a bar, from below. */
export const PARTS = [
  { key: 'auto', name: 'Sent by itself', look: 'fill-accent' },
  { key: 'approved', name: 'Approved', look: 'fill-need' },
  { key: 'edited', name: 'Edited', look: 'fill-wait' },
  { key: 'rejected', name: 'Rejected', look: 'fill-stop' },
] as const satisfies readonly { key: keyof Tally; name: string; look: string }[]

/** "40 s", "12 min", "3 h 20 min", "2 days" */
export function spanText(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (ms < 60_000) return `${Math.max(0, Math.round(ms / 1_000))} s`
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} days`
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
/** "18 Nov" */
export const dayText = (date: string): string => DAY.format(Date.parse(`${date}T00:00:00Z`))
