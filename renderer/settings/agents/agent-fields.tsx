/** Controls that the forms of an agent share. */
import { CHANNEL_LABELS, CHANNELS, type ChannelKey } from '#shared/channels.ts'
import { INTENT_KEYS, type IntentKey, intentOf } from '#shared/intents.ts'
import type { ReplyMode } from '#shared/rows.ts'
import { cx } from '../../ui/cx.ts'
import { Segmented } from '../../ui/segmented.tsx'

interface ControlProps<V> {
  readonly value: V
  readonly disabled: boolean
  readonly onChange: (value: V) => void
}

export function Channels({ value, disabled, onChange }: ControlProps<ChannelKey[]>) {
  return (
    <fieldset disabled={disabled}>
      <legend className="mb-1.5 text-dim text-xs">Channels that it answers</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {CHANNELS.map((key) => (
          <label key={key} className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={value.includes(key)}
              onChange={(event) =>
                onChange(CHANNELS.filter((one) => (one === key ? event.target.checked : value.includes(one))))
              }
              className="size-4 shrink-0 accent-accent"
            />
            {CHANNEL_LABELS[key]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

const MODES = [
  { value: 'off', label: 'Off' },
  { value: 'draft', label: 'Draft', tone: 'need' },
  { value: 'auto', label: 'Auto', tone: 'accent' },
] as const

const MODE_TEXT: Record<ReplyMode, string> = {
  off: 'It reads and writes nothing; the team answers.',
  draft: 'Every reply waits for a person.',
  auto: 'A reply leaves by itself where its intent is on auto and every gate passes.',
}

export function ReplyModeField({ value, disabled, onChange }: ControlProps<ReplyMode>) {
  return (
    <div className="flex flex-col items-start gap-1">
      <span className="text-dim text-xs">Default reply mode</span>
      <Segmented label="Default reply mode" value={value} segments={MODES} disabled={disabled} onChange={onChange} />
      <span className="text-faint text-xs">{MODE_TEXT[value]}</span>
    </div>
  )
}

/** None chosen: every intent. */
export function Intents({ value, disabled, onChange }: ControlProps<IntentKey[]>) {
  return (
    <fieldset disabled={disabled}>
      <legend className="mb-1.5 text-dim text-xs">
        Only for {value.length === 0 ? 'these intents (none chosen: any)' : 'these intents'}
      </legend>
      <div className="flex flex-wrap gap-1.5">
        {INTENT_KEYS.map((key) => {
          const on = value.includes(key)
          return (
            <button
              key={key}
              type="button"
              aria-pressed={on}
              onClick={() => onChange(INTENT_KEYS.filter((one) => (one === key ? !on : value.includes(one))))}
              className={cx(
                'h-6 rounded-full border px-2.5 text-xs disabled:opacity-60',
                on
                  ? 'border-accent bg-accent-soft font-strong text-accent'
                  : 'border-line-strong text-dim hover:bg-hover',
              )}
            >
              {intentOf(key).label}
            </button>
          )
        })}
      </div>
    </fieldset>
  )
}
