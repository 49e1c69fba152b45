import { StickyNote } from 'lucide-react'
import type { Customer } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { usePerson } from '../state/session.ts'
import { openOverlay } from '../state/ui.ts'
import { usePeople, useZone } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { capitalised } from '../words/text.ts'
import { whenText } from '../words/time.ts'
import { Group, Nothing, Reading } from './group.tsx'

/** What the team tells itself; the customer never sees it. */
export function Notes({ customer }: { readonly customer: Customer | null }) {
  const zone = useZone()
  const now = useNow(60_000)
  const people = usePeople()
  const me = usePerson()?.id
  const author = (id: string | null) =>
    id === null ? 'the team' : id === me ? 'you' : (people.find((p) => p.id === id)?.name ?? 'a colleague')
  return (
    <Group title="Notes of the team">
      {customer === null ? (
        <Reading />
      ) : customer.notes.length === 0 ? (
        <Nothing>No notes yet.</Nothing>
      ) : (
        <ul className="flex flex-col gap-1.5">
          {customer.notes.map((note) => (
            <li key={note.id} className="rounded-lg bg-wait-soft px-2.5 py-1.5">
              <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
                {note.body}
              </p>
              <p className="text-dim text-xs">
                {capitalised(author(note.authorId))}, {whenText(zone, now, note.createdAt)}
              </p>
            </li>
          ))}
        </ul>
      )}
      <Button size="small" action="note" className="mt-2" onClick={() => openOverlay({ kind: 'note' })}>
        <StickyNote size={14} aria-hidden="true" />
        Add a note
      </Button>
    </Group>
  )
}
