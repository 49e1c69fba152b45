import { Popover } from '@base-ui/react/popover'
import { useLayoutEffect, useRef } from 'react'
import type { Payload } from '#shared/commands.ts'
import { reject } from '../state/draft-acts.ts'
import { closeOverlay, openOverlay, useUi } from '../state/ui.ts'
import { Button, Keys } from '../ui/button.tsx'
import { Floating, MenuItem } from '../ui/floating.tsx'

type Reason = Payload<'draft.reject'>['reason']

const REASONS: readonly (readonly [Reason, string])[] = [
  ['wrong_intent', 'It misread what they ask'],
  ['wrong_answer', 'The answer is wrong'],
  ['not_needed', 'No reply is needed'],
  ['other', 'Another reason'],
]

/** Reject, and why: the reason is evidence for training. Keys 1 to 4. */
export function RejectButton({ conversationId }: { readonly conversationId: string }) {
  const open = useUi((s) => s.overlay?.kind === 'reject' && s.selectedId === conversationId)
  const anchor = useRef<HTMLButtonElement>(null)
  // The draft may be longer than there is room for it: what the question hangs on is in sight.
  useLayoutEffect(() => {
    if (open) anchor.current?.scrollIntoView({ block: 'nearest' })
  }, [open])
  // Heard at once, wherever the focus still is: "r" and "2" may follow each other faster than a popover opens.
  useLayoutEffect(() => {
    if (!open) return
    const listen = (event: KeyboardEvent) => {
      const picked = REASONS[Number(event.key) - 1]
      if (picked === undefined || event.repeat) return
      event.preventDefault()
      event.stopPropagation()
      reject(picked[0])
    }
    window.addEventListener('keydown', listen, true)
    return () => window.removeEventListener('keydown', listen, true)
  }, [open])
  return (
    <>
      <Button
        ref={anchor}
        action="reject"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => openOverlay({ kind: 'reject' })}
      >
        Reject
      </Button>
      <Popover.Root open={open} onOpenChange={(next) => !next && closeOverlay()}>
        <Floating anchor={anchor} side="top" className="w-60 p-1.5">
          <Popover.Title className="px-2 pt-1 pb-1.5 text-dim text-xs">Why reject it?</Popover.Title>
          {REASONS.map(([reason, label], i) => (
            <MenuItem key={reason} tall onClick={() => reject(reason)}>
              <span className="flex-1">{label}</span>
              <Keys chord={String(i + 1)} />
            </MenuItem>
          ))}
        </Floating>
      </Popover.Root>
    </>
  )
}
