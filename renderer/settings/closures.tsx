import { Plus } from 'lucide-react'
import { useState } from 'react'
import { formatDate } from '#shared/opening.ts'
import { localDate } from '#shared/quiet.ts'
import type { VenueView } from '#shared/rpc.ts'
import { MOST } from '#shared/settings.ts'
import { useNow } from '../state/clock.ts'
import { Button } from '../ui/button.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { clockText, readClock } from '../words/amounts.ts'
import { count } from '../words/text.ts'
import { Editor, RemoveButton } from './editor.tsx'
import { DateField, TextField } from './fields.tsx'
import { useForm } from './form.ts'
import { type OpenRow, useOpenRow } from './open-row.ts'
import { Box, BoxHead, Nothing } from './parts.tsx'
import { problemsOf } from './problems.ts'

type Closure = VenueView['closures'][number]

interface Props {
  readonly view: VenueView
  readonly online: boolean
}

/** Dated exceptions to the week: closed all day, or open at other hours. */
export function Closures({ view, online }: Props) {
  const row = useOpenRow(view.closures.map((c) => c.id))
  const [past, setPast] = useState(false)
  const today = localDate(view.venue.timeZone, useNow(60_000))
  const sorted = view.closures.toSorted((a, b) => a.date.localeCompare(b.date))
  const over = sorted.filter((c) => c.date < today)
  const shown = past ? sorted : sorted.filter((c) => c.date >= today || c.id === row.id)
  return (
    <Box label="Closures">
      <BoxHead
        title="Closed days and other hours"
        text="On a day that is closed nothing leaves by itself, and no time is offered. Replies about that day go by these hours."
      >
        <Button
          size="small"
          disabled={!online || view.closures.length >= MOST.closures}
          onClick={() => row.open('new')}
        >
          <Plus size={14} aria-hidden="true" />
          Add a day
        </Button>
      </BoxHead>
      {row.id === 'new' && <ClosureForm closure={null} today={today} online={online} row={row} />}
      <ul>
        {shown.map((closure) => (
          <li key={closure.id} ref={row.refOf(closure.id)} className="border-line border-t">
            {row.id === closure.id ? (
              <ClosureForm closure={closure} today={today} online={online} row={row} />
            ) : (
              <div className="grid grid-cols-[208px_1fr_120px_auto] items-center gap-4 px-4.5 py-2">
                <span className={closure.date < today ? 'text-faint' : 'font-strong'}>
                  {dateText(closure.date, today)}
                </span>
                <span className="truncate">{closure.name}</span>
                <span className="text-dim tabular-nums">
                  {closure.opens === null || closure.closes === null
                    ? 'Closed all day'
                    : `${clockText(closure.opens)} to ${clockText(closure.closes)}`}
                </span>
                <Button
                  size="small"
                  aria-label={`Edit ${closure.name}, ${formatDate(closure.date)}`}
                  onClick={() => row.open(closure.id)}
                >
                  Edit
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {shown.length === 0 && row.id !== 'new' && (
        <Nothing>
          No closed days ahead. On a day that stands here nothing leaves by itself, and no time is offered.
        </Nothing>
      )}
      {over.length > 0 && (
        <div className="border-line border-t px-3 py-1.5">
          <Button size="small" look="quiet" onClick={() => setPast(!past)}>
            {past ? 'Hide the past' : `Show ${count(over.length, 'past day')}`}
          </Button>
        </div>
      )}
    </Box>
  )
}

const dateText = (date: string, today: string) =>
  date.slice(0, 4) === today.slice(0, 4) ? formatDate(date) : `${formatDate(date)} ${date.slice(0, 4)}`

const KINDS = [
  { value: 'closed', label: 'Closed all day' },
  { value: 'hours', label: 'Other hours' },
] as const
type Kind = (typeof KINDS)[number]['value']

interface FormProps {
  readonly closure: Closure | null
  readonly today: string
  readonly online: boolean
  readonly row: OpenRow
}

function ClosureForm({ closure, today, online, row }: FormProps) {
  const form = useForm<{ name: string; date: string; kind: Kind; opens: string; closes: string }>(
    {
      name: closure?.name ?? '',
      date: closure?.date ?? '',
      kind: closure !== null && closure.opens !== null ? 'hours' : 'closed',
      opens: clockText(closure?.opens ?? 540),
      closes: clockText(closure?.closes ?? 900),
    },
    closure?.seq,
  )
  const { name, date, kind } = form.value
  const opens = readClock(form.value.opens)
  const closes = readClock(form.value.closes)
  const readable = kind === 'closed' || (opens !== null && closes !== null)
  const payload = { name, date, ...(kind === 'closed' ? { opens: null, closes: null } : { opens, closes }) }
  const problems = problemsOf('closure.add', payload)
  const save = async () => {
    const saved = closure
      ? await form.save('closure.edit', { closureId: closure.id, ...payload })
      : await form.save('closure.add', payload)
    if (saved !== null) row.close()
  }
  return (
    <Editor
      label={closure === null ? 'New closed day' : `Edit ${closure.name}`}
      form={form}
      canSave={online && form.dirty && readable && Object.keys(problems).length === 0}
      onSave={() => void save()}
      onCancel={row.close}
      extra={
        closure !== null && (
          <RemoveButton
            what={closure.name}
            disabled={!online}
            onRemove={() =>
              void form.save('closure.remove', { closureId: closure.id }).then((saved) => saved && row.close())
            }
          />
        )
      }
    >
      <div className="grid grid-cols-[1fr_180px] items-start gap-3">
        <TextField
          label="Name"
          value={name}
          placeholder="Christmas Day"
          problem={name === '' ? undefined : problems.name}
          onChange={(next) => form.set({ name: next })}
        />
        <DateField
          label="Date"
          value={date}
          min={today}
          problem={date === '' ? undefined : problems.date}
          onChange={(next) => form.set({ date: next })}
        />
      </div>
      <div className="flex flex-wrap items-end gap-3">
        <Segmented label="That day" value={kind} segments={KINDS} onChange={(next) => form.set({ kind: next })} />
        {kind === 'hours' && (
          <>
            <TextField
              label="Opens"
              className="w-24"
              value={form.value.opens}
              problem={opens === null ? 'is no time' : undefined}
              onChange={(next) => form.set({ opens: next })}
            />
            <TextField
              label="Closes"
              className="w-24"
              value={form.value.closes}
              problem={closes === null ? 'is no time' : problems['']}
              onChange={(next) => form.set({ closes: next })}
            />
          </>
        )}
      </div>
    </Editor>
  )
}
