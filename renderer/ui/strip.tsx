/** A strip of one sentence across a pane, with its tone's icon. */
import { CircleCheck, CircleDashed, Info, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Tone } from '../words/pill.ts'
import { cx } from './cx.ts'

const ICONS = { need: Info, wait: TriangleAlert, fine: CircleCheck, stop: OctagonAlert, quiet: CircleDashed }

const LOOKS: Record<Tone, string> = {
  need: 'bg-need-soft text-need',
  wait: 'bg-wait-soft text-wait',
  fine: 'bg-accent-soft text-accent',
  stop: 'bg-stop-soft text-stop',
  quiet: 'bg-sunk text-dim',
}

interface StripProps {
  readonly tone: Tone
  readonly role?: 'status' | 'alert' | undefined
  readonly className?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Strip({ tone, role, className, actions, children }: StripProps) {
  const Icon = ICONS[tone]
  return (
    <div role={role} className={cx('flex items-center gap-2.5 px-3.5 py-2', LOOKS[tone], className)}>
      <Icon size={15} className="shrink-0" aria-hidden="true" />
      <div className="min-w-0 flex-1">{children}</div>
      {actions}
    </div>
  )
}
