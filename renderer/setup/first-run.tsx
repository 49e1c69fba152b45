/** The page of a server without an account: its code, then the venue and the owner, or the demo in their place. */
import { type FormEvent, useEffect, useState } from 'react'
import { strengthOf } from '#shared/password.ts'
import type { DeskStatus } from '#shared/rpc.ts'
import { COUNTRIES, type Country, type SetupState, setUpBody } from '#shared/setup.ts'
import { DeskDown, desk } from '../desk.ts'
import { DOOR_INPUT, DoorField, DoorPage } from '../door.tsx'
import { takeLink, tokenIn } from '../state/invite.ts'
import { useSetup } from '../state/setup.ts'
import { cameIn } from '../state/switching.ts'
import { goTo } from '../state/ui.ts'
import { machineZone } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { Strip } from '../ui/strip.tsx'
import { deviceName } from '../words/device.ts'
import { STRENGTH } from '../words/setup.ts'

const RESTARTING = 'The desk is restarting. Try again in a moment.'
const OFFLINE = 'The server cannot be reached. Try again in a moment: nothing is lost.'
const NO_CODE = 'That is no set-up code. Copy the whole line and paste it here.'

type Tried =
  | { readonly ok: true; readonly status?: DeskStatus }
  | { readonly ok: false; readonly code: string; readonly message: string }
  | null

/** What to say of an answer; null where it was a yes. */
const problemOf = (answer: Tried): string | null =>
  answer === null ? RESTARTING : answer.ok ? null : answer.code === 'offline' ? OFFLINE : answer.message

interface FirstRunProps {
  readonly state: SetupState
  /** The server that is set up; null: the console's own. */
  readonly at: string | null
}

export function FirstRun({ state, at }: FirstRunProps) {
  const [token, setToken] = useState(() => takeLink('setup') ?? useSetup.getState().code)
  const [works, setWorks] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    if (token === null) return
    let current = true
    const look = async () => {
      const answer = await desk.lookAtSetup(token, at).catch(() => null)
      if (!current) return
      setProblem(problemOf(answer))
      setWorks(answer?.ok === true)
      if (answer?.ok !== true) setToken(null)
    }
    void look()
    return () => {
      current = false
    }
  }, [token, at])

  if (token !== null && works)
    return <NewVenue token={token} at={at} demo={state.demo} onOver={() => setWorks(false)} />
  return (
    <DoorPage title="Set up Greenlight">
      <p className="mb-4 text-dim">
        Nobody has an account on this server yet. It printed a code when it started, which works once and for an hour.
        For a new one run <code className="whitespace-nowrap text-text">npm run server -- setup</code> there.
      </p>
      <form
        className="flex flex-col gap-3.5"
        aria-busy={token !== null}
        onSubmit={(event) => {
          event.preventDefault()
          const next = tokenIn(String(new FormData(event.currentTarget).get('code')), 'setup')
          setProblem(next === null ? NO_CODE : null)
          setToken(next)
        }}
      >
        <DoorField label="Set-up code or link" name="code" type="text" autoComplete="off" autoFocus />
        <div role="alert" className="min-h-5 text-stop">
          {problem}
        </div>
        <Button type="submit" look="primary" disabled={token !== null} className="h-9 w-full">
          {token !== null ? 'Looking …' : 'Go on'}
        </Button>
      </form>
    </DoorPage>
  )
}

interface NewVenueProps {
  readonly token: string
  readonly at: string | null
  readonly demo: boolean
  /** The code works no more. */
  readonly onOver: () => void
}

const EMPTY = { venue: '', name: '', email: '', password: '' }
const AUSTRALIAN = /^Australia\//

