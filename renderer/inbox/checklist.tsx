/** What the set-up has left out, above the list, until each is done or it is put away. */
import { X } from 'lucide-react'
import { useState } from 'react'
import { SETUP_STEPS } from '#shared/rows.ts'
import { change } from '../state/change.ts'
import { useIsOwner, useOnline } from '../state/session.ts'
import { openStep } from '../state/setup.ts'
import { useVenue } from '../state/venue.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { STEP_WORDS } from '../words/setup.ts'
import { count } from '../words/text.ts'

export function Checklist() {
  const setup = useVenue()?.setup
  const owner = useIsOwner()
  const online = useOnline()
  const [folded, setFolded] = useState(false)
  if (!owner || setup?.stage !== 'list') return null
  const left = SETUP_STEPS.filter((step) => setup.steps[step] !== 'done')
  return (
    <section aria-label="Still to set up" className="shrink-0 border-line border-b bg-sunk px-4 py-2.5">
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 font-strong">{count(left.length, 'step')} of the set-up left</h2>
        <Button size="small" look="quiet" aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {folded ? 'Show' : 'Fold'}
        </Button>
        <IconButton
          label="Put the list away"
          disabled={!online}
          onClick={() => void change('setup.stage', { stage: 'over' })}
        >
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      {!folded && (
        <ul className="mt-1 flex flex-col">
          {left.map((step) => (
            <li key={step}>
              <button
                type="button"
                title={STEP_WORDS[step].missing}
                onClick={() => openStep(step)}
                className="flex h-7 w-full items-center gap-2 rounded-md px-1.5 text-left text-dim hover:bg-hover hover:text-text"
              >
                <span className="size-3.5 shrink-0 rounded-full border border-line-strong" aria-hidden="true" />
                {STEP_WORDS[step].title}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
