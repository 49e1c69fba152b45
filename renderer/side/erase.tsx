import { useOnline } from '../state/session.ts'
import { openOverlay } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Group } from './group.tsx'

/** The way to the dialog that erases; it needs the server, and says so. */
export function Erase() {
  const online = useOnline()
  return (
    <Group title="Erase">
      <p className="mb-2 text-dim text-xs">
        {online
          ? 'When they ask for it: everything about them goes, for good.'
          : 'Erasing needs the server. It can be done once the connection is back.'}
      </p>
      <Button size="small" disabled={!online} onClick={() => openOverlay({ kind: 'erase' })}>
        Erase this customer …
      </Button>
    </Group>
  )
}
