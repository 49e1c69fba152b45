import { Play } from 'lucide-react'
import { backtestQuery, LONGEST_BACKTEST } from '#shared/backtest.ts'
import type { VenueView } from '#shared/rpc.ts'
import { cancelBacktest, chooseDays, runBacktest, settingsTried, useBacktest } from '../../state/backtest.ts'
import { Button } from '../../ui/button.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Strip } from '../../ui/strip.tsx'
import { count } from '../../words/text.ts'
import { NumberField } from '../number-field.tsx'
import { Box, Title } from '../parts.tsx'
import { Results } from './results.tsx'
import { TriedSettings } from './tried-settings.tsx'

const SPANS = ['7', '30', '90', '365'] as const

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

/** What would have left by itself under settings that one tries out, beside what staff really sent. */
export function Backtest({ view, online }: PageProps) {
  const { tried, days, state } = useBacktest()
  const settings = settingsTried(view, tried)
  const query = { days, settings }
  const fits = backtestQuery.safeParse(query).success
  const running = state !== null && state.report === null && state.refused === null
  const stale = state?.report != null && JSON.stringify(state.query) !== JSON.stringify(query)
  return (
    <>
      <Title title="Backtest">
        Replays the texts of the last days under settings that you try out, and shows what would have left by itself
        beside what staff really sent. Nothing is sent, nothing is charged, nothing is saved.
      </Title>
      <TriedSettings view={view} online={online} />
      <Box label="Run">
        <div className="flex flex-wrap items-center gap-4 px-4.5 py-3.5">
          <Segmented<(typeof SPANS)[number] | 'other'>
            label="How far back"
            value={SPANS.find((span) => Number(span) === days) ?? 'other'}
            segments={SPANS.map((span) => ({ value: span, label: count(Number(span), 'day') }))}
            onChange={(span) => chooseDays(Number(span))}
          />
          <NumberField
            label="Days to replay"
            value={days}
            basis={0}
            min={1}
            max={LONGEST_BACKTEST}
            unit="days"
            disabled={false}
            onSave={async (value) => {
              chooseDays(value)
              return { ok: true, result: {} }
            }}
          />
          <div className="ml-auto flex gap-2">
            {running && <Button onClick={cancelBacktest}>Cancel</Button>}
            <Button
              look="primary"
              disabled={!online || running || !fits}
              title={fits ? undefined : 'The quiet hours are not complete.'}
              onClick={() => void runBacktest(query)}
            >
              <Play size={14} aria-hidden="true" />
              Run the backtest
            </Button>
          </div>
        </div>
        {running && (
          <div className="px-4.5 pb-4">
            <ProgressBar label="Judging texts" value={state.done} of={state.of} />
          </div>
        )}
      </Box>
      {state !== null && state.refused !== null && (
        <Strip tone="stop" role="alert" className="rounded-lg">
          {state.refused}
        </Strip>
      )}
      {stale && (
        <Strip tone="wait" role="status" className="rounded-lg">
          The settings have changed since this ran. Run it again to see what they would do.
        </Strip>
      )}
      {state?.report != null && <Results view={view} query={state.query} report={state.report} settings={settings} />}
    </>
  )
}
