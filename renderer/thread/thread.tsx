import { MessageSquareText } from 'lucide-react'
import {
  memo,
  type RefObject,
  startTransition,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { createPortal } from 'react-dom'
import type { Thread } from '#shared/rpc.ts'
import { afterPaint } from '../state/after-paint.ts'
import { idAfter, usePool } from '../state/pool.ts'
import { useSession } from '../state/session.ts'
import { useThreads } from '../state/threads.ts'
import { useUi } from '../state/ui.ts'
import { Composer } from './composer.tsx'
import { DraftArea } from './draft-area.tsx'
import { Flags } from './flags.tsx'
import { FindBar, GoToHit } from './found.tsx'
import { ThreadHead } from './head.tsx'
import { InSight } from './in-sight.ts'
import { LeavingStrip } from './leaving-strip.tsx'
import { Messages } from './messages.tsx'
import { UnseenStrips } from './unseen.tsx'

/** The open thread. The one after it is drawn ahead, outside the page: to go there only puts it in its place. */
export function ThreadPane() {
  const id = useUi((s) => s.selectedId)
  const known = useThreads((s) => id !== null && s.byId[id] !== undefined)
  const missing = useThreads((s) => id !== null && s.missing[id] === true)
  const place = useRef<HTMLDivElement>(null)
  const ahead = useAhead(id)
  const drawn = id === null || ahead.includes(id) ? ahead : [id]
  return (
    <section aria-label="Thread" className="@container flex min-w-0 flex-1 flex-col bg-bg">
      {id === null || (missing && !known) ? (
        <Nothing />
      ) : known ? (
        <>
          <div ref={place} className="contents" />
          {drawn.map((one) => (
            <Drawn key={one} id={one} inSight={one === id} place={place} />
          ))}
        </>
      ) : (
        <Skeleton />
      )}
    </section>
  )
}

/** What is drawn: the open one and, when that is on the screen, the next. What one comes from stays until then. */
function useAhead(id: string | null): readonly string[] {
  const [drawn, setDrawn] = useState<readonly string[]>([])
  const next = usePool((pool) => idAfter(pool, id))
  useEffect(
    () => afterPaint(() => startTransition(() => setDrawn([id, next].filter((one) => one !== null)))),
    [id, next],
  )
  return drawn
}

interface DrawnProps {
  readonly id: string
  readonly inSight: boolean
  readonly place: RefObject<HTMLElement | null>
}

/** A thread in an element of its own, which is in the page while the thread is open. */
function Drawn({ id, inSight, place }: DrawnProps) {
  const thread = useThreads((s) => s.byId[id])
  const later = useDeferredValue(thread)
  const [element] = useState(() => Object.assign(document.createElement('div'), { className: 'contents' }))
  const shown = inSight ? thread : later
  return (
    <>
      {inSight && <Put element={element} place={place} />}
      {createPortal(<InSight value={inSight}>{shown !== undefined && <Content thread={shown} />}</InSight>, element)}
    </>
  )
}

/** Stands before what it puts there: that finds itself in the page when it is first drawn. */
function Put({ element, place }: Pick<DrawnProps, 'place'> & { readonly element: HTMLElement }) {
  useLayoutEffect(() => place.current?.replaceChildren(element), [element, place])
  return null
}

const Content = memo(function Content({ thread }: { readonly thread: Thread }) {
  const { id } = thread.conversation
  const atEnd = useRef(true)
  return (
    <>
      <ThreadHead thread={thread} />
      <Flags thread={thread} />
      <FindBar conversationId={id} />
      <Messages thread={thread} atEnd={atEnd} />
      <GoToHit conversationId={id} atEnd={atEnd} />
      <div className="flex max-h-[75%] shrink-0 flex-col gap-2.5 pb-3.5">
        {/* The draft scrolls where there is little room; what one writes in stays in sight. */}
        <div className="flex min-h-0 flex-col gap-2.5 overflow-y-auto px-4.5 pt-1 empty:hidden">
          <UnseenStrips thread={thread} />
          <LeavingStrip thread={thread} />
          <DraftArea thread={thread} />
        </div>
        <div className="flex shrink-0 flex-col px-4.5">
          <Composer thread={thread} />
        </div>
      </div>
    </>
  )
})

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
