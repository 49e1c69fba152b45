import { Merge, Split } from 'lucide-react'
import type { Customer, Thread } from '#shared/rpc.ts'
import type { InboxRow } from '#shared/views.ts'
import { useNow } from '../state/clock.ts'
import { unmerge } from '../state/conversation-acts.ts'
import { select } from '../state/selection.ts'
import { useOnline, usePerson } from '../state/session.ts'
import { openOverlay } from '../state/ui.ts'
import { usePeople, useZone } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { channelName } from '../words/channel.ts'
import { mergedBy } from '../words/merged.ts'
import { lastLine } from '../words/pill.ts'
import { nameOf, prettyNumber } from '../words/text.ts'
import { ago, whenText } from '../words/time.ts'
import { Group, Nothing, Reading } from './group.tsx'

/** What is merged into this thread, each with its way out. */
export function MergedThreads({ thread }: { readonly thread: Thread }) {
  const [root, ...merged] = thread.members
  const zone = useZone()
  const now = useNow(60_000)
  const online = useOnline()
  const people = usePeople()
  const me = usePerson()?.id
  const personName = (id: string) => (id === me ? 'you' : (people.find((p) => p.id === id)?.name ?? 'a colleague'))
  if (merged.length === 0) return null
  return (
    <Group title="Merged into this thread">
      <ul className="flex flex-col gap-2">
        {merged.map((part) => (
          <li key={part.id} className="flex items-center gap-2">
            <span className="min-w-0 flex-1">
              <bdi className="block truncate">{part.customerName ?? prettyNumber(part.customerNumber)}</bdi>
              <span className="block text-dim text-xs">
                {part.customerName !== null && `${prettyNumber(part.customerNumber)} · `}
                {mergedBy(part, personName, (at) => whenText(zone, now, at))}
              </span>
            </span>
            <Button
              size="small"
              aria-label={`Un-merge ${nameOf(part)}`}
              disabled={!online}
              title={online ? undefined : 'This has to wait until the server can be reached'}
              onClick={() => void unmerge(part, root.id)}
            >
              <Split size={14} aria-hidden="true" />
              Un-merge
            </Button>
          </li>
        ))}
      </ul>
    </Group>
  )
}

/** Their other threads, on whatever channel; and the door to merging. */
export function OtherThreads({ customer }: { readonly customer: Customer | null }) {
  return (
    <Group
      title="Other conversations"
      actions={
        <Button size="small" look="quiet" className="-mr-2 h-6 text-xs" onClick={() => openOverlay({ kind: 'merge' })}>
          <Merge size={13} aria-hidden="true" />
          Merge…
        </Button>
      }
    >
      {customer === null ? (
        <Reading />
      ) : customer.others.length === 0 ? (
        <Nothing>This is the only one with them.</Nothing>
      ) : (
        <ul className="-mx-2">
          {customer.others.map((row) => (
            <li key={row.conversation.id}>
              <Other row={row} />
            </li>
          ))}
        </ul>
      )}
    </Group>
  )
}

function Other({ row }: { readonly row: InboxRow }) {
  const zone = useZone()
  const now = useNow(60_000)
  const { conversation: c } = row
  return (
    <button
      type="button"
      onClick={() => select(c.id)}
      className="grid w-full grid-cols-[1fr_auto] gap-x-2 rounded-md px-2 py-1 text-left hover:bg-hover"
    >
      <span className="truncate">
        {channelName(c.channel)} <span className="text-dim">{prettyNumber(c.customerNumber)}</span>
      </span>
      <span className="text-faint text-xs tabular-nums">{ago(zone, now, c.lastMessageAt)}</span>
      <span dir="auto" className="col-span-2 truncate text-dim text-xs">
        {lastLine(row)}
      </span>
    </button>
  )
}
