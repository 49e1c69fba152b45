import { Switch } from '@base-ui/react/switch'

interface ToggleProps {
  readonly label: string
  readonly on: boolean
  readonly disabled?: boolean
  readonly onChange: (on: boolean) => void
}

export function Toggle({ label, on, disabled = false, onChange }: ToggleProps) {
  return (
    <Switch.Root
      aria-label={label}
      checked={on}
      disabled={disabled}
      onCheckedChange={onChange}
      className="relative inline-flex h-[22px] w-[38px] shrink-0 rounded-full bg-[var(--faint)] p-0.5 transition-colors data-[checked]:bg-accent data-[disabled]:opacity-50"
    >
      <Switch.Thumb className="size-[18px] rounded-full bg-surface transition-transform data-[checked]:translate-x-4" />
    </Switch.Root>
  )
}
