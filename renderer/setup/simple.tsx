/** Steps that are pages of the settings, with a quick way in front of them. */
import { useState } from 'react'
import { WEEKDAY_NAMES } from '#shared/opening.ts'
import { TextField } from '../settings/fields.tsx'
import { OpeningHours } from '../settings/opening-hours.tsx'
import { Box, BoxHead } from '../settings/parts.tsx'
import { samePeriods } from '../settings/periods.ts'
import { Invitations } from '../settings/team/invitations.tsx'
import { AvoidBox, DisclosureBox, PersonaBox } from '../settings/voice.tsx'
import { save } from '../state/change.ts'
import { useTeam } from '../state/team.ts'
import { say } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { readClock } from '../words/amounts.ts'
import type { StepProps } from './step.ts'

const WORKING_WEEK: ReadonlySet<number> = new Set([1, 2, 3, 4, 5])

export function HoursStep(props: StepProps) {
  return (
    <>
      <SameHours {...props} />
      <OpeningHours {...props} />
    </>
  )
}

/** The same hours on several days at once; whatever differs is set below. */
function SameHours({ view, online }: StepProps) {
  const [days, setDays] = useState(WORKING_WEEK)
  const [opens, setOpens] = useState('09:00')
  const [closes, setCloses] = useState('17:00')
  const [busy, setBusy] = useState(false)
  const from = readClock(opens)
  const to = readClock(closes)
  const right = from !== null && to !== null && from < to && days.size > 0
  const week = right
    ? WEEKDAY_NAMES.map((_name, i) => ({ day: i + 1, periods: days.has(i + 1) ? [{ opens: from, closes: to }] : [] }))
    : []
  const replaces =
    view.hours.length > 0 &&
    week.some(({ day, periods }) => {
      const now = view.hours.filter((row) => row.day === day)
      return !samePeriods(now, periods)
    })
  // Whoever types on is told again.
  const [warnedOf, setWarnedOf] = useState<string | null>(null)
  const typed = JSON.stringify(week)
  const warned = replaces && warnedOf === typed
  const set = async () => {
    if (replaces && !warned) return setWarnedOf(typed)
    setBusy(true)
    for (const one of week) {
      const saved = await save('hours.set', one)
      if (!saved.ok) say(saved.text)
    }
    setWarnedOf(null)
    setBusy(false)
  }
  return (
    <Box label="The usual week">
      <BoxHead title="The usual week" text="The same hours on these days, and closed on the others." />
      <form
        aria-label="The usual week"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) void set()
        }}
        className="flex flex-wrap items-end gap-x-5 gap-y-3 px-4.5 pb-4"
      >
        <fieldset className="flex gap-1">
          <legend className="mb-1 text-dim text-xs">Open on</legend>
          {WEEKDAY_NAMES.map((name, i) => {
            const day = i + 1
            return (
              <button
                key={name}
                type="button"
                aria-label={name}
                aria-pressed={days.has(day)}
                disabled={!online}
                onClick={() =>
                  setDays(new Set(days.has(day) ? [...days].filter((one) => one !== day) : [...days, day]))
                }
                className="h-8 w-11 rounded-[7px] border border-line-strong text-dim hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-strong aria-pressed:text-text"
              >
                {name.slice(0, 3)}
              </button>
            )
          })}
        </fieldset>
        <div className="flex gap-3">
          <TextField label="Opens at" className="w-20" value={opens} disabled={!online} onChange={setOpens} />
          <TextField label="Closes at" className="w-20" value={closes} disabled={!online} onChange={setCloses} />
        </div>
        <Button type="submit" look="primary" disabled={!online || !right || busy}>
          {busy ? 'Setting …' : warned ? 'Replace the hours below' : 'Set these hours'}
        </Button>
        <p role="status" className="w-full text-dim empty:hidden">
          {warned && !busy && 'Other hours are set already. This would take their place.'}
        </p>
      </form>
    </Box>
  )
}

export function VoiceStep(props: StepProps) {
  return (
    <>
      <PersonaBox {...props} />
      <AvoidBox {...props} />
    </>
  )
}

export const DisclosureStep = (props: StepProps) => <DisclosureBox {...props} />

export function TeamStep({ online }: StepProps) {
  const { team, load } = useTeam(online)
  return <Invitations invites={team?.invites ?? null} online={online} onChanged={load} />
}
