/** What a playbook asks a customer for, in its order. */
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { MOST_OF } from '#shared/agents.ts'
import { FIELD_KINDS, type PlaybookField } from '#shared/rows.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Choose } from '../../ui/choose.tsx'
import { Chips, TextField } from '../fields.tsx'

const KINDS: Record<PlaybookField['kind'], string> = {
  name: 'A name',
  phone: 'A phone number',
  email: 'An email address',
  date: 'A date',
  time: 'A time',
  number: 'A number',
  service: 'A service',
  text: 'Any words',
  choice: 'One of several',
}

/** With a key that no other field of that playbook has. */
export function newField(others: readonly PlaybookField[]): PlaybookField {
  const taken = new Set(others.map((field) => field.key))
  let n = others.length + 1
  while (taken.has(`field_${n}`)) n += 1
  return { key: `field_${n}`, label: '', question: '', kind: 'text', options: [] }
}

interface CollectProps {
  readonly fields: readonly PlaybookField[]
  readonly problem: string | undefined
  readonly disabled: boolean
  readonly onChange: (fields: PlaybookField[]) => void
}

export function Collect({ fields, problem, disabled, onChange }: CollectProps) {
  const set = (at: number, change: Partial<PlaybookField>) =>
    onChange(fields.map((field, i) => (i === at ? { ...field, ...change } : field)))
  const move = (from: number, to: number) => {
    const next = [...fields]
    next.splice(to, 0, ...next.splice(from, 1))
    onChange(next)
  }
  return (
    <fieldset disabled={disabled} className="flex flex-col gap-2">
      <legend className="mb-1.5 text-dim text-xs">What to ask for</legend>
      <ol className="flex flex-col gap-2">
        {fields.map((field, i) => {
          const name = field.label === '' ? `Question ${i + 1}` : field.label
          return (
            <li key={field.key} className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-2.5">
              <div className="flex items-end gap-2">
                <TextField
                  label={`Label ${i + 1}`}
                  className="w-36"
                  value={field.label}
                  placeholder="Date"
                  maxLength={40}
                  onChange={(label) => set(i, { label })}
                />
                <TextField
                  label={`Question ${i + 1}`}
                  className="flex-1"
                  value={field.question}
                  placeholder="Which date is the wedding?"
                  maxLength={160}
                  onChange={(question) => set(i, { question })}
                />
                <IconButton label={`Move up: ${name}`} disabled={disabled || i === 0} onClick={() => move(i, i - 1)}>
                  <ArrowUp size={15} aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={`Move down: ${name}`}
                  disabled={disabled || i === fields.length - 1}
                  onClick={() => move(i, i + 1)}
                >
                  <ArrowDown size={15} aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={`Remove: ${name}`}
                  disabled={disabled || fields.length === 1}
                  onClick={() => onChange(fields.filter((_, at) => at !== i))}
                >
                  <X size={15} aria-hidden="true" />
                </IconButton>
              </div>
              <div className="flex items-center gap-2">
                <span className="text-dim text-xs">The answer is</span>
                <Choose
                  label={`Kind of answer ${i + 1}`}
                  value={field.kind}
                  disabled={disabled}
                  choices={FIELD_KINDS.map((kind) => ({ value: kind, label: KINDS[kind] }))}
                  onChange={(kind) => set(i, { kind, options: kind === 'choice' ? field.options : [] })}
                />
              </div>
              {field.kind === 'choice' && (
                <Chips
                  label={`Choices ${i + 1}`}
                  values={field.options}
                  disabled={disabled}
                  hint="Two at least; Enter adds one."
                  onChange={(options) => set(i, { options })}
                />
              )}
            </li>
          )
        })}
      </ol>
      {problem !== undefined && fields.every((field) => field.label !== '' && field.question !== '') && (
        <p role="alert" className="text-stop text-xs">
          One of these {problem}.
        </p>
      )}
      <Button
        size="small"
        className="self-start"
        disabled={disabled || fields.length >= MOST_OF.collect}
        onClick={() => onChange([...fields, newField(fields)])}
      >
        <Plus size={14} aria-hidden="true" />
        Ask for something more
      </Button>
    </fieldset>
  )
}
