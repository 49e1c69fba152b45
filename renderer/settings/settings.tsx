import { type ReactNode, useEffect, useRef } from 'react'
import { useOnline } from '../state/session.ts'
import { useUi } from '../state/ui.ts'
import { useVenueStore } from '../state/venue.ts'
import { Strip } from '../ui/strip.tsx'
import { AutoSend } from './auto-send.tsx'
import { Limits } from './limits.tsx'
import { Timing } from './timing.tsx'

/** Settings of the venue; owners only. They change on the server or not at all, so they rest while it is away. */
export default function Settings() {
  const page = useUi((s) => s.page)
  const view = useVenueStore((s) => s.view)
  const online = useOnline()
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    if (page !== 'inbox') main.current?.scrollTo(0, 0)
  }, [page])
  if (view === null) return <main className="flex-1" aria-busy="true" />
  return (
    <main ref={main} className="min-w-0 flex-1 overflow-y-auto bg-bg px-10 py-7">
      <div className="flex max-w-[980px] flex-col gap-4.5">
        {!online && (
          <Strip tone="wait" role="status" className="rounded-lg">
            Settings can be changed only while the server can be reached.
          </Strip>
        )}
        {page === 'auto-send' && <AutoSend view={view} online={online} />}
        {page === 'limits' && <Limits view={view} online={online} />}
        {page === 'timing' && <Timing view={view} online={online} />}
      </div>
    </main>
  )
}

export function Title({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <h1 className="font-strong text-xl tracking-[-0.015em]">{title}</h1>
      <p className="mt-1 max-w-[62ch] text-dim text-md">{children}</p>
    </div>
  )
}

export function Box({ children, label }: { readonly children: ReactNode; readonly label?: string }) {
  return (
    <section aria-label={label} className="overflow-hidden rounded-xl border border-line bg-surface">
      {children}
    </section>
  )
}

/** A setting with its explanation on the left and its control on the right. */
export function Setting({
  title,
  text,
  children,
}: {
  readonly title: string
  readonly text: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="flex items-center gap-6 border-line border-b px-4.5 py-3.5 last:border-0">
      <div className="min-w-0 flex-1">
        <h2 className="font-strong text-md">{title}</h2>
        <p className="text-dim">{text}</p>
      </div>
      {children}
    </div>
  )
}
