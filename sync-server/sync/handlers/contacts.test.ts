import { afterEach, beforeEach, expect, it } from 'vitest'
import { CUSTOMER, type TestServer, testServer } from '../../testing.ts'

let s: TestServer
let contactId: string
beforeEach(async () => {
  s = await testServer()
  await s.text('Hello')
  contactId = (await s.rows('contacts')).find((c) => c.number === CUSTOMER)!.id
})
afterEach(() => s[Symbol.asyncDispose]())

const contact = async () => (await s.rows('contacts')).find((c) => c.id === contactId)!
const edit = (given: object, more = {}) => s.command('contact.edit', { contactId, ...given }, { as: s.staff, ...more })

it('keeps name, email and note; the name stands in every conversation of theirs', async () => {
  expect(
    (await edit({ name: 'Zoë Okafor', email: 'zoe@example.com', note: 'Likes it short.\nNo fringe.' })).status,
  ).toBe('done')
  expect(await contact()).toMatchObject({
    name: 'Zoë Okafor',
    email: 'zoe@example.com',
    note: 'Likes it short.\nNo fringe.',
  })
  expect((await s.rows('conversations'))[0]!.customerName).toBe('Zoë Okafor')
  await edit({ name: '  ', email: null })
  expect(await contact()).toMatchObject({ name: null, email: null, note: 'Likes it short.\nNo fringe.' })
})

it.each([
  [
    'a long one',
    'Maximiliana Featherstonehaugh-Cholmondeley of Ashby',
    'Maximiliana Featherstonehaugh-Cholmondeley of Ashby',
  ],
  ['emoji', '🌸 Zoë 👩‍👩‍👧', '🌸 Zoë 👩‍👩‍👧'],
  ['Arabic', 'فاطمة الزهراء', 'فاطمة الزهراء'],
  ['control characters and half a character', ' A\u0000b\u0007\ud83d ', 'A b �'],
  ['line breaks', 'Ann\n\tLee', 'Ann Lee'],
])('takes %s as a name', async (_, name, kept) => {
  expect((await edit({ name })).status).toBe('done')
  expect((await contact()).name).toBe(kept)
})

it.each([
  ['a name that is too long', { name: 'x'.repeat(101) }],
  ['an email that is none', { email: 'zoe at home' }],
  ['a note that is too long', { note: 'x'.repeat(2_001) }],
])('refuses %s and changes nothing', async (_, given) => {
  const before = await contact()
  expect(await edit(given)).toMatchObject({ status: 'refused', code: 'invalid_payload' })
  expect(await contact()).toEqual(before)
})

it('the same field by two: the second hears by whom; another field is no matter', async () => {
  const basis = (await contact()).seq
  await s.command('contact.edit', { contactId, name: 'Ann' }, { basis })
  expect(await edit({ name: 'Anna' }, { basis })).toMatchObject({
    status: 'conflict',
    result: { by: s.owner.personId, what: 'changed the name' },
  })
  expect((await edit({ note: 'Calls herself Anna' }, { basis })).status).toBe('done')
  expect(await contact()).toMatchObject({ name: 'Ann', note: 'Calls herself Anna' })
})

it('the log keeps which fields, and no word of them', async () => {
  await edit({ name: 'Zoë Okafor', note: 'Allergic to ammonia' })
  const entries = await s.deps.storage.read((db) => db.selectFrom('audit').selectAll().execute())
  const last = entries.findLast((e) => e.action === 'contact.edit')!
  expect(JSON.parse(last.detail)).toEqual({ contactId, fields: ['name', 'note'] })
  expect(JSON.stringify(entries)).not.toMatch(/Zoë|ammonia/)
})

it('a contact that is not there', async () => {
  expect(await s.command('contact.edit', { contactId: 'gone', name: 'X' })).toMatchObject({ code: 'row_not_found' })
})
