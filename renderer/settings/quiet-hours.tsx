import { Plus, Trash2 } from 'lucide-react'
import type { QuietWindow } from '#shared/quiet.ts'
import type { VenueView } from '#shared/rpc.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { DAY_NAMES } from '../words/quiet.ts'
import { SaveBar } from './editor.tsx'
import { useForm } from './form.ts'
import { Box } from './parts.tsx'
import { problemsOf } from './problems.ts'

/** Twenty-four hours, whatever the machine prefers: "20:00". */
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/

const EVENING: QuietWindow = { days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' }

interface Props {
  readonly venue: VenueView['venue']
  readonly online: boolean
}

/** Times at which nothing leaves by itself. Edited as a whole and saved as a whole. */
export function QuietHours({ venue, online }: Props) {
  const form = useForm({ windows: venue.quiet }, venue.seq)
  const { windows } = form.value
  const put = (i: number, next: QuietWindow | null) =>
    form.set({ windows: windows.flatMap((w, at) => (at !== i ? [w] : next === null ? [] : [next])) })
  const complete = problemsOf('autosend.quiet_hours', form.value).windows === undefined
  return (
    <Box label="Quiet hours">
      <div className="px-4.5 py-3.5">
        <h2 className="font-strong text-md">Quiet hours</h2>
        <p className="text-dim">
          Nothing leaves by itself in these hours ({venue.timeZone.replaceAll('_', ' ')} time). Replies wait as drafts,
          and the clock alone never releases them.
        </p>
        <ul className="mt-3 flex flex-col gap-2">
          {windows.map((window, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: windows have no identity but their place.
            <li key={i} className="flex flex-wrap items-center gap-2.5">
              <Days window={window} disabled={!online} onChange={(next) => put(i, next)} />
              <Time
                label="From"
                value={window.from}
                disabled={!online}
                onChange={(from) => put(i, { ...window, from })}
              />
              <span className="text-dim">to</span>
              <Time label="To" value={window.to} disabled={!online} onChange={(to) => put(i, { ...window, to })} />
              <IconButton label="Remove these hours" disabled={!online} onClick={() => put(i, null)}>
                <Trash2 size={14} aria-hidden="true" />
              </IconButton>
            </li>
          ))}
          {windows.length === 0 && <li className="text-dim">None: a reply may leave by itself at any hour.</li>}
        </ul>
        <Button
          size="small"
          className="mt-3"
          disabled={!online}
          onClick={() => form.set({ windows: [...windows, EVENING] })}
        >
          <Plus size={14} aria-hidden="true" />
          Add hours
        </Button>
      </div>
      <SaveBar
        form={form}
        canSave={online && complete}
        onSave={() => void form.save('autosend.quiet_hours', { windows })}
      />
    </Box>
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
