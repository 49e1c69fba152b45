/** What gates would read of a thread now: for saying why a draft waits, as things are. */
import { MINUTE } from '#shared/clock.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { Thread } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { useAgents, usePolicies, useVenue } from '../state/venue.ts'
import type { Present } from '../words/why.ts'

/** Null until the venue is known. */
export function usePresent({ conversation, contact }: Thread, intent: IntentKey | undefined): Present | null {
  const now = useNow(MINUTE)
  const venue = useVenue()
  const agent = useAgents().find((a) => a.id === conversation.agentId)
  const policy = usePolicies().find((p) => p.id === intent)
  return venue === null ? null : { now, venue, agent, policy, conversation, optedOut: contact?.optedOut === true }
}
