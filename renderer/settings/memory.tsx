import { Plus } from 'lucide-react'
import { startOfDate } from '#shared/diary.ts'
import { addDays } from '#shared/holidays.ts'
import { localDate } from '#shared/quiet.ts'
import type { VenueView } from '#shared/rpc.ts'
import { MOST } from '#shared/settings.ts'
import { useNow } from '../state/clock.ts'
import { Button } from '../ui/button.tsx'
import { PillTag } from '../ui/pill.tsx'
import { count } from '../words/text.ts'
import { shortDate } from '../words/time.ts'
import { Editor, RemoveButton } from './editor.tsx'
import { Chips, DateField, Field, INPUT, TextField } from './fields.tsx'
import { useForm } from './form.ts'
import { type OpenRow, useOpenRow } from './open-row.ts'
import { Box, Nothing, Title } from './parts.tsx'
import { problemsOf } from './problems.ts'

type Fact = VenueView['facts'][number]

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

/** What the venue knows about itself besides prices and hours. */
export function Memory({ view, online }: PageProps) {
  const { venue } = view
  const facts = view.facts.toSorted((a, b) => a.topic.localeCompare(b.topic))
  const row = useOpenRow(facts.map((f) => f.id))
  const now = useNow(60_000)
  return (
    <>
      <Title
        title="Business Memory"
        actions={
          <Button disabled={!online || facts.length >= MOST.facts} onClick={() => row.open('new')}>
            <Plus size={14} aria-hidden="true" />
            Add a fact
          </Button>
        }
      >
        Facts that a reply may rest on: parking, patch tests, gift vouchers. A question that no fact answers waits for a
        person.
      </Title>
      <Box label="Facts">
        {row.id === 'new' && <FactForm fact={null} zone={venue.timeZone} online={online} row={row} />}
        <ul>
          {facts.map((fact) => (
            <li key={fact.id} ref={row.refOf(fact.id)} className="border-line border-t first:border-0">
              {row.id === fact.id ? (
                <FactForm fact={fact} zone={venue.timeZone} online={online} row={row} />
              ) : (
                <FactLine fact={fact} zone={venue.timeZone} now={now} onEdit={() => row.open(fact.id)} />
              )}
            </li>
          ))}
        </ul>
        {facts.length === 0 && row.id !== 'new' && (
          <Nothing>
            No facts yet. Begin with what customers ask most: parking, vouchers, how late one may cancel.
          </Nothing>
        )}
      </Box>
    </>
  )
}

interface LineProps {
  readonly fact: Fact
  readonly zone: string
  readonly now: number
  readonly onEdit: () => void
}

function FactLine({ fact, zone, now, onEdit }: LineProps) {
  const { expiresAt } = fact
  const expired = expiresAt !== null && expiresAt <= now
  return (
    <div className="flex items-start gap-4 px-4.5 py-3">
      <div className="min-w-0 flex-1">
        <h2 className="flex items-center gap-2 font-strong">
          {fact.topic}
          {expiresAt !== null && (
            <PillTag tone={expired ? 'stop' : 'quiet'}>
              {expired ? 'Expired' : 'Until'} {shortDate(zone, now, expiresAt - 1)}
            </PillTag>
          )}
        </h2>
        <p className={expired ? 'text-faint' : undefined}>{fact.text}</p>
        {fact.keywords.length > 0 && (
          <p className="mt-0.5 truncate text-faint text-xs">Found by: {fact.keywords.join(', ')}</p>
        )}
      </div>
      <Button size="small" aria-label={`Edit ${fact.topic}`} onClick={onEdit}>
        Edit
      </Button>
    </div>
  )
}

interface FormProps {
  readonly fact: Fact | null
  readonly zone: string
  readonly online: boolean
  readonly row: OpenRow
}

function FactForm({ fact, zone, online, row }: FormProps) {
  const now = useNow(60_000)
  // The last day on which it holds; it ends with that day.
  const until = fact?.expiresAt == null ? '' : localDate(zone, fact.expiresAt - 1)
  const form = useForm(
    { topic: fact?.topic ?? '', keywords: [...(fact?.keywords ?? [])], text: fact?.text ?? '', until },
    fact?.seq,
  )
  const { topic, keywords, text } = form.value
  const expiresAt = form.value.until === '' ? null : startOfDate(zone, addDays(form.value.until, 1))
  const payload = {
    topic,
    keywords,
    text,
    // An expired fact can be corrected as it is.
    ...((fact === null || form.value.until !== until) && { expiresAt }),
  }
  const problems = problemsOf('fact.add', payload)
  const past = payload.expiresAt != null && payload.expiresAt <= now ? 'is in the past' : undefined
  const shown = form.dirty ? problems : {}
  const save = async () => {
    const saved = fact
      ? await form.save('fact.edit', { factId: fact.id, ...payload })
      : await form.save('fact.add', payload)
    if (saved !== null) row.close()
  }
  return (
    <Editor
      label={fact === null ? 'New fact' : `Edit ${fact.topic}`}
      form={form}
      canSave={online && form.dirty && Object.keys(problems).length === 0 && past === undefined}
      onSave={() => void save()}
      onCancel={row.close}
      extra={
        fact !== null && (
          <RemoveButton
            what="this fact"
            disabled={!online}
            onRemove={() => void form.save('fact.remove', { factId: fact.id }).then((saved) => saved && row.close())}
          />
        )
      }
    >
      <div className="grid grid-cols-[1fr_180px] gap-3">
        <TextField
          label="Topic"
          value={topic}
          placeholder="Parking"
          problem={topic === '' ? undefined : shown.topic}
          disabled={!online}
          onChange={(next) => form.set({ topic: next })}
        />
        <DateField
          label="Last day (optional)"
          value={form.value.until}
          min={localDate(zone, now)}
          problem={past}
          disabled={!online}
          onChange={(next) => form.set({ until: next })}
        />
      </div>
      <Field
        label="Fact"
        problem={text === '' ? undefined : shown.text}
        hint={`${count(text.length, 'character')}. A reply quotes it whole: one or two sentences, as one would text them.`}
      >
        {(control) => (
          <textarea
            {...control}
            value={text}
            rows={3}
            disabled={!online}
            onChange={(event) => form.set({ text: event.target.value })}
            className={`${INPUT} h-auto resize-none py-1.5`}
          />
        )}
      </Field>
      <Chips
        label="Words in a question that it answers"
        values={keywords}
        problem={shown.keywords}
        disabled={!online}
        hint="“parking”, “car park”, “where to park”"
        onChange={(next) => form.set({ keywords: next })}
      />
    </Editor>
  )
}
