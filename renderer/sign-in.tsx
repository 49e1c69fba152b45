import { type FormEvent, useState } from 'react'
import type { DeskStatus } from '#shared/rpc.ts'
import { DeskDown, desk } from './desk.ts'
import { Connection } from './header/connection.tsx'
import { Button } from './ui/button.tsx'
import { Strip } from './ui/strip.tsx'
import { count } from './words/text.ts'

const SAID: Partial<Record<string, string>> = {
  wrong_credentials: 'The email address or the password is not right. Check both and try again.',
  too_many_attempts: 'Too many attempts from here. Wait a minute, then try again.',
  offline: 'The server cannot be reached, and the first sign-in needs it. Try again in a moment.',
}

export function SignIn({ status, deskUp }: { readonly status: DeskStatus; readonly deskUp: boolean }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(null)
    try {
      const answer = await desk.signIn({
        email: String(form.get('email')).trim(),
        password: String(form.get('password')),
      })
      if (!answer.ok) setProblem(SAID[answer.code] ?? answer.message)
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

  return (
    <main className="flex h-full items-center justify-center bg-bg p-6">
      <div className="w-[340px]">
        <div className="mb-6 flex items-center gap-2.5">
          <span className="size-3 rounded-full bg-accent" aria-hidden="true" />
          <h1 className="font-strong text-lg">Sign in to Greenlight</h1>
        </div>
        {status.sessionEnded && (
          <Strip tone="wait" role="status" className="mb-4 rounded-lg">
            Your session has ended.{' '}
            {status.queued > 0
              ? `${count(status.queued, 'action')} made here ${status.queued === 1 ? 'is' : 'are'} kept and will leave when you sign in again.`
              : 'Nothing was lost.'}
          </Strip>
        )}
        <form onSubmit={submit} className="flex flex-col gap-3.5" aria-busy={busy}>
          <Field label="Email" name="email" type="email" autoComplete="username" autoFocus />
          <Field label="Password" name="password" type="password" autoComplete="current-password" />
          <div role="alert" className="min-h-5 text-stop">
            {problem ?? (deskUp ? '' : 'The desk is restarting…')}
          </div>
          <Button type="submit" look="primary" disabled={busy} className="h-9 w-full">
            {busy ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
        <div className="mt-6 flex justify-center">
          <Connection />
        </div>
      </div>
    </main>
  )
}

interface FieldProps {
  readonly label: string
  readonly name: string
  readonly type: string
  readonly autoComplete: string
  readonly autoFocus?: boolean
}

function Field({ label, name, type, autoComplete, autoFocus = false }: FieldProps) {
  return (
    <label className="flex flex-col gap-1.5">
      <span className="text-dim">{label}</span>
      <input
        name={name}
        id={name}
        type={type}
        autoComplete={autoComplete}
        // biome-ignore lint/a11y/noAutofocus: the page is this form, and nothing stands before the field.
        autoFocus={autoFocus}
        required
        spellCheck={false}
        className="h-9 rounded-lg border border-line-strong bg-surface px-3 text-md"
      />
    </label>
  )
}
