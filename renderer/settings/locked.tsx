import { Popover } from '@base-ui/react/popover'
import { type Intent, intentOf } from '#shared/intents.ts'
import { percent } from '#shared/percent.ts'
import type { VenueView } from '#shared/rpc.ts'
import { save } from '../state/change.ts'
import { Floating } from '../ui/floating.tsx'
import { NEEDED_RIGHT } from '../words/proof.ts'
import { NumberField } from './number-field.tsx'

interface Props {
  readonly policy: VenueView['policies'][number]
  readonly online: boolean
}

/** What an intent still lacks, what counts towards it, and how many reviews the owner asks for. */
export function Training({ policy, online }: Props) {
  const intent = intentOf(policy.id)
  if (intent.reviewsNeeded === null) return null
  const label = policy.unlocked ? 'Training' : 'Why locked?'
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={`${label} ${intent.label}`}
        className="shrink-0 rounded text-dim text-xs underline underline-offset-2 hover:text-text"
      >
        {label}
      </Popover.Trigger>
      <Floating align="end" className="flex w-[360px] flex-col gap-3 px-4 py-3.5">
        <Popover.Title className="font-strong text-md">
          {intent.label}: {policy.unlocked ? 'trained' : 'in training'}
        </Popover.Title>
        <Evidence policy={policy} />
        <Popover.Description className="text-dim">
          A draft counts as right when it is approved, or edited only a little with no price, time or link changed. A
          reply that misread the question counts as wrong; a discarded one says nothing. Under 85 % right over the
          latest {intent.reviewsNeeded}, or after a wrong text is reported, the count starts again.
        </Popover.Description>
        <Needed intent={intent} policy={policy} online={online} />
      </Floating>
    </Popover.Root>
  )
}

function Evidence({ policy: { training, unlocked } }: Pick<Props, 'policy'>) {
  const { reviewed, needed, right, lowerBound } = training
  const lines: readonly (readonly [string, string, boolean])[] = [
    ['Reviewed drafts', `${reviewed} of ${needed}`, reviewed >= needed],
    [
      'Right, of the latest',
      reviewed === 0 ? 'none yet' : `${percent(right)} of ${percent(NEEDED_RIGHT)}`,
      right >= NEEDED_RIGHT,
    ],
    ['With 95 % certainty at least', reviewed === 0 ? 'none yet' : percent(lowerBound), unlocked],
  ]
  return (
    <dl className="overflow-hidden rounded-[9px] border border-line">
      {lines.map(([name, value, done]) => (
        <div key={name} className="flex justify-between gap-4 border-line border-t px-3 py-1.5 first:border-0">
          <dt className="text-dim">{name}</dt>
          <dd className={done ? 'text-accent tabular-nums' : 'text-wait tabular-nums'}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Needed({ intent, policy, online }: Props & { readonly intent: Intent }) {
  return (
    <div className="flex items-center justify-between gap-3 border-line border-t pt-3">
      <span>
        Ask for more reviews
        <span className="block text-faint text-xs">{intent.reviewsNeeded} are the least</span>
      </span>
      <NumberField
        label={`Reviews needed for ${intent.label}`}
        value={policy.training.needed}
        basis={policy.seq}
        min={intent.reviewsNeeded ?? 1}
        max={1_000}
        unit="reviews"
        disabled={!online}
        onSave={(needed, basis) => save('autosend.training', { intent: intent.key, needed }, basis)}
      />
    </div>
  )
}
