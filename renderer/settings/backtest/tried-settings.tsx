import { INTENTS, mayAutoSend } from '#shared/intents.ts'
import type { VenueView } from '#shared/rpc.ts'
import { settingsTried, tryNothing, tryOut, tryPolicy, useBacktest } from '../../state/backtest.ts'
import type { Saved } from '../../state/change.ts'
import { openOverlay } from '../../state/ui.ts'
import { Button } from '../../ui/button.tsx'
import { Toggle } from '../../ui/toggle.tsx'
import { ModeChoice } from '../mode-choice.tsx'
import { NumberField } from '../number-field.tsx'
import { Box, BoxHead, Setting } from '../parts.tsx'
import { QuietWindows } from '../quiet-windows.tsx'
import { plannedChanges } from './changes.ts'

const KEPT: Saved = { ok: true, result: {} }

interface Props {
  readonly view: VenueView
  readonly online: boolean
}

/** Settings as they would be. Nothing here is in force until it is saved. */
export function TriedSettings({ view, online }: Props) {
  const { venue, policies } = view
  const tried = useBacktest((s) => s.tried)
  const settings = settingsTried(view, tried)
  const changes = plannedChanges(view, settings, false)
  const { caps } = settings
  const ready = policies.filter((p) => mayAutoSend(p.id) && p.unlocked)
  const automate = () => {
    for (const { id, threshold, floor } of ready) tryPolicy(id, { mode: 'auto', threshold: threshold ?? floor })
    tryOut({ masterOn: true })
  }
  return (
    <Box label="Settings to try">
      <BoxHead
        title="Settings to try"
        text="They begin as they are saved. Change them here freely: nothing is in force until you save."
      >
        <Button size="small" disabled={ready.length === 0} onClick={automate}>
          Automate what is ready
        </Button>
      </BoxHead>
      <div className="border-line border-t">
        <Setting title="Auto-send for the venue" text="The master switch: while it is off, nothing leaves by itself.">
          <Toggle
            label="Try auto-send for the venue"
            on={settings.masterOn}
            onChange={(masterOn) => tryOut({ masterOn })}
          />
        </Setting>
      </div>
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="border-line border-t text-faint text-xs [&>th]:px-4.5 [&>th]:pt-2.5 [&>th]:pb-1.5 [&>th]:font-normal">
            <th scope="col" className="w-[30%]">
              Intent
            </th>
            <th scope="col">What happens</th>
            <th scope="col" className="w-[34%]">
              How sure it has to be
            </th>
          </tr>
        </thead>
        <tbody>
          {INTENTS.filter(({ key }) => mayAutoSend(key)).flatMap(({ key, label }) => {
            const policy = policies.find((p) => p.id === key)
            const own = settings.policies.find((p) => p.intent === key)
            if (policy === undefined || own === undefined) return []
            const floor = Math.round((policy.floor ?? 0.85) * 100)
            return (
              <tr key={key} className="border-line border-t [&>*]:px-4.5 [&>*]:py-2">
                <th scope="row" className="font-strong">
                  {label}
                </th>
                <td>
                  <ModeChoice
                    policy={policy}
                    value={own.mode}
                    killed={false}
                    plan={venue.plan}
                    disabled={false}
                    onChange={(mode) => tryPolicy(key, { mode })}
                  />
                </td>
                <td>
                  <span className="flex">
                    <NumberField
                      label={`Try how sure for ${key}, in per cent`}
                      value={Math.round((own.threshold ?? policy.floor ?? 0.85) * 100)}
                      basis={0}
                      min={floor}
                      max={99}
                      unit="% sure"
                      disabled={false}
                      onSave={async (value) => {
                        tryPolicy(key, { threshold: value / 100 })
                        return KEPT
                      }}
                    />
                  </span>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <div className="border-line border-t">
        <Setting title="Caps" text="How many may leave by themselves in 60 minutes, and on one day.">
          <div className="flex flex-col gap-2">
            <NumberField
              label="Try the hourly cap"
              value={caps.hourly}
              basis={0}
              min={1}
              max={1_000}
              unit="an hour"
              disabled={false}
              wide
              onSave={async (hourly) => {
                tryOut({ caps: { ...caps, hourly } })
                return KEPT
              }}
            />
            <NumberField
              label="Try the daily cap"
              value={caps.daily}
              basis={0}
              min={1}
              max={10_000}
              unit="a day"
              disabled={false}
              wide
              onSave={async (daily) => {
                tryOut({ caps: { ...caps, daily } })
                return KEPT
              }}
            />
          </div>
        </Setting>
        <div className="px-4.5 py-3.5">
          <h2 className="font-strong text-md">Quiet hours</h2>
          <QuietWindows windows={settings.quiet} disabled={false} onChange={(quiet) => tryOut({ quiet })} />
        </div>
      </div>
      <div className="flex items-center gap-2 border-line border-t px-4.5 py-2.5 text-dim">
        <span className="flex-1" role="status">
          {changes.length === 0 ? 'As they are saved.' : `Not saved: ${changes.map((c) => c.name).join(', ')}.`}
        </span>
        <Button size="small" look="quiet" disabled={changes.length === 0} onClick={tryNothing}>
          Back to what is saved
        </Button>
        <Button
          size="small"
          disabled={changes.length === 0 || !online}
          onClick={() => openOverlay({ kind: 'save_tried' })}
        >
          Save these settings…
        </Button>
      </div>
    </Box>
  )
}
