import { useOutbox } from '../state/commands.ts'
import { useSession } from '../state/session.ts'
import { Strip } from '../ui/strip.tsx'
import { count } from '../words/text.ts'

/** One quiet sentence while the server, or the desk itself, is away. */
export function OfflineStrip() {
  const deskUp = useSession((s) => s.deskUp)
  const connection = useSession((s) => s.status?.connection)
  const held = useOutbox((s) => s.held.length)
  const queued = useSession((s) => s.status?.queued ?? 0) + held
  const rebuilt = useSession((s) => s.status?.mirrorRebuilt ?? null)

  const waits =
    queued === 0 ? '' : ` ${count(queued, 'action')} ${queued === 1 ? 'waits' : 'wait'} and will leave in order.`
  if (!deskUp)
    return (
      <Strip tone="stop" className="border-line border-b">
        The desk is restarting. What you see may be old; what you do now is kept in this window.{waits}
      </Strip>
    )
  if (connection === 'offline')
    return (
      <Strip tone="wait" className="border-line border-b">
        Offline. You can read, search and triage; nothing reaches a customer until the server is back.{waits}
      </Strip>
    )
  if (rebuilt !== null)
    return (
      <Strip tone="quiet" className="border-line border-b">
        The local copy was rebuilt: {rebuilt}
      </Strip>
    )
  return null
}
