import { Play, Plus } from 'lucide-react'
import { useState } from 'react'
import { MOST_EVALS } from '#shared/evals.ts'
import type { EvalResultRow, EvalRunRow } from '#shared/rows.ts'
import type { EvalsView, VenueView } from '#shared/rpc.ts'
import { change } from '../../state/change.ts'
import { useNow } from '../../state/clock.ts'
import { useEvals } from '../../state/evals.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { count } from '../../words/text.ts'
import { whenText } from '../../words/time.ts'
import { type OpenRow, useOpenRow } from '../open-row.ts'
import { Box, Nothing, Title } from '../parts.tsx'
import { CaseForm } from './case-form.tsx'
import { CaseLine } from './case-line.tsx'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

/** Saved cases: what customers wrote, what must hold of the answer, and whether it does. */
export function Evals({ view, online }: PageProps) {
  const evals = useEvals()
  if (evals === null) return <div aria-busy="true" />
  return <Cases view={view} online={online} evals={evals} />
}

type Filter = 'all' | 'failing' | 'off'

function Cases({ view, online, evals }: PageProps & { readonly evals: EvalsView }) {
  const [filter, setFilter] = useState<Filter>('all')
  const row = useOpenRow(evals.evals.map((one) => one.id))
  const results = new Map(savedResults(evals).map((one) => [one.evalId, one]))
  const run = evals.runs.find((one) => one.state === 'running') ?? null
  const cases = evals.evals.toSorted((a, b) => b.createdAt - a.createdAt || a.name.localeCompare(b.name))
  const on = cases.filter((one) => one.on)
  const failing = on.filter((one) => results.get(one.id)?.pass === false)
  const shown = { all: cases, failing, off: cases.filter((one) => !one.on) }[filter]
  const barred = !online || run !== null
  return (
    <>
      <Title
        title="Evals"
        actions={
          <>
            <Button disabled={!online || cases.length >= MOST_EVALS} onClick={() => row.open('new')}>
              <Plus size={14} aria-hidden="true" />
              Add a case
            </Button>
            <Button look="primary" disabled={barred || on.length === 0} onClick={() => void change('eval.run', {})}>
              <Play size={14} aria-hidden="true" />
              Run all
            </Button>
          </>
        }
      >
        What customers have written, and what must hold of the answer. The cases of an agent are run before a change of
        it is saved. A rejected draft and a wrong send become a case by themselves.
      </Title>
      <Standing
        view={view}
        run={run}
        total={on.length}
        failing={failing.length}
        results={[...results.values()]}
        online={online}
      />
      <Box label="Cases">
        {cases.length > 0 && (
          <div className="flex items-center gap-3 px-4.5 py-3">
            <Segmented<Filter>
              label="Which cases"
              value={filter}
              segments={[
                { value: 'all', label: `All ${cases.length}` },
                { value: 'failing', label: `Failing ${failing.length}` },
                { value: 'off', label: `Off ${cases.length - on.length}` },
              ]}
              onChange={setFilter}
            />
          </div>
        )}
        {row.id === 'new' && (
          <div className="border-line border-t">
            <CaseForm of={null} view={view} online={online} row={row} />
          </div>
        )}
        <CaseList cases={shown} {...{ view, online, row, results, barred }} />
        {cases.length === 0 && row.id !== 'new' && (
          <Nothing>
            No cases yet. In a thread, open “Why?” at a text and choose “Save as eval”; or add one here by hand.
          </Nothing>
        )}
        {cases.length > 0 && shown.length === 0 && (
          <Nothing>{filter === 'failing' ? 'No case fails.' : 'No case is switched off.'}</Nothing>
        )}
      </Box>
    </>
  )
}

/** Results under the settings as they are saved. */
const savedResults = (evals: EvalsView): EvalResultRow[] => evals.results.filter((one) => one.kind === 'saved')

interface CaseListProps extends PageProps {
  readonly cases: EvalsView['evals']
  readonly results: ReadonlyMap<string, EvalResultRow>
  readonly row: OpenRow
  readonly barred: boolean
}

function CaseList({ cases, results, view, online, row, barred }: CaseListProps) {
  return (
    <ul aria-label="Cases">
      {cases.map((one) => (
        <li key={one.id} ref={row.refOf(one.id)} className="border-line border-t">
          {row.id === one.id ? (
            <CaseForm of={one} view={view} online={online} row={row} />
          ) : (
            <CaseLine
              of={one}
              result={results.get(one.id) ?? null}
              view={view}
              online={online}
              barred={barred}
              onEdit={() => row.open(one.id)}
            />
          )}
        </li>
      ))}
    </ul>
  )
}

interface StandingProps extends PageProps {
  readonly run: EvalRunRow | null
  readonly total: number
  readonly failing: number
  readonly results: readonly EvalResultRow[]
}

/** The list below stays where it is while a run comes and goes. */
const LINE = 'flex min-h-9 items-center'

/** How it stands: a run under way, or what the last one came to. */
function Standing({ view, run, total, failing, results, online }: StandingProps) {
  const now = useNow(60_000)
  if (run !== null) {
    return (
      <section aria-label="Run" className={`${LINE} gap-4`}>
        <div className="flex-1">
          <ProgressBar
            label={run.kind === 'change' ? 'Running the cases for a change' : 'Running the cases'}
            value={run.done}
            of={run.total}
          />
        </div>
        <Button size="small" disabled={!online} onClick={() => void change('eval.cancel', { runId: run.id })}>
          Cancel
        </Button>
      </section>
    )
  }
  if (total === 0) return null
  if (results.length === 0) return <p className={`${LINE} text-dim`}>Not run yet.</p>
  const at = Math.max(...results.map((one) => one.at))
  return (
    <p role="status" className={cx(LINE, 'gap-1', failing === 0 ? 'text-accent' : 'text-stop')}>
      <span className="font-strong">
        {failing === 0 ? `No case fails` : `${count(failing, 'case')} of ${total} ${failing === 1 ? 'fails' : 'fail'}`}
      </span>
      <span className="text-dim"> · last run {whenText(view.venue.timeZone, now, at)}</span>
    </p>
  )
}
