/** What stands beside a thread: of every number that they write from, with what is pending laid over. */
import { expect, it } from 'vitest'
import type { Row } from '#shared/rows.ts'
import type { Customer } from '#shared/rpc.ts'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'
import { conversationRow, decisionRow, messageRow } from './testing-rows.ts'

const customer = async (desk: TestDesk, id: string): Promise<Customer> => (await desk.api.customer(id))!

const visit = (id: string, contactId: string, startsAt: number): Row<'bookings'> => ({
  id,
  status: 'booked',
  stafferId: 's1',
  serviceId: 'svc',
  startsAt,
  endsAt: startsAt + 60,
  contactId,
  customerName: 'Customer',
  messageId: null,
  by: null,
  createdAt: 1,
})
const note = (id: string, conversationId: string, createdAt: number) =>
  messageRow({
    id,
    conversationId,
    body: `Note ${id}`,
    direction: 'system',
    state: 'received',
    reason: 'note',
    authorId: 'owner',
    createdAt,
  })

async function started(): Promise<TestDesk> {
  const desk = await TestDesk.start({ clock: () => 5_000 })
  seed(desk.server, 4)
  desk.server.change((put) => {
    const c1 = desk.server.find('conversations', 'c1')!.row!
    put('conversations', 'c1', { ...c1, mergedInto: 'c0', lastInboundSeq: 9 })
    // c0's customer writes by email, too; c3 is somebody else.
    put('conversations', 'mail', conversationRow('mail', { channel: 'email', contactId: 'contact-c0' }))
    put('bookings', 'b1', visit('b1', 'contact-c0', 9_000))
    put('bookings', 'b2', visit('b2', 'contact-c1', 8_000))
    put('bookings', 'b3', visit('b3', 'contact-c1', 1_000))
    put('bookings', 'b4', { ...visit('b4', 'contact-c0', 9_500), status: 'cancelled' })
    put('bookings', 'b5', visit('b5', 'contact-c3', 9_000))
    put('messages', 'n1', note('n1', 'c0', 2_000))
    put('messages', 'n2', note('n2', 'c1', 3_000))
    put('messages', 'n3', note('n3', 'c3', 3_000))
    put('decisions', 'in-c0', { ...decisionRow('in-c0', 'c0'), at: 10 })
    put('decisions', 'in-c1', { ...decisionRow('in-c1', 'c1'), at: 20 })
    put('decisions', 'in-c3', { ...decisionRow('in-c3', 'c3'), at: 30 })
  })
  await desk.signIn()
  return desk
}

it('gathers contacts, other threads, visits, notes and decisions of all that is one thread', async () => {
  await using desk = await started()
  for (const id of ['c0', 'c1']) {
    const found = await customer(desk, id)
    expect(found.contacts.map((c) => c.id)).toEqual(['contact-c0', 'contact-c1'])
    expect(found.others.map((row) => row.conversation.id)).toEqual(['mail'])
    expect(found.ahead.map((b) => b.id)).toEqual(['b2', 'b1'])
    expect(found.past.map((b) => b.id)).toEqual(['b3'])
    expect(found.notes.map((m) => m.id)).toEqual(['n2', 'n1'])
    expect(found.decisions.map(({ decision, text }) => [decision.id, text])).toEqual([
      ['in-c1', 'How much is a trim, says number 1?'],
      ['in-c0', 'How much is a trim, says number 0?'],
    ])
  }
  expect((await customer(desk, 'mail')).others.map((row) => row.conversation.id)).toEqual(['c0'])
  expect(await desk.api.customer('gone')).toBeNull()
})

it('shows what was changed offline at once: details, opt-out with who, a note', async () => {
  await using desk = await started()
  await desk.goOffline()
  await desk.command('contact.edit', { contactId: 'contact-c1', email: 'sam@example.com' })
  await desk.command('contact.edit', { contactId: 'contact-c0', name: 'Zoë', note: '  Short, please ' })
  await desk.command('contact.opt_out', { contactId: 'contact-c0', on: true })
  await desk.command('conversation.note', { id: 'c0', text: 'Called her' })
  const found = await customer(desk, 'c0')
  expect(found.contacts).toMatchObject([
    { name: 'Zoë', note: 'Short, please', optedOut: true, consent: [{ on: false, by: 'staff', how: 'staff' }] },
    { email: 'sam@example.com', optedOut: false },
  ])
  expect(found.notes.map((m) => m.body)).toEqual(['Called her', 'Note n2', 'Note n1'])
  expect((await desk.thread('c0')).conversation.customerName).toBe('Zoë')
  expect((await desk.api.inbox({ view: 'everything' })).rows.map((r) => r.conversation.customerName)).toContain('Zoë')
})

it('hides it from who is signed out', async () => {
  await using desk = await started()
  desk.server.revoke()
  await until(async () => expect(await desk.api.customer('c0')).toBeNull())
})
