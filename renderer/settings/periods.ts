/** Hours of a day as they are typed. */
import { clockText, readClock } from '../words/amounts.ts'

interface Period {
  readonly opens: number
  readonly closes: number
}

/** A period as it is typed. */
export interface TypedPeriod {
  readonly opens: string
  readonly closes: string
}

export const typedPeriods = (periods: readonly Period[]): readonly TypedPeriod[] =>
  periods.toSorted((a, b) => a.opens - b.opens).map((p) => ({ opens: clockText(p.opens), closes: clockText(p.closes) }))

/** Whether both are the same hours of a day. */
export const samePeriods = (one: readonly Period[], other: readonly Period[]): boolean =>
  JSON.stringify(typedPeriods(one)) === JSON.stringify(typedPeriods(other))

/** Null where one of the times cannot be read. */
export function readPeriods(typed: readonly TypedPeriod[]): Period[] | null {
  const read = typed.map(({ opens, closes }) => ({ opens: readClock(opens), closes: readClock(closes) }))
  return read.every((p): p is Period => p.opens !== null && p.closes !== null) ? read : null
}
