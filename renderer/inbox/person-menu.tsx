import { Popover } from '@base-ui/react/popover'
import { useState } from 'react'
import { perform } from '../state/keyboard.ts'
import { addVenue } from '../state/venues.ts'
import { cx } from '../ui/cx.ts'
import { Floating, MenuItem } from '../ui/floating.tsx'
import { initials } from '../words/text.ts'

interface Props {
  readonly person: { readonly name: string; readonly email: string; readonly role: string }
  readonly folded: boolean
}

/** Who is signed in, and the way out. */
export function PersonMenu({ person, folded }: Props) {
  const [open, setOpen] = useState(false)
  const item = (label: string, act: () => void) => (
    <MenuItem
      onClick={() => {
        setOpen(false)
        act()
      }}
    >
      {label}
    </MenuItem>
  )
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        className={cx(
          'flex h-7 items-center gap-2.5 rounded-md text-left text-dim hover:bg-hover hover:text-text',
          folded ? 'px-0.5' : 'px-1.5',
        )}
      >
        <span
          aria-hidden="true"
          className="flex size-[19px] shrink-0 items-center justify-center rounded-full bg-active font-strong text-[9px] text-dim"
        >
          {initials(person.name)}
        </span>
        <span className={folded ? 'sr-only' : 'truncate'}>{person.name}</span>
      </Popover.Trigger>
      <Floating side="top" sideOffset={4} label="Signed in" className="min-w-52 p-1">
        <div className="mb-1 border-line border-b px-2 pt-1 pb-2">
          <div className="font-strong">{person.name}</div>
          <div className="text-dim text-xs">
            {person.email} · {person.role === 'owner' ? 'Owner' : 'Front desk'}
          </div>
        </div>
        {item('All keys', perform.keys)}
        {item('Take the tour', perform.tour)}
        {item('Change my password', perform.password)}
        {item('Add a venue', () => addVenue())}
        {item('Sign out', perform.sign_out)}
      </Floating>
    </Popover.Root>
  )
}
