/** After an erasure nothing of the customer is left but a salted hash: looked for byte by byte, in every file there is. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { MINUTE } from '#shared/clock.ts'
import type { Engine } from '../engines/engine.ts'
import { createLocalEngine } from '../engines/local/engine.ts'
import { ENGINES } from '../storage/testing.ts'
import { everythingOnAuto, type TestServer, testServer } from '../testing.ts'
import { NAMELESS } from './erase.ts'
import { finishErasures } from './finish.ts'
import { openJournal } from './journal.ts'

const NUMBER = '+447700900777'
const OTHER = '+447700900778'
const NAME = 'Zebedee Quillfeather'
const EMAIL = 'zebedee@quill.example'
const SAID = 'My cat Xylophonius ate the appointment card yesterday'
const NOTE = 'Allergic to Ylangamine, ask before each visit'

/** How it may stand somewhere, as people write it and as the product stores it. */
const NEEDLES = [
  ...[NUMBER, '447700900777', '07700900777', '7700900777', '07700 900777', '7700 900777', '7700 900 777'],
  ...['Zebedee', 'Quillfeather', EMAIL, 'Xylophonius', 'Ylangamine', 'xylophonius', 'zebedee', 'quillfeather'],
  ...['Wolverhampton stamp', 'callback please zq'],
]

/** Every file of a folder that holds one of them, in either writing. */
async function found(folder: string): Promise<string[]> {
  const out: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = await readFile(path.join(entry.parentPath, entry.name))
    for (const needle of NEEDLES)
      for (const encoding of ['utf8', 'utf16le'] as const)
        if (bytes.includes(Buffer.from(needle, encoding))) out.push(`${entry.name}: ${needle} (${encoding})`)
  }
  return out
}

/** The same in every row of every table. */
async function foundInRows(s: TestServer): Promise<string[]> {
  const names = await s.deps.storage.read(async (db) => {
    const tables = await db.introspection.getTables()
    return tables.map((t) => t.name)
  })
  const out: string[] = []
  for (const name of names) {
    const { rows } = await s.deps.storage.read((db) => sql`SELECT * FROM ${sql.table(name)}`.execute(db))
    const text = JSON.stringify(rows)
    for (const needle of NEEDLES) if (text.includes(needle)) out.push(`${name}: ${needle}`)
  }
  return out
}

/** A customer with something in every place where something may be. */
async function customer(s: TestServer): Promise<string> {
  await s.text('Morning all, is the other one open on Friday at all?', OTHER)
  await s.text(`${SAID}. Is there parking?`, NUMBER)
  s.pass(10_000)
  await s.step()
  const contact = (await s.rows('contacts')).find((c) => c.number === NUMBER)!
  const c = (await s.rows('conversations')).find((one) => one.contactId === contact.id)!
  const { id: contactId } = contact
  await s.command('contact.edit', { contactId, name: NAME, email: EMAIL, note: NOTE })
  await s.command('conversation.note', { id: c.id, text: `${NAME} rang: callback please zq` })
  await s.command('message.send', { conversationId: c.id, text: `Hello Zebedee, poor Xylophonius! There is parking.` })
  s.pass(MINUTE)
  await s.step()
  const fact = { topic: 'Zebedee', keywords: ['card'], text: `${NAME} has a Wolverhampton stamp`, expiresAt: null }
  await s.command('snippet.add', { name: 'Ring', text: `Ring ${NAME} on 07700 900777`, shared: true })
  await s.command('fact.add', { ...fact, topic: 'Stamps', text: `Ask ${NAME}` })
  await s.text(`Me again, ${NAME}: how much is a trim? ${SAID}`, NUMBER)
  s.pass(10_000)
  await s.step()
  const inbound = (await s.rows('messages')).findLast((m) => m.conversationId === c.id && m.direction === 'in')!
  const added = await s.command('eval.add', { messageId: inbound.id })
  expect(added.status).toBe('done')
  await s.command('eval.run', {})
  await s.step()
  const draft = (await s.rows('drafts')).findLast((d) => d.conversationId === c.id && d.state === 'pending')!
  await s.command('draft.edit', { draftId: draft.id, text: `${draft.text} See you, Zebedee` }, { as: s.staff })
  // The colleague who comes too late is told the words that left.
  const late = await s.command('draft.approve', { draftId: draft.id }, { basis: draft.seq })
  expect(late).toMatchObject({ status: 'conflict', result: { text: expect.stringContaining('Zebedee') } })
  const [service] = await s.rows('services')
  const [staffer] = await s.rows('staffers')
  const startsAt = Date.parse('2026-11-20T11:00:00Z')
  const booked = await s.command('diary.book', {
    ...{ serviceId: service!.id, stafferId: staffer!.id, startsAt, name: NAME, contactId },
  })
  expect(booked.status).toBe('done')
  await s.deps.storage.write('command', s.venueId, async (tx) => {
    const typed = { conversationId: c.id, place: 'reply' as const, draftId: null, text: 'Dear Zebedee', at: 1 }
    await tx.insert('typed', { id: 'typed', personId: s.staff.personId, ...typed })
  })
  return contactId
}

