import type { RefObject } from 'react'
import { misspelt } from '#shared/placeholders.ts'
import type { VenueView } from '#shared/rpc.ts'
import { Choose } from '../../ui/choose.tsx'
import { Field, INPUT } from '../fields.tsx'

const CHOICES = [
  { text: '{name}', label: "Customer's first name" },
  { text: '{me}', label: 'My first name' },
  { text: '{venue}', label: "Venue's name" },
  { text: '{booking_link}', label: 'Booking link' },
] as const

interface TemplateFieldProps {
  readonly label: string
  readonly value: string
  readonly view: VenueView
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly disabled: boolean
  readonly problem: string | undefined
  readonly onChange: (value: string) => void
}

/** A text with placeholders; each can be put in where the caret stands. */
export function TemplateField({ label, value, view, field, disabled, problem, onChange }: TemplateFieldProps) {
  const insert = (text: string) => {
    const at = field.current
    const [from, to] = [at?.selectionStart ?? value.length, at?.selectionEnd ?? value.length]
    onChange(value.slice(0, from) + text + value.slice(to))
    requestAnimationFrame(() => {
      at?.focus()
      at?.setSelectionRange(from + text.length, from + text.length)
    })
  }
  const services = view.services.filter((s) => s.active)
  const unknown = misspelt(value)[0]
  return (
    <div className="flex flex-col gap-1.5">
      <Field label={label} problem={unknown === undefined ? problem : `has ${unknown}, which nothing fills in`}>
        {(control) => (
          <textarea
            {...control}
            ref={field}
            dir="auto"
            value={value}
            rows={3}
            maxLength={1_100}
            disabled={disabled}
            onChange={(event) => onChange(event.target.value)}
            className={`${INPUT} h-auto resize-none py-1.5`}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-1.5 text-xs">
        <span className="text-faint">Filled in as it is used:</span>
        {CHOICES.map((choice) => (
          <button
            key={choice.text}
            type="button"
            disabled={disabled}
            title={choice.label}
            className="rounded bg-sunk px-1.5 leading-5 text-dim hover:bg-active"
            onClick={() => insert(choice.text)}
          >
            {choice.text}
          </button>
        ))}
        {services.length > 0 && (
          <span className="shrink-0 whitespace-nowrap pl-1.5 text-dim">
            <Choose
              label="Price of a service"
              value=""
              disabled={disabled}
              choices={[{ value: '', label: 'Price of…' }, ...services.map((s) => ({ value: s.name, label: s.name }))]}
              onChange={(name) => name !== '' && insert(`{service_price:${name}}`)}
            />
          </span>
        )}
      </div>
    </div>
  )
}
