/** What the console's first frame is drawn of; whatever else there is comes into its places right after that. */
import type { ReactNode } from 'react'
import { Header } from './header/header.tsx'
import { List } from './inbox/list.tsx'
import { Rail } from './inbox/rail.tsx'
import { useSession } from './state/session.ts'
import { useDetails, useUi } from './state/ui.ts'
import { ErrorBoundary } from './ui/error-boundary.tsx'

interface FrameProps {
  readonly rail?: boolean
  readonly children: ReactNode
  /** What lies over the page. */
  readonly over?: ReactNode
}

export function Frame({ rail = true, children, over }: FrameProps) {
  const syncing = useSession((s) => s.status?.firstSync != null)
  return (
    <div
      data-syncing={syncing || undefined}
      className="relative flex h-full min-h-[360px] min-w-[520px] flex-col overflow-clip"
    >
      <Header />
      <div className="flex min-h-0 flex-1">
        {rail && (
          <ErrorBoundary place="the views">
            <Rail />
          </ErrorBoundary>
        )}
        {children}
      </div>
      {over}
    </div>
  )
}

/** List and thread beside each other; one over the other where there is room for one. */
export function Panes({ children }: { readonly children: ReactNode }) {
  const pane = useUi((s) => s.pane)
  return (
    <main data-pane={pane} className="group/panes relative flex min-w-0 flex-1">
      <ErrorBoundary place="the list">
        <List />
      </ErrorBoundary>
      <div className="relative flex min-w-0 flex-1 flex-col max-desk:absolute max-desk:inset-0 max-desk:group-data-[pane=list]/panes:invisible">
        {children}
      </div>
    </main>
  )
}

/** Keeps the place of the thread and its details. */
export function ThreadPlace() {
  return (
    <div className="flex min-h-0 flex-1 justify-end">
      <SidePlace />
    </div>
  )
}

export function SidePlace() {
  const open = useSideOpen()
  if (!open) return null
  return <div className="w-[clamp(276px,22vw,300px)] shrink-0 border-line border-l bg-surface max-wide:hidden" />
}

export function useSideOpen(): boolean {
  const shown = useDetails()
  return useUi((s) => shown && s.selectedId !== null)
}
