/** The venue's number, and what the server says of the account that its texts go through. */
import { useCallback, useEffect, useState } from 'react'
import { type NumberChecked, numberChecked } from '#shared/number-check.ts'
import { Box, BoxHead } from '../settings/parts.tsx'
import { NumberBox } from '../settings/venue.tsx'
import { save } from '../state/change.ts'
import { Strip } from '../ui/strip.tsx'
import { NUMBER_WORDS } from '../words/number.ts'
import type { StepProps } from './step.ts'

interface Found {
  readonly number: string
  readonly answer: NumberChecked
}

export function NumberStep({ view, online }: StepProps) {
  const { number } = view.venue
  const [last, setLast] = useState<Found | null>(null)
  // Another number is another question.
  const found = last?.number === number ? last.answer : null
  const hear = useCallback(
    (result: unknown) => {
      const parsed = numberChecked.safeParse(result)
      if (parsed.success) setLast({ number, answer: parsed.data })
    },
    [number],
  )
  useEffect(() => {
    if (!online) return
    let current = true
    void save('number.check', {}).then((saved) => {
      if (current && saved.ok) hear(saved.result)
    })
    return () => {
      current = false
    }
  }, [online, hear])
  return (
    <>
      <NumberBox view={view} online={online} onChecked={hear} />
      <Box label="Provider">
        <BoxHead
          title="Provider"
          text="The account is set where the server runs, and nowhere else: its secret never comes to a console."
        />
        <div className="flex flex-col gap-3 px-4.5 pb-4">
          {found === null ? (
            <p className="text-dim" role="status">
              Asking the provider …
            </p>
          ) : (
            <Account found={found} />
          )}
        </div>
      </Box>
    </>
  )
}

function Account({ found: { healthy, answered, reason, account, number } }: { readonly found: NumberChecked }) {
  return (
    <>
      <Strip tone={!answered ? 'wait' : healthy ? 'fine' : 'stop'} role="status" className="rounded-lg">
        {!answered
          ? 'The provider does not answer just now. Texts wait until it does.'
          : healthy
            ? account?.sandbox === true
              ? 'The SMS sandbox answers.'
              : `The provider takes the account that ends in ${account?.endsWith ?? '?'}.`
            : `The provider refuses the account: ${reason ?? 'it gives no reason'}.`}
      </Strip>
      {number !== null && (
        <Strip tone={NUMBER_WORDS[number].fine ? 'fine' : 'stop'} role="status" className="rounded-lg">
          {NUMBER_WORDS[number].text}
        </Strip>
      )}
      {account?.sandbox === true ? (
        <p className="max-w-[70ch] text-dim">
          No account is set, so the sandbox stands in and no text leaves this machine. To go live, start the server with{' '}
          <Code>TWILIO_ACCOUNT_SID</Code>, <Code>TWILIO_AUTH_TOKEN</Code>,{' '}
          <Code>TWILIO_API_BASE_URL=https://api.twilio.com</Code> and <Code>PUBLIC_URL</Code>, the address at which the
          provider reaches it. All that you set here stays.
        </p>
      ) : (
        account !== null && (
          <p className="max-w-[70ch] text-dim">
            At the provider, let incoming messages of the number go to <Code>{account.webhook}</Code> by HTTP POST.
          </p>
        )
      )}
    </>
  )
}

const Code = ({ children }: { readonly children: string }) => (
  <code className="select-all break-words rounded bg-sunk px-1 text-text">{children}</code>
)
