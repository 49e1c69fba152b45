import { useState } from 'react'
import type { VenueView } from '#shared/rpc.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Strip } from '../ui/strip.tsx'
import { readWhole } from '../words/amounts.ts'
import { count } from '../words/text.ts'
import { Refused } from './editor.tsx'
import { TextField } from './fields.tsx'
import { useForm } from './form.ts'
import { Box, BoxHead, Title } from './parts.tsx'
import { problemsOf } from './problems.ts'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

export function Credits(props: PageProps) {
  return (
    <>
      <Title title="Credits and plan">What the AI costs, and what the venue has taken.</Title>
      <Sparks {...props} />
      <Plans {...props} />
    </>
  )
}

const PACKS = [100, 500, 1_000] as const

function Sparks({ view: { venue }, online }: PageProps) {
  const form = useForm({ sparks: '' }, undefined)
  const [added, setAdded] = useState<number | null>(null)
  const sparks = readWhole(form.value.sparks)
  const problem = sparks === null ? 'is no whole number' : problemsOf('wallet.top_up', { sparks }).sparks
  const left = venue.sparks ?? 0
  const topUp = async () => {
    if (sparks === null || problem !== undefined) return
    setAdded(null)
    if ((await form.save('wallet.top_up', { sparks })) !== null) setAdded(sparks)
  }
  return (
    <Box label="Sparks">
      <BoxHead
        title={count(left, 'Spark').replace(/^\d+/, left.toLocaleString('en-GB'))}
        text="One Spark is one reply: reading a text and writing the answer. A preview costs one too. A text that needs no reply, or that a person writes, costs none."
      />
      <form
        aria-label="Top up"
        className="flex flex-col gap-3 px-4.5 pb-4"
        onSubmit={(event) => {
          event.preventDefault()
          void topUp()
        }}
      >
        {left === 0 && (
          <Strip tone="stop" className="rounded-lg">
            There are no Sparks left: no reply is written until you top up. Texts still reach the inbox.
          </Strip>
        )}
        <div className="flex items-end gap-2">
          <TextField
            label="Sparks to add"
            inputMode="numeric"
            className="w-40"
            value={form.value.sparks}
            problem={form.value.sparks === '' ? undefined : problem}
            disabled={!online}
            onChange={(next) => form.set({ sparks: next })}
          />
          {PACKS.map((pack) => (
            <Button key={pack} disabled={!online} onClick={() => form.set({ sparks: String(pack) })}>
              {pack.toLocaleString('en-GB')}
            </Button>
          ))}
          <Button
            type="submit"
            look="primary"
            disabled={!online || form.busy || sparks === null || problem !== undefined}
          >
            {form.busy ? 'Adding…' : 'Top up'}
          </Button>
        </div>
        <Refused refusal={form.refusal} />
        {added !== null && (
          <p role="status" className="text-accent">
            {count(added, 'Spark')} added. It stands in the audit log.
          </p>
        )}
      </form>
    </Box>
  )
}

const PLANS = [
  {
    key: 'FREE',
    name: 'Free',
    points: ['Every text in one inbox, with search', 'The team replies by hand', 'No AI reads or writes anything'],
  },
  {
    key: 'PRO',
    name: 'Pro',
    points: [
      'The AI drafts a reply to each text, for a Spark',
      'Intents that have proved right may answer by themselves',
      'Previews, training and the reasons of each decision',
    ],
  },
] as const

function Plans({ view: { venue }, online }: PageProps) {
  const form = useForm({ plan: venue.plan }, venue.seq)
  const [leaving, setLeaving] = useState(false)
  const take = async (plan: 'FREE' | 'PRO') => {
    setLeaving(false)
    await form.save('venue.plan', { plan })
  }
  return (
    <Box label="Plan">
      <BoxHead title="Plan" />
      <div className="flex flex-col gap-3 px-4.5 pb-4">
        <div className="grid grid-cols-2 gap-3">
          {PLANS.map(({ key, name, points }) => {
            const current = venue.plan === key
            return (
              <section
                key={key}
                aria-label={`Plan ${name}`}
                className={cx(
                  'flex flex-col gap-3 rounded-lg border px-4 py-3',
                  current ? 'border-accent bg-accent-soft' : 'border-line-strong',
                )}
              >
                <h3 className="flex items-baseline gap-2 font-strong text-md">
                  {name}
                  {current && <span className="font-normal text-accent text-xs">Your plan</span>}
                </h3>
                <ul className="flex list-disc flex-col gap-1 pl-4 text-dim">
                  {points.map((point) => (
                    <li key={point}>{point}</li>
                  ))}
                </ul>
                {!current && (
                  <Button
                    look={key === 'PRO' ? 'primary' : 'plain'}
                    className="mt-auto self-start"
                    disabled={!online || form.busy}
                    onClick={() => (key === 'PRO' ? void take('PRO') : setLeaving(true))}
                  >
                    {key === 'PRO' ? 'Upgrade to Pro' : 'Change to Free'}
                  </Button>
                )}
              </section>
            )
          })}
        </div>
        {leaving && (
          <Strip
            tone="wait"
            role="alert"
            className="rounded-lg"
            actions={
              <>
                <Button size="small" look="quiet" onClick={() => setLeaving(false)}>
                  Stay on Pro
                </Button>
                <Button size="small" look="danger" disabled={!online} onClick={() => void take('FREE')}>
                  Change to Free now
                </Button>
              </>
            }
          >
            The AI stops at once. Replies that are about to leave by themselves come back as drafts.
          </Strip>
        )}
        <Refused refusal={form.refusal} />
      </div>
    </Box>
  )
}
