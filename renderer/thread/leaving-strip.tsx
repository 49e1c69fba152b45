import type { Thread } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { undo as takeBackOwn, withdraw } from '../state/send-acts.ts'
import { useUndo } from '../state/undo.ts'
import { Button } from '../ui/button.tsx'
import { secondsLeft } from '../words/time.ts'
import { leavingFrom } from './waiting.ts'

/** What is about to leave from here, with its countdown, where the draft was; it can still be stopped. */
export function LeavingStrip({ thread }: { readonly thread: Thread }) {
  const { id } = thread.conversation
  const now = useNow(250)
  const items = useUndo((s) => s.items)
  const leaving = leavingFrom(thread, items, now)
  if (leaving === null) return null
  const { message, own } = leaving

  const auto = message?.auto === true
  const until = message?.notBefore ?? own?.until ?? null
  const done = message === undefined && own?.messageId === null
  const messageId = message?.id ?? own?.messageId ?? null
  const text = message?.body ?? own?.text ?? ''
  const undo = () => {
    if (messageId !== null) withdraw(id, messageId)
    else if (own !== undefined) takeBackOwn(own)
  }
  return (
    <div
      role="status"
      className="flex items-center gap-3 rounded-xl border border-line-strong bg-surface py-2 pr-2 pl-3.5 shadow-lift"
    >
      <div className="min-w-0 flex-1">
        <div className="font-strong">
          {done ? (
            own?.macro?.name
          ) : until === null ? (
            'Waits for the server'
          ) : (
            <>
              {message?.author === 'system' ? 'They are told' : auto ? 'The AI sends this' : 'Leaves'}
              <span aria-hidden="true"> in {secondsLeft(now, until)} s</span>
            </>
          )}
        </div>
        {text !== '' && (
          <div dir="auto" className="truncate text-dim">
            {text}
          </div>
        )}
      </div>
      <Button size="small" {...(auto ? {} : { action: 'undo' as const })} onClick={undo}>
        {auto ? 'Cancel' : 'Undo'}
      </Button>
    </div>
  )
}
