import { MessageSquareText } from 'lucide-react'
import { memo, useLayoutEffect, useRef } from 'react'
import type { Thread } from '#shared/rpc.ts'
import { idAfter, usePool } from '../state/pool.ts'
import { useSession } from '../state/session.ts'
import { useThreads } from '../state/threads.ts'
import { useUi } from '../state/ui.ts'
import { cx } from '../ui/cx.ts'
import { usePainted } from '../ui/use-painted.ts'
import { Composer } from './composer.tsx'
import { DraftArea } from './draft-area.tsx'
import { Flags } from './flags.tsx'
import { FindBar, GoToHit } from './found.tsx'
import { ThreadHead } from './head.tsx'
import { LeavingStrip } from './leaving-strip.tsx'
import { Messages } from './messages.tsx'
import { UnseenStrips } from './unseen.tsx'

/** The open thread. The one after it is drawn ahead in the same place, out of sight: to go there only shows it. */
export function ThreadPane() {
  const id = useUi((s) => s.selectedId)
  const known = useThreads((s) => id !== null && s.byId[id] !== undefined)
  const missing = useThreads((s) => id !== null && s.missing[id] === true)
  const next = usePool((pool) => idAfter(pool, id))
  const drawn = useDrawn(id)
  return (
    <div className="relative isolate min-w-0 flex-1 bg-bg max-desk:group-data-[pane=details]/panes:invisible">
      {id === null || (missing && !known) ? (
        <section aria-label="Thread" className={PANE}>
          <Nothing />
        </section>
      ) : known ? (
        drawn.map((one) => <Drawn key={one} id={one} inSight={one === id} leaves={one !== id && one !== next} />)
      ) : (
        <section aria-label="Thread" className={PANE}>
          <Skeleton />
        </section>
      )}
    </div>
  )
}

/** Nothing outside of it has to be laid out or painted again for what changes in it. */
const PANE = '@container absolute inset-0 flex flex-col contain-strict short:overflow-y-auto'
/** Keeps its layout, and lies below the one in sight: its box is there for the pointer all the same. */
const OUT_OF_SIGHT = '-z-10 [content-visibility:hidden]'

/** The open one; what one comes from, until there is time to take it away; and then, after the details, the next. */
function useDrawn(id: string | null): readonly string[] {
  const left = usePainted(id)
  const ahead = usePainted(usePool((pool) => idAfter(pool, left)))
  return [...new Set([left, id, ahead])].filter((one) => one !== null)
}

interface DrawnProps {
  readonly id: string
  readonly inSight: boolean
  /** It is about to be taken away: what changes in it is not drawn any more. */
  readonly leaves: boolean
}

/** A thread, laid out as it will be seen; out of sight nobody can reach it, by keyboard or screen reader either. */
function Drawn({ id, inSight, leaves }: DrawnProps) {
  const thread = useThreads((s) => s.byId[id])
  const later = usePainted(thread, !leaves)
  const pane = useRef<HTMLElement>(null)
  const shown = inSight ? thread : later
  // A browser takes the focus from what is hidden only after the frame: whoever looks for it finds it gone at once.
  useLayoutEffect(() => {
    const focused = document.activeElement
    if (!inSight && focused instanceof HTMLElement && pane.current?.contains(focused) === true) focused.blur()
  }, [inSight])
  return (
    <section ref={pane} aria-label={inSight ? 'Thread' : undefined} className={cx(PANE, !inSight && OUT_OF_SIGHT)}>
      {shown !== undefined && <Content thread={shown} />}
    </section>
  )
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
      <div className="flex max-h-[75%] shrink-0 flex-col gap-2.5 pb-3.5 short:max-h-[calc(100%-7rem)] short:gap-1.5 short:pb-2">
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
