import { Plus, X } from 'lucide-react'
import { isEmpty, NO_FILTER } from '#shared/filters.ts'
import { readView, sameFilter } from '#shared/saved-views.ts'
import { change } from '../state/change.ts'
import { perform } from '../state/keyboard.ts'
import { isSearch, searchInView, showFilter, usePoolOf } from '../state/pool.ts'
import { useIsOwner, usePerson } from '../state/session.ts'
import { useVenueStore } from '../state/venue.ts'
import { useHint } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { chips } from '../words/filter.ts'
import { VIEW_LABEL } from '../words/views.ts'
import { useKnown } from './known.ts'

const CHIP = 'inline-flex h-6 max-w-full items-center gap-1 rounded-full px-2 text-xs'
const QUIET = cx(CHIP, 'text-dim hover:bg-hover hover:text-text')

/** What the list is narrowed to, each to be taken away by itself; and the view as it stands, to be kept. */
export function FilterBar() {
  const { view, filter, order, search, inView, savedId } = usePoolOf(
    ...(['view', 'filter', 'order', 'search', 'inView', 'savedId'] as const),
  )
  const known = useKnown(filter)
  const saved = useVenueStore((s) => s.view?.savedViews.find((row) => row.id === savedId))
  const searching = isSearch(search)
  const kept = saved === undefined ? null : readView(saved)
  const owner = useIsOwner()
  const me = usePerson()?.id
  const clearHint = useHint('Clear the filter', 'clear_filter')
  const saveHint = useHint('Save this view', 'save_view')
  const mine = saved !== undefined && (owner || saved.madeBy === me)
  const changed = kept?.ok === true && (!sameFilter(kept.query.filter, filter) || kept.query.order !== order)
  if (isEmpty(filter) && !changed && !(searching && view !== 'everything')) return null
  return (
    <fieldset
      aria-label="Filter"
      className="flex shrink-0 flex-wrap items-center gap-1 border-line border-b px-3 py-1.5"
    >
      {searching && view !== 'everything' && (
        <button
          type="button"
          aria-pressed={inView}
          onClick={() => searchInView(!inView)}
          className={cx(CHIP, inView ? 'bg-need-soft text-need' : 'border border-line text-dim hover:bg-hover')}
        >
          In {VIEW_LABEL[view]} only
        </button>
      )}
      {chips(filter, known).map(({ facet, text }) => {
        const { [facet]: _, ...rest } = filter
        return (
          <button
            key={facet}
            type="button"
            aria-label={`Remove ${text}`}
            title={text}
            onClick={() => showFilter(rest)}
            className={cx(CHIP, 'bg-need-soft text-need hover:brightness-95')}
          >
            <span dir="auto" className="truncate">
              {text}
            </span>
            <X size={12} aria-hidden="true" className="shrink-0" />
          </button>
        )
      })}
      {!isEmpty(filter) && (
        <button type="button" aria-label="Add to the filter" onClick={perform.filter} className={cx(QUIET, 'px-1.5')}>
          <Plus size={13} aria-hidden="true" />
        </button>
      )}
      <span className="ml-auto flex">
        {!isEmpty(filter) && (
          <button type="button" {...clearHint} onClick={() => showFilter(NO_FILTER)} className={QUIET}>
            Clear
          </button>
        )}
        {!searching && changed && mine && (
          <button
            type="button"
            onClick={() => void change('view.change', { viewId: saved.id, query: { view, filter, order } })}
            className={QUIET}
          >
            Update view
          </button>
        )}
        {!searching && (kept === null || changed) && (
          <button type="button" {...saveHint} onClick={perform.save_view} className={QUIET}>
            Save view
          </button>
        )}
      </span>
    </fieldset>
  )
}
