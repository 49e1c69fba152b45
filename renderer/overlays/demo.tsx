import { useState } from 'react'
import { useIsOwner, useOnline } from '../state/session.ts'
import { removeDemo } from '../state/setup.ts'
import { closeOverlay } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'

/** What the mark in the header means, and the owner's way out of it. */
export default function DemoDialog() {
  const owner = useIsOwner()
  const online = useOnline()
  const [busy, setBusy] = useState(false)
  const remove = async () => {
    setBusy(true)
    await removeDemo()
    setBusy(false)
  }
  return (
    <Sheet
      title="This is the demo"
      onClose={closeOverlay}
      footer={
        owner && (
          <>
            <Button look="quiet" onClick={closeOverlay}>
              Keep it
            </Button>
            <Button look="danger" disabled={busy || !online} onClick={() => void remove()}>
              {busy ? 'Taking it away …' : 'Take the demo away'}
            </Button>
          </>
        )
      }
    >
      <p>A salon that does not exist, with customers whose numbers belong to nobody. Try whatever you like.</p>
      {owner && (
        <p className="mt-2 text-dim">
          Taking it away ends everybody’s session here and removes all of it; then you set up your own venue. It cannot
          be undone, but the demo can be filled in anew.
        </p>
      )}
    </Sheet>
  )
}
