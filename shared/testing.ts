/** For tests: counts that fit `npm test`, or the full ones of `npm run test:deep`; one seed for both, printed on failure. */

export const DEEP = process.env.GREENLIGHT_DEEP === '1'

export function deepRuns(quick: number, full: number): number {
  return DEEP ? full : quick
}
