/**
 * Before a change of an agent is saved, its cases are run with the change. What fails is shown, with what it came to
 * before; to save all the same takes a second press.
 */
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { EvalResultRow, EvalRow } from '#shared/rows.ts'
import type { AgentSettings } from '#shared/trial.ts'
import { save } from '../../state/change.ts'
import { useEvals } from '../../state/evals.ts'
import { say } from '../../state/ui.ts'
import { Button } from '../../ui/button.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Strip } from '../../ui/strip.tsx'
import { count } from '../../words/text.ts'

interface Asked {
  readonly settings: AgentSettings
  readonly settle: (go: boolean) => void
}

export interface Check {
  /** The cases are being run, or somebody is to decide. */
  readonly busy: boolean
  /** Resolves to whether to go on: all passed, there are none, or the person insists. */
  ask(settings: AgentSettings): Promise<boolean>
  /** To be put somewhere on the page. */
  readonly sheet: ReactNode
}

export function useCheck(agentId: string): Check {
  const evals = useEvals()
  const [asked, setAsked] = useState<Asked | null>(null)
  const cases = (evals?.evals ?? []).filter((one) => one.on && one.agentId === agentId)
  return {
    busy: asked !== null,
    ask(settings) {
      if (asked !== null) return Promise.resolve(false)
      if (evals !== null && cases.length === 0) return Promise.resolve(true)
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const settle = (go: boolean) => {
        setAsked(null)
        resolve(go)
      }
      setAsked({ settings, settle })
      return promise
    },
    sheet: asked !== null && <Checking agentId={agentId} asked={asked} />,
  }
}

/** A check that is quicker than this shows nothing but its result. */
const SHOW_AFTER_MS = 350

function Checking({ agentId, asked }: { readonly agentId: string; readonly asked: Asked }) {
  const evals = useEvals()
  const [runId, setRunId] = useState<string | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const [late, setLate] = useState(false)
  const begun = useRef(false)
  const { settings, settle } = asked
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void save('eval.run', { with: { ...settings, agentId } }).then((saved) => {
      if (saved.ok) setRunId(String(saved.result.runId))
      else if (saved.code === 'no_evals') settle(true)
      else setRefused(saved.text)
    })
  }, [settings, agentId, settle])
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SHOW_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])

  const run = evals?.runs.find((one) => one.id === runId)
  const results = evals?.results.filter((one) => one.runId === runId) ?? []
  const failed = results.filter((one) => !one.pass)
  const passed = run?.state === 'done' && results.length >= run.done && failed.length === 0
  useEffect(() => {
    if (!passed) return
    say(`${count(run?.total ?? 0, 'case')} run with the change: all pass.`)
    settle(true)
  }, [passed, run?.total, settle])
  useEffect(() => {
    if (run?.state === 'cancelled') settle(false)
  }, [run?.state, settle])

  const leave = () => {
    if (run?.state === 'running') void save('eval.cancel', { runId: run.id })
    settle(false)
  }
  if (refused !== null) return <NotChecked why={refused} settle={settle} />
  if (run?.state === 'done' && failed.length > 0) {
    const cases = new Map(evals?.evals.map((one) => [one.id, one]))
    return <Failures total={run.total} failed={failed} cases={cases} settle={settle} />
  }
  if (!late || passed) return null
  const done = run?.done ?? 0
  return (
    <Sheet
      title="Running the cases with this change"
      lead="Nothing is saved yet, and nothing is sent."
      onClose={leave}
      footer={<Button onClick={leave}>Cancel</Button>}
    >
      <ProgressBar label="Cases run" value={done} of={run?.total ?? null} />
    </Sheet>
  )
}

interface Decision {
  readonly settle: (go: boolean) => void
}

function NotChecked({ why, settle }: Decision & { readonly why: string }) {
  return (
    <Sheet
      title="The cases could not be run"
      lead="So nobody knows what this change breaks."
      onClose={() => settle(false)}
      footer={
        <>
          <Button look="danger" onClick={() => settle(true)}>
            Save unchecked
          </Button>
          <Button look="primary" onClick={() => settle(false)}>
            Go on editing
          </Button>
        </>
      }
    >
      <Strip tone="wait" role="alert" className="rounded-lg">
        {why}
      </Strip>
    </Sheet>
  )
}

interface FailuresProps extends Decision {
  readonly total: number
  readonly failed: readonly EvalResultRow[]
  readonly cases: ReadonlyMap<string, EvalRow>
}

function Failures({ total, failed, cases, settle }: FailuresProps) {
  const fresh = failed.filter((one) => one.before?.pass === true)
  const old = failed.filter((one) => one.before?.pass !== true)
  return (
    <Sheet
      wide
      title={
        fresh.length > 0
          ? `This change breaks ${count(fresh.length, 'case')}`
          : `${count(old.length, 'case')} would go on failing`
      }
      lead={`${total - failed.length} of ${total} pass with it. Nothing is saved yet.`}
      onClose={() => settle(false)}
      footer={
        <>
          <Button look="danger" onClick={() => settle(true)}>
            Save although {failed.length === 1 ? 'it fails' : 'they fail'}
          </Button>
          <Button look="primary" onClick={() => settle(false)}>
            Go on editing
          </Button>
        </>
      }
    >
      <div role="alert" className="flex flex-col gap-4">
        <FailureList title="Passes now, would fail" results={fresh} cases={cases} />
        <FailureList title="Fails now as well" results={old} cases={cases} />
      </div>
    </Sheet>
  )
}

function FailureList({
  title,
  results,
  cases,
}: {
  readonly title: string
  readonly results: readonly EvalResultRow[]
  readonly cases: ReadonlyMap<string, EvalRow>
}) {
  if (results.length === 0) return null
  return (
    <section>
      <h3 className="mb-1.5 text-dim">{title}</h3>
      <ul aria-label={title} className="overflow-hidden rounded-[9px] border border-line">
        {results.map((result) => (
          <li key={result.id} className="flex flex-col gap-1 border-line border-t px-3.5 py-2.5 first:border-0">
            <p className="font-strong" dir="auto">
              {cases.get(result.evalId)?.name ?? 'A case that is gone'}
            </p>
            {result.reasons.map((reason) => (
              <p key={reason.text} className="text-stop">
                {reason.text}
              </p>
            ))}
            <Compare label="Now" text={result.before?.got?.reply ?? null} />
            <Compare label="With the change" text={result.got?.reply ?? null} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Compare({ label, text }: { readonly label: string; readonly text: string | null }) {
  return (
    <p className="grid grid-cols-[108px_1fr] gap-2 text-dim">
      <span className="text-faint">{label}</span>
      <span dir="auto">{text ?? 'No reply'}</span>
    </p>
  )
}
