/** Hours of a day as they are typed. */
import { clockText, readClock } from '../words/amounts.ts'

/** A period as it is typed. */
export interface TypedPeriod {
  readonly opens: string
  readonly closes: string
}

export const typedPeriods = (periods: readonly { opens: number; closes: number }[]): readonly TypedPeriod[] =>
  periods.toSorted((a, b) => a.opens - b.opens).map((p) => ({ opens: clockText(p.opens), closes: clockText(p.closes) }))

/** Null where one of the times cannot be read. */
export function readPeriods(typed: readonly TypedPeriod[]): { opens: number; closes: number }[] | null {
  const read = typed.map(({ opens, closes }) => ({ opens: readClock(opens), closes: readClock(closes) }))
  return read.every((p): p is { opens: number; closes: number } => p.opens !== null && p.closes !== null) ? read : null
}
