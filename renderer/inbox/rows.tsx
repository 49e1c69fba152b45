import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { markShown, toggleMark, useMarks } from '../state/marks.ts'
import { IN_WINDOW, windowHeight } from '../state/page.ts'
import { ensureRows, usePoolOf } from '../state/pool.ts'
import { useUi } from '../state/ui.ts'
import { optionId, ROW_HEIGHT, Row, RowSkeleton } from './row.tsx'

/** Where nothing scrolls there is no more than can be seen. */
const OVERSCAN = IN_WINDOW ? 4 : 0
/** The header and the head of the list: what is on the screen is guessed by them until it has been measured. */
const ABOVE = 82

/** Which rows are on the screen; told to whoever marks them. */
let shown = { first: 0, last: 0 }
export const markRowsShown = (): void => markShown(shown.first, shown.last)

/**
 * Rows of one height: which are on screen is arithmetic. Only those are in the page, whatever the number of
 * conversations, and what the eye rests on stays in its place when rows come or go above it. The list itself stays, and
 * keeps the focus, whatever it is a list of.
 */
export function Rows({ below }: { readonly below: number }) {
  const { offset, rows, total, loaded, hits, hitAt, search, view, filter, order } = usePoolOf(
    ...(['offset', 'rows', 'total', 'loaded', 'hits', 'hitAt', 'search', 'view', 'filter', 'order'] as const),
  )
  const { ids: marks, all } = useMarks()
  const selectedId = useUi((s) => s.selectedId)
  const scroller = useRef<HTMLDivElement>(null)
  const [span, setSpan] = useState(() => ({ first: 0, last: Math.ceil((windowHeight() - ABOVE) / ROW_HEIGHT) }))
  const marking = all || marks.size > 0

  const sight = useRef({ top: 0, height: 0 })

  const measure = useCallback(() => {
    const { top, height } = sight.current
    const first = Math.floor(top / ROW_HEIGHT)
    const last = Math.ceil((top + height) / ROW_HEIGHT)
    shown = { first: Math.ceil(top / ROW_HEIGHT), last: Math.max(first, last - 2) }
    setSpan((s) => (s.first === first && s.last === last ? s : { first, last }))
    ensureRows(first, last)
  }, [])
  const look = useCallback(() => {
    const el = scroller.current
    if (el === null) return
    sight.current = { top: el.scrollTop, height: el.clientHeight }
    measure()
  }, [measure])

  useLayoutEffect(() => {
    look()
    const el = scroller.current
    if (el === null) return
    const observer = new ResizeObserver(look)
    observer.observe(el)
    return () => observer.disconnect()
  }, [look])

  const looked = JSON.stringify([view, filter, order, search])
  const before = useRef(looked)
  useLayoutEffect(() => {
    if (before.current !== looked && scroller.current !== null) scrollTo(scroller.current, sight, 0)
    before.current = looked
  }, [looked])
  useAnchor(scroller, sight, offset, rows, selectedId, below)
  useFallingFocus(scroller, selectedId)
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
      onScroll={look}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none]"
    >
      <div
        id="conversations"
        role="listbox"
        aria-label="Conversations"
        aria-busy={!loaded}
        aria-activedescendant={selectedShown && selectedId !== null ? optionId(selectedId) : undefined}
        tabIndex={0}
        onKeyDown={(event) => {
          if (selectedId === null || event.key !== ' ') return
          event.preventDefault()
          toggleMark(selectedId)
        }}
        className="relative"
        style={IN_WINDOW ? { height: loaded && total > 0 ? total * ROW_HEIGHT + below : '100%' } : undefined}
      >
        {/* Where there is no style, an attribute keeps the room of the rows that are not drawn. */}
        {!IN_WINDOW && <svg aria-hidden="true" className="absolute" width={1} height={total * ROW_HEIGHT + below} />}
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
              marked={marking ? marks.has(id) !== all : null}
              hit={search === '' ? undefined : hits[id]}
              hitAt={search === '' ? undefined : hitAt[id]}
              allDone={view === 'done' && search === ''}
            />
          )
        })}
      </div>
    </div>
  )
}

/**
 * What had the focus may go: a button with its draft, a field with its edit. The list takes it, so that keys go on from
 * there and a screen reader is told which one is chosen now.
 */
function useFallingFocus(scroller: React.RefObject<HTMLDivElement | null>, selectedId: string | null): void {
  const editing = useUi((s) => s.editing?.draftId ?? null)
  const shown = `${selectedId} ${editing}`
  const before = useRef<string | null>(null)
  useEffect(() => {
    const first = before.current === null
    before.current = selectedId === null ? null : shown
    if (first) return
    const frame = requestAnimationFrame(() => {
      const list = scroller.current?.querySelector<HTMLElement>('#conversations')
      if (document.activeElement === document.body) list?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [scroller, selectedId, shown])
}

/** What can be seen of the list, kept: to ask the page for it after a change is to lay it out, there and then. */
type Sight = React.RefObject<{ readonly top: number; readonly height: number }>

function scrollTo(el: HTMLElement, sight: Sight, top: number): void {
  el.scrollTop = top
  // It goes no further than there are rows.
  sight.current = { ...sight.current, top: el.scrollTop }
}

/**
 * Holds still the row at the top when rows come or go above it, and keeps the selected row in sight when it changes.
 * `below`: so much of the end is covered.
 */
function useAnchor(
  scroller: React.RefObject<HTMLDivElement | null>,
  sight: Sight,
  offset: number,
  rows: readonly { readonly conversation: { readonly id: string } }[],
  selectedId: string | null,
  below: number,
): void {
  const before = useRef({ offset, rows })
  const shown = useRef<string | null>(null)
  useLayoutEffect(() => {
    const el = scroller.current
    const last = before.current
    before.current = { offset, rows }
    if (el === null) return
    if (last.rows !== rows && sight.current.top > ROW_HEIGHT / 2) {
      const top = Math.floor(sight.current.top / ROW_HEIGHT)
      for (let i = top; i < top + 8; i++) {
        const id = last.rows[i - last.offset]?.conversation.id
        const now = id === undefined ? -1 : rows.findIndex((r) => r.conversation.id === id)
        if (now === -1) continue
        const moved = now + offset - i
        if (moved !== 0) scrollTo(el, sight, sight.current.top + moved * ROW_HEIGHT)
        break
      }
    }
    if (shown.current === selectedId) return
    const at = rows.findIndex((r) => r.conversation.id === selectedId)
    if (at === -1) return
    shown.current = selectedId
    const y = (at + offset) * ROW_HEIGHT
    const { top, height } = sight.current
    if (y < top) scrollTo(el, sight, y)
    else if (y + ROW_HEIGHT + below > top + height) scrollTo(el, sight, y + ROW_HEIGHT + below - height)
  }, [scroller, sight, offset, rows, selectedId, below])
}
