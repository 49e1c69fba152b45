import { type FormEvent, useState } from 'react'
import type { Thread } from '#shared/rpc.ts'
import { useCustomer } from '../state/customer.ts'
import { eraseCustomer } from '../state/erase.ts'
import { useOnline } from '../state/session.ts'
import { closeOverlay } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Strip } from '../ui/strip.tsx'
import { nameOf, prettyNumber } from '../words/text.ts'

const WORD = 'erase'

/** What goes and what stays, and a word to be typed: there is no way back from it. */
export default function EraseDialog({ thread }: { readonly thread: Thread }) {
  const customer = useCustomer(thread)
  const online = useOnline()
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const name = nameOf(thread.conversation)
  const contacts = customer?.contacts ?? []
  const numbers = contacts.map((one) => prettyNumber(one.number)).join(' and ')
  const stopped = contacts.some((one) => one.optedOut)
  const ready = online && !busy && contacts.length > 0 && typed.trim().toLowerCase() === WORD

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    setBusy(true)
    setRefusal(
      await eraseCustomer(
        thread.conversation,
        contacts.map((one) => one.id),
      ),
    )
    setBusy(false)
  }
  return (
    <Sheet
      title={`Erase ${name}?`}
      {...(numbers !== name && { lead: numbers })}
      onClose={closeOverlay}
      footer={
        <>
          <Button look="quiet" onClick={closeOverlay}>
            Keep them
          </Button>
          <Button look="danger" type="submit" form="erase" disabled={!ready}>
            {busy ? 'Erasing …' : 'Erase for good'}
          </Button>
        </>
      }
    >
      <form id="erase" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <What title="Goes, here and on every console">
          <li>all texts with them, notes, drafts and what the AI decided</li>
          <li>name, number, email and what you kept in mind</li>
          <li>texts to them that have not left yet: those are never sent</li>
          <li>what cards, snippets or cases quote of them</li>
        </What>
        <What title="Stays">
          <li>visits in the diary, without a name: the time is still taken</li>
          <li>counts in insights and ids in the audit log, which name nobody</li>
          {stopped && <li>a fingerprint of the number, so that their STOP still holds</li>}
          <li>copies that are not ours: their phone, and what your SMS provider keeps</li>
        </What>
        <label className="flex flex-col gap-1.5">
          <span className="text-dim">
            This cannot be undone. Type <b className="font-strong text-text">{WORD}</b> to go on.
          </span>
          <input
            type="text"
            value={typed}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
            className="h-8 rounded-[7px] border border-line-strong bg-surface px-2.5"
          />
        </label>
        {!online && (
          <Strip tone="wait" role="status" className="rounded-lg">
            The server cannot be reached. Nobody is erased until it can.
          </Strip>
        )}
        {refusal !== null && (
          <Strip tone="stop" role="alert" className="rounded-lg">
            {refusal}
          </Strip>
        )}
      </form>
    </Sheet>
  )
}

function What({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 font-strong">{title}</h3>
      <ul className="flex list-disc flex-col gap-0.5 pl-4.5 text-dim">{children}</ul>
    </section>
  )
}
