import { lazy, Suspense } from 'react'
import type { Thread } from '#shared/rpc.ts'
import { DraftCard } from './draft-card.tsx'
import { MarkerCard } from './marker-card.tsx'

const EscalationCard = lazy(() => import('./escalation-card.tsx'))

/** The pending draft above the composer, by its kind. */
export function DraftArea({ thread }: { readonly thread: Thread }) {
  const { draft } = thread
  if (draft === null) return null
  if (draft.kind === 'escalation') {
    return (
      <Suspense>
        <EscalationCard key={draft.id} draft={draft} />
      </Suspense>
    )
  }
  if (draft.kind === 'marker') return <MarkerCard conversationId={thread.conversation.id} draft={draft} />
  return <DraftCard key={draft.id} thread={thread} draft={draft} />
}
