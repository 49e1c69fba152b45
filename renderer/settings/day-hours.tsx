import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { clockText, readClock } from '../words/amounts.ts'
import type { TypedPeriod } from './periods.ts'

interface PeriodsProps {
  /** Names the fields: "Monday". */
  readonly name: string
  readonly periods: readonly TypedPeriod[]
  readonly disabled: boolean
  readonly most: number
  readonly onChange: (periods: readonly TypedPeriod[]) => void
}

/** The hours of one day, as many as it takes. */
export function Periods({ name, periods, disabled, most, onChange }: PeriodsProps) {
  const put = (i: number, next: TypedPeriod | null) =>
    onChange(periods.flatMap((p, at) => (at !== i ? [p] : next === null ? [] : [next])))
  const last = readClock(periods.at(-1)?.closes ?? '')
  const fresh =
    last === null || last > 1_320
      ? { opens: '09:00', closes: '17:00' }
      : { opens: clockText(last + 60), closes: clockText(Math.min(1_440, last + 240)) }
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
      {periods.length === 0 && <span className="text-faint">Closed</span>}
      {periods.map((period, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: periods have no identity but their place.
        <span key={i} className="inline-flex items-center gap-1.5">
          <Clock
            label={`${name} opens${i === 0 ? '' : `, ${i + 1}`}`}
            value={period.opens}
            disabled={disabled}
            onChange={(opens) => put(i, { ...period, opens })}
          />
          <span className="text-dim">to</span>
          <Clock
            label={`${name} closes${i === 0 ? '' : `, ${i + 1}`}`}
            value={period.closes}
            disabled={disabled}
            onChange={(closes) => put(i, { ...period, closes })}
          />
          <IconButton label={`Remove these hours of ${name}`} disabled={disabled} onClick={() => put(i, null)}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </span>
      ))}
      {periods.length < most && (
        <Button
          size="small"
          look="quiet"
          aria-label={`${periods.length === 0 ? 'Open on' : 'Add hours to'} ${name}`}
          disabled={disabled}
          onClick={() => onChange([...periods, fresh])}
        >
          <Plus size={14} aria-hidden="true" />
          {periods.length === 0 ? 'Open' : 'Add'}
        </Button>
      )}
    </div>
  )
}

interface ClockProps {
  readonly label: string
  readonly value: string
  readonly disabled: boolean
  readonly onChange: (value: string) => void
}

function Clock({ label, value, disabled, onChange }: ClockProps) {
  const minutes = readClock(value)
  return (
    <input
      aria-label={label}
      aria-invalid={minutes === null}
      inputMode="numeric"
      placeholder="09:00"
      maxLength={5}
      autoComplete="off"
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
      onBlur={() => minutes !== null && clockText(minutes) !== value && onChange(clockText(minutes))}
      className={cx(
        'h-7 w-16 rounded-[7px] border bg-surface px-2 text-center tabular-nums disabled:text-faint',
        minutes === null ? 'border-stop' : 'border-line-strong',
      )}
    />
  )
}
