/** What lies over the page: a dialog in the middle, or a sheet at the right. One at a time, Esc closes it. */
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

interface SheetProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly side?: 'middle' | 'right'
  readonly wide?: boolean
  readonly onClose: () => void
  readonly footer?: ReactNode
  readonly children: ReactNode
}

export function Sheet({ title, lead, side = 'middle', wide = false, onClose, footer, children }: SheetProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="appear fixed inset-0 z-40 bg-shade" />
        <Dialog.Popup
          className={cx(
            'appear fixed z-50 flex flex-col bg-surface text-text shadow-float outline-none',
            side === 'right'
              ? 'appear-right top-0 right-0 bottom-0 w-[440px] max-w-full border-line border-l'
              : cx(
                  'top-[12vh] left-1/2 max-h-[76vh] max-w-[calc(100vw-48px)] -translate-x-1/2 rounded-xl border border-line',
                  wide ? 'w-[720px]' : 'w-[460px]',
                ),
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="font-strong text-md">{title}</Dialog.Title>
              {lead !== undefined && <Dialog.Description className="mt-0.5 text-dim">{lead}</Dialog.Description>}
            </div>
            <Dialog.Close
              aria-label="Close"
              className="-mr-1.5 inline-flex size-7 items-center justify-center rounded-[7px] text-dim hover:bg-hover hover:text-text"
            >
              <X size={16} aria-hidden="true" />
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {footer !== undefined && (
            <div className="flex items-center justify-end gap-2 border-line border-t px-5 py-3">{footer}</div>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
