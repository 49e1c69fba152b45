import { type ReactNode, useId } from 'react'

interface GroupProps {
  readonly title: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Group({ title, actions, children }: GroupProps) {
  const id = useId()
  return (
    <fieldset aria-labelledby={id} className="min-w-0">
      <div className="mb-2 flex min-h-5 items-center justify-between">
        <h3 id={id} className="text-faint text-xs">
          {title}
        </h3>
        {actions}
      </div>
      {children}
    </fieldset>
  )
}

export function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}

/** Where there is nothing to list. */
export const Nothing = ({ children }: { readonly children: ReactNode }) => <p className="text-faint">{children}</p>

/** Keeps the place of what is being read. */
export const Reading = () => <div aria-hidden="true" className="skeleton h-3.5 w-3/5" />
