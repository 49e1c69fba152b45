import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import type { DeskStatus } from '#shared/rpc.ts'
import { DeskDown, desk } from './desk.ts'
import { DoorField, DoorPage } from './door.tsx'
import { Join } from './join.tsx'
import { FirstRun } from './setup/first-run.tsx'
import { onLink, takeLink } from './state/invite.ts'
import { useSetupState } from './state/setup.ts'
import { cameIn } from './state/switching.ts'
import { Button } from './ui/button.tsx'
import { Strip } from './ui/strip.tsx'
import { deviceName } from './words/device.ts'
import { count } from './words/text.ts'

const SAID: Partial<Record<string, string>> = {
  wrong_credentials: 'The email address or the password is not right. Check both and try again.',
  too_many_attempts: 'Too many attempts from here. Wait a minute, then try again.',
  offline: 'The server cannot be reached, and the first sign-in needs it. Try again in a moment.',
}

interface SignInProps {
  readonly status: DeskStatus
  readonly deskUp: boolean
  /** Where one more venue is: it is said, and what is done here is done there. */
  readonly at?: string
  readonly children?: ReactNode
}

export function SignIn({ status, deskUp, at, children }: SignInProps) {
  // A venue that is signed out of goes on at its own server.
  const server = at ?? (status.account === null ? null : status.server)
  // A link that was opened leads to joining first.
  const [invited, setInvited] = useState(() => (at === undefined ? takeLink() : null))
  const [joining, setJoining] = useState(invited !== null)
  useEffect(() => {
    if (at !== undefined) return
    return onLink((token) => {
      setInvited(token)
      setJoining(true)
    })
  }, [at])
  const setup = useSetupState(server)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(null)
    try {
      const who = {
        email: String(form.get('email')).trim(),
        password: String(form.get('password')),
        device: deviceName(navigator.userAgent),
      }
      const answer = await desk.signIn(who, server)
      if (answer.ok) cameIn(answer.status)
      else setProblem(SAID[answer.code] ?? answer.message)
    } catch (error) {
      setProblem(
        error instanceof DeskDown
          ? 'The desk is restarting. Try again in a moment.'
          : 'Enter a whole email address and your password.',
      )
    } finally {
      setBusy(false)
    }
  }

  if (invited === null && setup === 'asking') return <main className="h-full bg-bg" aria-busy="true" />
  const heard = setup === 'asking' ? null : setup
  if (invited === null && heard?.open === true) return <FirstRun state={heard} at={server} />
  if (joining) return <Join key={invited} token={invited} at={server} onLeave={() => setJoining(false)} />
  return (
    <DoorPage title={at === undefined ? 'Sign in to Greenlight' : `Sign in at ${hostOf(at)}`}>
      {heard?.taken === true && (
        <Strip tone="wait" role="status" className="mb-4 rounded-lg">
          Somebody has set this server up meanwhile. Sign in, or ask them for an invitation.
        </Strip>
      )}
      {at === undefined && status.sessionEnded && (
        <Strip tone="wait" role="status" className="mb-4 rounded-lg">
          Your session has ended.{' '}
          {status.queued > 0
            ? `${count(status.queued, 'action')} made here ${status.queued === 1 ? 'is' : 'are'} kept and will leave when you sign in again.`
            : 'Nothing was lost.'}
        </Strip>
      )}
      <form onSubmit={submit} className="flex flex-col gap-3.5" aria-busy={busy}>
        <DoorField label="Email" name="email" type="email" autoComplete="username" autoFocus />
        <DoorField label="Password" name="password" type="password" autoComplete="current-password" />
        <div role="alert" className="min-h-5 text-stop">
          {problem ?? (deskUp ? '' : 'The desk is restarting…')}
        </div>
        <Button type="submit" look="primary" disabled={busy} className="h-9 w-full">
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      <Button look="quiet" className="mt-2 w-full" onClick={() => setJoining(true)}>
        I have an invitation
      </Button>
      {children}
    </DoorPage>
  )
}

const hostOf = (address: string): string => new URL(address).host
