import type { ReactNode } from 'react'
import { useHeld } from '../state/commands.ts'
import { useSession } from '../state/session.ts'
import { Strip } from '../ui/strip.tsx'
import type { Tone } from '../words/pill.ts'
import { count } from '../words/text.ts'

/** One quiet sentence while the server, or the desk itself, is away. */
export function OfflineStrip() {
  const deskUp = useSession((s) => s.deskUp)
  const connection = useSession((s) => s.status?.connection)
  const held = useHeld()
  const queued = useSession((s) => s.status?.queued ?? 0) + held
  const rebuilt = useSession((s) => s.status?.mirrorRebuilt ?? null)

  const waits =
    queued === 0 ? '' : ` ${count(queued, 'action')} ${queued === 1 ? 'waits' : 'wait'} and will leave in order.`
  if (!deskUp)
    return (
      <Told tone="stop">
        The desk is restarting. What you see may be old; what you do now is kept in this window.{waits}
      </Told>
    )
  if (connection === 'offline')
    return (
      <Told tone="wait">
        Offline. You can read, search and triage; nothing reaches a customer until the server is back.{waits}
      </Told>
    )
  if (rebuilt !== null) return <Told tone="quiet">The local copy was rebuilt: {rebuilt}</Told>
  return null
}

function Told({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <section aria-label="State of this console">
      <Strip tone={tone} className="border-line border-b">
        {children}
      </Strip>
    </section>
  )
}
