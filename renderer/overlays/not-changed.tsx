import type { BulkFailure } from '#shared/rpc.ts'
import { useBulks } from '../state/bulk.ts'
import { select } from '../state/selection.ts'
import { closeOverlay } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'

/** So many are shown; more than that nobody reads one by one. */
const SHOWN = 200

/** The conversations that an act on many, or its undo, has left as they are, each with the reason. */
export default function NotChangedDialog({ bulkId }: { readonly bulkId: string }) {
  const bulk = useBulks((s) => s.list.find((one) => one.id === bulkId))
  const left: readonly BulkFailure[] = bulk === undefined ? [] : bulk.undo === 'done' ? bulk.kept : bulk.failed
  const more = left.length - SHOWN
  return (
    <Sheet title="Not changed" lead="The others were. These are as they were before." reading onClose={closeOverlay}>
      <ul className="flex flex-col gap-2">
        {left.slice(0, SHOWN).map(({ conversationId, name, message }) => (
          <li key={conversationId} className="flex items-center gap-3">
            <span className="min-w-0 flex-1">
              <span dir="auto" className="block truncate font-strong">
                {name ?? 'A conversation that is gone'}
              </span>
              <span className="text-dim">{message}</span>
            </span>
            {name !== null && (
              <Button
                size="small"
                onClick={() => {
                  closeOverlay()
                  select(conversationId)
                }}
              >
                Open
              </Button>
            )}
          </li>
        ))}
      </ul>
      {more > 0 && <p className="mt-3 text-dim">And {more.toLocaleString('en-GB')} more.</p>}
    </Sheet>
  )
}
