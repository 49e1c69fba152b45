import type { VenueView } from '#shared/rpc.ts'
import { save } from '../state/change.ts'
import { Closures } from './closures.tsx'
import { NumberField } from './number-field.tsx'
import { Box, Setting, Title } from './parts.tsx'
import { QuietHours } from './quiet-hours.tsx'

export function Limits({ view, online }: { readonly view: VenueView; readonly online: boolean }) {
  const { caps, seq } = view.venue
  return (
    <>
      <Title title="Caps and quiet hours">
        How much may leave by itself, and when it may not. Texts that people send are never held back by any of this.
      </Title>
      <Box>
        <Setting
          title="Hourly cap"
          text={`${caps.usedHour} used in the last 60 minutes. At the cap, replies wait as drafts.`}
        >
          <NumberField
            label="Hourly cap"
            value={caps.hourly}
            basis={seq}
            min={1}
            max={1_000}
            unit="an hour"
            disabled={!online}
            wide
            onSave={(hourly, basis) => save('autosend.caps', { hourly, daily: caps.daily }, basis)}
          />
        </Setting>
        <Setting title="Daily cap" text={`${caps.usedDay} used today, by the venue's own calendar day.`}>
          <NumberField
            label="Daily cap"
            value={caps.daily}
            basis={seq}
            min={1}
            max={10_000}
            unit="a day"
            disabled={!online}
            wide
            onSave={(daily, basis) => save('autosend.caps', { hourly: caps.hourly, daily }, basis)}
          />
        </Setting>
      </Box>
      <QuietHours venue={view.venue} online={online} />
      <Closures view={view} online={online} />
    </>
  )
}
