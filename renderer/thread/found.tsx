import { ChevronDown, ChevronUp } from 'lucide-react'
import { createContext, type ReactNode, type RefObject, useContext, useLayoutEffect, useMemo, useRef } from 'react'
import { hitsIn, piecesOf, type Term, termsOf } from '#shared/search.ts'
import { findStep, useFind } from '../state/find.ts'
import { useThreads } from '../state/threads.ts'
import { IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'

interface Sought {
  readonly terms: readonly Term[]
  /** The hit that is in sight. */
  readonly messageId: string | null
}

const Sought = createContext<Sought | null>(null)

export const messageElementId = (messageId: string): string => `message-${messageId}`

/** What stands in it shows where the search hits it, if the search is about this thread. */
export function SoughtIn({
  conversationId,
  children,
}: {
  readonly conversationId: string
  readonly children: ReactNode
}) {
  const search = useFind((s) => (s.conversationId === conversationId ? s.search : ''))
  const messageId = useFind((s) => s.hits[s.at]?.id ?? null)
  const sought = useMemo(() => (search === '' ? null : { terms: termsOf(search), messageId }), [search, messageId])
  return <Sought value={sought}>{children}</Sought>
}

/** A text with the hits of the search marked. */
export function Found({ text, messageId }: { readonly text: string; readonly messageId: string }) {
  const sought = useContext(Sought)
  if (sought === null) return text
  const pieces = piecesOf(text, hitsIn(text, sought.terms))
  const current = sought.messageId === messageId
  let at = 0
  return pieces.map((piece) => {
    at += piece.text.length
    return piece.hit ? (
      <mark key={at} className={cx('rounded-sm', current ? 'bg-wait text-surface' : 'bg-wait-soft text-wait')}>
        {piece.text}
      </mark>
    ) : (
      <span key={at}>{piece.text}</span>
    )
  })
}

interface GoToHitProps {
  readonly conversationId: string
  /** Whether the thread rests on its newest text. */
  readonly atEnd: RefObject<boolean>
}

/** Brings each hit that one goes to into sight, as soon as it is in the page. It stands behind the messages: it has the last word. */
export function GoToHit({ conversationId, atEnd }: GoToHitProps) {
  const { conversationId: of, hits, at, steps } = useFind()
  // Looks again when more of the thread has been read.
  useThreads((s) => s.earlier[conversationId])
  const gone = useRef(0)
  useLayoutEffect(() => {
    const hit = hits[at]
    if (of !== conversationId || hit === undefined || gone.current === steps) return
    const element = document.getElementById(messageElementId(hit.id))
    if (element === null) return
    gone.current = steps
    atEnd.current = false
    element.scrollIntoView({ block: 'center' })
  })
  return null
}

/** How many hits the thread has, which one is in sight, and the way to the others. */
export function FindBar({ conversationId }: { readonly conversationId: string }) {
  const { conversationId: of, search, hits, at } = useFind()
  if (of !== conversationId || hits.length === 0) return null
  return (
    <search
      aria-label="Hits in this thread"
      className="flex h-8 shrink-0 items-center gap-1 border-line border-b bg-surface pr-2 pl-4.5 text-dim text-xs"
    >
      <span role="status" className="min-w-0 truncate">
        {at + 1} of {hits.length} for <span dir="auto">“{search}”</span>, newest first
      </span>
      <span className="ml-auto flex">
        <IconButton label="Older hit" action="find_next" disabled={hits.length < 2} onClick={() => findStep(1)}>
          <ChevronUp size={15} aria-hidden="true" />
        </IconButton>
        <IconButton label="Newer hit" action="find_previous" disabled={hits.length < 2} onClick={() => findStep(-1)}>
          <ChevronDown size={15} aria-hidden="true" />
        </IconButton>
      </span>
    </search>
  )
}
