import { useState } from 'react'
import { z } from 'zod'
import { PREVIEW_SCENARIOS } from '#shared/commands.ts'
import { outcome } from '#shared/decision.ts'
import { citation } from '#shared/facts.ts'
import { gateResult } from '#shared/gates.ts'
import { intentKey } from '#shared/intents.ts'
import type { VenueView } from '#shared/rpc.ts'
import { Citations } from '../thread/citations.tsx'
import { Button } from '../ui/button.tsx'
import { GateChecklist } from '../ui/gates.tsx'
import { Strip } from '../ui/strip.tsx'
import { becameText, outcomeTone } from '../words/outcome.ts'
import { count } from '../words/text.ts'
import { Refused } from './editor.tsx'
import { Field, INPUT } from './fields.tsx'
import { useForm } from './form.ts'
import { Box, BoxHead } from './parts.tsx'

const preview = z.object({
  text: z.string(),
  warrant: z.object({ reply: z.boolean(), reason: z.string() }),
  intent: intentKey.nullable(),
  confidence: z.number(),
  outcome,
  gates: z.array(gateResult),
  reply: z.string().nullable(),
  citations: z.array(citation),
  problems: z.array(z.object({ code: z.string(), text: z.string() })),
  sparks: z.number(),
})
type Preview = z.infer<typeof preview>

const SCENARIOS: Record<(typeof PREVIEW_SCENARIOS)[number], string> = {
  pricing: 'A price',
  hours: 'Opening hours',
  greeting: 'A greeting',
}

interface Props {
  readonly view: VenueView
  readonly online: boolean
}

/** What the AI would make of a text, under the settings as they are. Nothing can be sent from here. */
export function TryIt({ view, online }: Props) {
  const form = useForm({ text: '' }, undefined)
  const [shown, setShown] = useState<Preview | null>(null)
  const sparks = view.venue.sparks ?? 0
  const barred = !online || form.busy || sparks === 0
  const run = async (payload: { scenario: (typeof PREVIEW_SCENARIOS)[number] } | { text: string }) => {
    setShown(null)
    const typed = form.value.text
    const saved = await form.save('preview.run', payload)
    if (saved === null) return
    form.set({ text: typed })
    const read = preview.safeParse(saved.result)
    if (read.success) setShown(read.data)
  }
  return (
    <Box label="Try it">
      <BoxHead
        title="Try it"
        text={`See what would become of a text, and why. Nothing is sent. A try costs one Spark (${sparks.toLocaleString('en-GB')} left); three an hour are the most.`}
      />
      <div className="flex flex-col gap-3 px-4.5 pb-4">
        <div className="flex flex-wrap gap-2">
          {PREVIEW_SCENARIOS.map((scenario) => (
            <Button key={scenario} size="small" disabled={barred} onClick={() => void run({ scenario })}>
              {SCENARIOS[scenario]}
            </Button>
          ))}
        </div>
        <form
          aria-label="Your own text"
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            if (!barred && form.value.text.trim() !== '') void run({ text: form.value.text })
          }}
        >
          <Field label="Or a text of your own" className="flex-1">
            {(control) => (
              <input
                {...control}
                type="text"
                autoComplete="off"
                maxLength={1_600}
                value={form.value.text}
                placeholder="How much is a trim, and can I come on Friday?"
                disabled={!online}
                onChange={(event) => form.set({ text: event.target.value })}
                className={INPUT}
              />
            )}
          </Field>
          <Button type="submit" look="primary" disabled={barred || form.value.text.trim() === ''}>
            {form.busy ? 'Thinking…' : 'Try it'}
          </Button>
        </form>
        {sparks === 0 && (
          <Strip tone="wait" className="rounded-lg">
            There are no Sparks left to try with. Top up under Credits and plan.
          </Strip>
        )}
        <Refused refusal={form.refusal} />
        {shown !== null && <Shown preview={shown} />}
      </div>
    </Box>
  )
}

function Shown({ preview }: { readonly preview: Preview }) {
  const { text, intent, outcome, gates, reply, citations, problems } = preview
  const failed = gates.filter((g) => !g.pass).length
  return (
    <div role="status" aria-label="What became of it" className="flex flex-col gap-3 border-line border-t pt-4">
      <div className="flex flex-col gap-1.5 rounded-lg bg-bg p-3">
        <p
          dir="auto"
          className="max-w-[80%] self-start rounded-[14px] rounded-bl-[5px] border border-line bg-surface px-3 py-2"
        >
          {text}
        </p>
        {reply !== null && (
          <p
            dir="auto"
            className="max-w-[80%] self-end whitespace-pre-wrap rounded-[14px] rounded-br-[5px] bg-bubble px-3 py-2"
          >
            {reply}
          </p>
        )}
      </div>
      <Strip tone={outcomeTone(outcome)} className="rounded-lg">
        {becameText(preview)}
      </Strip>
      {problems.length > 0 && (
        <ul aria-label="Problems" className="flex list-disc flex-col gap-0.5 pl-5 text-wait">
          {problems.map((problem) => (
            <li key={problem.code + problem.text}>{problem.text}</li>
          ))}
        </ul>
      )}
      {reply !== null && (
        <>
          <div className="-mx-3.5 -mb-3">
            <Citations citations={citations} />
          </div>
          <h3 className="text-faint text-xs">
            {failed === 0
              ? `All ${gates.length} gates passed`
              : `${failed} of ${count(gates.length, 'gate')} would hold it back`}
          </h3>
          <GateChecklist gates={gates} intent={intent} owner />
        </>
      )}
    </div>
  )
}
