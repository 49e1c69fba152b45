/** A few choices side by side, one of them on. Locked ones say why. */
import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Lock } from 'lucide-react'
import { cx } from './cx.ts'

export interface Segment<V extends string> {
  readonly value: V
  readonly label: string
  readonly tone?: 'accent' | 'need' | 'quiet'
  /** Why it cannot be chosen. */
  readonly locked?: string | null
}

const ON = {
  accent: 'data-[checked]:bg-accent data-[checked]:text-accent-ink',
  need: 'data-[checked]:bg-need-soft data-[checked]:text-need',
  quiet: 'data-[checked]:bg-active data-[checked]:text-text',
} as const

export function Segmented<V extends string>({
  label,
  value,
  segments,
  disabled = false,
  onChange,
}: {
  readonly label: string
  readonly value: V
  readonly segments: readonly Segment<V>[]
  readonly disabled?: boolean
  readonly onChange: (value: V) => void
}) {
  return (
    <RadioGroup<V>
      aria-label={label}
      value={value}
      disabled={disabled}
      onValueChange={onChange}
      className="inline-flex overflow-hidden rounded-lg border border-line-strong"
    >
      {segments.map((segment) => (
        <Radio.Root
          key={segment.value}
          value={segment.value}
          disabled={segment.locked != null}
          aria-label={segment.locked == null ? segment.label : `${segment.label}: ${segment.locked}`}
          title={segment.locked ?? undefined}
          className={cx(
            'inline-flex h-[26px] items-center whitespace-nowrap gap-1.5 border-line-strong px-3 text-dim [&:not(:first-child)]:border-l hover:bg-hover data-[checked]:font-strong data-[disabled]:text-faint data-[disabled]:hover:bg-transparent focus-visible:-outline-offset-2',
            ON[segment.tone ?? 'quiet'],
          )}
        >
          {segment.locked != null && <Lock size={11} aria-hidden="true" />}
          {segment.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
