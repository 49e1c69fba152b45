import { X } from 'lucide-react'
import type { ActionName } from '#shared/keys.ts'
import { perform } from '../state/keyboard.ts'
import { clearMarks, markAll, markedCount, useMarks } from '../state/marks.ts'
import { usePool } from '../state/pool.ts'
import { Button, IconButton, useHint } from '../ui/button.tsx'
import { markRowsShown } from './rows.tsx'

const ACTIONS: readonly (readonly [ActionName, string])[] = [
  ['done', 'Done'],
  ['snooze', 'Snooze'],
  ['assign', 'Assign'],
  ['set_mode', 'Mode'],
  ['set_agent', 'Agent'],
  ['mark_read', 'Read'],
  ['reopen', 'Open again'],
]

/** What can be done with all that are marked. */
export function BulkBar() {
  const marks = useMarks()
  const { total, more } = usePool()
  const n = markedCount(marks, total)
  const hint = useHint('Mark all that match', 'mark_all')
  const most = marks.all && more ? '+' : ''
  return (
    <div
      role="toolbar"
      aria-label="Marked conversations"
      className="rounded-xl border border-line-strong bg-surface p-2 shadow-float"
    >
      <div className="flex items-center gap-1 pb-1.5 pl-1.5">
        <span role="status" className="mr-auto font-strong tabular-nums">
          {n.toLocaleString('en-GB')}
          {most} marked
        </span>
        {!marks.all && (
          <Button size="small" look="quiet" onClick={markRowsShown}>
            On screen
          </Button>
        )}
        {(!marks.all || marks.ids.size > 0) && (
          <Button size="small" look="quiet" {...hint} onClick={markAll}>
            All {total.toLocaleString('en-GB')}
            {more && '+'}
          </Button>
        )}
        <IconButton label="Take the marks away" action="clear_marks" onClick={clearMarks}>
          <X size={15} aria-hidden="true" />
        </IconButton>
      </div>
      <div className="flex flex-wrap gap-1">
        {ACTIONS.map(([action, label]) => (
          <Button key={action} size="small" action={action} onClick={perform[action]}>
            {label}
          </Button>
        ))}
      </div>
    </div>
  )
}
