/** Time and chance come in through the door, so that a test can run a year in a second. */

/** Milliseconds since the epoch. */
export type Clock = () => number

/** A fresh identifier. */
export type IdSource = () => string

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