test.each(ENGINES)('nothing of them is left in any row (%s)', async (engine) => {
  await using s = await testServer({ storage: engine })
  const contactId = await customer(s)
  expect(await foundInRows(s)).not.toEqual([])
  const before = await s.deps.storage.read((db) => db.selectFrom('contacts').select('id').execute())
  const answer = await s.command('contact.erase', { contactId })
  expect(answer).toMatchObject({ status: 'done', result: { conversations: 1, withdrawn: 1, bookings: 1 } })
  expect(await foundInRows(s)).toEqual([])
  // Nobody else has gone with them.
  expect(await s.rows('contacts')).toHaveLength(before.length - 1)
  expect((await s.rows('conversations')).map((c) => c.customerNumber)).toEqual([OTHER])
  expect((await s.rows('messages')).some((m) => m.body.startsWith('Morning all'))).toBe(true)
  expect((await s.rows('bookings')).find((b) => b.customerName === NAMELESS)).toMatchObject({ contactId: null })
  const audit = await s.deps.storage.read((db) => db.selectFrom('audit').selectAll().orderBy('n').execute())
  expect(JSON.parse(audit.at(-1)!.detail)).toMatchObject({ contactIds: [contactId], conversations: 1 })
})

test('no byte of them is left in any file', async () => {
  await using s = await testServer()
  const { folder } = s.storage
  const contactId = await customer(s)
  expect(await found(folder)).not.toEqual([])
  await s.command('contact.erase', { contactId })
  const journal = openJournal(folder)
  await finishErasures({ ...s.deps, journal })
  expect(await found(folder)).toEqual([])
  expect(await journal.read()).toMatchObject([{ contactIds: [contactId], suppressed: [] }])
  expect(await finishErasures({ ...s.deps, journal })).toBe(false)
  // It goes on working, on the file that was written anew.
  await s.text('Hello again, is there parking?', NUMBER)
  s.pass(10_000)
  await s.step()
  expect((await s.rows('contacts')).find((c) => c.number === NUMBER)).toMatchObject({ name: null, optedOut: false })
})

test('what waits to be sent is withdrawn with it, and its time is free again', async () => {
  await using s = await testServer()
  await everythingOnAuto(s)
  await s.text('Can you book me a trim on Friday at 3pm? It is Zebedee', NUMBER)
  s.pass(10_000)
  await s.step()
  const waiting = (await s.rows('messages')).filter((m) => m.state === 'queued')
  expect(waiting).toHaveLength(1)
  const [contact] = await s.rows('contacts')
  expect(await s.command('contact.erase', { contactId: contact!.id })).toMatchObject({ result: { withdrawn: 1 } })
  s.pass(10 * MINUTE)
  await s.step()
  expect(s.sandbox.received(NUMBER)).toEqual([])
  expect((await s.rows('bookings')).filter((b) => b.status !== 'cancelled')).toEqual([])
})

