import { closeOverlay } from '../state/ui.ts'
import { Button, Keys } from '../ui/button.tsx'

interface FormFootProps {
  /** Id of the form that the dialog holds. */
  readonly form: string
  readonly label: string
  readonly disabled?: boolean
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
