/** What stands beside the open thread, read again whenever the thread or something of the venue changes. */
import { useEffect, useRef, useState } from 'react'
import { MINUTE } from '#shared/clock.ts'
import type { Payload } from '#shared/commands.ts'
import type { ContactRow } from '#shared/rows.ts'
import type { Customer, Seen, Thread } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { useNow } from './clock.ts'
import { refusalOf, send } from './commands.ts'
import { refreshPool } from './pool.ts'
import { same } from './same.ts'
import { loadThread } from './threads.ts'
import { useVenueStore } from './venue.ts'

/** What was read last, so that going back to somebody shows them at once; what has changed since follows. */
const known = new Map<string, Customer>()
const KNOWN = 40

/** @returns what was known before, where nothing has changed: so nothing is drawn again */
function keepKnown(id: string, customer: Customer): Customer {
  const before = known.get(id)
  const kept = before !== undefined && same(before, customer) ? before : customer
  known.delete(id)
  known.set(id, kept)
  for (const oldest of known.keys()) {
    if (known.size <= KNOWN) break
    known.delete(oldest)
  }
  return kept
}

/** Reads ahead who may be opened next. */
export function prefetchCustomers(ids: readonly string[]): void {
  for (const id of ids)
    if (!known.has(id)) void ask(desk.customer(id)).then((customer) => customer != null && keepKnown(id, customer))
}

export const forgetCustomers = (): void => known.clear()

/** @returns null until it has been read */
export function useCustomer(thread: Thread): Customer | null {
  const { id } = thread.conversation
  const view = useVenueStore((s) => s.view)
  const now = useNow(15 * MINUTE)
  const [read, setRead] = useState<{ readonly of: string; readonly customer: Customer } | null>(null)
  const shown = read?.of === id ? read.customer : (known.get(id) ?? null)
  const drawn = useRef(shown)
  useEffect(() => {
    drawn.current = shown
  }, [shown])
  useEffect(() => {
    let current = view !== null || now > 0 || thread !== null
    void ask(desk.customer(id)).then((customer) => {
      if (customer == null) return
      const kept = keepKnown(id, customer)
      if (current && kept !== drawn.current) setRead({ of: id, customer: kept })
    })
    return () => {
      current = false
    }
  }, [id, thread, view, now])
  return shown
}

/** The last change of a contact from here: while it is unanswered, the next one names it. */
const lastEdit = new Map<string, string>()

/** Changes what is known of a customer. Resolves to a refusal, or null where it is on its way. */
export async function editContact(
  thread: Thread,
  contact: Seen<ContactRow>,
  change: Omit<Payload<'contact.edit'>, 'contactId'>,
): Promise<string | null> {
  const last = lastEdit.get(contact.id)
  const after = last !== undefined && thread.pending.some((p) => p.id === last) ? { after: last } : {}
  const given = send('contact.edit', { contactId: contact.id, ...change }, { basis: contact.seq, ...after })
  lastEdit.set(contact.id, given.id)
  const refusal = refusalOf(await given.outcome)
  void loadThread(thread.conversation.id)
  void refreshPool()
  return refusal
}
