import { MessageSquareText } from 'lucide-react'
import { useSession } from '../state/session.ts'
import { useThreads } from '../state/threads.ts'
import { useUi } from '../state/ui.ts'
import { Composer } from './composer.tsx'
import { DraftArea } from './draft-area.tsx'
import { Flags } from './flags.tsx'
import { FindBar } from './found.tsx'
import { ThreadHead } from './head.tsx'
import { LeavingStrip } from './leaving-strip.tsx'
import { Messages } from './messages.tsx'
import { UnseenStrips } from './unseen.tsx'

export function ThreadPane() {
  const id = useUi((s) => s.selectedId)
  const thread = useThreads((s) => (id === null ? undefined : s.byId[id]))
  const missing = useThreads((s) => id !== null && s.missing[id] === true)
  return (
    <section aria-label="Thread" className="@container flex min-w-0 flex-1 flex-col bg-bg">
      {id === null || (missing && thread === undefined) ? (
        <Nothing />
      ) : thread === undefined ? (
        <Skeleton />
      ) : (
        <>
          <ThreadHead thread={thread} />
          <Flags thread={thread} />
          <FindBar conversationId={id} />
          <Messages key={id} thread={thread} />
          <div className="flex max-h-[75%] shrink-0 flex-col gap-2.5 pb-3.5">
            {/* The draft scrolls where there is little room; what one writes in stays in sight. */}
            <div className="flex min-h-0 flex-col gap-2.5 overflow-y-auto px-4.5 pt-1 empty:hidden">
              <UnseenStrips thread={thread} />
              <LeavingStrip thread={thread} />
              <DraftArea thread={thread} />
            </div>
            <div className="flex shrink-0 flex-col px-4.5">
              <Composer key={id} thread={thread} />
            </div>
          </div>
        </>
      )}
    </section>
  )
}

function Nothing() {
  const syncing = useSession((s) => s.status?.firstSync ?? null)
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-2 text-faint">
      <MessageSquareText size={22} aria-hidden="true" />
      <p>{syncing === null ? 'Conversations open here.' : 'Conversations are on their way.'}</p>
    </div>
  )
}

function Skeleton() {
  return (
    <div className="flex flex-1 flex-col" aria-busy="true">
      <div className="flex h-12 items-center border-line border-b bg-surface px-4.5">
        <div className="skeleton h-3.5 w-44" />
      </div>
      <div className="flex flex-1 flex-col justify-end gap-3 p-5">
        <div className="skeleton h-9 w-1/2 rounded-2xl" />
        <div className="skeleton h-9 w-2/5 self-end rounded-2xl" />
        <div className="skeleton h-9 w-1/3 rounded-2xl" />
      </div>
    </div>
  )
}
