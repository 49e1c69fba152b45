import type { ReactNode } from 'react'
import { useNow } from '../state/clock.ts'
import { useNarrow } from '../state/narrow.ts'
import { undo } from '../state/send-acts.ts'
import { useUi } from '../state/ui.ts'
import { latestUndoable, useUndo } from '../state/undo.ts'
import { Button } from '../ui/button.tsx'
import { secondsLeft } from '../words/time.ts'

/** The last act, or the last send while it can be taken back and its own thread is not in sight. */
export function UndoToast() {
  const items = useUndo((s) => s.items)
  const act = useUndo((s) => s.act)
  const narrow = useNarrow()
  const inSight = useUi((s) => (narrow && s.pane === 'list' ? null : s.selectedId))
  const now = useNow(250)
  if (act !== null && act.until > now) return <Bar text={act.text} onUndo={() => undo()} />
  const item = latestUndoable(items, now)
  if (item === null || item.conversationId === inSight) return null
  const text = (
    <>
      <span dir="auto" className="min-w-0 truncate">
        <span className="text-dim">{item.messageId === null ? item.macro?.name : 'To'}</span> {item.name}
      </span>
      {item.messageId !== null && (
        <span className="whitespace-nowrap text-dim tabular-nums" aria-hidden="true">
          {item.until === null ? 'waits for the server' : `leaves in ${secondsLeft(now, item.until)} s`}
        </span>
      )}
    </>
  )
  return <Bar text={text} onUndo={() => undo(item)} />
}

function Bar({ text, onUndo }: { readonly text: ReactNode; readonly onUndo: () => void }) {
  return (
    <section
      aria-label="Last act"
      className="flex items-center gap-2 rounded-xl border border-line-strong bg-surface py-1.5 pr-1.5 pl-3.5 shadow-float"
    >
      <span className="flex min-w-0 flex-1 flex-wrap gap-x-1.5">{text}</span>
      <Button size="small" action="undo" onClick={onUndo}>
        Undo
      </Button>
    </section>
  )
}