function NewVenue({ token, at, demo, onOver }: NewVenueProps) {
  const [value, setValue] = useState(EMPTY)
  const [country, setCountry] = useState<Country>(AUSTRALIAN.test(machineZone()) ? 'AU' : 'GB')
  const [timeZone, setTimeZone] = useState(zoneFor(country))
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState<'venue' | 'demo' | null>(null)
  const about = [value.venue, value.name, value.email]
  const device = deviceName(navigator.userAgent)

  const tell = async (what: 'venue' | 'demo', act: () => Promise<Tried>) => {
    setBusy(what)
    setProblem(null)
    try {
      const answer = await act()
      setProblem(problemOf(answer))
      if (answer?.ok === false && answer.code === 'setup_over') onOver()
      if (answer?.ok === true && answer.status !== undefined) cameIn(answer.status)
      if (answer?.ok === true && what === 'venue') goTo('set-up')
    } catch (error) {
      setProblem(error instanceof DeskDown ? RESTARTING : 'Something is not right. Check what you have entered.')
    } finally {
      setBusy(null)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = setUpBody.safeParse({
      token,
      venue: { name: value.venue, timeZone, country },
      owner: { name: value.name, email: value.email, password: value.password },
      device,
    })
    if (!body.success) return setProblem(sentenceOf(body.error.issues[0]))
    void tell('venue', () => desk.setUp(body.data, at))
  }
  const put = (key: keyof typeof EMPTY) => (text: string) => {
    setValue((was) => ({ ...was, [key]: text }))
    setProblem(null)
  }
  const strength = value.password === '' ? null : STRENGTH[strengthOf(value.password, about)]
  return (
    <DoorPage title="Set up your venue" wide>
      <form onSubmit={submit} aria-label="Your venue" aria-busy={busy !== null} className="flex flex-col gap-4">
        <fieldset className="grid grid-cols-2 gap-x-4 gap-y-3">
          <legend className="mb-2 font-strong">The venue</legend>
          <div className="col-span-2">
            <DoorField
              label="Name of the venue"
              name="venue"
              type="text"
              autoComplete="organization"
              autoFocus
              onChange={put('venue')}
            />
          </div>
          <label className="flex flex-col gap-1.5">
            <span className="text-dim">Country</span>
            <select
              value={country}
              className={DOOR_INPUT}
              onChange={(event) => {
                const next = event.target.value as Country
                setCountry(next)
                setTimeZone(zoneFor(next))
              }}
            >
              {Object.entries(COUNTRIES).map(([key, { name }]) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label className="flex flex-col gap-1.5">
            <span className="text-dim">Time zone</span>
            <input
              list="time-zones"
              value={timeZone}
              required
              spellCheck={false}
              className={DOOR_INPUT}
              onChange={(event) => setTimeZone(event.target.value)}
            />
            <datalist id="time-zones">
              {Intl.supportedValuesOf('timeZone').map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </label>
        </fieldset>
        <fieldset className="grid grid-cols-2 gap-x-4 gap-y-3">
          <legend className="mb-2 font-strong">You, its owner</legend>
          <DoorField label="Your name" name="name" type="text" autoComplete="name" onChange={put('name')} />
          <DoorField label="Email" name="email" type="email" autoComplete="username" onChange={put('email')} />
          <div className="col-span-2">
            <DoorField
              label="Password, at least 10 characters"
              name="password"
              type="password"
              autoComplete="new-password"
              onChange={put('password')}
            />
            <p role="status" aria-label="Strength" className="mt-1.5 flex min-h-5 items-center gap-2 text-xs">
              {strength !== null && (
                <>
                  <span className="flex gap-1" aria-hidden="true">
                    {[1, 2, 3].map((n) => (
                      <span
                        key={n}
                        className={`h-1 w-8 rounded-full ${n <= strength.bars ? strength.look : 'bg-sunk'}`}
                      />
                    ))}
                  </span>
                  {strength.text}
                </>
              )}
            </p>
          </div>
        </fieldset>
        <div role="alert" className="min-h-5 text-stop">
          {problem}
        </div>
        <Button type="submit" look="primary" disabled={busy !== null} className="h-9 w-full">
          {busy === 'venue' ? 'Creating …' : 'Create the venue'}
        </Button>
      </form>
      {demo && (
        <Strip
          tone="quiet"
          className="mt-5 rounded-lg"
          actions={
            <Button
              size="small"
              disabled={busy !== null}
              onClick={() => void tell('demo', () => desk.fillDemo({ token, device }, at))}
            >
              {busy === 'demo' ? 'Filling in …' : 'Open the demo'}
            </Button>
          }
        >
          Only looking? The demo is a salon with a year of texts. It can be taken away again whenever you like.
        </Strip>
      )}
    </DoorPage>
  )
}

/** The machine's own where it lies there; else the country's. */
const zoneFor = (country: Country): string =>
  AUSTRALIAN.test(machineZone()) === (country === 'AU') && machineZone().includes('/')
    ? machineZone()
    : COUNTRIES[country].timeZone

const FIELDS: Readonly<Record<string, string>> = {
  'venue.name': 'The name of the venue',
  'venue.timeZone': 'The time zone',
  'owner.name': 'Your name',
  'owner.email': 'The email address',
  'owner.password': 'The password',
}
function sentenceOf(issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): string {
  const field = FIELDS[issue?.path.join('.') ?? '']
  return field === undefined
    ? 'Check what you have entered.'
    : `${field} ${issue!.message.replace(/^Too small.*/, 'is empty')}.`
}
