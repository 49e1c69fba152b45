import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Strip } from '../ui/strip.tsx'
import type { Form, Refusal } from './form.ts'
import { Box } from './parts.tsx'

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

/** A section of a page that is edited as a whole: Enter saves, and when its buttons go, the focus stays in it. */
export function FormBox({
  label,
  form,
  canSave,
  onSave,
  children,
}: {
  readonly label: string
  readonly form: Pick<Form<object>, 'dirty' | 'busy' | 'refusal' | 'reset' | 'insist'>
  readonly canSave: boolean
  readonly onSave: () => void
  readonly children: ReactNode
}) {
  const bar = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLElement>(null)
  const inBar = useRef(false)
  const open = form.dirty || form.refusal !== null
  const may = canSave && form.dirty && !form.busy
  useEffect(() => {
    if (open || !inBar.current) return
    inBar.current = false
    field.current?.focus()
  }, [open])
  return (
    <Box label={label}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (may) onSave()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit()
        }}
        onFocus={(event) => {
          inBar.current = bar.current?.contains(event.target) === true
          if (!inBar.current) field.current = event.target
        }}
        onBlur={(event) => {
          // A button that rests while it saves lets go of the focus; whoever goes elsewhere stays there.
          if (event.relatedTarget !== null) inBar.current = false
        }}
      >
        {children}
        {open && (
          <div ref={bar} className="flex flex-col gap-3 border-line border-t px-4.5 py-3">
            <Refused refusal={form.refusal} onTheirs={form.reset} onMine={form.insist} />
            <div className="flex gap-2">
              <Button type="submit" size="small" look="primary" disabled={!may}>
                {form.busy ? 'Saving…' : 'Save'}
              </Button>
              <Button size="small" look="quiet" onClick={form.reset}>
                Cancel
              </Button>
            </div>
          </div>
        )}
      </form>
    </Box>
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
