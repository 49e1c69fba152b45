import type { ReactNode } from 'react'
import { Strip } from '../ui/strip.tsx'

export function Title({
  title,
  actions,
  children,
}: {
  readonly title: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="flex items-end gap-6 max-desk:flex-col max-desk:items-start max-desk:gap-2.5">
      <div className="min-w-0 flex-1">
        <h1 className="font-strong text-xl tracking-[-0.015em]">{title}</h1>
        <p className="mt-1 max-w-[76ch] text-pretty text-dim text-md">{children}</p>
      </div>
      {actions !== undefined && <div className="flex items-center gap-2">{actions}</div>}
    </div>
  )
}

export function Box({ children, label }: { readonly children: ReactNode; readonly label?: string }) {
  return (
    <section aria-label={label} className="shrink-0 overflow-hidden rounded-xl border border-line bg-surface">
      {children}
    </section>
  )
}

/** The head of a box: what it holds, in a line. */
export function BoxHead({
  title,
  text,
  children,
}: {
  readonly title: string
  readonly text?: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <div className="flex items-center gap-6 px-4.5 py-3.5">
      <div className="min-w-0 flex-1">
        <h2 className="font-strong text-md">{title}</h2>
        {text !== undefined && <p className="max-w-[76ch] text-pretty text-dim">{text}</p>}
      </div>
      {children}
    </div>
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

export const ONLY_ONLINE = 'Seen only while the server can be reached.'

/** In the place of what the server alone knows, until it has told. */
export function Unread({ online }: { readonly online: boolean }) {
  if (online) return <div className="skeleton delayed h-72 rounded-lg" aria-hidden="true" />
  return (
    <Strip tone="quiet" role="status" className="rounded-lg">
      {ONLY_ONLINE}
    </Strip>
  )
}

export function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="border-line border-t px-4.5 py-6 text-center text-dim">{children}</p>
}
