/** A port as the environment writes it: plain digits; 0 is any free one. */
import { z } from 'zod'

export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'not a port')
  .transform(Number)
  .refine((number) => number <= 65_535, 'not a port')
