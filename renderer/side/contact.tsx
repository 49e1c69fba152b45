import { Pencil } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import type { ContactRow } from '#shared/rows.ts'
import type { Seen, Thread } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { onConversation } from '../state/conversation-acts.ts'
import { editContact } from '../state/customer.ts'
import { usePerson } from '../state/session.ts'
import { usePeople, useZone } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { consentText } from '../words/consent.ts'
import { prettyNumber } from '../words/text.ts'
import { monthOf, whenText } from '../words/time.ts'
import { Group, Nothing } from './group.tsx'

const EMAIL = /^\S+@\S+\.\S+$/

interface ContactProps {
  readonly thread: Thread
  readonly contact: Seen<ContactRow>
  /** They write from other numbers, too: whether texts go to this one. */
  readonly home: boolean | null
}

/** What is known of a customer, each line changed where it stands. */
export function Contact({ thread, contact, home }: ContactProps) {
  const zone = useZone()
  const save = (change: Parameters<typeof editContact>[2]) => editContact(thread, contact, change)
  return (
    <div className="flex flex-col gap-0.5">
      <Editable
        label="Name"
        value={contact.name ?? ''}
        placeholder="Add a name"
        most={100}
        className="font-strong text-md"
        onSave={(name) => save({ name })}
      />
      <p className="text-dim">
        {prettyNumber(contact.number)} · since {monthOf(zone, contact.createdAt)}
      </p>
      {home === true && <p className="text-need text-xs">Replies go to this number</p>}
      <Editable
        label="Email"
        value={contact.email ?? ''}
        placeholder="Add an email"
        most={254}
        problem={(text) => (text === '' || EMAIL.test(text) ? null : 'That is no email address.')}
        onSave={(email) => save({ email })}
      />
      <Editable
        label="About them"
        value={contact.note ?? ''}
        placeholder="Add what to keep in mind"
        most={2_000}
        lines
        onSave={(note) => save({ note })}
      />
    </div>
  )
}

interface EditableProps {
  readonly label: string
  readonly value: string
  readonly placeholder: string
  readonly most: number
  /** More than one line: Enter begins the next, Ctrl or Cmd with Enter saves. */
  readonly lines?: boolean
  readonly className?: string
  readonly problem?: (text: string) => string | null
  /** Resolves to a refusal, or null. */
  readonly onSave: (value: string | null) => Promise<string | null>
}

/** Words that turn into a field when they are pressed. Leaving it saves, Escape puts back. */
function Editable({ label, value, placeholder, most, lines = false, className, problem, onSave }: EditableProps) {
  const [text, setText] = useState<string | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const button = useRef<HTMLButtonElement>(null)

  const stop = (refocus: boolean) => {
    setText(null)
    setWrong(null)
    if (refocus) requestAnimationFrame(() => button.current?.focus())
  }
  const save = async (refocus: boolean) => {
    if (text === null) return
    const next = text.trim()
    if (next === value.trim()) return stop(refocus)
    const found = problem?.(next) ?? null
    if (found !== null) return setWrong(found)
    stop(refocus)
    const refusal = await onSave(next === '' ? null : next)
    if (refusal === null) return
    setText(next)
    setWrong(refusal)
  }
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape') stop(true)
    if (event.key === 'Enter' && (!lines || event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void save(true)
    }
  }

  if (text === null) {
    return (
      <button
        ref={button}
        type="button"
        aria-label={value === '' ? placeholder : `${label}: ${value}. Change it`}
        onClick={() => setText(value)}
        className={cx(
          'group -mx-1.5 flex min-h-7 items-start gap-1.5 rounded-md px-1.5 py-1 text-left hover:bg-hover',
          className,
        )}
      >
        <bdi
          className={cx('min-w-0 flex-1 whitespace-pre-wrap [overflow-wrap:anywhere]', value === '' && 'text-faint')}
        >
          {value === '' ? placeholder : value}
        </bdi>
        {value !== '' && (
          <Pencil
            size={13}
            aria-hidden="true"
            className="mt-1 shrink-0 text-faint opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
          />
        )}
      </button>
    )
  }
  const field = {
    'aria-label': label,
    'aria-invalid': wrong !== null,
    // The field takes the place of what was pressed.
    autoFocus: true,
    dir: 'auto',
    maxLength: most,
    value: text,
    onKeyDown: keys,
    onBlur: () => void save(false),
    className:
      '-mx-1.5 w-[calc(100%+12px)] rounded-md border border-need bg-surface px-1.5 py-[3px] text-text outline-none aria-invalid:border-stop',
  } as const
  return (
    <div className={className}>
      {lines ? (
        <textarea rows={3} {...field} onChange={(event) => setText(event.target.value)} />
      ) : (
        <input {...field} onChange={(event) => setText(event.target.value)} />
      )}
      {wrong !== null && (
        <p role="alert" className="text-stop text-xs">
          {wrong}
        </p>
      )}
    </div>
  )
}

interface ConsentProps {
  readonly thread: Thread
  readonly contacts: readonly Seen<ContactRow>[]
}

/** Whether each number may be texted, and how it came to that: who, when, by which words. */
export function Consent({ thread, contacts }: ConsentProps) {
  const zone = useZone()
  const now = useNow(60_000)
  const people = usePeople()
  const me = usePerson()?.id
  const personName = (id: string) => (id === me ? 'you' : (people.find((p) => p.id === id)?.name ?? null))
  return (
    <Group title="Consent">
      {contacts.map((contact) => (
        <div key={contact.id} className="mb-2 last:mb-0">
          <div className="flex items-center gap-2">
            <span className={cx('flex-1', contact.optedOut && 'text-stop')}>
              {contact.optedOut ? 'Opted out of texts' : 'May be texted'}
              {contacts.length > 1 && <span className="block text-dim text-xs">{prettyNumber(contact.number)}</span>}
            </span>
            <OptOut thread={thread} contact={contact} />
          </div>
          {contact.consent.length === 0 ? (
            contacts.length === 1 && <Nothing>They have never opted out.</Nothing>
          ) : (
            <ol className="mt-1 flex flex-col gap-0.5 text-dim text-xs">
              {contact.consent.toReversed().map((entry) => (
                <li key={`${entry.at} ${entry.on}`}>
                  {consentText(entry, personName)}, {whenText(zone, now, entry.at)}
                </li>
              ))}
            </ol>
          )}
        </div>
      ))}
    </Group>
  )
}

function OptOut({ thread, contact }: { readonly thread: Thread; readonly contact: ContactRow }): ReactNode {
  if (contact.optedOut) return null
  const { id } = thread.conversation
  const reason = 'Asked for by the customer, recorded by staff'
  return (
    <Button size="small" onClick={() => onConversation.optOut(id, contact.id, true, reason)}>
      Opt out
    </Button>
  )
}
