/** A small select for the side panel and the settings. */
import { Select } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'

interface Choice<V extends string> {
  readonly value: V
  readonly label: string
}

interface ChooseProps<V extends string> {
  readonly label: string
  readonly value: V
  readonly choices: readonly Choice<V>[]
  readonly disabled?: boolean
  readonly onChange: (value: V) => void
}

export function Choose<V extends string>({ label, value, choices, disabled = false, onChange }: ChooseProps<V>) {
  return (
    <Select.Root
      items={choices.map((c) => ({ value: c.value, label: c.label }))}
      value={value}
      disabled={disabled}
      modal={false}
      onValueChange={(next) => next !== null && next !== value && onChange(next)}
    >
      <Select.Trigger
        aria-label={label}
        className="-ml-1.5 inline-flex h-6 max-w-full items-center gap-1 rounded-md px-1.5 hover:bg-hover data-[disabled]:text-faint data-[popup-open]:bg-hover"
      >
        <Select.Value className="truncate" />
        <Select.Icon className="text-faint">
          <ChevronDown size={13} aria-hidden="true" />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-[60]">
          <Select.Popup className="appear max-h-72 min-w-40 overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float outline-none">
            {choices.map((choice) => (
              <Select.Item
                key={choice.value}
                value={choice.value}
                className="flex h-7 items-center gap-2 rounded-md pr-3 pl-2 data-[highlighted]:bg-hover outline-none"
              >
                <span className="w-4">
                  <Select.ItemIndicator>
                    <Check size={14} aria-hidden="true" />
                  </Select.ItemIndicator>
                </span>
                <Select.ItemText>{choice.label}</Select.ItemText>
              </Select.Item>
            ))}
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  )
}
