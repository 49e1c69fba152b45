import { ArrowDownWideNarrow, ListFilter } from 'lucide-react'
import { isEmpty } from '#shared/filters.ts'
import { percent } from '#shared/percent.ts'
import type { FirstSync } from '#shared/rpc.ts'
import { UndoToast } from '../overlays/undo-toast.tsx'
import { perform } from '../state/keyboard.ts'
import { markedCount, useMarks } from '../state/marks.ts'
import { isSearch, usePool, usePoolOf } from '../state/pool.ts'
import { useSession } from '../state/session.ts'
import { useVenueStore } from '../state/venue.ts'
import { IconButton, useHint } from '../ui/button.tsx'
import { ORDER_LABEL } from '../words/filter.ts'
import { whole } from '../words/text.ts'
import { leftText } from '../words/time.ts'
import { VIEW_LABEL } from '../words/views.ts'
import { BulkBar } from './bulk-bar.tsx'
import { BulkToast } from './bulk-toast.tsx'
import { Checklist } from './checklist.tsx'
import { Empty } from './empty.tsx'
import { FilterBar } from './filter-bar.tsx'
import { FilterMenu } from './filter-menu.tsx'
import { Paused } from './paused.tsx'
import { Rows } from './rows.tsx'

/** Room at the end of the list: for the bar of what is marked, else for what was done last and can be taken back. */
const BAR_HEIGHT = 124
const TOAST_HEIGHT = 72

export function List() {
  const empty = usePool((s) => s.loaded && s.total === 0)
  const firstSync = useSession((s) => s.status?.firstSync ?? null)
  const marks = useMarks()
  const marking = usePool((s) => markedCount(marks, s.total) > 0)
  return (
    <section
      aria-label="Inbox"
      className="relative flex w-[clamp(304px,27vw,360px)] shrink-0 flex-col border-line border-r bg-surface max-desk:absolute max-desk:inset-0 max-desk:w-auto max-desk:border-r-0 max-desk:not-group-data-[pane=list]/panes:invisible"
    >
      <Head />
      <FilterBar />
      <Paused />
      <Checklist />
      <div className="list-frame relative flex min-h-0 flex-1 flex-col">
        <Rows below={marking ? BAR_HEIGHT : TOAST_HEIGHT} />
        {empty && <Empty />}
      </div>
      <div className="pointer-events-none absolute inset-x-3 bottom-3 z-10 flex flex-col gap-2 *:pointer-events-auto">
        {firstSync !== null && <SyncBar {...firstSync} />}
        <UndoToast />
        <BulkToast />
        {marking && <BulkBar />}
      </div>
    </section>
  )
}

function Head() {
  const { view, filter, order, search, savedId } = usePoolOf('view', 'filter', 'order', 'search', 'savedId')
  const saved = useVenueStore((s) => s.view?.savedViews.find((row) => row.id === savedId))
  const searching = isSearch(search)
  const hint = useHint(
    order === 'waiting'
      ? 'Longest waiting first; click for newest first'
      : 'Newest first; click for longest waiting first',
    'order',
  )
  return (
    <div className="flex h-[38px] shrink-0 items-center gap-2 border-line border-b pr-1.5 pl-4">
      <h1 dir="auto" className="min-w-0 truncate font-strong">
        {searching ? 'Results' : (saved?.name ?? VIEW_LABEL[view])}
      </h1>
      <Total />
      <span className="ml-auto flex shrink-0 items-center">
        {!searching && (
          <button
            type="button"
            aria-label={`Order: ${ORDER_LABEL[order]}`}
            {...hint}
            onClick={perform.order}
            className="flex h-7 items-center gap-1 rounded-[7px] px-1.5 text-dim text-xs hover:bg-hover hover:text-text"
          >
            <ArrowDownWideNarrow size={14} aria-hidden="true" />
            {ORDER_LABEL[order]}
          </button>
        )}
        <FilterMenu
          trigger={
            <IconButton label="Filter" action="filter" className={isEmpty(filter) ? undefined : 'text-need'}>
              <ListFilter size={15} aria-hidden="true" />
            </IconButton>
          }
        />
      </span>
    </div>
  )
}

/** Changes with every act, and is drawn by itself. */
function Total() {
  const { total, more, loaded, search } = usePoolOf('total', 'more', 'loaded', 'search')
  const n = whole(total)
  return (
    <span className="shrink-0 truncate text-dim text-xs" aria-live="polite">
      {loaded && (isSearch(search) ? `${n}${more ? '+' : ''} for “${shortened(search.trim())}”` : n)}
    </span>
  )
}

const shortened = (text: string): string => (text.length > 18 ? `${text.slice(0, 17)}…` : text)

/** What has come, and how long the rest will take: told once there is something to go by. It lies over the list, which stays where it is when this goes. */
function SyncBar({ share, rows, left }: FirstSync) {
  return (
    <div className="rounded-xl border border-line-strong bg-surface px-3.5 py-2 shadow-float">
      <div
        role="progressbar"
        aria-label="Fetching conversations"
        aria-valuenow={Math.round(share * 100)}
        className="h-[3px] overflow-hidden rounded-full bg-sunk"
      >
        <div className="h-full rounded-full bg-need" style={{ width: `${share * 100}%` }} />
      </div>
      <p className="mt-1 text-dim text-xs tabular-nums">
        {rows === 0 ? 'Fetching conversations, newest first' : `${whole(rows)} rows here`} · {percent(share)}
        {left !== null && ` · ${leftText(left)}`}
      </p>
    </div>
  )
}
