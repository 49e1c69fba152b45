import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { NO_FILTER } from '#shared/filters.ts'
import { UndoToast } from '../overlays/undo-toast.tsx'
import { ensureRows, isSearch, showFilter, usePool } from '../state/pool.ts'
import { useSession } from '../state/session.ts'
import { useUi } from '../state/ui.ts'
import { useAgents } from '../state/venue.ts'
import { percent } from '../words/text.ts'
import { VIEW_LABEL } from '../words/views.ts'
import { Empty } from './empty.tsx'
import { Paused } from './paused.tsx'
import { optionId, ROW_HEIGHT, Row, RowSkeleton } from './row.tsx'

const OVERSCAN = 4

export function List() {
  const { view, filter, order, search, total, more, loaded } = usePool()
  const firstSync = useSession((s) => s.status?.firstSync ?? null)
  const agent = useAgents().find((a) => a.id === filter.agent?.[0])
  const searching = isSearch(search)
  return (
    <section aria-label="Inbox" className="relative flex w-[360px] shrink-0 flex-col border-line border-r bg-surface">
      <div className="flex h-[38px] shrink-0 items-center gap-2 border-line border-b px-4">
        <h1 className="font-strong">{searching ? 'Results' : VIEW_LABEL[view]}</h1>
        <span className="text-dim text-xs" aria-live="polite">
          {loaded &&
            (searching
              ? `${total.toLocaleString('en-GB')}${more ? '+' : ''} for “${search.trim()}”`
              : total.toLocaleString('en-GB'))}
        </span>
        {agent !== undefined && (
          <button
            type="button"
            onClick={() => showFilter(NO_FILTER)}
            className="ml-auto truncate rounded-full bg-need-soft px-2 text-need text-xs leading-5"
          >
            {agent.name} only · clear
          </button>
        )}
      </div>
      <Paused />
      {firstSync !== null && <SyncBar share={firstSync} />}
      {loaded && total === 0 ? <Empty /> : <Rows key={`${view} ${order} ${JSON.stringify(filter)} ${searching}`} />}
      <UndoToast />
    </section>
  )
}

function SyncBar({ share }: { readonly share: number }) {
  return (
    <div className="border-line border-b px-4 py-1.5">
      <div
        role="progressbar"
        aria-label="Fetching conversations"
        aria-valuenow={Math.round(share * 100)}
        className="h-[3px] overflow-hidden rounded-full bg-sunk"
      >
        <div className="h-full rounded-full bg-need" style={{ width: `${share * 100}%` }} />
      </div>
      <p className="mt-1 text-dim text-xs">Fetching conversations, newest first · {percent(share)}</p>
    </div>
  )
}

/**
 * Rows of one height: which are on screen is arithmetic. Only those are in the page, whatever the number of
 * conversations, and what the eye rests on stays in its place when rows come or go above it.
 */
function Rows() {
  const { offset, rows, total, loaded, hits, search } = usePool()
  const selectedId = useUi((s) => s.selectedId)
  const scroller = useRef<HTMLDivElement>(null)
  const [span, setSpan] = useState({ first: 0, last: 12 })

  const measure = useCallback(() => {
    const el = scroller.current
    if (el === null) return
    const first = Math.floor(el.scrollTop / ROW_HEIGHT)
    const last = Math.ceil((el.scrollTop + el.clientHeight) / ROW_HEIGHT)
    setSpan((s) => (s.first === first && s.last === last ? s : { first, last }))
    ensureRows(first, last)
  }, [])

  useLayoutEffect(() => {
    measure()
    const el = scroller.current
    if (el === null) return
    const observer = new ResizeObserver(measure)
    observer.observe(el)
    return () => observer.disconnect()
  }, [measure])

  useAnchor(scroller, offset, rows, selectedId)
  useEffect(() => {
    if (total >= 0) measure()
  }, [measure, total])

  const from = Math.max(0, span.first - OVERSCAN)
  const to = Math.min(loaded ? total : 12, span.last + OVERSCAN)
  const visible = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
  const selectedShown = visible.some((i) => rows[i - offset]?.conversation.id === selectedId)

  return (
    <div
      ref={scroller}
      onScroll={measure}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none]"
    >
      <div
        id="conversations"
        role="listbox"
        aria-label="Conversations"
        aria-busy={!loaded}
        aria-activedescendant={selectedShown && selectedId !== null ? optionId(selectedId) : undefined}
        tabIndex={0}
        className="relative focus-visible:-outline-offset-2"
        style={{ height: loaded ? total * ROW_HEIGHT : '100%' }}
      >
        {visible.map((index) => {
          const row = rows[index - offset]
          if (row === undefined) return <RowSkeleton key={index} index={index} />
          const { id } = row.conversation
          return (
            <Row
              key={id}
              row={row}
              index={index}
              total={total}
              selected={id === selectedId}
              hit={search === '' ? undefined : hits[id]}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Holds still the row at the top when rows come or go above it, and keeps the selected row in sight when it changes. */
function useAnchor(
  scroller: React.RefObject<HTMLDivElement | null>,
  offset: number,
  rows: readonly { readonly conversation: { readonly id: string } }[],
  selectedId: string | null,
): void {
  const before = useRef({ offset, rows })
  const shown = useRef<string | null>(null)
  useLayoutEffect(() => {
    const el = scroller.current
    const last = before.current
    before.current = { offset, rows }
    if (el === null) return
    if (last.rows !== rows && el.scrollTop > ROW_HEIGHT / 2) {
      const top = Math.floor(el.scrollTop / ROW_HEIGHT)
      for (let i = top; i < top + 8; i++) {
        const id = last.rows[i - last.offset]?.conversation.id
        const now = id === undefined ? -1 : rows.findIndex((r) => r.conversation.id === id)
        if (now === -1) continue
        const moved = now + offset - i
        if (moved !== 0) el.scrollTop += moved * ROW_HEIGHT
        break
      }
    }
    if (shown.current === selectedId) return
    const at = rows.findIndex((r) => r.conversation.id === selectedId)
    if (at === -1) return
    shown.current = selectedId
    const y = (at + offset) * ROW_HEIGHT
    if (y < el.scrollTop) el.scrollTop = y
    else if (y + ROW_HEIGHT > el.scrollTop + el.clientHeight) el.scrollTop = y + ROW_HEIGHT - el.clientHeight
  }, [scroller, offset, rows, selectedId])
}
