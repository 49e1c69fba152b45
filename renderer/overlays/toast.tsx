import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useUi } from '../state/ui.ts'
import { cx } from '../ui/cx.ts'

const SHOWN_MS = 7_000

/** A sentence about what was just tried. What must not be missed is a notice, not this. */
export function Toast() {
  const toast = useUi((s) => s.toast)
  const inbox = useUi((s) => s.page === 'inbox')
  const cameFrom = useRef<HTMLElement | null>(null)
  useEffect(() => {
    if (toast === null) return
    const timer = setTimeout(() => useUi.setState({ toast: null }), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [toast])
  return (
    // At the top: at the bottom are what one writes in and what can be taken back. In the inbox below the heads of list and thread, whose buttons stay free.
    <div
      role="alert"
      className={cx(
        'pointer-events-none fixed inset-x-0 z-[70] flex justify-center px-4',
        inbox ? 'top-[100px]' : 'top-14',
      )}
    >
      {toast !== null && (
        <div className="pointer-events-auto flex max-w-[60ch] items-center gap-3 rounded-xl bg-text py-2 pr-2 pl-4 text-bg shadow-float">
          <span>{toast.text}</span>
          <button
            type="button"
            aria-label="Dismiss"
            onFocus={(event) => {
              cameFrom.current = event.relatedTarget instanceof HTMLElement ? event.relatedTarget : null
            }}
            onClick={() => {
              cameFrom.current?.focus()
              useUi.setState({ toast: null })
            }}
            className="rounded-md p-1 opacity-80 hover:opacity-100"
          >
            <X size={14} aria-hidden="true" />
          </button>
        </div>
      )}
    </div>
  )
}
