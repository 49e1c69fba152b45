import { type FormEvent, useId, useState } from 'react'
import { passwordProblem } from '#shared/password.ts'
import { DeskDown, desk } from '../../desk.ts'
import { say } from '../../state/ui.ts'
import { Button } from '../../ui/button.tsx'
import { Field, INPUT } from '../fields.tsx'
import { Box, BoxHead } from '../parts.tsx'

interface PasswordProps {
  /** What others know of the person, and a password should not be made of. */
  readonly about: readonly string[]
  readonly online: boolean
  readonly onChanged: () => Promise<void>
}

/** One's own password. The sessions elsewhere end with it. */
export function Password({ about, online, onChanged }: PasswordProps) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const id = useId()
  const problem = next === '' ? null : passwordProblem(next, about)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefusal(null)
    try {
      const answer = await desk.changePassword({ current, next })
      if (!answer.ok) return setRefusal(answer.message)
      setCurrent('')
      setNext('')
      say('Your password is changed. You are signed out everywhere else.')
      await onChanged()
    } catch (error) {
      setRefusal(error instanceof DeskDown ? error.message : 'Something is not right. Check both passwords.')
    } finally {
      setBusy(false)
    }
  }
  return (
    <Box label="Password">
      <BoxHead title="Password" text="Changing it signs you out everywhere else." />
      <form aria-labelledby={id} onSubmit={(event) => void submit(event)} className="flex flex-col gap-3 px-4.5 pb-4">
        <span id={id} className="sr-only">
          Change your password
        </span>
        <div className="grid max-w-[560px] grid-cols-2 items-start gap-3">
          <Field label="Present password">
            {(control) => (
              <input
                {...control}
                name="current-password"
                type="password"
                autoComplete="current-password"
                value={current}
                disabled={!online}
                onChange={(event) => setCurrent(event.target.value)}
                className={INPUT}
              />
            )}
          </Field>
          <Field label="New password" problem={problem} hint="At least 10 characters; long is good.">
            {(control) => (
              <input
                {...control}
                name="new-password"
                type="password"
                autoComplete="new-password"
                value={next}
                disabled={!online}
                onChange={(event) => setNext(event.target.value)}
                className={INPUT}
              />
            )}
          </Field>
        </div>
        {refusal !== null && (
          <p role="alert" className="text-stop">
            {refusal}
          </p>
        )}
        <div>
          <Button
            type="submit"
            size="small"
            disabled={!online || busy || current === '' || next === '' || problem !== null}
          >
            {busy ? 'Changing …' : 'Change the password'}
          </Button>
        </div>
      </form>
    </Box>
  )
}
