import type { VenueView } from '#shared/rpc.ts'
import { change } from '../state/change.ts'
import { Toggle } from '../ui/toggle.tsx'
import { NumberField } from './number-field.tsx'
import { Box, Setting, Title } from './parts.tsx'
import { QuietHours } from './quiet-hours.tsx'

export function Limits({ view, online }: { readonly view: VenueView; readonly online: boolean }) {
  const { caps, quiet, killSwitch } = view.venue
  return (
    <>
      <Title title="Caps and quiet hours">
        How much may leave by itself, when it may not, and who may stop it. Texts that people send are never held back
        by any of this.
      </Title>
      <Box>
        <Setting
          title="Hourly cap"
          text={`${caps.usedHour} used in the last 60 minutes. At the cap, replies wait as drafts.`}
        >
          <NumberField
            label="Hourly cap"
            value={caps.hourly}
            min={1}
            max={1_000}
            unit="an hour"
            disabled={!online}
            wide
            onSave={(hourly) => change('autosend.caps', { hourly, daily: caps.daily })}
          />
        </Setting>
        <Setting title="Daily cap" text={`${caps.usedDay} used today, by the venue's own calendar day.`}>
          <NumberField
            label="Daily cap"
            value={caps.daily}
            min={1}
            max={10_000}
            unit="a day"
            disabled={!online}
            wide
            onSave={(daily) => change('autosend.caps', { hourly: caps.hourly, daily })}
          />
        </Setting>
      </Box>
      <QuietHours windows={quiet} zone={view.venue.timeZone} online={online} />
      <Box>
        <Setting
          title="Front desk may pull the kill switch"
          text="Stopping is always yours too; releasing it is yours alone."
        >
          <Toggle
            label="Front desk may pull the kill switch"
            on={killSwitch.staffMay}
            disabled={!online}
            onChange={(staff) => void change('killswitch.access', { staff })}
          />
        </Setting>
      </Box>
    </>
  )
}
