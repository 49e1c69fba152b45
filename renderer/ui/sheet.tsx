/**
 * What lies over the page: a dialog in the middle, or a sheet at the right. One at a time, Esc closes it. The header,
 * and the kill switch with it, is never covered and takes its clicks.
 */
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { cx } from './cx.ts'

interface SheetProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly side?: 'middle' | 'right'
  readonly wide?: boolean | 'most'
  /** Nothing behind it is covered or hidden from a screen reader: for what is news, not a question. */
  readonly beside?: boolean
  /** It is read from its top: its body takes the focus, so that the arrows scroll it. */
  readonly reading?: boolean
  readonly onClose: () => void
  readonly footer?: ReactNode
  readonly children: ReactNode
}

export function Sheet({
  title,
  lead,
  side = 'middle',
  wide = false,
  beside = false,
  reading = side === 'right',
  onClose,
  footer,
  children,
}: SheetProps) {
  const body = useRef<HTMLDivElement>(null)
  return (
    <Dialog.Root
      open
      modal={beside ? false : 'trap-focus'}
      disablePointerDismissal={beside}
      onOpenChange={(open) => !open && onClose()}
    >
      <Dialog.Portal>
        {!beside && <Dialog.Backdrop className="appear fixed inset-x-0 top-11 bottom-0 z-40 bg-shade" />}
        <Dialog.Popup
          initialFocus={reading ? body : true}
          className={cx(
            'appear fixed z-50 flex flex-col bg-surface text-text shadow-float outline-none',
            side === 'right'
              ? 'appear-right top-11 right-0 bottom-0 w-[440px] max-w-full border-line border-l'
              : beside
                ? 'top-13 right-3 max-h-[76vh] w-[420px] rounded-xl border border-line'
                : cx(
                    'left-1/2 max-w-[calc(100vw-48px)] -translate-x-1/2 rounded-xl border border-line',
                    wide === 'most' ? 'top-[calc(44px+2vh)] max-h-[calc(96vh-44px)]' : 'top-[10vh] max-h-[80vh]',
                    wide === 'most' ? 'w-[1060px]' : wide ? 'w-[720px]' : 'w-[460px]',
                  ),
          )}
        >
          <div className="pt-4 pr-12 pb-3 pl-5">
            <Dialog.Title className="font-strong text-md">{title}</Dialog.Title>
            {lead !== undefined && <Dialog.Description className="mt-0.5 text-dim">{lead}</Dialog.Description>}
          </div>
          <div
            ref={body}
            tabIndex={reading ? 0 : -1}
            className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5 outline-none"
          >
            {children}
          </div>
          {footer !== undefined && footer !== false && (
            <div className="flex items-center justify-end gap-2 border-line border-t px-5 py-3">{footer}</div>
          )}
          <Dialog.Close
            aria-label="Close"
            className="absolute top-3 right-3.5 inline-flex size-7 items-center justify-center rounded-[7px] text-dim hover:bg-hover hover:text-text"
          >
            <X size={16} aria-hidden="true" />
          </Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
