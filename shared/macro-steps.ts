/** The steps of a macro, as they are kept. */
import { z } from 'zod'

const id = z.string().min(1).max(200)

/** In `assign`: whoever runs it. */
export const ME = 'me'
const LONGEST_SNOOZE = 366 * 24 * 60

export const macroStep = z.discriminatedUnion('do', [
  /** To a person, to {@link ME}, or (null) to nobody. */
  z.object({ do: z.literal('assign'), to: id.nullable() }),
  z.object({ do: z.literal('reply_mode'), mode: z.enum(['off', 'draft', 'auto']).nullable() }),
  z.object({ do: z.literal('note'), text: z.string().trim().min(1, 'is empty').max(1_000) }),
  z.object({ do: z.literal('hand_off'), route: z.string().trim().min(1, 'is empty').max(60) }),
  /** null: until the customer replies. */
  z.object({ do: z.literal('snooze'), minutes: z.number().int().min(1).max(LONGEST_SNOOZE).nullable() }),
  z.object({ do: z.literal('close') }),
])
export type MacroStep = z.infer<typeof macroStep>
