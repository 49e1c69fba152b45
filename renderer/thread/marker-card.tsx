import type { DraftRow } from '#shared/rows.ts'
import { openOverlay } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { CARD } from './draft-card.tsx'
import { RejectButton } from './reject.tsx'

/** Out of credits: there is no reply to approve. */
export function MarkerCard({ conversationId, draft }: { readonly conversationId: string; readonly draft: DraftRow }) {
  return (
    <section aria-label="Draft" className={CARD}>
      <p className="px-3.5 py-3 text-dim text-md">{draft.text}</p>
      <div className="flex items-center gap-2 border-line border-t px-3.5 py-2.5">
        <RejectButton conversationId={conversationId} />
        <Button
          look="quiet"
          className="ml-auto"
          action="why"
          onClick={() => openOverlay({ kind: 'why', inboundMessageId: null })}
        >
          Why?
        </Button>
      </div>
    </section>
  )
}
