/** The text that shows that all of it works: to a phone in the owner's hand, with what becomes of it as it happens. */
import { type FormEvent, useEffect, useState } from 'react'
import { z } from 'zod'
import { TextField } from '../settings/fields.tsx'
import { Box, BoxHead } from '../settings/parts.tsx'
import { save } from '../state/change.ts'
import { openStep, useSentText } from '../state/setup.ts'
import { Button } from '../ui/button.tsx'
import { Strip } from '../ui/strip.tsx'
import { sentText } from '../words/setup.ts'
import { prettyNumber } from '../words/text.ts'
import type { StepProps } from './step.ts'

const sent = z.object({ messageId: z.string(), conversationId: z.string() })

export function TestStep({ view: { venue }, online }: StepProps) {
  const [number, setNumber] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [last, setLast] = useState<z.infer<typeof sent> | null>(null)
  const message = useSentText(last)
  const tried = message?.state === 'accepted' || message?.state === 'delivered'
  const settled = venue.setup?.steps.test === 'done'
  useEffect(() => {
    if (tried && !settled) void save('setup.step', { step: 'test', as: 'done' })
  }, [tried, settled])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    const saved = await save('setup.test', { number })
    setBusy(false)
    if (!saved.ok) return setProblem(saved.text)
    const parsed = sent.safeParse(saved.result)
    if (parsed.success) setLast(parsed.data)
  }
  if (venue.number === '') {
    return (
      <Strip
        tone="wait"
        role="status"
        className="rounded-lg"
        actions={
          <Button size="small" onClick={() => openStep('number')}>
            Set the number
          </Button>
        }
      >
        The venue has no number yet to send from.
      </Strip>
    )
  }
  const tone = message?.state === 'delivered' ? 'fine' : message?.state === 'failed' ? 'stop' : 'need'
  return (
    <Box label="Test text">
      <BoxHead
        title="Send a test text"
        text={`It leaves from ${prettyNumber(venue.number)} like any other, and shows in the inbox. Answer it from the phone, and you see how a text comes in.`}
      />
      <form
        aria-label="Send a test text"
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-3 px-4.5 pb-4"
      >
        <div className="flex items-end gap-3">
          <TextField
            label="Number of your phone"
            type="tel"
            className="w-64"
            value={number}
            disabled={!online}
            autoComplete="tel"
            placeholder="+44 7700 900123"
            onChange={setNumber}
          />
          <Button type="submit" look="primary" disabled={!online || busy || number.trim() === ''}>
            Send a test text
          </Button>
        </div>
        {problem !== null && (
          <p role="alert" className="text-stop">
            {problem}
          </p>
        )}
        {last !== null && (
          <Strip tone={tone} role="status" className="rounded-lg">
            {sentText(message)}
          </Strip>
        )}
      </form>
    </Box>
  )
}
