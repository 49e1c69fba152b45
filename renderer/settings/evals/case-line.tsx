import { Check, ChevronDown, ChevronRight, CircleDashed, X } from 'lucide-react'
import { useState } from 'react'
import type { EvalResultRow } from '#shared/rows.ts'
import type { EvalsView, VenueView } from '#shared/rpc.ts'
import { change } from '../../state/change.ts'
import { useNow } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { PillTag } from '../../ui/pill.tsx'
import { Toggle } from '../../ui/toggle.tsx'
import { expectations, originText } from '../../words/evals.ts'
import { becameText } from '../../words/outcome.ts'
import { whenText } from '../../words/time.ts'

export type Case = EvalsView['evals'][number]

interface CaseLineProps {
  readonly of: Case
  readonly result: EvalResultRow | null
  readonly view: VenueView
  readonly online: boolean
  /** A run is under way. */
  readonly barred: boolean
  readonly onEdit: () => void
}

export function CaseLine({ of, result, view, online, barred, onEdit }: CaseLineProps) {
  const [open, setOpen] = useState(false)
  const agent = view.agents.find((one) => one.id === of.agentId)?.name ?? 'an agent that is gone'
  const expects = expectations(of.expect, (id) => view.services.find((one) => one.id === id)?.name)
  return (
    <div className="flex flex-col gap-2 px-4.5 py-3">
      <div className="flex items-start gap-3">
        <ResultMark result={result} />
        <div className="min-w-0 flex-1">
          <h2 className="flex items-center gap-2">
            <span dir="auto" className={of.on ? 'truncate font-strong' : 'truncate font-strong text-faint'}>
              {of.name}
            </span>
            <PillTag tone={of.origin === 'wrong_send' ? 'stop' : of.origin === 'reject' ? 'wait' : 'quiet'}>
              {originText(of.origin)}
            </PillTag>
          </h2>
          <p className="text-dim">
            {agent}: {expects.join('; ')}.
          </p>
          {of.on &&
            result?.reasons.map((reason) => (
              <p key={reason.text} className="text-stop">
                {reason.text}
              </p>
            ))}
        </div>
        <span className="mt-[3px]">
          <Toggle
            label={`On: ${of.name}`}
            on={of.on}
            disabled={!online}
            onChange={(on) => void change('eval.edit', { evalId: of.id, on }, of.seq)}
          />
        </span>
        <Button
          size="small"
          disabled={!online || barred}
          aria-label={`Run ${of.name}`}
          onClick={() => void change('eval.run', { evalIds: [of.id] })}
        >
          Run
        </Button>
        <Button size="small" aria-label={`Edit ${of.name}`} onClick={onEdit}>
          Edit
        </Button>
      </div>
      <button
        type="button"
        aria-expanded={open}
        aria-label={`Texts and answer of ${of.name}`}
        onClick={() => setOpen(!open)}
        className="ml-16 flex items-center gap-1 self-start rounded text-dim text-xs hover:text-text"
      >
        {open ? <ChevronDown size={13} aria-hidden="true" /> : <ChevronRight size={13} aria-hidden="true" />}
        Texts and answer
      </button>
      {open && <Exchange of={of} result={result} zone={view.venue.timeZone} />}
    </div>
  )
}

function ResultMark({ result }: { readonly result: EvalResultRow | null }) {
  const [Icon, tone, word] =
    result === null
      ? ([CircleDashed, 'text-faint', 'New'] as const)
      : result.pass
        ? ([Check, 'text-accent', 'Pass'] as const)
        : ([X, 'text-stop', 'Fail'] as const)
  return (
    <span className={`flex w-13 shrink-0 items-center gap-1 font-strong text-xs leading-5 ${tone}`}>
      <Icon size={14} aria-hidden="true" />
      {word}
    </span>
  )
}

function Exchange({ of, result, zone }: Pick<CaseLineProps, 'of' | 'result'> & { readonly zone: string }) {
  const now = useNow(60_000)
  const got = result?.got ?? null
  return (
    <div className="ml-16 flex flex-col gap-1.5 rounded-lg bg-bg p-3">
      {of.texts.map((text, i) => (
        <p
          // biome-ignore lint/suspicious/noArrayIndexKey: the texts of a case have no names and no other order.
          key={i}
          dir="auto"
          className="max-w-[80%] self-start whitespace-pre-wrap rounded-[14px] rounded-bl-[5px] border border-line bg-surface px-3 py-2"
        >
          {text}
        </p>
      ))}
      {got?.reply != null && (
        <p
          dir="auto"
          className="max-w-[80%] self-end whitespace-pre-wrap rounded-[14px] rounded-br-[5px] bg-bubble px-3 py-2"
        >
          {got.reply}
        </p>
      )}
      <p className="text-dim text-xs">
        As of {whenText(zone, now, of.at)}.{got !== null && ` ${becameText(got)}`}
        {result === null && ' Not run yet.'}
      </p>
      {of.expect.unlike !== undefined && (
        <p className="text-dim text-xs">
          Faulty text: <span dir="auto">“{of.expect.unlike}”</span>
        </p>
      )}
    </div>
  )
}
