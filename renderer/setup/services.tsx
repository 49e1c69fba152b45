/** The service list in whatever form it is at hand: lines, one by one, a spreadsheet. */
import { useState } from 'react'
import { z } from 'zod'
import { csvOfLines } from '#shared/services-lines.ts'
import { Refused } from '../settings/editor.tsx'
import { Field, INPUT } from '../settings/fields.tsx'
import { useForm } from '../settings/form.ts'
import { ImportServices } from '../settings/import-services.tsx'
import { useOpenRow } from '../settings/open-row.ts'
import { Box, BoxHead } from '../settings/parts.tsx'
import { ServiceList } from '../settings/services.tsx'
import { Button } from '../ui/button.tsx'
import { Strip } from '../ui/strip.tsx'
import { count } from '../words/text.ts'
import type { StepProps } from './step.ts'

export function ServicesStep({ view, online }: StepProps) {
  const row = useOpenRow(view.services.map((one) => one.id))
  const [importing, setImporting] = useState(false)
  return (
    <>
      {importing ? (
        <ImportServices online={online} onClose={() => setImporting(false)} />
      ) : (
        <Lines online={online} onImport={() => setImporting(true)} onAdd={() => row.open('new')} />
      )}
      <ServiceList view={view} online={online} row={row} />
    </>
  )
}

const EXAMPLE = 'Trim £35 30 min\nBalayage from £140, 3 h\nGel nails £32'
const report = z.object({
  added: z.number(),
  changed: z.number(),
  bad: z.array(z.object({ row: z.number(), reason: z.string() })),
})

interface LinesProps {
  readonly online: boolean
  readonly onImport: () => void
  readonly onAdd: () => void
}

/** Lines that were taken go; those that were not stay to be put right. */
function Lines({ online, onImport, onAdd }: LinesProps) {
  const form = useForm({ lines: '' }, undefined)
  const [said, setSaid] = useState<{ readonly taken: number; readonly bad: readonly string[] } | null>(null)
  const add = async () => {
    const written = form.value.lines.split(/\r?\n/)
    const saved = await form.save('service.import', { csv: csvOfLines(form.value.lines) })
    if (saved === null) return
    const parsed = report.safeParse(saved.result)
    if (!parsed.success) return
    const left = parsed.data.bad.map(({ row }) => written[row - 2]!)
    setSaid({ taken: parsed.data.added + parsed.data.changed, bad: parsed.data.bad.map((one) => one.reason) })
    if (left.length > 0) form.set({ lines: left.join('\n') })
  }
  return (
    <Box label="Paste your list">
      <BoxHead title="Paste your list" text="A service a line, with its price and how long it takes." />
      <div className="flex flex-col gap-3 px-4.5 pb-4">
        <Field label="Services, a line each">
          {(control) => (
            <textarea
              {...control}
              value={form.value.lines}
              rows={5}
              spellCheck={false}
              placeholder={EXAMPLE}
              disabled={!online}
              onChange={(event) => form.set({ lines: event.target.value })}
              className={`${INPUT} h-auto resize-y py-1.5`}
            />
          )}
        </Field>
        <Refused refusal={form.refusal} />
        {said !== null && (
          <Strip tone={said.bad.length === 0 ? 'fine' : 'wait'} role="status" className="rounded-lg">
            {count(said.taken, 'service')} taken.
            {said.bad.length > 0 &&
              ` ${count(said.bad.length, 'line')} left above: ${said.bad[0]?.replace(': ', ' ')}.`}
          </Strip>
        )}
        <div className="flex gap-2">
          <Button
            size="small"
            look="primary"
            disabled={!online || form.busy || form.value.lines.trim() === ''}
            onClick={() => void add()}
          >
            Add these services
          </Button>
          <Button size="small" disabled={!online} onClick={onAdd}>
            Type one
          </Button>
          <Button size="small" disabled={!online} onClick={onImport}>
            Import a CSV file
          </Button>
        </div>
      </div>
    </Box>
  )
}
