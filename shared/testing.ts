/**
 * For tests: counts that fit `npm test`, or the full ones of `npm run test:deep`; one seed for both, printed on failure.
 * And the least that a program needs that is started by itself.
 */

export const DEEP = process.env.GREENLIGHT_DEEP === '1'

export function deepRuns(quick: number, full: number): number {
  return DEEP ? full : quick
}

/** Where programs are, and what was read of them before: to read it anew would take most of a start. */
export const BARE: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
}
