import { useEffect, useState } from 'react'
import { intentOf } from '#shared/intents.ts'
import { percent } from '#shared/percent.ts'
import type { DecisionRow } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { useNow } from '../state/clock.ts'
import { saveAsEval } from '../state/save-eval.ts'
import { useIsOwner, useOnline } from '../state/session.ts'
import { closeOverlay, useUi } from '../state/ui.ts'
import { useZone } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { GateChecklist } from '../ui/gates.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { engineName } from '../words/engine.ts'
import { whenText } from '../words/time.ts'
import { outcomeText, whyDraft } from '../words/why.ts'
import { usePresent } from './use-present.ts'

interface WhySheetProps {
  readonly thread: Thread
  /** Which text is asked about; null: the newest. */
  readonly inboundMessageId: string | null
}

type Read = DecisionRow | 'reading' | 'none' | 'failed'

function useDecision({ thread, inboundMessageId }: WhySheetProps): Read {
  const wanted = inboundMessageId ?? thread.draft?.inboundMessageId ?? thread.decision?.inboundMessageId ?? null
  const known = thread.decision?.inboundMessageId === wanted ? thread.decision : null
  const [read, setRead] = useState<{ id: string; value: Read } | null>(null)
  useEffect(() => {
    if (wanted === null || known !== null) return
    let current = true
    desk.decision(wanted).then(
      (value) => current && setRead({ id: wanted, value: value ?? 'none' }),
      () => current && setRead({ id: wanted, value: 'failed' }),
    )
    return () => {
      current = false
    }
  }, [wanted, known])
  if (wanted === null) return 'none'
  return known ?? (read?.id === wanted ? read.value : 'reading')
}

export function WhySheet(props: WhySheetProps) {
  const { thread } = props
  const decision = useDecision(props)
  const draft = thread.draft
  const owner = useIsOwner()
  const online = useOnline()
  const present = usePresent(thread, draft?.intent)
  const about = typeof decision === 'string' ? null : decision
  useEffect(() => {
    if (about === null) return
    useUi.setState(({ overlay }) => (overlay?.kind === 'why' ? { overlay: { ...overlay, shown: about } } : {}))
  }, [about])
  const lead =
    about === null
      ? undefined
      : draft?.kind === 'reply' && draft.inboundMessageId === about.inboundMessageId
        ? whyDraft(draft, about, present)
        : outcomeText(about.outcome)
  return (
    <Sheet
      side="right"
      title="Why?"
      lead={lead}
      onClose={closeOverlay}
      footer={
        owner &&
        about !== null && (
          <Button size="small" disabled={!online} onClick={() => void saveAsEval(about.inboundMessageId)}>
            Save as eval
          </Button>
        )
      }
    >
      {decision === 'reading' && <p className="text-dim">Reading…</p>}
      {decision === 'none' && <p className="text-dim">No decision is recorded for this text.</p>}
      {decision === 'failed' && <p className="text-dim">The desk is restarting. Open this again in a moment.</p>}
      {about !== null && <Decision decision={about} thread={thread} />}
    </Sheet>
  )
}

function Decision({ decision, thread }: { readonly decision: DecisionRow; readonly thread: Thread }) {
  const owner = useIsOwner()
  const zone = useZone()
  const now = useNow(60_000)
  const inbound = thread.messages.find((m) => m.id === decision.inboundMessageId)
  const failed = decision.gates.filter((g) => !g.pass).length
  return (
    <div className="flex flex-col gap-4">
      {inbound !== undefined && (
        <blockquote dir="auto" className="rounded-lg bg-sunk px-3 py-2">
          {inbound.body}
        </blockquote>
      )}
      <dl className="grid grid-cols-[104px_1fr] gap-x-2 gap-y-1.5">
        <dt className="text-faint">Reply needed</dt>
        <dd>
          {decision.warrant.reply ? 'Yes' : 'No'}
          {decision.warrant.reason !== '' && (
            <span className="text-dim"> · {decision.warrant.reason.replace(/^Replies: /, '')}</span>
          )}
        </dd>
        {decision.intent !== null && (
          <>
            <dt className="text-faint">Read as</dt>
            <dd>
              {intentOf(decision.intent).label}, {percent(decision.confidence)} sure
              {percent(decision.rawConfidence) !== percent(decision.confidence) && (
                <span className="text-dim"> · {percent(decision.rawConfidence)} before calibration</span>
              )}
            </dd>
          </>
        )}
        {decision.severity != null && (
          <>
            <dt className="text-faint">Severity</dt>
            <dd>{decision.severity === 'high' ? 'Serious' : 'Minor'}</dd>
          </>
        )}
        <dt className="text-faint">Decided</dt>
        <dd>
          {whenText(zone, now, decision.at)} <span className="text-dim">· {engineName(decision.engine)}</span>
        </dd>
      </dl>
      {decision.gates.length > 0 && (
        <div>
          <h3 className="mb-2 text-faint text-xs">
            {failed === 0
              ? `All ${decision.gates.length} gates passed`
              : `${failed} of ${decision.gates.length} gates kept it from leaving by itself`}
          </h3>
          <GateChecklist gates={decision.gates} intent={decision.intent} owner={owner} keyed />
        </div>
      )}
    </div>
  )
}
