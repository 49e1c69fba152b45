/** The page before the console: signing in, and joining a team. */
import type { ReactNode } from 'react'
import { Connection } from './header/connection.tsx'

export function DoorPage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="flex h-full items-center justify-center bg-bg p-6">
      <div className="w-[340px]">
        <div className="mb-6 flex items-center gap-2.5">
          <span className="size-3 rounded-full bg-accent" aria-hidden="true" />
          <h1 className="font-strong text-lg">{title}</h1>
        </div>
        {children}
        <div className="mt-6 flex justify-center">
          <Connection />
        </div>
      </div>
    </main>
  )
}

interface DoorFieldProps {
  readonly label: string
  readonly name: string
  readonly type: string
  readonly autoComplete: string
  readonly autoFocus?: boolean
}

export function DoorField({ label, name, type, autoComplete, autoFocus = false }: DoorFieldProps) {
  return (
    <label className="flex flex-col gap-1.5">
      <span className="text-dim">{label}</span>
      <input
        name={name}
        id={name}
        type={type}
        autoComplete={autoComplete}
        // biome-ignore lint/a11y/noAutofocus: the page is this form, and nothing stands before the field.
        autoFocus={autoFocus}
        required
        spellCheck={false}
        className="h-9 rounded-lg border border-line-strong bg-surface px-3 text-md"
      />
    </label>
  )
}
