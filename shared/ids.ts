/**
 * Ids of what a command creates derive from the command, so that a desk that is offline knows them too:
 * an approve can be undone before the server has heard of either.
 */

/** What callers may use as a command id. */
export const COMMAND_ID = /^[A-Za-z0-9_-]{1,64}$/

export function messageIdOf(personId: string, commandId: string): string {
  return `msg_${personId}_${commandId}`
}

/** Id of a row that a command creates; `n` tells its rows of one kind apart. */
export function createdIdOf(kind: string, personId: string, commandId: string, n = 0): string {
  return `${kind}_${personId}_${commandId}${n === 0 ? '' : `_${n}`}`
}

interface TypedPlace {
  readonly place: string
  readonly conversationId: string
  readonly draftId: string | null
}

/** Tells typed words of one person apart: one text for each composer, each draft edited in place, each put aside. */
export function typedKeyOf({ place, conversationId, draftId }: TypedPlace): string {
  return `${place}_${place === 'draft' ? draftId : conversationId}`
}

export function typedIdOf(personId: string, typed: TypedPlace): string {
  return `typed_${personId}_${typedKeyOf(typed)}`
}
