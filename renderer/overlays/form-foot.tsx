import type { KeyboardEvent } from 'react'
import { isComposing } from '../keys.ts'
import { closeOverlay } from '../state/ui.ts'
import { Button, Keys } from '../ui/button.tsx'

interface FormFootProps {
  /** Id of the form that the dialog holds. */
  readonly form: string
  readonly label: string
  readonly disabled?: boolean
}

/** The keys that the foot shows give the form from anywhere in it; where Enter makes no new line, so does that. */
export function giveByKeys(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || isComposing(event.nativeEvent)) return
  if (event.target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey) return
  event.preventDefault()
  event.currentTarget.requestSubmit()
}

/** Foot of a dialog in which one writes: the words are given with the keys that send a reply. */
export function FormFoot({ form, label, disabled = false }: FormFootProps) {
  return (
    <>
      <Button look="quiet" onClick={closeOverlay}>
        Cancel
      </Button>
      <Button type="submit" form={form} look="primary" disabled={disabled}>
        {label}
        <Keys chord="Mod+Enter" tinted />
      </Button>
    </>
  )
}
