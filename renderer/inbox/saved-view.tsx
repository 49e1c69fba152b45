import { Popover } from '@base-ui/react/popover'
import { Ellipsis, TriangleAlert, Users } from 'lucide-react'
import { useState } from 'react'
import type { SavedViewRow } from '#shared/rows.ts'
import { judgeView } from '#shared/saved-views.ts'
import { change } from '../state/change.ts'
import { usePool } from '../state/pool.ts'
import { useIsOwner, usePerson } from '../state/session.ts'
import { openOverlay } from '../state/ui.ts'
import { useAgents, usePeople } from '../state/venue.ts'
import { cx } from '../ui/cx.ts'
import { Floating, MenuItem } from '../ui/floating.tsx'
import { BROKEN } from '../words/filter.ts'
import { whole } from '../words/text.ts'

interface Props {
  readonly row: SavedViewRow
  /** Its place among the saved ones: the first nine have a key. */
  readonly place: number
  readonly current: boolean
  readonly count: number | null
  readonly onOpen: () => void
}

/** A saved view of the rail. A broken one says so, opens nothing, and can be removed. */
export function SavedView({ row, place, current, count, onOpen }: Props) {
  const judged = judgeView(row, useAgents(), usePeople())
  return (
    <div className="group relative flex h-7 shrink-0 items-center">
      <button
        type="button"
        aria-current={current ? 'page' : undefined}
        aria-keyshortcuts={place < 9 ? `g ${place + 1}` : undefined}
        title={judged.ok ? undefined : BROKEN[judged.why]}
        onClick={onOpen}
        className={cx(
          'flex h-7 min-w-0 flex-1 items-center gap-2.5 rounded-md px-2 text-left',
          current ? 'bg-active font-strong text-text' : 'text-dim hover:bg-hover hover:text-text',
        )}
      >
        {!judged.ok && <TriangleAlert size={14} aria-hidden="true" className="shrink-0 text-wait" />}
        <span dir="auto" className="min-w-0 truncate">
          {row.name}
          {!judged.ok && <span className="sr-only">(broken)</span>}
          {judged.ok && row.personId === null && <span className="sr-only">(for everybody)</span>}
        </span>
        {judged.ok && row.personId === null && <Users size={12} aria-hidden="true" className="shrink-0 text-faint" />}
        {count !== null && count > 0 && (
          <span
            className={cx('ml-auto text-xs tabular-nums group-hover:opacity-0', current ? 'text-text' : 'text-faint')}
          >
            {count > 9_999 ? '9,999+' : whole(count)}
          </span>
        )}
      </button>
      <Actions row={row} broken={!judged.ok} current={current} />
    </div>
  )
}

function Actions({
  row,
  broken,
  current,
}: {
  readonly row: SavedViewRow
  readonly broken: boolean
  readonly current: boolean
}) {
  const [open, setOpen] = useState(false)
  const owner = useIsOwner()
  const me = usePerson()?.id
  if (!owner && row.madeBy !== me) return null
  const item = (label: string, act: () => void) => (
    <MenuItem
      onClick={() => {
        setOpen(false)
        act()
      }}
    >
      {label}
    </MenuItem>
  )
  const keep = () => {
    const { view, filter, order } = usePool.getState()
    void change('view.change', { viewId: row.id, query: { view, filter, order } })
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={`Change the view ${row.name}`}
        className="absolute right-0.5 flex size-6 items-center justify-center rounded-md bg-active text-dim opacity-0 hover:text-text focus-visible:opacity-100 group-hover:opacity-100 data-[popup-open]:opacity-100"
      >
        <Ellipsis size={14} aria-hidden="true" />
      </Popover.Trigger>
      <Floating sideOffset={2} label={`The view ${row.name}`} className="min-w-48 p-1">
        {current && !broken && item('Keep the list as it is now', keep)}
        {item('Rename', () => openOverlay({ kind: 'save_view', viewId: row.id }))}
        {row.personId !== null &&
          !broken &&
          item('Share with everybody', () => void change('view.share', { viewId: row.id }))}
        {item('Remove', () => void change('view.remove', { viewId: row.id }))}
      </Floating>
    </Popover.Root>
  )
}
