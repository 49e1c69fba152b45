import { useState } from 'react'
import type { VenueRow } from '#shared/rows.ts'
import type { Seen } from '#shared/rpc.ts'
import { change } from '../state/change.ts'
import { Button } from '../ui/button.tsx'
import { Choose } from '../ui/choose.tsx'
import { Box, Setting } from './parts.tsx'

const FOR_EVER = 'ever'
const PERIODS = [
  [30, '30 days'],
  [90, '90 days'],
  [182, 'half a year'],
  [365, 'a year'],
  [730, '2 years'],
  [1_825, '5 years'],
  [3_650, '10 years'],
] as const

/** "a year", "45 days" */
const nameOf = (days: number) => PERIODS.find(([known]) => known === days)?.[1] ?? `${days} days`

/** How long texts are kept. A shorter time erases what is older, so it is asked once more. */
export function Retention({ venue, online }: { readonly venue: Seen<VenueRow>; readonly online: boolean }) {
  const days = venue.retentionDays ?? null
  const [asked, setAsked] = useState<number | null>(null)
  const choose = (value: string) => {
    const next = value === FOR_EVER ? null : Number(value)
    // Keeping for longer erases nothing.
    if (next === null || (days !== null && next > days)) void change('venue.retention', { days: next })
    else setAsked(next)
  }
  const confirm = async () => {
    if (asked !== null && (await change('venue.retention', { days: asked })) === null) setAsked(null)
  }
  const other = days !== null && !PERIODS.some(([known]) => known === days) ? [[days, nameOf(days)] as const] : []
  return (
    <Box label="Keeping texts">
      <Setting
        title="Keep texts of closed conversations for"
        text="After that their words are erased, once a day: on the server, and on each console as it syncs. Who wrote and when, and the figures, stay."
      >
        <Choose
          label="Keep texts of closed conversations for"
          value={days === null ? FOR_EVER : String(days)}
          disabled={!online}
          choices={[
            { value: FOR_EVER, label: 'ever' },
            ...[...other, ...PERIODS].map(([value, label]) => ({ value: String(value), label })),
          ]}
          onChange={choose}
        />
      </Setting>
      {asked !== null && (
        <fieldset
          aria-label="Erase old texts"
          className="flex items-center gap-3 border-line border-t bg-sunk px-4.5 py-2.5"
        >
          <p className="min-w-0 flex-1">
            Texts of conversations that were closed, and silent for {nameOf(asked)}, are erased within a day. That
            cannot be undone.
          </p>
          <Button size="small" look="quiet" onClick={() => setAsked(null)}>
            Keep them
          </Button>
          <Button size="small" look="danger" disabled={!online} onClick={() => void confirm()}>
            Erase after {nameOf(asked)}
          </Button>
        </fieldset>
      )}
    </Box>
  )
}
