import { useState } from 'react'
import { plannedChanges } from '../settings/backtest/changes.ts'
import { ChangeTable } from '../settings/change-table.tsx'
import { settingsTried, tryNothing, useBacktest } from '../state/backtest.ts'
import { useOnline } from '../state/session.ts'
import { closeOverlay, say } from '../state/ui.ts'
import { useVenueStore } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Strip } from '../ui/strip.tsx'
import { Terms } from './terms.tsx'

/** The settings that were tried become those in force: what that changes, before it does. */
export default function SaveTriedDialog() {
  const online = useOnline()
  const view = useVenueStore((s) => s.view)
  const tried = useBacktest((s) => s.tried)
  const [read, setRead] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  if (view === null) return null
  const settings = settingsTried(view, tried)
  const asks = settings.masterOn && view.venue.masterSwitch.acknowledgedAt === null
  const changes = plannedChanges(view, settings, read)
  const give = async () => {
    setBusy(true)
    for (const change of changes) {
      const saved = await change.give()
      if (saved.ok) continue
      setBusy(false)
      return setRefusal(`${change.name} was not saved: ${saved.text}`)
    }
    tryNothing()
    closeOverlay()
    say('Saved.')
  }
  return (
    <Sheet
      title="Save these settings?"
      lead="They are in force at once."
      reading
      onClose={closeOverlay}
      footer={
        <>
          <Button look="quiet" onClick={closeOverlay}>
            Not now
          </Button>
          <Button
            look="primary"
            disabled={busy || !online || changes.length === 0 || (asks && !read)}
            onClick={() => void give()}
          >
            {busy ? 'Saving…' : 'Save'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {changes.length === 0 ? <p>Nothing to change.</p> : <ChangeTable label="What will change" changes={changes} />}
        {asks && <Terms of="master" read={read} onRead={setRead} />}
        {refusal !== null && (
          <Strip tone="stop" role="alert" className="rounded-lg">
            {refusal}
          </Strip>
        )}
      </div>
    </Sheet>
  )
}
