import { CircleDashed, OctagonAlert, TriangleAlert } from 'lucide-react'
import { useHeld } from '../state/commands.ts'
import { useSession } from '../state/session.ts'
import { useUi } from '../state/ui.ts'
import { cx } from '../ui/cx.ts'
import { count } from '../words/text.ts'

const LOOKS = {
  stop: { icon: OctagonAlert, className: 'bg-stop-soft text-stop' },
  wait: { icon: TriangleAlert, className: 'bg-wait-soft text-wait' },
  quiet: { icon: CircleDashed, className: 'bg-sunk text-dim' },
} as const

interface Told {
  readonly tone: keyof typeof LOOKS
  readonly title: string
  readonly text: string
}

/**
 * While the server, or the desk itself, is away: at the foot of the rail, in the room that the views leave, so that
 * nothing moves. The connection in the header says the same to a screen reader as it changes.
 */
export function Offline({ folded }: { readonly folded: boolean }) {
  const told = useTold()
  if (told === null) return null
  const { icon: Icon, className } = LOOKS[told.tone]
  return (
    <section
      aria-label="State of this console"
      title={folded ? `${told.title}. ${told.text}` : undefined}
      className={cx(
        'mt-2 flex shrink-0 gap-2 rounded-lg py-2 text-xs',
        folded ? 'mx-1 px-1' : 'mx-2 px-2.5',
        className,
      )}
    >
      <Icon size={14} className="mt-px shrink-0" aria-hidden="true" />
      <div className={folded ? 'sr-only' : 'min-w-0'}>
        <p className="font-strong">{told.title}</p>
        <p>{told.text}</p>
      </div>
    </section>
  )
}

/** The same in a line, where there is no rail. */
export function OfflineLine() {
  const told = useTold()
  if (told === null) return null
  const { icon: Icon, className } = LOOKS[told.tone]
  const text = `${told.title}. ${told.text}`
  return (
    <section
      aria-label="State of this console"
      title={text}
      className={cx('flex min-w-0 flex-1 items-center gap-2 rounded-lg px-2.5 py-0.5 text-xs', className)}
    >
      <Icon size={14} className="shrink-0" aria-hidden="true" />
      <p className="line-clamp-2 leading-4">{text}</p>
    </section>
  )
}

function useTold(): Told | null {
  const deskUp = useSession((s) => s.deskUp)
  const connection = useSession((s) => s.status?.connection)
  const held = useHeld()
  const queued = useSession((s) => s.status?.queued ?? 0) + held
  const rebuilt = useSession((s) => s.status?.mirrorRebuilt ?? null)
  const inInbox = useUi((s) => s.page === 'inbox')

  const waits = queued === 0 ? '' : ` · ${count(queued, 'action')} ${queued === 1 ? 'waits' : 'wait'}`
  if (!deskUp)
    return {
      tone: 'stop',
      title: `The desk is restarting${waits}`,
      text: 'What you see may be old. What you do now is kept in this window.',
    }
  if (connection === 'offline')
    return {
      tone: 'wait',
      title: `Offline${waits}`,
      text: inInbox
        ? 'Read, search and triage on. Nothing reaches a customer until the server is back.'
        : 'Settings can be changed only while the server can be reached.',
    }
  return rebuilt === null ? null : { tone: 'quiet', title: 'The local copy was rebuilt', text: rebuilt }
}
