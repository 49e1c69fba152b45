import type { ComponentProps, ReactNode } from 'react'
import { type ActionName, startsOf } from '#shared/keys.ts'
import { ariaKeys, keyCaps } from '../keys.ts'
import { MAC, useKeyOf } from '../state/keymap.ts'
import { cx } from './cx.ts'

const LOOKS = {
  primary:
    'bg-accent text-accent-ink font-strong hover:bg-accent-strong disabled:bg-sunk disabled:text-faint disabled:border disabled:border-line',
  plain: 'border border-line-strong bg-surface font-strong hover:bg-hover disabled:text-faint disabled:bg-transparent',
  quiet: 'text-dim hover:bg-hover hover:text-text disabled:text-faint',
  danger: 'bg-stop text-stop-ink font-strong hover:bg-stop-strong disabled:bg-sunk disabled:text-faint',
} as const

const SIZES = { small: 'h-7 px-2.5 gap-2 rounded-[7px]', normal: 'h-8 px-3 gap-2.5 rounded-lg' } as const

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof LOOKS
  readonly size?: keyof typeof SIZES
  /** Its key is drawn beside the words. */
  readonly action?: ActionName
  readonly children: ReactNode
}

export function Button({ look = 'plain', size = 'normal', action, className, children, ...rest }: ButtonProps) {
  const key = useKeyOf(action)
  return (
    <button
      type="button"
      aria-keyshortcuts={ariaKeys(key)}
      {...rest}
      className={cx(
        'inline-flex shrink-0 items-center justify-center whitespace-nowrap transition-colors',
        LOOKS[look],
        SIZES[size],
        key !== null && '@min-[26rem]:pr-1.5',
        className,
      )}
    >
      {children}
      {key !== null && <Keys chord={key} tinted={look === 'primary'} />}
    </button>
  )
}

/** "Filter (F)": a tooltip with the key that does the same. */
export function useHint(label: string, action: ActionName | undefined) {
  const key = useKeyOf(action)
  return {
    title:
      key === null ? label : `${label} (${keyCaps(key, MAC).join(MAC ? '' : startsOf(key) === null ? '+' : ' then ')})`,
    'aria-keyshortcuts': ariaKeys(key),
  }
}

/** A button of one icon; `label` is its name and, with its key, its tooltip. */
export function IconButton({
  label,
  action,
  className,
  children,
  ...rest
}: ComponentProps<'button'> & {
  readonly label: string
  readonly action?: ActionName
  readonly children: ReactNode
}) {
  const hint = useHint(label, action)
  return (
    <button
      type="button"
      aria-label={label}
      {...hint}
      {...rest}
      className={cx(
        'inline-flex size-7 shrink-0 items-center justify-center rounded-[7px] text-dim hover:bg-hover hover:text-text disabled:opacity-40',
        className,
      )}
    >
      {children}
    </button>
  )
}

/** The key of an action as it is set now, drawn; nothing where it has none. */
export function ActionKeys({ action }: { readonly action: ActionName }) {
  const key = useKeyOf(action)
  return key === null ? null : <Keys chord={key} />
}

/** Key caps; the words beside them name the action, so they are hidden from screen readers. */
export function Keys({ chord, tinted = false }: { readonly chord: string; readonly tinted?: boolean }) {
  return (
    <span aria-hidden="true" className="inline-flex gap-0.5 @max-[26rem]:hidden">
      {keyCaps(chord, MAC).map((cap) => (
        <kbd
          key={cap}
          className={cx(
            'min-w-[18px] rounded border border-b-2 px-1 text-center font-sans text-xs leading-4 font-normal',
            tinted ? 'border-current/35 text-inherit' : 'border-line-strong bg-surface text-dim',
          )}
        >
          {cap}
        </kbd>
      ))}
    </span>
  )
}
