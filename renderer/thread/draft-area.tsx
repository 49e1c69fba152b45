import type { Thread } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { undo } from '../state/send-acts.ts'
import { useUndo } from '../state/undo.ts'
import { Apart, apart } from '../ui/apart.tsx'
import { ActionKeys, Button } from '../ui/button.tsx'
import { Strip } from '../ui/strip.tsx'
import { DraftCard } from './draft-card.tsx'
import { MarkerCard } from './marker-card.tsx'
import { keptBy, undoneThere } from './waiting.ts'

const ESCALATION = apart(() => import('./escalation-card.tsx'))

/** The pending draft above the composer, by its kind. */
export function DraftArea({ thread }: { readonly thread: Thread }) {
  return (
    <>
      <StillHere thread={thread} />
      <Card thread={thread} />
    </>
  )
}

function Card({ thread }: { readonly thread: Thread }) {
  const { draft } = thread
  if (draft === null) return null
  if (draft.kind === 'escalation') return <Apart key={draft.id} of={ESCALATION} given={{ draft }} />
  if (draft.kind === 'marker') return <MarkerCard conversationId={thread.conversation.id} draft={draft} />
  return <DraftCard key={draft.id} thread={thread} draft={draft} />
}

/** Done does not decide what waits in a conversation: why it still needs somebody, and the key that ends that. */
function StillHere({ thread }: { readonly thread: Thread }) {
  return keptBy(thread) === null ? null : <Kept thread={thread} />
}

function Kept({ thread }: { readonly thread: Thread }) {
  const { draft } = thread
  const now = useNow(250)
  const done = useUndo((s) => undoneThere(thread, s.items, now))
  return (
    <Strip
      tone="wait"
      className="min-h-11 shrink-0 rounded-xl border border-line-strong py-1"
      actions={
        done !== null && (
          <Button size="small" action="undo" className="-mr-1.5" onClick={() => undo(done)}>
            Undo
          </Button>
        )
      }
    >
      Done, but it stays in Needs you until{' '}
      {draft === null ? (
        'you say whether the last text arrived.'
      ) : draft.kind === 'escalation' ? (
        <>
          you confirm {draft.intent === 'risk' ? 'the risk' : 'the complaint'}. <ActionKeys action="confirm" />
        </>
      ) : (
        <>
          you decide about its draft. <ActionKeys action={draft.kind === 'reply' ? 'approve' : 'reject'} />
          {draft.kind === 'reply' && (
            <>
              {' or '}
              <ActionKeys action="reject" />
            </>
          )}
        </>
      )}
    </Strip>
  )
}
