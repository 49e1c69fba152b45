import { useRef, useState } from 'react'
import { z } from 'zod'
import { Button } from '../ui/button.tsx'
import { Strip } from '../ui/strip.tsx'
import { count } from '../words/text.ts'
import { Refused } from './editor.tsx'
import { Field, INPUT } from './fields.tsx'
import { type Refusal, useForm } from './form.ts'
import { Box, BoxHead } from './parts.tsx'
import { problemsOf } from './problems.ts'

const report = z.object({
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  bad: z.array(z.object({ row: z.number(), reason: z.string() })),
})
type Report = z.infer<typeof report>

const EXAMPLE = 'name,price,from,minutes,aliases\nBalayage,140,yes,180,half balayage; balyage\nTrim,35,,30,'

/** A list from a spreadsheet: good rows are taken, each bad one is named with its reason. */
export function ImportServices({ online, onClose }: { readonly online: boolean; readonly onClose: () => void }) {
  const form = useForm({ csv: '' }, undefined)
  const [done, setDone] = useState<Report | null>(null)
  const [unread, setUnread] = useState<Refusal | null>(null)
  const file = useRef<HTMLInputElement>(null)
  const problems = problemsOf('service.import', form.value)
  const run = async () => {
    setDone(null)
    const csv = form.value.csv
    const saved = await form.save('service.import', { csv })
    if (saved === null) return
    const parsed = report.safeParse(saved.result)
    setDone(parsed.success ? parsed.data : { added: 0, changed: 0, unchanged: 0, bad: [] })
    // What was not taken stays to be put right.
    if (parsed.success && parsed.data.bad.length > 0) form.set({ csv })
  }
  const read = async (chosen: File | undefined) => {
    if (chosen === undefined) return
    setDone(null)
    setUnread(null)
    try {
      form.set({ csv: await chosen.text() })
    } catch {
      setUnread({ ok: false, conflict: false, code: 'bad_request', text: 'That file could not be read.' })
    }
  }
  return (
    <Box label="Import services">
      <BoxHead
        title="Import from a spreadsheet"
        text="Saved as CSV, with a first row that names the columns: name, price, from, minutes, aliases. A service that is in the list by that name is changed, any other is added; nothing is removed."
      />
      <div className="flex flex-col gap-3 px-4.5 pb-4">
        <Field label="List" problem={problems.csv}>
          {(control) => (
            <textarea
              {...control}
              value={form.value.csv}
              rows={6}
              spellCheck={false}
              placeholder={EXAMPLE}
              disabled={!online}
              onChange={(event) => form.set({ csv: event.target.value })}
              className={`${INPUT} h-auto resize-y py-1.5 font-mono text-xs`}
            />
          )}
        </Field>
        <Refused refusal={form.refusal ?? unread} />
        {done !== null && <Outcome report={done} />}
        <div className="flex gap-2">
          <Button
            size="small"
            look="primary"
            disabled={!online || form.busy || form.value.csv.trim() === '' || problems.csv !== undefined}
            onClick={() => void run()}
          >
            {form.busy ? 'Importing…' : 'Import the list'}
          </Button>
          <Button size="small" disabled={!online} onClick={() => file.current?.click()}>
            Choose a file
          </Button>
          <input
            ref={file}
            type="file"
            aria-label="CSV file"
            accept=".csv,text/csv,text/plain"
            tabIndex={-1}
            className="sr-only"
            onChange={(event) => {
              void read(event.target.files?.[0])
              event.target.value = ''
            }}
          />
          <Button size="small" look="quiet" onClick={onClose}>
            {done === null ? 'Cancel' : 'Close'}
          </Button>
        </div>
      </div>
    </Box>
  )
}

function Outcome({ report: { added, changed, unchanged, bad } }: { readonly report: Report }) {
  return (
    <div role="status" className="flex flex-col gap-2">
      <Strip tone={bad.length === 0 ? 'fine' : 'wait'} className="rounded-lg">
        {added} added, {changed} changed, {unchanged} as before.
        {bad.length > 0 &&
          ` ${count(bad.length, 'row')} not taken: put ${bad.length === 1 ? 'it' : 'them'} right and import again.`}
      </Strip>
      {bad.length > 0 && (
        <ul aria-label="Rows that were not taken" className="max-h-48 overflow-y-auto rounded-lg border border-line">
          {bad.map(({ row, reason }) => (
            <li key={row} className="grid grid-cols-[72px_1fr] border-line border-t px-3 py-1.5 first:border-0">
              <span className="text-dim tabular-nums">Row {row}</span>
              <span>{reason}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
