import { Segmented } from '../../ui/segmented.tsx'

interface SharedChoiceProps {
  readonly shared: boolean
  readonly online: boolean
  readonly onChange: (shared: boolean) => void
}

/** For whom a new one is: it stays so. */
export function SharedChoice({ shared, online, onChange }: SharedChoiceProps) {
  return (
    <div className="mb-5 shrink-0">
      <Segmented
        label="For whom"
        value={shared ? 'all' : 'own'}
        segments={[
          { value: 'all', label: 'Everybody' },
          { value: 'own', label: 'Only you' },
        ]}
        disabled={!online}
        onChange={(next) => onChange(next === 'all')}
      />
    </div>
  )
}
