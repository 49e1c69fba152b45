/** What settings of the environment have in common. */
import { z } from 'zod'

/** An empty variable counts as unset, as in a `.env` file. */
export const variables = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))

/** Plain digits; 0 is any free one. */
export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'not a port')
  .transform(Number)
  .refine((number) => number <= 65_535, 'not a port')

/** How much a process logs. */
export const logLevel = z.enum(
  ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
  'none of fatal, error, warn, info, debug, trace and silent',
)
