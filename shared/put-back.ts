/** Taking back what a macro did: each field goes back to what it was, where nobody has changed it since. */
import { z } from 'zod'
import { type ConversationRow, conversationRow } from './rows.ts'

/** What a macro may change in a conversation, besides its handoff. */
export const macroFields = conversationRow
  .pick({
    assigneeId: true,
    replyMode: true,
    state: true,
    snoozedUntil: true,
    waitingSince: true,
    unread: true,
    flag: true,
  })
  .partial()
export type MacroFields = z.infer<typeof macroFields>

const id = z.string().min(1).max(200)

export const putBack = z.object({
  id,
  was: macroFields,
  is: macroFields,
  /** It handed the conversation off; with the draft that was dropped by that. */
  handedOff: z.boolean().default(false),
  draftId: id.optional(),
  /** Notes that it added. */
  noteIds: z.array(id).max(6).default([]),
})

/** The fields of a conversation that go back. */
export function backPatch(now: ConversationRow, was: MacroFields, is: MacroFields): MacroFields {
  const keys = (Object.keys(was) as (keyof MacroFields)[]).filter(
    (key) => key in is && JSON.stringify(now[key]) === JSON.stringify(is[key]),
  )
  return Object.fromEntries(keys.map((key) => [key, was[key]]))
}
