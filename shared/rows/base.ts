/** Shapes that many rows have in common. */
import { z } from 'zod'

export const id = z.string().min(1).max(200)
export const time = z.number().int()

export const REPLY_MODES = ['off', 'draft', 'auto'] as const
export const replyMode = z.enum(REPLY_MODES)
export type ReplyMode = z.infer<typeof replyMode>

export const role = z.enum(['owner', 'staff'])
export type Role = z.infer<typeof role>
