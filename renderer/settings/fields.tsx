import { X } from 'lucide-react'
import { type ComponentProps, type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { cx } from '../ui/cx.ts'
import { dateName } from '../words/time.ts'

export const INPUT =
  'h-8 w-full min-w-0 rounded-[7px] border border-line-strong bg-surface px-2.5 text-text disabled:bg-transparent disabled:text-faint aria-invalid:border-stop'

/** A label over its control, and below it what is wrong or what one should know. */
export function Field({
  label,
  problem,
  hint,
  className,
  children,
}: {
  readonly label: string
  readonly problem?: string | null | undefined
  readonly hint?: ReactNode
  readonly className?: string
  readonly children: (control: FieldControl) => ReactNode
}) {
  const id = useId()
  const bad = problem != null
  return (
    <div className={cx('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="text-dim text-xs">
        {label}
      </label>
      {children({
        id,
        'aria-invalid': bad,
        ...((bad || hint !== undefined) && { 'aria-describedby': `${id}-note` }),
      })}
      {(bad || hint !== undefined) && (
        <p id={`${id}-note`} className={cx('text-xs', bad ? 'text-stop' : 'text-faint')}>
          {bad ? `${label} ${problem}.` : hint}
        </p>
      )}
    </div>
  )
}

interface FieldControl {
  readonly id: string
  readonly 'aria-invalid': boolean
  readonly 'aria-describedby'?: string
}

type TextFieldProps = Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'className'> & {
  readonly label: string
  readonly value: string
  readonly problem?: string | null | undefined
  readonly hint?: ReactNode
  readonly className?: string
  readonly onChange: (value: string) => void
}

export function TextField({ label, value, problem, hint, className, onChange, ...rest }: TextFieldProps) {
  return (
    <Field label={label} problem={problem} hint={hint} {...(className !== undefined && { className })}>
      {(control) => (
        <input
          {...control}
          type="text"
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          {...rest}
          className={INPUT}
        />
      )}
    </Field>
  )
}

/** The browser writes a date in its own language; below it stands the day in the venue's words, with room kept for it. */
export function DateField({ value, ...rest }: TextFieldProps) {
  return <TextField {...rest} type="date" value={value} hint={value === '' ? '\u00a0' : dateName(value)} />
}

/** Words one by one: Enter or a comma adds what is typed, Backspace in the empty field takes the last one away. */
export function Chips({
  label,
  values,
  problem,
  hint,
  disabled = false,
  commas = true,
  onChange,
}: {
  readonly label: string
  readonly values: readonly string[]
  readonly problem?: string | null | undefined
  readonly hint?: ReactNode
  readonly disabled?: boolean
  /** False: a comma is part of what is typed, as in a sentence or "£1,200". */
  readonly commas?: boolean
  readonly onChange: (values: string[]) => void
}) {
  const [typed, setTyped] = useState('')
  const between = commas ? /[,;\n]/ : /\n/
  const add = (text: string) => {
    const known = new Set(values.map((v) => v.toLowerCase()))
    const fresh = text
      .split(between)
      .map((word) => word.trim())
      .filter((word) => word !== '' && !known.has(word.toLowerCase()) && known.add(word.toLowerCase()))
    if (fresh.length > 0) onChange([...values, ...fresh])
    setTyped('')
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && typed.trim() !== '') {
      event.preventDefault()
      add(typed)
    }
    if (event.key === 'Backspace' && typed === '' && values.length > 0) onChange(values.slice(0, -1))
  }
  return (
    <Field label={label} problem={problem} hint={hint}>
      {(control) => (
        <div className="flex min-h-8 flex-wrap items-center gap-1.5 rounded-[7px] border border-line-strong bg-surface px-1.5 py-1 focus-within:outline-2 focus-within:outline-need focus-within:outline-offset-1 has-aria-invalid:border-stop">
          {values.length > 0 && (
            <ul aria-label={`${label}: so far`} className="contents">
              {values.map((word) => (
                <li key={word} className="flex min-w-0 items-center gap-0.5 rounded-md bg-sunk pl-2 leading-[22px]">
                  <span className="truncate">{word}</span>
                  <button
                    type="button"
                    aria-label={`Remove ${word}`}
                    disabled={disabled}
                    onClick={() => onChange(values.filter((v) => v !== word))}
                    className="inline-flex size-5 items-center justify-center rounded text-faint hover:text-text"
                  >
                    <X size={12} aria-hidden="true" />
                  </button>
                </li>
              ))}
            </ul>
          )}
          <input
            {...control}
            type="text"
            autoComplete="off"
            disabled={disabled}
            value={typed}
            onChange={(event) =>
              between.test(event.target.value) ? add(event.target.value) : setTyped(event.target.value)
            }
            onKeyDown={press}
            onBlur={() => typed.trim() !== '' && add(typed)}
            className="h-[22px] min-w-28 flex-1 bg-transparent px-1 outline-none"
          />
        </div>
      )}
    </Field>
  )
}
