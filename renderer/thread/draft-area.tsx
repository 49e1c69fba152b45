import type { Thread } from '#shared/rpc.ts'
import { DraftCard } from './draft-card.tsx'
import { EscalationCard } from './escalation-card.tsx'
import { MarkerCard } from './marker-card.tsx'

/** The pending draft above the composer, by its kind. */
export function DraftArea({ thread }: { readonly thread: Thread }) {
  const { draft } = thread
  if (draft === null) return null
  if (draft.kind === 'escalation') return <EscalationCard key={draft.id} draft={draft} />
  if (draft.kind === 'marker') return <MarkerCard draft={draft} />
  return <DraftCard key={draft.id} thread={thread} draft={draft} />
}
