/** What stands beside a thread: its customer, what they have written and booked elsewhere, what the team keeps in mind. */
import { contactWith, overlay, type PendingAct } from '#shared/overlay.ts'
import type { BookingRow, ContactRow } from '#shared/rows.ts'
import type { Customer, Seen } from '#shared/rpc.ts'
import type { Scene } from '#shared/scene.ts'
import type { InboxRow } from '#shared/views.ts'
import type { Reads } from './reads.ts'

const VISITS = 10
const NOTES = 100
const DECISIONS = 30
const OTHERS = 20

export interface Beside {
  readonly scene: Scene
  /** Commands on this thread that the mirror does not show yet. */
  readonly acts: readonly PendingAct[]
  readonly now: number
  readonly actor: Parameters<typeof overlay>[2]
  /** A thread's row of the list, by its root's id. */
  row(id: string): InboxRow | null
}

export function customerOf(reads: Reads, { scene, acts, now, actor, row }: Beside): Customer {
  const ids = scene.members.map((c) => c.id)
  const contactIds = [...new Set(scene.members.map((c) => c.contactId))]
  const contacts = contactIds
    .flatMap((id) => reads.seenContact(id) ?? [])
    .map(({ seq, ...contact }) => ({
      ...acts.reduce((c: ContactRow, act) => contactWith(c, act, actor), contact),
      seq,
    }))
  const roots = new Set(contactIds.flatMap(reads.conversationsOf).map(reads.rootOf))
  roots.delete(scene.conversation.id)
  const noted = overlay({ ...scene, messages: reads.notes(ids, NOTES) }, acts, actor)
  return {
    contacts,
    others: [...roots]
      .flatMap((id) => row(id) ?? [])
      .sort((a, b) => b.conversation.lastMessageAt - a.conversation.lastMessageAt)
      .slice(0, OTHERS),
    ahead: merged(
      contactIds,
      (id) => reads.bookings(now, id, VISITS),
      (a, b) => a.startsAt - b.startsAt,
    ),
    past: merged(
      contactIds,
      (id) => reads.pastBookings(now, id, VISITS),
      (a, b) => b.startsAt - a.startsAt,
    ),
    notes: noted.messages.filter((m) => m.reason === 'note').sort((a, b) => b.createdAt - a.createdAt),
    decisions: reads.decisions(ids, DECISIONS),
  }
}

type Visit = Seen<BookingRow>

function merged(
  contactIds: readonly string[],
  of: (contactId: string) => readonly Visit[],
  order: (a: Visit, b: Visit) => number,
): readonly Visit[] {
  return contactIds
    .flatMap((id) => of(id))
    .sort(order)
    .slice(0, VISITS)
}
