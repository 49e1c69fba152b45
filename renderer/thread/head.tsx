import { ArrowLeft, PanelRight } from 'lucide-react'
import type { Thread } from '#shared/rpc.ts'
import { close, onConversation } from '../state/conversation-acts.ts'
import { focusList } from '../state/selection.ts'
import { openOverlay, showPane, toggleDetails, useDetails } from '../state/ui.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { PresenceLine } from '../ui/presence.tsx'
import { nameOf, prettyNumber } from '../words/text.ts'

const backToList = () => {
  showPane('list')
  focusList()
}

export function ThreadHead({ thread }: { readonly thread: Thread }) {
  const { conversation: c } = thread
  const details = useDetails()
  return (
    <div className="flex h-12 shrink-0 items-center gap-2.5 border-line border-b bg-surface pr-3 pl-4.5 max-desk:pl-2">
      <IconButton label="Back to the list" className="desk:hidden" onClick={backToList}>
        <ArrowLeft size={16} aria-hidden="true" />
      </IconButton>
      {/* A name may be cut; a number that is all one has of somebody may not, unless it stands in the details. */}
      <h2
        dir="auto"
        className={cx('font-strong text-md', c.customerName === null && !details ? 'shrink-0' : 'min-w-16 truncate')}
        title={nameOf(c)}
      >
        {nameOf(c)}
      </h2>
      {c.customerName !== null && !details && (
        <span className="min-w-0 shrink-[99] truncate text-dim @max-[40rem]:hidden">
          {prettyNumber(c.customerNumber)}
        </span>
      )}
      <PresenceLine conversationId={c.id} />
      <div className="ml-auto flex shrink-0 gap-1.5 @max-[34rem]:[&_button>span]:hidden @max-[34rem]:[&_button:has(>span)]:px-2.5">
        {c.handoff === null ? (
          <Button size="small" action="hand_off" onClick={() => openOverlay({ kind: 'hand_off' })}>
            Hand off
          </Button>
        ) : (
          <Button size="small" action="resume" onClick={() => onConversation.resume(c.id)}>
            Resume
          </Button>
        )}
        {c.state === 'open' ? (
          <>
            <Button size="small" action="snooze" onClick={() => openOverlay({ kind: 'snooze' })}>
              Snooze
            </Button>
            <Button size="small" action="done" onClick={close}>
              Done
            </Button>
          </>
        ) : (
          <Button size="small" action="reopen" onClick={() => onConversation.reopen(c.id)}>
            Open again
          </Button>
        )}
        <IconButton
          label={details ? 'Hide the details' : 'Show the details'}
          action="toggle_details"
          aria-pressed={details}
          onClick={toggleDetails}
        >
          <PanelRight size={16} aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  )
}
