import { Plus, Trash2 } from 'lucide-react'
import type { QuietWindow } from '#shared/quiet.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { DAY_NAMES } from '../words/quiet.ts'

/** Twenty-four hours, whatever the machine prefers: "20:00". */
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/

const EVENING: QuietWindow = { days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' }

interface Props {
  readonly windows: readonly QuietWindow[]
  readonly disabled: boolean
  readonly onChange: (windows: QuietWindow[]) => void
}

/** Hours at which nothing leaves by itself, to be changed, added and taken away. */
export function QuietWindows({ windows, disabled, onChange }: Props) {
  const put = (i: number, next: QuietWindow | null) =>
    onChange(windows.flatMap((w, at) => (at !== i ? [w] : next === null ? [] : [next])))
  return (
    <>
      <ul className="mt-3 flex flex-col gap-2">
        {windows.map((window, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: windows have no identity but their place.
          <li key={i} className="flex flex-wrap items-center gap-2.5">
            <Days window={window} disabled={disabled} onChange={(next) => put(i, next)} />
            <Time
              label="From"
              value={window.from}
              disabled={disabled}
              onChange={(from) => put(i, { ...window, from })}
            />
            <span className="text-dim">to</span>
            <Time label="To" value={window.to} disabled={disabled} onChange={(to) => put(i, { ...window, to })} />
            <IconButton label="Remove these hours" disabled={disabled} onClick={() => put(i, null)}>
              <Trash2 size={14} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
        {windows.length === 0 && <li className="text-dim">None: a reply may leave by itself at any hour.</li>}
      </ul>
      <Button size="small" className="mt-3" disabled={disabled} onClick={() => onChange([...windows, EVENING])}>
        <Plus size={14} aria-hidden="true" />
        Add hours
      </Button>
    </>
  )
}

interface DaysProps {
  readonly window: QuietWindow
  readonly disabled: boolean
  readonly onChange: (window: QuietWindow) => void
}

function Days({ window, disabled, onChange }: DaysProps) {
  return (
    <fieldset
      aria-label="Days on which it begins"
      className="inline-flex overflow-hidden rounded-lg border border-line-strong"
    >
      {DAY_NAMES.map((name, i) => {
        const day = i + 1
        const on = window.days.includes(day)
        return (
          <button
            key={name}
            type="button"
            aria-pressed={on}
            disabled={disabled}
            onClick={() =>
              onChange({ ...window, days: on ? window.days.filter((d) => d !== day) : [...window.days, day].sort() })
            }
            className={cx(
              'h-[26px] border-line-strong px-2 text-xs [&:not(:first-child)]:border-l focus-visible:-outline-offset-2',
              on ? 'bg-active font-strong text-text' : 'text-dim hover:bg-hover',
            )}
          >
            {name}
          </button>
        )
      })}
    </fieldset>
  )
}

interface TimeProps {
  readonly label: string
  readonly value: string
  readonly disabled: boolean
  readonly onChange: (value: string) => void
}

function Time({ label, value, disabled, onChange }: TimeProps) {
  return (
    <input
      aria-label={label}
      aria-invalid={!CLOCK.test(value)}
      inputMode="numeric"
      placeholder="20:00"
      maxLength={5}
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
      className={cx(
        'h-7 w-16 rounded-[7px] border bg-surface px-2 text-center tabular-nums',
        CLOCK.test(value) ? 'border-line-strong' : 'border-stop',
      )}
    />
  )
}
