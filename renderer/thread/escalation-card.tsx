import { OctagonAlert } from 'lucide-react'
import { INTENTS } from '#shared/intents.ts'
import { percent } from '#shared/percent.ts'
import type { DraftRow } from '#shared/rows.ts'
import { confirmEscalation, focusReply, judge, useJudgement } from '../state/draft-acts.ts'
import { openOverlay } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Choose } from '../ui/choose.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { CARD } from './draft-card.tsx'

const CLASSES = INTENTS.map(({ key, label }) => ({ value: key, label }))

/** A complaint or a risk: no reply is written. What staff confirm here is the evidence for complaints. */
export default function EscalationCard({ draft }: { readonly draft: DraftRow }) {
  const { intent, severity } = useJudgement(draft)
  const risk = draft.intent === 'risk'
  return (
    <section aria-label="Escalation" className={CARD}>
      <div className="flex items-start gap-2.5 bg-stop-soft px-3.5 py-2.5">
        <OctagonAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-stop" />
        <div className="min-w-0 flex-1">
          <div className="font-strong text-stop">
            {risk ? 'This may be about somebody’s safety' : 'A complaint'} · {percent(draft.confidence)} sure
          </div>
          <p>
            {risk
              ? 'The AI writes nothing here. Read it now, and answer in person if you can.'
              : 'The AI writes no reply to a complaint. The customer waits for a person.'}
          </p>
        </div>
        <Button
          look="quiet"
          size="small"
          action="why"
          className="-mr-2"
          onClick={() => openOverlay({ kind: 'why', inboundMessageId: draft.inboundMessageId })}
        >
          Why?
        </Button>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3.5 py-2.5">
        <span className="flex items-center gap-3">
          <span className="text-dim">It is</span>
          <Choose
            label="What it is"
            value={intent}
            choices={CLASSES}
            onChange={(is) => judge(draft, { intent: is, severity })}
          />
        </span>
        <Segmented
          label="How serious"
          value={severity}
          segments={[
            { value: 'low', label: 'Minor' },
            { value: 'high', label: 'Serious' },
          ]}
          onChange={(is) => judge(draft, { intent, severity: is })}
        />
        <span className="ml-auto flex gap-2">
          <Button action="confirm" onClick={confirmEscalation}>
            Confirm
          </Button>
          <Button look="primary" action="reply" onClick={focusReply}>
            Write a reply
          </Button>
        </span>
      </div>
    </section>
  )
}
