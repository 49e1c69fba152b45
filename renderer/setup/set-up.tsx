/** The steps of the first run, one at a time: each can be done, left out and taken up again, on whichever console. */
import { Check, Minus } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { SETUP_STEPS, type SetupStep } from '#shared/rows.ts'
import type { VenueView } from '#shared/rpc.ts'
import { useNarrow } from '../state/narrow.ts'
import { useOnline } from '../state/session.ts'
import { leaveSetup, nextStep, settleStep, useSetup } from '../state/setup.ts'
import { leavePage } from '../state/ui.ts'
import { useAnyUnsaved } from '../state/unsaved.ts'
import { useVenueStore } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { Choose } from '../ui/choose.tsx'
import { cx } from '../ui/cx.ts'
import { Strip } from '../ui/strip.tsx'
import { STEP_WORDS } from '../words/setup.ts'
import { NumberStep } from './number.tsx'
import { ServicesStep } from './services.tsx'
import { DisclosureStep, HoursStep, TeamStep, VoiceStep } from './simple.tsx'
import type { StepProps } from './step.ts'
import { TestStep } from './test-text.tsx'

const CONTENT: Readonly<Record<SetupStep, (props: StepProps) => ReactNode>> = {
  number: NumberStep,
  services: ServicesStep,
  hours: HoursStep,
  voice: VoiceStep,
  disclosure: DisclosureStep,
  team: TeamStep,
  test: TestStep,
}

/** What a step still needs before it is done, as a hint; null: nothing. */
function lacks(step: SetupStep, { venue, services, hours }: VenueView): string | null {
  if (step === 'number' && venue.number === '') return 'Save a number, or leave this step out.'
  if (step === 'services' && services.length === 0) return 'Add a service, or leave this step out.'
  if (step === 'hours' && hours.length === 0) return 'Set the hours of a day, or leave this step out.'
  if (step === 'test' && venue.setup?.steps.test !== 'done') return 'Send a test text, or leave this step out.'
  return null
}

export default function SetUp() {
  const view = useVenueStore((s) => s.view)
  const chosen = useSetup((s) => s.step)
  const online = useOnline()
  const narrow = useNarrow()
  const setup = view?.venue.setup
  const heading = useRef<HTMLHeadingElement>(null)
  const unsaved = useAnyUnsaved()
  const [warned, setWarned] = useState(false)
  const step = chosen ?? (setup == null ? null : (nextStep(setup, null) ?? 'test'))
  useEffect(() => {
    if (step !== null) heading.current?.focus()
    setWarned(false)
  }, [step])
  if (view === null || step === null) return <main className="flex-1" aria-busy="true" />
  const Content = CONTENT[step]
  const lacking = lacks(step, view)
  const warning = warned && unsaved ? 'What you typed here is not saved yet.' : null
  const hint = lacking ?? warning
  const at = SETUP_STEPS.indexOf(step)
  const last = at === SETUP_STEPS.length - 1
  const leave = (
    <Button look="quiet" disabled={!online} onClick={() => leavePage(() => void leaveSetup())}>
      {setup?.stage === 'steps' ? 'Leave the rest for later' : 'Back to inbox'}
    </Button>
  )
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      {!narrow && (
        <nav
          aria-label="Set-up"
          className="flex w-[220px] shrink-0 flex-col gap-px border-line border-r bg-bg px-2 py-2.5"
        >
          <h2 className="px-2 pt-1 pb-2 text-faint text-xs">Set up {view.venue.name}</h2>
          {SETUP_STEPS.map((one) => (
            <StepItem key={one} step={one} current={one === step} state={setup?.steps[one]} />
          ))}
          <div className="mt-auto flex flex-col">{leave}</div>
        </nav>
      )}
      <main className="flex min-w-0 flex-1 flex-col">
        <div className="min-h-0 flex-1 overflow-y-auto px-10 py-7 max-wide:px-6 max-desk:px-4 max-desk:py-3">
          {narrow && (
            <nav aria-label="Set-up" className="mb-3 flex items-center justify-between gap-2">
              {leave}
              <Choose
                label="Step"
                value={step}
                choices={SETUP_STEPS.map((value) => ({ value, label: STEP_WORDS[value].title }))}
                onChange={(next) => useSetup.setState({ step: next })}
              />
            </nav>
          )}
          <div className="flex max-w-[820px] flex-col gap-4.5">
            <div>
              <p className="text-faint text-xs">
                Step {at + 1} of {SETUP_STEPS.length}
              </p>
              <h1 ref={heading} tabIndex={-1} className="font-strong text-xl tracking-[-0.015em] outline-none">
                {STEP_WORDS[step].title}
              </h1>
              <p className="mt-1 max-w-[62ch] text-dim text-md">{STEP_WORDS[step].text}</p>
            </div>
            {!online && (
              <Strip tone="wait" role="status" className="rounded-lg">
                The server cannot be reached. What was saved is safe; go on when it is back.
              </Strip>
            )}
            <Content key={step} view={view} online={online} />
          </div>
        </div>
        <footer className="flex items-center gap-2.5 border-line border-t bg-surface px-10 py-3 max-wide:px-6 max-desk:px-4 max-desk:py-2">
          <Button
            look="primary"
            disabled={!online || lacking !== null}
            aria-describedby={hint === null ? undefined : 'step-hint'}
            onClick={() => (unsaved && !warned ? setWarned(true) : void settleStep(step, 'done'))}
          >
            {warning !== null ? 'Go on without it' : last ? 'Finish' : 'Go on'}
          </Button>
          <Button disabled={!online} onClick={() => void settleStep(step, 'skipped')}>
            Skip this step
          </Button>
          <p id="step-hint" role="status" className="text-dim">
            {hint}
          </p>
          {at > 0 && (
            <Button look="quiet" className="ml-auto" onClick={() => useSetup.setState({ step: SETUP_STEPS[at - 1]! })}>
              Back
            </Button>
          )}
        </footer>
      </main>
    </div>
  )
}

const STATE_WORDS = { done: 'done', skipped: 'left out' } as const

function StepItem({
  step,
  current,
  state,
}: {
  readonly step: SetupStep
  readonly current: boolean
  readonly state: 'done' | 'skipped' | undefined
}) {
  return (
    <button
      type="button"
      aria-current={current ? 'step' : undefined}
      onClick={() => useSetup.setState({ step })}
      className={cx(
        'flex h-8 items-center gap-2.5 rounded-md px-2 text-left',
        current ? 'bg-active font-strong' : 'text-dim hover:bg-hover hover:text-text',
      )}
    >
      <span
        className={cx(
          'inline-flex size-4 shrink-0 items-center justify-center rounded-full border',
          state === 'done' ? 'border-accent bg-accent text-accent-ink' : 'border-line-strong',
        )}
      >
        {state === 'done' && <Check size={11} aria-hidden="true" />}
        {state === 'skipped' && <Minus size={11} aria-hidden="true" />}
      </span>
      <span className="truncate">{STEP_WORDS[step].title}</span>
      {state !== undefined && <span className="sr-only">{STATE_WORDS[state]}</span>}
    </button>
  )
}
