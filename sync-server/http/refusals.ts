/** Refusals as the API's description names them. */
import { z } from 'zod'
import { ERRORS, type ErrorCode } from '#shared/errors.ts'

/** The response schemas of a route that may refuse with these codes, grouped by their status. */
export function refusals(...codes: readonly ErrorCode[]): Record<string, z.ZodType> {
  const byStatus = Map.groupBy([...codes, 'internal' as const], (code) => String(ERRORS[code][0]))
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      z
        .object({ code: z.enum(group), message: z.string() })
        .describe(group.map((code) => `${code}: ${ERRORS[code][1]}`).join(' ')),
    ]),
  )
}

/** What every route behind a session may answer. */
export const SESSION_REFUSALS = ['not_signed_in', 'session_expired', 'storage_unavailable'] as const
