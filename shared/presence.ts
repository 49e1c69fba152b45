/**
 * Who is where, right now: told by consoles, passed on to the others, stored nowhere. Ids only; a console that goes, or
 * whose desk loses the server, is gone from it.
 */
import { z } from 'zod'

const id = z.string().min(1).max(200)

/** A conversation that somebody has open, or writes in. */
export const place = z.object({ conversationId: id, doing: z.enum(['viewing', 'replying']) })
export type Place = z.infer<typeof place>

/** All that one person's desk has open, in one window or several. */
export const places = z.array(place).max(20)

export const presence = z.object({
  people: z.array(place.extend({ personId: id })).max(5_000),
  /** Agents whose turn is under way. */
  agents: z.array(z.object({ conversationId: id, agentId: id })).max(5_000),
})
export type Presence = z.infer<typeof presence>

export const NOBODY: Presence = { people: [], agents: [] }

/** One place a conversation: who replies in one window and looks at it in another replies. */
export function joinPlaces(all: readonly Place[]): Place[] {
  const found = new Map<string, Place>()
  for (const one of all) {
    if (one.doing === 'replying' || !found.has(one.conversationId)) found.set(one.conversationId, one)
  }
  return [...found.values()]
}
