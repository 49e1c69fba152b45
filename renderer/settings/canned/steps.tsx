import { X } from 'lucide-react'
import { type MacroStep, ME } from '#shared/macro-steps.ts'
import type { PersonRow } from '#shared/rows.ts'
import { IconButton } from '../../ui/button.tsx'
import { Choose } from '../../ui/choose.tsx'
import { INPUT } from '../fields.tsx'

type Kind = MacroStep['do']

const LABELS: Record<Kind, string> = {
  assign: 'Assign',
  reply_mode: 'Reply mode',
  note: 'Add a note',
  hand_off: 'Hand off',
  snooze: 'Snooze',
  close: 'Close',
}
const FRESH: Record<Kind, MacroStep> = {
  assign: { do: 'assign', to: ME },
  reply_mode: { do: 'reply_mode', mode: 'off' },
  note: { do: 'note', text: '' },
  hand_off: { do: 'hand_off', route: 'call' },
  snooze: { do: 'snooze', minutes: null },
  close: { do: 'close' },
}
const NOBODY = 'nobody'
const AGENT = 'agent'
const REPLY = 'reply'
const SNOOZES = [
  { value: REPLY, label: 'until they reply' },
  { value: '60', label: 'for an hour' },
  { value: '240', label: 'for 4 hours' },
  { value: '1440', label: 'for a day' },
  { value: '4320', label: 'for 3 days' },
  { value: '10080', label: 'for a week' },
]
const MODES = [
  { value: 'off', label: 'off' },
  { value: 'draft', label: 'draft' },
  { value: 'auto', label: 'auto' },
  { value: AGENT, label: "the agent's" },
] as const
const ROUTES = ['call', 'meeting', 'sales team', 'front desk']

interface StepsProps {
  readonly steps: readonly MacroStep[]
  readonly people: readonly PersonRow[]
  readonly disabled: boolean
  readonly problem: string | undefined
  readonly onChange: (steps: readonly MacroStep[]) => void
}

/** What is done besides the reply, from the top down; each kind once. */
export function Steps({ steps, people, disabled, problem, onChange }: StepsProps) {
  const left = (Object.keys(LABELS) as Kind[]).filter((kind) => !steps.some((step) => step.do === kind))
  const replace = (at: number, step: MacroStep) => onChange(steps.map((old, i) => (i === at ? step : old)))
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-dim text-xs">And then</legend>
      {steps.length > 0 && (
        <ol className="flex flex-col gap-1">
          {steps.map((step, i) => (
            <li key={step.do} className="flex min-h-8 items-center gap-3 rounded-md bg-sunk px-2.5">
              <span className="w-24 shrink-0">{LABELS[step.do]}</span>
              <span className="min-w-0 flex-1">
                <Detail step={step} people={people} disabled={disabled} onChange={(next) => replace(i, next)} />
              </span>
              <IconButton
                label={`Leave out: ${LABELS[step.do]}`}
                disabled={disabled}
                onClick={() => onChange(steps.filter((_, at) => at !== i))}
              >
                <X size={14} aria-hidden="true" />
              </IconButton>
            </li>
          ))}
        </ol>
      )}
      {left.length > 0 && (
        <div className="flex flex-wrap gap-1.5 text-xs">
          {left.map((kind) => (
            <button
              key={kind}
              type="button"
              disabled={disabled}
              onClick={() => onChange([...steps, FRESH[kind]])}
              className="rounded bg-sunk px-1.5 leading-5 text-dim hover:bg-active"
            >
              + {LABELS[kind]}
            </button>
          ))}
        </div>
      )}
      {problem !== undefined && <p className="text-stop text-xs">A macro must not {problem}.</p>}
    </fieldset>
  )
}

interface DetailProps {
  readonly step: MacroStep
  readonly people: readonly PersonRow[]
  readonly disabled: boolean
  readonly onChange: (step: MacroStep) => void
}

function Detail({ step, people, disabled, onChange }: DetailProps) {
  switch (step.do) {
    case 'assign':
      return (
        <Choose
          label="To whom"
          value={step.to ?? NOBODY}
          disabled={disabled}
          choices={[
            { value: ME, label: 'to whoever runs it' },
            { value: NOBODY, label: 'to nobody' },
            ...people.filter((p) => p.active).map((p) => ({ value: p.id, label: `to ${p.name}` })),
          ]}
          onChange={(to) => onChange({ do: 'assign', to: to === NOBODY ? null : to })}
        />
      )
    case 'reply_mode':
      return (
        <Choose
          label="Which mode"
          value={step.mode ?? AGENT}
          disabled={disabled}
          choices={MODES}
          onChange={(mode) => onChange({ do: 'reply_mode', mode: mode === AGENT ? null : mode })}
        />
      )
    case 'snooze': {
      const value = step.minutes === null ? REPLY : String(step.minutes)
      const known = SNOOZES.some((choice) => choice.value === value)
      return (
        <Choose
          label="How long"
          value={value}
          disabled={disabled}
          choices={known ? SNOOZES : [...SNOOZES, { value, label: `for ${value} minutes` }]}
          onChange={(next) => onChange({ do: 'snooze', minutes: next === REPLY ? null : Number(next) })}
        />
      )
    }
    case 'hand_off':
      return (
        <Choose
          label="By which route"
          value={step.route}
          disabled={disabled}
          choices={[...new Set([...ROUTES, step.route])].map((route) => ({ value: route, label: route }))}
          onChange={(route) => onChange({ do: 'hand_off', route })}
        />
      )
    case 'note':
      return (
        <input
          type="text"
          aria-label="Note"
          dir="auto"
          maxLength={1_000}
          placeholder="For the team; the customer never sees it"
          value={step.text}
          disabled={disabled}
          onChange={(event) => onChange({ do: 'note', text: event.target.value })}
          className={`${INPUT} my-1 h-7`}
        />
      )
    case 'close':
      return null
  }
}
