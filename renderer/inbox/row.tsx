import { Check, Clock3 } from 'lucide-react'
import { type MouseEvent, memo } from 'react'
import type { Piece } from '#shared/search.ts'
import type { InboxRow } from '#shared/views.ts'
import { useNow } from '../state/clock.ts'
import { anchorAt, markTo, toggleMark } from '../state/marks.ts'
import { IN_WINDOW } from '../state/page.ts'
import { select } from '../state/selection.ts'
import { usePerson } from '../state/session.ts'
import { useUi } from '../state/ui.ts'
import { usePeople, useVenue, useZone } from '../state/venue.ts'
import { cx } from '../ui/cx.ts'
import { PillTag } from '../ui/pill.tsx'
import { PresenceMarks } from '../ui/presence.tsx'
import { lastLine, pillOf, pillTicks, waitingSince } from '../words/pill.ts'
import { count, nameOf } from '../words/text.ts'
import { ago, waitLevel } from '../words/time.ts'

/** The margin in which a click marks instead of opening. */
const GUTTER = 24
const isGutter = (event: MouseEvent<HTMLElement>): boolean =>
  event.clientX - event.currentTarget.getBoundingClientRect().left < GUTTER

export const ROW_HEIGHT = 60
export const optionId = (conversationId: string): string => `option-${conversationId}`

interface RowProps {
  readonly row: InboxRow
  readonly index: number
  readonly total: number
  readonly selected: boolean
  /** Whether it is marked for an act on many; null: nothing is. */
  readonly marked: boolean | null
  readonly hit: readonly Piece[] | undefined
  /** When the text that was hit was written: results are in this order. */
  readonly hitAt: number | undefined
  /** The list is of those that are done. */
  readonly allDone: boolean
}

const TIME = { fine: 'text-faint', late: 'font-strong text-wait', overdue: 'font-strong text-stop' } as const
const WAIT_WORD = { fine: 'waiting', late: 'waiting, late', overdue: 'waiting, overdue' } as const

/** Its place among the others, which changes with every one that goes: what it says is drawn only when that changes. */
export const Row = memo(function Row({ index, total, selected, ...content }: RowProps) {
  const { row, marked } = content
  const { conversation: c } = row
  return (
    <div
      id={optionId(c.id)}
      role="option"
      aria-selected={selected}
      aria-checked={marked ?? undefined}
      aria-posinset={index + 1}
      aria-setsize={total}
      tabIndex={-1}
      data-conversation={c.id}
      onMouseDown={(event) => press(event, c.id, index)}
      className={selected ? SELECTED : PLAIN}
      style={IN_WINDOW ? { transform: `translateY(${index * ROW_HEIGHT}px)` } : undefined}
    >
      <Content {...content} />
    </div>
  )
})

const FRAME = cx(
  // From the first row on they may as well stand in a row: a first frame has no styles to place them by.
  IN_WINDOW ? 'absolute inset-x-0' : 'relative',
  'group grid h-[60px] grid-cols-[1fr_auto] grid-rows-[20px_20px] content-center items-center gap-x-2 gap-y-0.5 border-line border-b pr-3 pl-6 outline-none',
)
const SELECTED = cx(FRAME, 'bg-selected shadow-[inset_3px_0_0_var(--accent)]')
const PLAIN = cx(FRAME, 'hover:bg-hover')

function press(event: MouseEvent<HTMLElement>, id: string, index: number): void {
  if (event.button !== 0) return
  // The list keeps the focus, so that its arrows and its active option go on from here.
  event.preventDefault()
  event.currentTarget.closest<HTMLElement>('[role="listbox"]')?.focus({ preventScroll: true })
  const { selectedId } = useUi.getState()
  if (event.shiftKey) {
    if (selectedId !== null) anchorAt(selectedId)
    void markTo(index)
  } else if (event.ctrlKey || event.metaKey || isGutter(event)) toggleMark(id)
  else select(id)
}

type ContentProps = Omit<RowProps, 'index' | 'total' | 'selected'>

const Content = memo(function Content({ row, marked, hit, hitAt, allDone }: ContentProps) {
  const zone = useZone()
  const now = useNow(pillTicks(row) ? 1_000 : 15_000)
  const people = usePeople()
  const me = usePerson()?.id ?? null
  const target = useVenue()?.timing.waitTargetMinutes ?? 15
  const { conversation: c } = row
  const pill = pillOf(row, { now, zone, me, people, allDone })
  // Beside an older text that was hit stands when that was, not how long somebody waits.
  const older = hitAt !== undefined && hitAt < c.lastMessageAt
  const waiting = older ? null : waitingSince(row)
  const level = waitLevel(now, waiting, target)
  const since = older ? hitAt : (waiting ?? c.lastMessageAt)
  const line = lastLine(row)
  // A hit in the name is shown in the name.
  const inName = hit !== undefined && hit.map((piece) => piece.text).join('') === nameOf(c)

  return (
    <>
      <span
        aria-hidden="true"
        className={cx(
          'absolute top-[33px] left-[6px] flex size-[14px] items-center justify-center rounded-[4px] border',
          marked === true
            ? 'border-need bg-need text-surface'
            : cx('border-line-strong bg-surface', marked === null && 'invisible group-hover:visible'),
        )}
      >
        {marked === true && <Check size={11} strokeWidth={3} />}
      </span>
      {c.unread && (
        <span className="absolute top-[17px] left-[10px] size-[6px] rounded-full bg-need">
          <span className="sr-only">Unread</span>
        </span>
      )}
      <span dir="auto" className={cx('truncate text-left', c.unread && 'font-strong')}>
        {inName ? <Hit pieces={hit} /> : nameOf(c)}
      </span>
      <span className={cx('text-right text-xs tabular-nums', TIME[level])}>
        <PresenceMarks conversationId={c.id} />
        {ago(zone, now, since)}
        {waiting !== null && <span className="sr-only"> {WAIT_WORD[level]}</span>}
      </span>
      <span dir="auto" className="truncate text-left text-dim">
        {hit === undefined || inName ? line : <Hit pieces={hit} />}
      </span>
      <span className="flex items-center justify-end gap-1.5">
        {row.waitingCommands > 0 && (
          <span className="text-wait" title={`${count(row.waitingCommands, 'action')} waiting for the server`}>
            <Clock3 size={13} aria-hidden="true" />
            <span className="sr-only">{count(row.waitingCommands, 'action')} waiting for the server</span>
          </span>
        )}
        {pill !== null && (
          <PillTag tone={pill.tone} title={pill.title}>
            {pill.text}
          </PillTag>
        )}
      </span>
    </>
  )
})

function Hit({ pieces }: { readonly pieces: readonly Piece[] }) {
  let at = 0
  return pieces.map((piece) => {
    at += piece.text.length
    return piece.hit ? (
      <mark key={at} className="rounded-sm bg-wait-soft text-wait">
        {piece.text}
      </mark>
    ) : (
      <span key={at}>{piece.text}</span>
    )
  })
}

/** Keeps the row's place while it is not loaded. */
export function RowSkeleton({ index }: { readonly index: number }) {
  return (
    <div
      aria-hidden="true"
      className="absolute inset-x-0 flex h-[60px] flex-col justify-center gap-2.5 border-line border-b pr-3 pl-6"
      style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
    >
      <div className="skeleton h-2.5 w-2/5" />
      <div className="skeleton h-2.5 w-4/5" />
    </div>
  )
}
