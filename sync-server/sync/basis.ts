/** `basis`: the sequence number of the row that the person saw. Where it guards and has moved on, somebody was faster. */
import { COMMANDS, type CommandEnvelope, type CommandType, type Payload } from '#shared/commands.ts'
import type { Tx } from '../storage/tx.ts'
import { Conflict } from './command.ts'

const WHAT: Record<string, string> = {
  approved: 'approved and sent it',
  edited: 'edited and sent it',
  rejected: 'rejected it',
  dropped: 'the draft was dropped',
  superseded: 'a newer draft has taken its place',
  auto: 'it was sent automatically',
}

/** In words, what became of a draft that is no longer pending. */
export function whatBecameOf(state: string): string {
  return WHAT[state] ?? 'it was dealt with'
}

/** Only for commands that guard a draft (shared/commands.ts). @throws Conflict */
export async function guardDraft(
  tx: Tx,
  { type, basis, after }: CommandEnvelope & { type: CommandType },
  payload: Payload<CommandType>,
): Promise<void> {
  const spec = COMMANDS[type]
  if (!('guards' in spec) || basis === undefined || !('draftId' in payload)) return
  const draft = await tx.find('drafts', payload.draftId)
  if (!draft || draft.seq <= basis) return
  if (after !== undefined && draft.writtenBy === after) return
  if (draft.state === 'pending') {
    throw new Conflict(
      draft.stale ? 'the customer has written again' : 'the draft has changed',
      draft.settledBy,
      draft.settledAt,
    )
  }
  throw new Conflict(whatBecameOf(draft.state), draft.settledBy, draft.settledAt, draft.settledText)
}
