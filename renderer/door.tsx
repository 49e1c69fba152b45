/** The page before the console: setting up, signing in, and joining a team. */
import type { ReactNode } from 'react'
import { Connection } from './header/connection.tsx'
import { useVenues } from './state/venues.ts'
import { cx } from './ui/cx.ts'

interface DoorPageProps {
  readonly title: string
  readonly wide?: boolean
  readonly children: ReactNode
}

export function DoorPage({ title, wide = false, children }: DoorPageProps) {
  // How the venue stands that one comes from is no news of the one that is added.
  const adding = useVenues((s) => s.adding)
  return (
    <main className="flex h-full justify-center overflow-y-auto bg-bg p-6">
      <div className={cx('my-auto', wide ? 'w-[520px]' : 'w-[340px]')}>
        <div className="mb-6 flex items-center gap-2.5">
          <span className="size-3 rounded-full bg-accent" aria-hidden="true" />
          <h1 className="font-strong text-lg">{title}</h1>
        </div>
        {children}
        {!adding && (
          <div className="mt-6 flex justify-center">
            <Connection />
          </div>
        )}
      </div>
    </main>
  )
}

export const DOOR_INPUT = 'h-9 w-full rounded-lg border border-line-strong bg-surface px-3 text-md'

interface DoorFieldProps {
  readonly label: string
  readonly name: string
  readonly type: string
  readonly autoComplete: string
  readonly autoFocus?: boolean
  /** What stands there to begin with. */
  readonly value?: string
  readonly onChange?: (value: string) => void
}

export function DoorField({ label, name, type, autoComplete, autoFocus = false, value, onChange }: DoorFieldProps) {
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
        defaultValue={value}
        spellCheck={false}
        className={DOOR_INPUT}
        onChange={(event) => onChange?.(event.target.value)}
      />
    </label>
  )
}
