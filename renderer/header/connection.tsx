import { useHeld } from '../state/commands.ts'
import { useSession } from '../state/session.ts'
import { useZone } from '../state/venue.ts'
import { cx } from '../ui/cx.ts'
import { connectionWords } from '../words/connection.ts'
import { clockSeconds } from '../words/time.ts'

const DOT = {
  need: 'bg-need',
  wait: 'bg-wait',
  fine: 'bg-accent',
  stop: 'bg-stop',
  quiet: 'bg-faint',
} as const

export function Connection() {
  const { status, deskUp } = useSession()
  const held = useHeld()
  const zone = useZone()
  const inStepAt = status?.inStepAt ?? null
  const words = connectionWords(status, deskUp, held)
  return (
    <div
      role="status"
      aria-label="Connection"
      title={inStepAt === null ? undefined : `Last word from the server at ${clockSeconds(zone, inStepAt)}`}
      className={cx(
        'flex min-w-0 items-center gap-2 whitespace-nowrap text-xs tabular-nums',
        words.tone === 'stop' ? 'text-stop' : words.tone === 'wait' ? 'text-wait' : 'text-dim',
      )}
    >
      <span className={cx('size-[7px] shrink-0 rounded-full', DOT[words.tone])} aria-hidden="true" />
      <span className="truncate">
        {words.text}
        {words.detail !== null && <span aria-hidden="true"> · {words.detail}</span>}
      </span>
    </div>
  )
}
