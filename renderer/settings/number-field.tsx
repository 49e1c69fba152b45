import { useEffect, useState } from 'react'
import { cx } from '../ui/cx.ts'

interface NumberFieldProps {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly unit: string
  readonly disabled: boolean
  /** In a column of such fields: units take the same room. */
  readonly wide?: boolean
  /** Resolves to a refusal, or null where it was saved. */
  readonly onSave: (value: number) => Promise<string | null>
}

/** A whole number that is saved when one leaves the field or presses Enter; Esc puts the old one back. */
export function NumberField({ label, value, min, max, unit, disabled, wide = false, onSave }: NumberFieldProps) {
  const [text, setText] = useState(String(value))
  useEffect(() => setText(String(value)), [value])
  const number = Number(text)
  const valid = text.trim() !== '' && Number.isInteger(number) && number >= min && number <= max
  const save = () => {
    if (number === value) return
    if (!valid) return setText(String(value))
    void onSave(number).then((refusal) => {
      if (refusal !== null) setText(String(value))
    })
  }
  return (
    <span className="inline-flex items-center gap-2">
      <input
        type="number"
        aria-label={label}
        aria-invalid={!valid}
        title={`${min.toLocaleString('en-GB')} to ${max.toLocaleString('en-GB')}`}
        min={min}
        max={max}
        disabled={disabled}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') setText(String(value))
        }}
        className={cx(
          'h-7 w-16 rounded-[7px] border bg-surface px-2 text-right text-sm text-text disabled:text-faint',
          valid ? 'border-line-strong' : 'border-stop',
        )}
      />
      <span className={cx('text-dim', wide && 'w-16')}>{unit}</span>
    </span>
  )
}
