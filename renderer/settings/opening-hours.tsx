import { WEEKDAY_NAMES } from '#shared/opening.ts'
import type { VenueView } from '#shared/rpc.ts'
import { MOST } from '#shared/settings.ts'
import { goTo } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Periods } from './day-hours.tsx'
import { Refused } from './editor.tsx'
import { useForm } from './form.ts'
import { Box, BoxHead } from './parts.tsx'
import { readPeriods, type TypedPeriod, typedPeriods } from './periods.ts'
import { problemsOf } from './problems.ts'

interface Props {
  readonly view: VenueView
  readonly online: boolean
}

/** The usual week; each day is saved by itself. */
export function OpeningHours({ view, online }: Props) {
  return (
    <Box label="Opening hours">
      <BoxHead
        title="Opening hours"
        text="The usual week. A single day that differs stands with the closures, under caps and quiet hours."
      >
        <Button size="small" onClick={() => goTo('limits')}>
          Closed days
        </Button>
      </BoxHead>
      <ul>
        {WEEKDAY_NAMES.map((name, i) => (
          <Day key={name} name={name} day={i + 1} view={view} online={online} />
        ))}
      </ul>
    </Box>
  )
}

function Day({ name, day, view, online }: Props & { readonly name: string; readonly day: number }) {
  const rows = view.hours.filter((row) => row.day === day)
  const form = useForm<{ periods: readonly TypedPeriod[] }>({ periods: typedPeriods(rows) }, view.cursor)
  const periods = readPeriods(form.value.periods)
  const problem = periods === null ? 'is no time' : problemsOf('hours.set', { day, periods }).periods
  return (
    <li className="flex flex-col gap-2 border-line border-t px-4.5 py-2">
      <form
        aria-label={name}
        className="flex items-center gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (periods !== null && problem === undefined) void form.save('hours.set', { day, periods })
        }}
      >
        <h3 className="w-24 shrink-0">{name}</h3>
        <div className="min-w-0 flex-1">
          <Periods
            name={name}
            periods={form.value.periods}
            disabled={!online}
            most={MOST.periods}
            onChange={(next) => form.set({ periods: next })}
          />
          {problem !== undefined && (
            <p role="alert" className="mt-1 text-stop text-xs">
              {periods === null ? 'A time looks like 09:00.' : `These hours ${problem}.`}
            </p>
          )}
        </div>
        {form.dirty && (
          <span className="flex gap-1.5">
            <Button
              type="submit"
              size="small"
              look="primary"
              aria-label={`Save ${name}`}
              disabled={!online || form.busy || problem !== undefined}
            >
              Save
            </Button>
            <Button size="small" look="quiet" onClick={form.reset}>
              Cancel
            </Button>
          </span>
        )}
      </form>
      <Refused refusal={form.refusal} onTheirs={form.reset} onMine={form.insist} />
    </li>
  )
}
