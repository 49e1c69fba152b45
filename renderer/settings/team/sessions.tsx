import type { SessionView } from '#shared/team.ts'
import { save } from '../../state/change.ts'
import { useNow } from '../../state/clock.ts'
import { say } from '../../state/ui.ts'
import { useZone } from '../../state/venue.ts'
import { Button } from '../../ui/button.tsx'
import { agoSaid, whenText } from '../../words/time.ts'

interface SessionsProps {
  readonly sessions: readonly SessionView[]
  /** "your", or "Theo's". */
  readonly whose: string
  readonly online: boolean
  readonly onChanged: () => Promise<void>
}

/** Where somebody is signed in; each can be ended, and is out at once. */
export function Sessions({ sessions, whose, online, onChanged }: SessionsProps) {
  const zone = useZone()
  const now = useNow(60_000)
  const end = async (sessionId: string) => {
    const saved = await save('person.end_session', { sessionId })
    say(saved.ok ? 'The session has ended.' : saved.text)
    await onChanged()
  }
  return (
    <ul>
      {sessions.map(({ id, device, createdAt, lastSeenAt, current }) => {
        const name = device === '' ? 'A device that did not say' : device
        return (
          <li key={id} className="flex items-center gap-4 border-line border-t px-4.5 py-2.5">
            <div className="min-w-0 flex-1">
              <p className="truncate">
                {name}
                {current && <span className="ml-2 text-accent text-xs">This one</span>}
              </p>
              <p className="text-dim text-xs">
                Last seen {agoSaid(zone, now, lastSeenAt)} · since {whenText(zone, now, createdAt)}
              </p>
            </div>
            {!current && (
              <Button
                size="small"
                disabled={!online}
                aria-label={`End ${whose} session: ${name}`}
                onClick={() => void end(id)}
              >
                End
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
