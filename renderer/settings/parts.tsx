import { X } from 'lucide-react'
import {
  type ComponentProps,
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Strip } from '../ui/strip.tsx'
import type { Form, Refusal } from './form.ts'

export function Title({
  title,
  actions,
  children,
}: {
  readonly title: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="flex items-end gap-6">
      <div className="min-w-0 flex-1">
        <h1 className="font-strong text-xl tracking-[-0.015em]">{title}</h1>
        <p className="mt-1 max-w-[62ch] text-dim text-md">{children}</p>
      </div>
      {actions !== undefined && <div className="flex gap-2">{actions}</div>}
    </div>
  )
}

export function Box({ children, label }: { readonly children: ReactNode; readonly label?: string }) {
  return (
    <section aria-label={label} className="shrink-0 overflow-hidden rounded-xl border border-line bg-surface">
      {children}
    </section>
  )
}

/** The head of a box: what it holds, in a line. */
export function BoxHead({
  title,
  text,
  children,
}: {
  readonly title: string
  readonly text?: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <div className="flex items-center gap-6 px-4.5 py-3.5">
      <div className="min-w-0 flex-1">
        <h2 className="font-strong text-md">{title}</h2>
        {text !== undefined && <p className="max-w-[72ch] text-dim">{text}</p>}
      </div>
      {children}
    </div>
  )
}

/** A setting with its explanation on the left and its control on the right. */
export function Setting({
  title,
  text,
  children,
}: {
  readonly title: string
  readonly text: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="flex items-center gap-6 border-line border-b px-4.5 py-3.5 last:border-0">
      <div className="min-w-0 flex-1">
        <h2 className="font-strong text-md">{title}</h2>
        <p className="text-dim">{text}</p>
      </div>
      {children}
    </div>
  )
}

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

/** Words one by one: Enter or a comma adds what is typed, Backspace in the empty field takes the last one away. */
export function Chips({
  label,
  values,
  problem,
  hint,
  disabled = false,
  onChange,
}: {
  readonly label: string
  readonly values: readonly string[]
  readonly problem?: string | null | undefined
  readonly hint?: ReactNode
  readonly disabled?: boolean
  readonly onChange: (values: string[]) => void
}) {
  const [typed, setTyped] = useState('')
  const add = (text: string) => {
    const known = new Set(values.map((v) => v.toLowerCase()))
    const fresh = text
      .split(/[,;\n]/)
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
              /[,;\n]/.test(event.target.value) ? add(event.target.value) : setTyped(event.target.value)
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

/** Why it was not saved; for a conflict, both ways on. */
export function Refused({
  refusal,
  onTheirs,
  onMine,
}: {
  readonly refusal: Refusal | null
  readonly onTheirs?: () => void
  readonly onMine?: () => void
}) {
  if (refusal === null) return null
  return (
    <Strip
      tone={refusal.conflict ? 'wait' : 'stop'}
      role="alert"
      className="rounded-lg"
      actions={
        refusal.conflict &&
        onTheirs !== undefined &&
        onMine !== undefined && (
          <>
            <Button size="small" onClick={onTheirs}>
              Show theirs
            </Button>
            <Button size="small" onClick={onMine}>
              Keep mine
            </Button>
          </>
        )
      }
    >
      {refusal.conflict ? `Not saved: ${refusal.text}` : refusal.text}
    </Strip>
  )
}

interface EditorProps {
  readonly label: string
  readonly form: Pick<Form<object>, 'busy' | 'refusal' | 'reset' | 'insist'>
  readonly saveLabel?: string
  readonly canSave: boolean
  readonly onSave: () => void
  readonly onCancel: () => void
  /** Further buttons, at the far end. */
  readonly extra?: ReactNode
  readonly children: ReactNode
}

/** A form in place: the first field has the focus, Enter saves, Esc leaves. */
export function Editor({ label, form, saveLabel = 'Save', canSave, onSave, onCancel, extra, children }: EditorProps) {
  const place = useRef<HTMLFormElement>(null)
  useEffect(() => {
    place.current?.querySelector<HTMLElement>('input,textarea,select')?.focus()
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (canSave && !form.busy) onSave()
  }
  return (
    <form
      ref={place}
      aria-label={label}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onCancel()
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
      }}
      className="flex flex-col gap-3 bg-bg px-4.5 py-4"
    >
      {children}
      <Refused refusal={form.refusal} onTheirs={form.reset} onMine={form.insist} />
      <div className="flex items-center gap-2">
        <Button type="submit" look="primary" size="small" disabled={!canSave || form.busy}>
          {form.busy ? 'Saving…' : saveLabel}
        </Button>
        <Button size="small" look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        {extra !== undefined && <div className="ml-auto flex gap-2">{extra}</div>}
      </div>
    </form>
  )
}

/** Save and Cancel of a page's section that is edited as a whole. */
export function SaveBar({
  form,
  canSave,
  onSave,
}: {
  readonly form: Pick<Form<object>, 'dirty' | 'busy' | 'refusal' | 'reset' | 'insist'>
  readonly canSave: boolean
  readonly onSave: () => void
}) {
  if (!form.dirty && form.refusal === null) return null
  return (
    <div className="flex flex-col gap-3 border-line border-t px-4.5 py-3">
      <Refused refusal={form.refusal} onTheirs={form.reset} onMine={form.insist} />
      <div className="flex gap-2">
        <Button size="small" look="primary" disabled={!canSave || form.busy || !form.dirty} onClick={onSave}>
          {form.busy ? 'Saving…' : 'Save'}
        </Button>
        <Button size="small" look="quiet" onClick={form.reset}>
          Cancel
        </Button>
      </div>
    </div>
  )
}

/** Takes away after a second press, so that no slip of the hand does. */
export function RemoveButton({
  what,
  disabled,
  onRemove,
}: {
  readonly what: string
  readonly disabled: boolean
  readonly onRemove: () => void
}) {
  const [asked, setAsked] = useState(false)
  if (!asked) {
    return (
      <Button size="small" look="quiet" disabled={disabled} onClick={() => setAsked(true)}>
        Remove
      </Button>
    )
  }
  return (
    <Button size="small" look="danger" disabled={disabled} onBlur={() => setAsked(false)} onClick={onRemove} autoFocus>
      Remove {what}
    </Button>
  )
}

export function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="border-line border-t px-4.5 py-6 text-center text-dim">{children}</p>
}
