import { undo } from '../state/actions.ts'
import { useNow } from '../state/clock.ts'
import { useUi } from '../state/ui.ts'
import { latestUndoable, useUndo } from '../state/undo.ts'
import { Button } from '../ui/button.tsx'
import { secondsLeft } from '../words/time.ts'

/** The last send, while it can be taken back and its own thread is not the one that is open. */
export function UndoToast() {
  const items = useUndo((s) => s.items)
  const selectedId = useUi((s) => s.selectedId)
  const now = useNow(250)
  const item = latestUndoable(items, now)
  if (item === null || item.conversationId === selectedId) return null
  return (
    <div
      role="status"
      className="absolute inset-x-3 bottom-3 flex items-center gap-2 rounded-xl border border-line-strong bg-surface py-1.5 pr-1.5 pl-3.5 shadow-float"
    >
      <span className="flex min-w-0 flex-1 flex-wrap gap-x-1.5">
        <span dir="auto" className="min-w-0 truncate">
          <span className="text-dim">{item.messageId === null ? item.macro?.name : 'To'}</span> {item.name}
        </span>
        {item.messageId !== null && (
          <span className="whitespace-nowrap text-dim tabular-nums" aria-hidden="true">
            {item.until === null ? 'waits for the server' : `leaves in ${secondsLeft(now, item.until)} s`}
          </span>
        )}
      </span>
      <Button size="small" action="undo" onClick={() => undo(item)}>
        Undo
      </Button>
    </div>
  )
}
