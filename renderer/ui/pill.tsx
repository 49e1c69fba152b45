import type { ReactNode } from 'react'
import type { Tone } from '../words/pill.ts'
import { cx } from './cx.ts'

export const TONES: Record<Tone, string> = {
  need: 'bg-need-soft text-need',
  wait: 'bg-wait-soft text-wait',
  fine: 'bg-accent-soft text-accent',
  stop: 'bg-stop-soft text-stop',
  quiet: 'text-faint shadow-[inset_0_0_0_1px_var(--line-strong)]',
}

export function PillTag({
  tone,
  title,
  children,
}: {
  readonly tone: Tone
  readonly title?: string | undefined
  readonly children: ReactNode
}) {
  return (
    <span
      title={title}
      className={cx(
        'inline-flex max-w-40 items-center gap-1 truncate rounded-full px-[7px] font-strong text-xs tabular-nums leading-[18px] whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  )
}
