/** The way in for somebody who was invited: what for, then a name and a password of their own. */
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import type { InviteView } from '#shared/team.ts'
import { DeskDown, desk } from './desk.ts'
import { DoorField, DoorPage } from './door.tsx'
import { tokenIn } from './state/invite.ts'
import { cameIn } from './state/switching.ts'
import { Button } from './ui/button.tsx'
import { Strip } from './ui/strip.tsx'
import { deviceName } from './words/device.ts'

const RESTARTING = 'The desk is restarting. Try again in a moment.'
const OFFLINE = 'The server cannot be reached. Try again in a moment: the invitation keeps.'

interface JoinProps {
  /** From the link; null: it has to be pasted. */
  readonly token: string | null
  /** The server that it is for; null: the console's own. */
  readonly at: string | null
  /** What one does who does not join. */
  readonly leave?: string
  readonly onLeave: () => void
}

export function Join({ token: given, at, leave = 'Sign in instead', onLeave }: JoinProps) {
  const [token, setToken] = useState(given)
  const [invite, setInvite] = useState<InviteView | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    if (token === null) return
    let current = true
    const look = async () => {
      const answer = await desk.lookAtInvite(token, at).catch(() => null)
      if (!current) return
      if (answer?.ok === true) return setInvite(answer.invite)
      setProblem(answer === null ? RESTARTING : answer.code === 'offline' ? OFFLINE : answer.message)
      setToken(null)
    }
    void look()
    return () => {
      current = false
    }
  }, [token, at])

  const away = (
    <Button look="quiet" className="mt-2 w-full" onClick={onLeave}>
      {leave}
    </Button>
  )
  if (token !== null && invite !== null)
    return (
      <Accept token={token} at={at} invite={invite}>
        {away}
      </Accept>
    )
  return (
    <DoorPage title="Join your team">
      <Paste
        busy={token !== null}
        problem={problem}
        onToken={(next) => {
          setProblem(next === null ? 'That is no invitation. Copy the whole link and paste it here.' : null)
          setToken(next)
        }}
      />
      {away}
    </DoorPage>
  )
}

interface PasteProps {
  readonly busy: boolean
  readonly problem: string | null
  readonly onToken: (token: string | null) => void
}

function Paste({ busy, problem, onToken }: PasteProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onToken(tokenIn(String(new FormData(event.currentTarget).get('link'))))
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3.5" aria-busy={busy}>
      <DoorField label="Invitation link" name="link" type="text" autoComplete="off" autoFocus />
      <div role="alert" className="min-h-5 text-stop">
        {problem}
      </div>
      <Button type="submit" look="primary" disabled={busy} className="h-9 w-full">
        {busy ? 'Looking …' : 'Go on'}
      </Button>
    </form>
  )
}

function Accept({
  token,
  at,
  invite,
  children,
}: {
  readonly token: string
  readonly at: string | null
  readonly invite: InviteView
  readonly children: ReactNode
}) {
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const name = String(form.get('name')).trim()
    const password = String(form.get('password'))
    if (name === '') return setProblem('Enter your name, as colleagues know you.')
    if (password.length < 10) return setProblem('The password needs at least 10 characters.')
    setBusy(true)
    setProblem(null)
    try {
      const answer = await desk.acceptInvite({ token, name, password, device: deviceName(navigator.userAgent) }, at)
      if (answer.ok) cameIn(answer.status)
      else setProblem(answer.code === 'offline' ? OFFLINE : answer.message)
    } catch (error) {
      setProblem(error instanceof DeskDown ? RESTARTING : 'Something is not right. Check the name and the password.')
    } finally {
      setBusy(false)
    }
  }
  return (
    <DoorPage title={`Join ${invite.venue}`}>
      <Strip tone="quiet" className="mb-4 rounded-lg">
        As {invite.role === 'owner' ? 'an owner' : 'front desk'}. You sign in as {invite.email}.
      </Strip>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3.5" aria-busy={busy}>
        <input type="hidden" name="email" autoComplete="username" value={invite.email} readOnly />
        <DoorField label="Your name" name="name" type="text" autoComplete="name" autoFocus />
        <DoorField
          label="Password, at least 10 characters"
          name="password"
          type="password"
          autoComplete="new-password"
        />
        <div role="alert" className="min-h-5 text-stop">
          {problem}
        </div>
        <Button type="submit" look="primary" disabled={busy} className="h-9 w-full">
          {busy ? 'Joining …' : 'Join'}
        </Button>
      </form>
      {children}
    </DoorPage>
  )
}
