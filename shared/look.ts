/** How a window looks, as far as its first frame depends on that: the window tells it for the page that is asked for next. */
import { z } from 'zod'
import { ORDERS } from './filters.ts'

export const lookSchema = z.object({
  narrow: z.boolean(),
  height: z.number().int().min(0).max(10_000),
  folded: z.boolean(),
  details: z.boolean(),
  order: z.enum(ORDERS),
  mac: z.boolean(),
})
export type Look = z.output<typeof lookSchema>
