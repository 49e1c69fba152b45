import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { BulkView } from '#shared/rpc.ts'
import { dismissBulk, undoBulk, useBulks } from '../state/bulk.ts'
import { showFilter, showView } from '../state/pool.ts'
import { useSession } from '../state/session.ts'
import { openOverlay } from '../state/ui.ts'
import { useAgents, usePeople } from '../state/venue.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { bulkText } from '../words/filter.ts'
import { whole } from '../words/text.ts'

const SHOWN_MS = 15_000
/** Nothing is left to decide. */
const UNDONE_MS = 5_000

/** The last act on many: how far it is, what could not be changed, and one undo for the whole. */
export function BulkToast() {
  const bulk = useBulks((s) => s.list.at(-1))
  return bulk === undefined ? null : <Told key={bulk.id} bulk={bulk} />
}

function Told({ bulk }: { readonly bulk: BulkView }) {
  const known = { agents: useAgents(), people: usePeople() }
  const online = useSession((s) => s.status?.connection === 'online')
  const stay = useBulks((s) => (s.stay?.id === bulk.id ? s.stay.count : 0))
  const [held, setHeld] = useState(false)
  const { id, change, total, done, changed, failed, refused, undo, kept } = bulk
  const running = undo === 'waiting' || (undo === 'none' && done < total)
  const troubled = refused !== null || failed.length > 0 || kept.length > 0

  useEffect(() => {
    if (running || troubled || held) return
    const timer = setTimeout(() => void dismissBulk(id), undo === 'done' ? UNDONE_MS : SHOWN_MS)
    return () => clearTimeout(timer)
  }, [id, undo, running, troubled, held])

  const left = undo === 'done' ? kept.length : failed.length
  const stays = undo === 'none' && stay > 0
  return (
    <section
      aria-label="Change of many"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      className="flex flex-col gap-1.5 rounded-xl border border-line-strong bg-surface py-1.5 pr-1.5 pl-3.5 shadow-float"
    >
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p role="status" className={cx('min-w-0 flex-1', ((!running && left > 0) || stays) && 'basis-full')}>
          {undo === 'waiting' && 'Undoing…'}
          {undo === 'done' && 'Undone'}
          {undo === 'none' && (running ? bulkText(change, total, false, known) : outcome(bulk, known))}
          {undo === 'none' && running && !online && <span className="text-dim"> · waits for the server</span>}
          {undo === 'none' && refused !== null && <span className="text-stop"> {refused}</span>}
          {!running && left > 0 && (
            <span className="text-wait">
              {' '}
              · {left.toLocaleString('en-GB')} {undo === 'done' ? 'left as they are' : 'could not be changed'}
            </span>
          )}
          {stays && (
            <span className="text-wait">
              {' '}
              · {whole(stay)} {stay === 1 ? 'stays' : 'stay'} in Needs you: a draft, a complaint or a risk is undecided
            </span>
          )}
        </p>
        {stays && (
          <Button size="small" look="quiet" onClick={showUndecided}>
            See them
          </Button>
        )}
        {!running && left > 0 && (
          <Button size="small" look="quiet" onClick={() => openOverlay({ kind: 'not_changed', bulkId: id })}>
            Show
          </Button>
        )}
        {undo === 'none' && (changed > 0 || running) && (
          <Button size="small" action="undo" onClick={() => undoBulk(id)}>
            Undo
          </Button>
        )}
        {!running && (
          <IconButton label="Dismiss" onClick={() => void dismissBulk(id)}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {running && undo === 'none' && (
        <div
          role="progressbar"
          aria-label="Conversations changed"
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={done}
          className="mr-2 mb-1 h-[3px] overflow-hidden rounded-full bg-sunk"
        >
          <div className="h-full rounded-full bg-need" style={{ width: `${(100 * done) / total}%` }} />
        </div>
      )}
    </section>
  )
}

/** What was closed and waits for a decision all the same. */
function showUndecided(): void {
  showView('needs_you')
  showFilter({ state: ['closed'] })
}

function outcome({ change, changed, refused }: BulkView, known: Parameters<typeof bulkText>[3]): string {
  return changed === 0 && refused !== null ? 'Nothing was changed.' : bulkText(change, changed, true, known)
}
