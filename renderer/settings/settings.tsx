import { useEffect, useRef } from 'react'
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
