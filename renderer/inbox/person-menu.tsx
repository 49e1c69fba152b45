import { Menu } from '@base-ui/react/menu'
import { perform } from '../state/keyboard.ts'
import { cx } from '../ui/cx.ts'
import { initials } from '../words/text.ts'

interface Props {
  readonly person: { readonly name: string; readonly email: string; readonly role: string }
  readonly folded: boolean
}

/** Who is signed in, and the way out. */
export function PersonMenu({ person, folded }: Props) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={`${person.name}, signed in`}
        className={cx(
          'flex h-7 items-center gap-2.5 rounded-md text-left text-dim hover:bg-hover hover:text-text',
          folded ? 'justify-center' : 'px-1.5',
        )}
      >
        <span
          aria-hidden="true"
          className="flex size-[19px] shrink-0 items-center justify-center rounded-full bg-active font-strong text-[10px] text-dim"
        >
          {initials(person.name)}
        </span>
        {!folded && <span className="truncate">{person.name}</span>}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="top" align="start" sideOffset={4} className="z-[60]">
          <Menu.Popup className="appear min-w-52 rounded-lg border border-line bg-surface p-1 shadow-float outline-none">
            <div className="border-line border-b px-2 pt-1 pb-2">
              <div className="font-strong">{person.name}</div>
              <div className="text-dim text-xs">
                {person.email} · {person.role === 'owner' ? 'Owner' : 'Front desk'}
              </div>
            </div>
            <MenuItem onClick={perform.keys}>All keys</MenuItem>
            <MenuItem onClick={perform.sign_out}>Sign out</MenuItem>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function MenuItem({ onClick, children }: { readonly onClick: () => void; readonly children: string }) {
  return (
    <Menu.Item
      onClick={onClick}
      className="flex h-7 items-center rounded-md px-2 outline-none data-[highlighted]:bg-hover"
    >
      {children}
    </Menu.Item>
  )
}
