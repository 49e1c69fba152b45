import { useEffect, useState } from 'react'
import type { ConversationRow } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import type { InboxRow } from '#shared/views.ts'
import { desk } from '../desk.ts'
import { ask } from '../state/ask.ts'
import { useNow } from '../state/clock.ts'
import { merge } from '../state/conversation-acts.ts'
import { useOnline } from '../state/session.ts'
import { closeOverlay } from '../state/ui.ts'
import { useZone } from '../state/venue.ts'
import { Sheet } from '../ui/sheet.tsx'
import { lastLine } from '../words/pill.ts'
import { nameOf, prettyNumber } from '../words/text.ts'
import { ago } from '../words/time.ts'

const SHOWN = 8

/** Those that may be the same person: of the same customer, then of the same name. */
async function suggestions({ members, conversation: c }: Thread): Promise<readonly InboxRow[]> {
  const customer = [...new Set(members.map((m) => m.contactId))]
  const name = c.customerName?.trim() ?? ''
  const [same, alike] = await Promise.all([
    ask(desk.inbox({ view: 'everything', filter: { customer }, limit: 20 })),
    name === ''
      ? undefined
      : ask(desk.inbox({ view: 'everything', search: `"${name.replaceAll('"', '')}"`, limit: 20 })),
  ])
  const named = (alike?.rows ?? []).filter((row) => nameOf(row.conversation).toLowerCase() === name.toLowerCase())
  return [...(same?.rows ?? []), ...named]
}

async function search(text: string): Promise<readonly InboxRow[]> {
  return (await ask(desk.inbox({ view: 'everything', search: text, limit: 30 })))?.rows ?? []
}

/** Why these two cannot be one thread; null: they can. */
function hindrance(into: ConversationRow, { conversation: c }: InboxRow): string | null {
  return c.channel === into.channel ? null : 'another channel'
}

interface Found {
  readonly for: string
  readonly rows: readonly InboxRow[]
}

function useFound(thread: Thread, text: string): readonly InboxRow[] | null {
  const [found, setFound] = useState<Found | null>(null)
  useEffect(() => {
    let current = true
    void (text === '' ? suggestions(thread) : search(text)).then((rows) => {
      const own = new Set(thread.members.map((c) => c.id))
      const others = new Map(rows.map((row) => [row.conversation.id, row]))
      for (const id of own) others.delete(id)
      if (current) setFound({ for: text, rows: [...others.values()].slice(0, SHOWN) })
    })
    return () => {
      current = false
    }
  }, [thread, text])
  // What was found before stays until there is something newer: nothing flickers while one types.
  return found?.rows ?? null
}

/** Two threads that are really the same customer: the other one's texts are shown and answered here from now on. */
export default function MergeDialog({ thread }: { readonly thread: Thread }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const rows = useFound(thread, text.trim())
  const online = useOnline()
  const into = thread.conversation
  const choices = rows ?? []
  const active = Math.min(at, choices.length - 1)
  const pick = (row: InboxRow | undefined) => {
    if (row !== undefined && online && hindrance(into, row) === null) void merge(row.conversation)
  }
  return (
    <Sheet
      title={`Merge with ${nameOf(into)}`}
      lead="Their texts come together in this thread and are answered here. Nothing is moved: un-merge them at any time."
      onClose={closeOverlay}
    >
      <input
        type="search"
        role="combobox"
        aria-label="Find the other conversation"
        aria-controls="merge-choices"
        aria-expanded="true"
        aria-activedescendant={choices[active] === undefined ? undefined : `merge-${choices[active].conversation.id}`}
        placeholder="Name, number or words"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
          if (step !== 0) {
            event.preventDefault()
            setAt(Math.max(0, Math.min(choices.length - 1, active + step)))
          }
          if (event.key === 'Enter') {
            event.preventDefault()
            pick(choices[active])
          }
        }}
        className="mb-2 h-9 w-full rounded-lg border border-line-strong bg-surface px-3"
      />
      {!online && (
        <p className="mb-2 rounded-lg bg-wait-soft px-3 py-2 text-wait">
          The server cannot be reached. Merging has to wait until it can.
        </p>
      )}
      {text.trim() === '' && choices.length > 0 && (
        <p className="px-2 pb-1 text-faint text-xs">Perhaps the same person</p>
      )}
      <div className="-mx-2 min-h-[120px]">
        <div id="merge-choices" role="listbox" aria-label="Conversations to merge with">
          {choices.map((row, i) => (
            <Choice key={row.conversation.id} row={row} into={into} active={i === active} onPick={() => pick(row)} />
          ))}
        </div>
        <div role="status">
          {rows !== null && choices.length === 0 && (
            <p className="px-2 py-6 text-center text-dim">
              {text.trim() === ''
                ? 'Nobody else goes by that name or number. Search for the other conversation.'
                : 'No other conversation matches.'}
            </p>
          )}
        </div>
      </div>
    </Sheet>
  )
}

interface ChoiceProps {
  readonly row: InboxRow
  readonly into: ConversationRow
  readonly active: boolean
  readonly onPick: () => void
}

function Choice({ row, into, active, onPick }: ChoiceProps) {
  const zone = useZone()
  const now = useNow(60_000)
  const { conversation: c } = row
  const why = hindrance(into, row)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field above moves and picks, the focus stays there.
    <div
      id={`merge-${c.id}`}
      role="option"
      aria-selected={active}
      aria-disabled={why !== null}
      tabIndex={-1}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPick}
      className={`grid cursor-default grid-cols-[1fr_auto] gap-x-3 rounded-lg px-2 py-1.5 ${active ? 'bg-active' : 'hover:bg-hover'} ${why === null ? '' : 'opacity-60'}`}
    >
      <span className="truncate">
        <bdi className="font-strong">{nameOf(c)}</bdi>
        {c.customerName !== null && <span className="text-dim"> {prettyNumber(c.customerNumber)}</span>}
      </span>
      <span className="text-right text-faint text-xs tabular-nums">{why ?? ago(zone, now, c.lastMessageAt)}</span>
      <span dir="auto" className="col-span-2 truncate text-dim">
        {lastLine(row)}
      </span>
    </div>
  )
}
