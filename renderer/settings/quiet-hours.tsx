import { Plus, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { QuietWindow } from '#shared/quiet.ts'
import { change } from '../state/change.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { DAY_NAMES } from '../words/quiet.ts'
import { Box } from './parts.tsx'

/** Twenty-four hours, whatever the machine prefers: "20:00". */
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/

const EVENING: QuietWindow = { days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' }

interface Props {
  readonly windows: readonly QuietWindow[]
  readonly zone: string
  readonly online: boolean
}

/** Times at which nothing leaves by itself. Edited as a whole and saved as a whole. */
export function QuietHours({ windows, zone, online }: Props) {
  const [edited, setEdited] = useState<readonly QuietWindow[] | null>(null)
  const key = JSON.stringify(windows)
  // What was saved, here or elsewhere, stands.
  useEffect(() => {
    if (key !== '') setEdited(null)
  }, [key])
  const shown = edited ?? windows
  const put = (i: number, next: QuietWindow | null) =>
    setEdited(shown.flatMap((w, at) => (at !== i ? [w] : next === null ? [] : [next])))
  const complete = shown.every((w) => w.days.length > 0 && CLOCK.test(w.from) && CLOCK.test(w.to))
  return (
    <Box label="Quiet hours">
      <div className="px-4.5 py-3.5">
        <h2 className="font-strong text-md">Quiet hours</h2>
        <p className="text-dim">
          Nothing leaves by itself in these hours ({zone.replaceAll('_', ' ')} time). Replies wait as drafts, and the
          clock alone never releases them.
        </p>
        <ul className="mt-3 flex flex-col gap-2">
          {shown.map((window, i) => (
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
          {shown.length === 0 && <li className="text-dim">None: a reply may leave by itself at any hour.</li>}
        </ul>
        <div className="mt-3 flex gap-2">
          <Button size="small" disabled={!online} onClick={() => setEdited([...shown, EVENING])}>
            <Plus size={14} aria-hidden="true" />
            Add hours
          </Button>
          {edited !== null && (
            <>
              <Button
                size="small"
                look="primary"
                disabled={!online || !complete}
                onClick={() => void change('autosend.quiet_hours', { windows: [...shown] })}
              >
                Save
              </Button>
              <Button size="small" look="quiet" onClick={() => setEdited(null)}>
                Cancel
              </Button>
            </>
          )}
        </div>
      </div>
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
