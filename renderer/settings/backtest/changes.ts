/** What saving the settings that were tried would change, each with the command that does it. */
import type { BacktestSettings } from '#shared/backtest.ts'
import { intentOf } from '#shared/intents.ts'
import { percent } from '#shared/percent.ts'
import type { VenueView } from '#shared/rpc.ts'
import { type Saved, save } from '../../state/change.ts'
import { MODE_LABEL } from '../../words/modes.ts'
import { quietText } from '../../words/quiet.ts'
import type { PlannedChange } from '../change-table.tsx'

interface SavedChange extends PlannedChange {
  readonly give: () => Promise<Saved>
}

/** What makes it calmer comes first, the master switch last. `acknowledged`: somebody has read the terms for it. */
export function plannedChanges(
  { venue, policies }: VenueView,
  tried: BacktestSettings,
  acknowledged: boolean,
): SavedChange[] {
  const { caps, quiet, masterSwitch } = venue
  const changes: SavedChange[] = []
  if (JSON.stringify(quiet) !== JSON.stringify(tried.quiet)) {
    changes.push({
      name: 'Quiet hours',
      from: quietText(quiet),
      to: quietText(tried.quiet),
      give: () => save('autosend.quiet_hours', { windows: tried.quiet }),
    })
  }
  if (caps.hourly !== tried.caps.hourly || caps.daily !== tried.caps.daily) {
    const words = (c: { hourly: number; daily: number }) => `${c.hourly} an hour, ${c.daily} a day`
    changes.push({
      name: 'Caps',
      from: words(caps),
      to: words(tried.caps),
      give: () => save('autosend.caps', tried.caps),
    })
  }
  for (const { intent, mode, threshold } of tried.policies) {
    const saved = policies.find((p) => p.id === intent)
    if (saved === undefined) continue
    const { label } = intentOf(intent)
    const moved = threshold !== null && threshold !== (saved.threshold ?? saved.floor)
    const at = (value: number | null) => (value === null ? '' : `, from ${percent(value)} sure`)
    if (mode !== saved.mode) {
      changes.push({
        name: label,
        from: MODE_LABEL[saved.mode],
        to: `${MODE_LABEL[mode]}${mode === 'auto' ? at(threshold) : ''}`,
        give: () => save('autosend.intent', { intent, mode, ...(threshold !== null && { threshold }) }),
      })
    } else if (moved) {
      changes.push({
        name: label,
        from: `From ${percent(saved.threshold ?? saved.floor ?? 0)} sure`,
        to: `From ${percent(threshold)} sure`,
        give: () => save('autosend.threshold', { intent, value: threshold }),
      })
    }
  }
  if (masterSwitch.on !== tried.masterOn) {
    const words = (on: boolean) => (on ? 'On' : 'Off')
    changes.push({
      name: 'Auto-send for the venue',
      from: words(masterSwitch.on),
      to: words(tried.masterOn),
      give: () => save('autosend.master', { on: tried.masterOn, ...(acknowledged && { acknowledged }) }),
    })
  }
  return changes
}
