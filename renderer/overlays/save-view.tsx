import { useState } from 'react'
import type { SavedQuery } from '#shared/saved-views.ts'
import { useKnown } from '../inbox/known.ts'
import { save } from '../state/change.ts'
import { usePool } from '../state/pool.ts'
import { closeOverlay } from '../state/ui.ts'
import { useVenueStore } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Toggle } from '../ui/toggle.tsx'
import { chips, ORDER_LABEL } from '../words/filter.ts'
import { VIEW_LABEL } from '../words/views.ts'

/** A name for the list as it stands, for oneself or for everybody; or a new name for one that is saved. */
export default function SaveViewDialog({ viewId }: { readonly viewId: string | null }) {
  const row = useVenueStore((s) => s.view?.savedViews.find((saved) => saved.id === viewId))
  const { view, filter, order } = usePool()
  const known = useKnown(filter)
  const [name, setName] = useState(row?.name ?? '')
  const [shared, setShared] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const parts = [VIEW_LABEL[view], ...chips(filter, known).map((chip) => chip.text), ORDER_LABEL[order]]

  const submit = async () => {
    if (name.trim() === '' || busy) return
    setBusy(true)
    const query: SavedQuery = { view, filter, order }
    const saved =
      viewId === null ? await save('view.save', { name, query, shared }) : await save('view.rename', { viewId, name })
    setBusy(false)
    if (!saved.ok) {
      setProblem(saved.text)
      return
    }
    if (viewId === null) usePool.setState({ savedId: String(saved.result.viewId) })
    closeOverlay()
  }

  return (
    <Sheet
      title={viewId === null ? 'Save this view' : 'Rename the view'}
      lead={viewId === null ? parts.join(' · ') : undefined}
      onClose={closeOverlay}
      footer={
        <>
          <Button look="quiet" onClick={closeOverlay}>
            Cancel
          </Button>
          <Button look="primary" disabled={name.trim() === '' || busy} onClick={() => void submit()}>
            Save
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
        className="flex flex-col gap-3"
      >
        <label className="flex flex-col gap-1">
          <span className="text-dim text-xs">Name</span>
          <input
            // biome-ignore lint/a11y/noAutofocus: a dialog takes the focus.
            autoFocus
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.target.value)}
            className="h-9 rounded-lg border border-line-strong bg-surface px-2.5"
          />
        </label>
        {viewId === null && (
          <span className="flex items-center gap-2">
            <Toggle label="For everybody" on={shared} onChange={setShared} />
            <span className="text-dim">{shared ? 'Everybody at the venue sees it' : 'Only you see it'}</span>
          </span>
        )}
        {problem !== null && (
          <p role="alert" className="text-stop">
            {problem}
          </p>
        )}
      </form>
    </Sheet>
  )
}
