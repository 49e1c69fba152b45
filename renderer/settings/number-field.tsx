import { useId, useState } from 'react'
import type { Saved } from '../state/change.ts'
import { cx } from '../ui/cx.ts'

interface NumberFieldProps {
  readonly label: string
  readonly value: number
  /** Of the row that holds the value, as it is seen now. */
  readonly basis: number
  readonly min: number
  readonly max: number
  readonly unit: string
  readonly disabled: boolean
  /** In a column of such fields: units take the same room. */
  readonly wide?: boolean
  readonly onSave: (value: number, basis: number) => Promise<Saved>
}

/** A whole number that is saved when one leaves the field or presses Enter; Esc puts the old one back. */
export function NumberField({ label, value, basis, min, max, unit, disabled, wide = false, onSave }: NumberFieldProps) {
  const id = useId()
  const [typed, setTyped] = useState<{ readonly text: string; readonly basis: number } | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const number = Number(typed?.text)
  const valid =
    typed === null || (typed.text.trim() !== '' && Number.isInteger(number) && number >= min && number <= max)
  const forget = () => {
    setTyped(null)
    setRefusal(null)
  }
  const save = async () => {
    if (typed === null || !valid) return
    if (number === value) return forget()
    const saved = await onSave(number, typed.basis)
    setTyped(null)
    setRefusal(saved.ok ? null : saved.conflict ? `Not saved: ${saved.text}` : saved.text)
  }
  const note = valid ? refusal : `From ${min.toLocaleString('en-GB')} to ${max.toLocaleString('en-GB')}.`
  return (
    <span className="flex shrink-0 flex-col items-end">
      <span className="inline-flex items-center gap-2">
        <input
          type="number"
          aria-label={label}
          aria-invalid={!valid || refusal !== null}
          aria-describedby={note === null ? undefined : id}
          title={`${min.toLocaleString('en-GB')} to ${max.toLocaleString('en-GB')}`}
          min={min}
          max={max}
          disabled={disabled}
          value={typed?.text ?? String(value)}
          onChange={(event) => {
            const text = event.target.value
            setRefusal(null)
            setTyped((was) => ({ text, basis: was?.basis ?? basis }))
          }}
          onBlur={() => void save()}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur()
            if (event.key === 'Escape') forget()
          }}
          className={cx(
            'h-7 w-16 rounded-[7px] border bg-surface px-2 text-right text-sm text-text disabled:text-faint',
            valid ? 'border-line-strong' : 'border-stop',
          )}
        />
        <span className={cx('text-dim', wide && 'w-16')}>{unit}</span>
      </span>
      {note !== null && (
        <span id={id} role="alert" className="mt-1 max-w-72 text-right text-stop text-xs">
          {note}
        </span>
      )}
    </span>
  )
}
