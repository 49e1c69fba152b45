import { INTENTS, type IntentMode, intentOf, mayAutoSend } from '#shared/intents.ts'
import type { VenueView } from '#shared/rpc.ts'
import { change } from '../state/change.ts'
import { useNow } from '../state/clock.ts'
import { openOverlay } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Toggle } from '../ui/toggle.tsx'
import { neverText, proofOf } from '../words/proof.ts'
import { quietText } from '../words/quiet.ts'
import { count, prettyNumber } from '../words/text.ts'
import { shortDate } from '../words/time.ts'
import { Training } from './locked.tsx'
import { ModeChoice } from './mode-choice.tsx'
import { Box, Setting, Title } from './parts.tsx'
import { TryIt } from './preview.tsx'
import { Reliability } from './reliability.tsx'
import { ThresholdField } from './threshold.tsx'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

export function AutoSend({ view, online }: PageProps) {
  const { venue, policies, people } = view
  const now = useNow(60_000)
  const { masterSwitch, killSwitch } = venue
  const by = people.find((p) => p.id === masterSwitch.by)?.name
  const toggleMaster = (on: boolean) => {
    if (on && masterSwitch.acknowledgedAt === null) openOverlay({ kind: 'acknowledge', before: 'master' })
    else void change('autosend.master', { on })
  }
  const acknowledged =
    masterSwitch.acknowledgedAt === null
      ? 'Off until you switch it on. You are shown the transparency terms first.'
      : `Terms accepted${by === undefined ? '' : ` by ${by}`} on ${shortDate(venue.timeZone, now, masterSwitch.acknowledgedAt)}. Turning it off keeps the choices below.`
  return (
    <>
      <Title title="Auto-send">
        Choose what may be answered without you. An intent opens once its drafts have proved right; a stop or a wrong
        send closes it again.
      </Title>
      <Box>
        <Setting title="Let trained intents answer by themselves" text={acknowledged}>
          <Toggle
            label="Auto-send for the venue"
            on={masterSwitch.on}
            disabled={!online || venue.plan !== 'PRO'}
            onChange={toggleMaster}
          />
        </Setting>
      </Box>
      <Box label="Intents">
        <table className="w-full border-collapse text-left">
          <thead>
            <tr className="text-faint text-xs [&>th]:px-4.5 [&>th]:pt-2.5 [&>th]:pb-1.5 [&>th]:font-normal">
              <th scope="col" className="w-[27%]">
                Intent
              </th>
              <th scope="col" className="w-[25%]">
                What happens
              </th>
              <th scope="col">Proof from your reviews</th>
            </tr>
          </thead>
          <tbody>
            {INTENTS.flatMap(({ key }) => policies.find((p) => p.id === key) ?? []).map((policy) => (
              <IntentLine
                key={policy.id}
                policy={policy}
                online={online}
                killed={killSwitch.engaged}
                plan={venue.plan}
              />
            ))}
          </tbody>
        </table>
        <Bulk view={view} online={online} />
      </Box>
      <Reliability view={view} />
      <TryIt view={view} online={online} />
      <Box label="Right now">
        <div className="px-4.5 py-3.5">
          <h2 className="mb-1.5 font-strong text-md">Right now</h2>
          <dl className="flex flex-col">
            <Fact name="Sent by itself">
              {venue.caps.usedHour} of {venue.caps.hourly} this hour, {venue.caps.usedDay} of {venue.caps.daily} today
            </Fact>
            <Fact name="Quiet hours">{quietText(venue.quiet)}</Fact>
            <Fact name="Sending number">
              {prettyNumber(venue.number)},{' '}
              {venue.credentials.healthy ? 'healthy' : (venue.credentials.reason ?? 'not healthy')}
            </Fact>
            {venue.sparks !== undefined && <Fact name="Credits">{count(venue.sparks, 'Spark')}</Fact>}
            <Fact name="AI disclosure">{venue.disclosure.on ? `“${venue.disclosure.text}”` : 'Off'}</Fact>
          </dl>
        </div>
      </Box>
    </>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex justify-between gap-6 py-1">
      <dt className="text-dim">{name}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  )
}

interface IntentLineProps {
  readonly policy: VenueView['policies'][number]
  readonly online: boolean
  readonly killed: boolean
  readonly plan: 'FREE' | 'PRO'
}

function IntentLine({ policy, online, killed, plan }: IntentLineProps) {
  const intent = intentOf(policy.id)
  const proof = proofOf(policy)
  const setMode = (mode: IntentMode) => {
    if (mode === 'escalate_ack') return openOverlay({ kind: 'acknowledge', before: 'complaint' })
    void change('autosend.intent', {
      intent: policy.id,
      mode,
      ...(mode === 'auto' ? { threshold: policy.threshold ?? policy.floor ?? 0.85 } : {}),
    })
  }
  return (
    <tr className="border-line border-t [&>td]:px-4.5 [&>td]:py-2.5 [&>th]:px-4.5 [&>th]:py-2.5">
      <th scope="row" className="font-normal">
        <span className="block font-strong">{intent.label}</span>
        <span className="block text-dim text-xs">“{intent.example}”</span>
        {intent.note && <span className="mt-0.5 block text-faint text-xs">{intent.note}</span>}
      </th>
      <td>
        <ModeChoice
          policy={policy}
          value={policy.mode}
          killed={killed}
          plan={plan}
          disabled={!online}
          onChange={setMode}
        />
      </td>
      <td className="text-dim text-xs">
        {proof === null ? (
          neverText(policy.id)
        ) : (
          <span className="flex items-center gap-2.5 max-desk:flex-col max-desk:items-start max-desk:gap-1.5">
            <span aria-hidden="true" className="h-[5px] w-[72px] shrink-0 overflow-hidden rounded-full bg-line">
              <span
                className={`block h-full rounded-full ${proof.done ? 'bg-accent' : 'bg-wait'}`}
                style={{ width: `${proof.share * 100}%` }}
              />
            </span>
            <span className="flex min-w-0 flex-1 flex-wrap gap-x-2 max-desk:flex-none">
              {proof.text}
              <Training policy={policy} online={online} />
            </span>
            {policy.mode === 'auto' && mayAutoSend(policy.id) && <ThresholdField policy={policy} online={online} />}
          </span>
        )}
      </td>
    </tr>
  )
}

function Bulk({ view, online }: PageProps) {
  const { policies, venue } = view
  const able = policies.filter((p) => mayAutoSend(p.id))
  const auto = able.filter((p) => p.mode === 'auto').length
  const ready = able.filter((p) => p.unlocked && p.mode !== 'auto').length
  const bars = !online || venue.killSwitch.engaged || venue.plan !== 'PRO'
  const shortcut = (which: 'automate_ready' | 'enable_eligible' | 'disable_all') =>
    openOverlay({ kind: 'shortcut', which })
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-t px-4.5 py-2.5 text-dim">
      <span className="flex-1">
        {auto} of {able.length} on auto, {ready} ready
      </span>
      <Button size="small" disabled={bars} onClick={() => shortcut('automate_ready')}>
        Automate ready replies
      </Button>
      <Button size="small" disabled={bars} onClick={() => shortcut('enable_eligible')}>
        Enable all eligible
      </Button>
      <Button size="small" disabled={!online} onClick={() => shortcut('disable_all')}>
        Disable all
      </Button>
    </div>
  )
}
