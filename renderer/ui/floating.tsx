/** What floats beside the control that opened it: one frame for all of them, and the lines of a menu in it. */
import { Popover } from '@base-ui/react/popover'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import { stepFocus } from './step-focus.ts'

type Place = Pick<ComponentProps<typeof Popover.Positioner>, 'side' | 'align' | 'sideOffset' | 'anchor'>

interface FloatingProps extends Place {
  /** False: whoever closes it says where the focus goes. */
  readonly finalFocus?: false
  /** Its accessible name, where it has no title. */
  readonly label?: string
  readonly className?: string
  readonly children: ReactNode
}

export function Floating({
  label,
  finalFocus,
  className,
  children,
  side = 'bottom',
  align = 'start',
  sideOffset = 6,
  anchor,
}: FloatingProps) {
  return (
    <Popover.Portal>
      <Popover.Positioner side={side} align={align} sideOffset={sideOffset} anchor={anchor} className="z-[60]">
        <Popover.Popup
          aria-label={label}
          finalFocus={finalFocus}
          className={cx(
            'appear max-h-(--available-height) max-w-(--available-width) overflow-y-auto rounded-xl border border-line bg-surface shadow-float outline-none',
            className ?? 'p-1',
          )}
        >
          {children}
        </Popover.Popup>
      </Popover.Positioner>
    </Popover.Portal>
  )
}

/** A line of a menu; arrows go to the others. */
export function MenuItem({ tall = false, children, ...rest }: ComponentProps<'button'> & { readonly tall?: boolean }) {
  return (
    <button
      type="button"
      onKeyDown={(event) => stepFocus(event, event.currentTarget.parentElement ?? undefined)}
      {...rest}
      className={cx('flex w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover', tall ? 'h-8' : 'h-7')}
    >
      {children}
    </button>
  )
}
