/** What the live check of the number and its provider answers. */
import { z } from 'zod'

/** What the provider's account holds of the venue's number: all that texts need, or the first thing that is missing. */
const NUMBER_STATES = ['ready', 'not_held', 'no_sms', 'elsewhere'] as const
export type NumberState = (typeof NUMBER_STATES)[number]

export const numberChecked = z.object({
  healthy: z.boolean(),
  reason: z.string().nullable(),
  /** false: nobody was there, and what is known stands. */
  answered: z.boolean(),
  account: z.object({ endsWith: z.string(), sandbox: z.boolean(), webhook: z.string() }).nullable(),
  /** null: there is no number, or the provider does not say. */
  number: z.enum(NUMBER_STATES).nullable(),
})
export type NumberChecked = z.infer<typeof numberChecked>