test('a text that is on its way is waited for', async () => {
  await using s = await testServer()
  const contactId = await customer(s)
  const queued = (await s.rows('messages')).find((m) => m.state === 'queued')!
  await s.deps.storage.write('claim', s.venueId, (tx) =>
    tx.patch('messages', queued.id, { state: 'claimed', claimId: 'c', sendBefore: s.now() + 2_000 }),
  )
  expect(await s.command('contact.erase', { contactId })).toMatchObject({ status: 'refused', code: 'send_under_way' })
  expect((await s.rows('contacts')).some((c) => c.id === contactId)).toBe(true)
})

test.each(ENGINES)('who had opted out stays so for ever (%s)', async (engine) => {
  await using s = await testServer({ storage: engine })
  await s.text('Hello, is there parking?', NUMBER)
  await s.text('STOP', NUMBER)
  const [contact] = await s.rows('contacts')
  await s.command('contact.erase', { contactId: contact!.id })
  expect(await foundInRows(s)).toEqual([])
  await s.text('Hello, is there parking?', NUMBER)
  s.pass(10_000)
  await s.step()
  const [again] = await s.rows('contacts')
  expect(again).toMatchObject({ optedOut: true })
  const [conversation] = await s.rows('conversations')
  const answer = await s.command('message.send', { conversationId: conversation!.id, text: 'Yes there is' })
  expect(answer).toMatchObject({ status: 'refused', code: 'opted_out' })
})

test('a turn that is thought about meanwhile comes to nothing', async () => {
  const engine = createLocalEngine()
  let meanwhile = async () => {}
  const slow: Engine = {
    ...engine,
    classify: async (texts, signal) => {
      await meanwhile()
      return engine.classify(texts, signal)
    },
  }
  await using s = await testServer({ engine: slow })
  await s.text('Is there parking?', NUMBER)
  const [contact] = await s.rows('contacts')
  meanwhile = async () => {
    expect(await s.command('contact.erase', { contactId: contact!.id })).toMatchObject({ status: 'done' })
  }
  s.pass(10_000)
  await s.step()
  expect(await foundInRows(s)).toEqual([])
  expect(await s.rows('messages')).toEqual([])
  expect(await s.rows('decisions')).toEqual([])
})

test('all numbers of a merged customer go, or those that the owner was shown', async () => {
  await using s = await testServer()
  await s.text('Hello', NUMBER)
  await s.text('Hello from my other phone', OTHER)
  const [a, b] = await s.rows('conversations')
  await s.command('conversation.merge', { from: b!.id, into: a!.id })
  await s.text('Somebody else', '+447700900779')
  const [, , c] = await s.rows('contacts')
  const more = { contactId: a!.contactId, contactIds: [a!.contactId, c!.id] }
  expect(await s.command('contact.erase', more)).toMatchObject({ status: 'refused', code: 'changed_since' })
  const one = { contactId: a!.contactId, contactIds: [a!.contactId] }
  expect(await s.command('contact.erase', one)).toMatchObject({ status: 'done', result: { conversations: 1 } })
  // The other number stands for itself again.
  expect((await s.rows('conversations')).find((row) => row.id === b!.id)).toMatchObject({ mergedInto: null })
  await s.text('Me again', NUMBER)
  const [again] = (await s.rows('conversations')).filter((row) => row.customerNumber === NUMBER)
  await s.command('conversation.merge', { from: again!.id, into: b!.id })
  const all = { contactId: b!.contactId }
  expect(await s.command('contact.erase', all)).toMatchObject({ status: 'done', result: { conversations: 2 } })
  expect((await s.rows('contacts')).map((row) => row.id)).toEqual([c!.id])
})

test('staff may not, and nobody twice', async () => {
  await using s = await testServer()
  await s.text('Hello', NUMBER)
  const [contact] = await s.rows('contacts')
  const { id: contactId } = contact!
  expect(await s.command('contact.erase', { contactId }, { as: s.staff })).toMatchObject({ code: 'forbidden' })
  expect(await s.command('contact.erase', { contactId })).toMatchObject({ status: 'done' })
  expect(await s.command('contact.erase', { contactId })).toMatchObject({ code: 'row_not_found' })
})
