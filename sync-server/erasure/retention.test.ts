/** What a venue does not keep: erased in pieces, counted in the log, and nothing that is open or young. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { DAY } from '#shared/clock.ts'
import { ERASED_TEXT } from '#shared/erased.ts'
import { ENGINES } from '../storage/testing.ts'
import { type TestServer, testServer } from '../testing.ts'
import { eraseOld } from './retention.ts'

const OLD = '+447700900777'
const OPEN = '+447700900778'
const YOUNG = '+447700900779'
const WORDS = 'My cat Xylophonius ate the appointment card'

const conversation = async (s: TestServer, number: string) =>
  (await s.rows('conversations')).find((one) => one.customerNumber === number)!
const bodies = async (s: TestServer, number: string) => {
  const { id } = await conversation(s, number)
  return (await s.rows('messages')).filter((m) => m.conversationId === id).map((m) => m.body)
}

async function filled(s: TestServer): Promise<void> {
  for (const number of [OLD, OPEN]) await s.text(`${WORDS}. Is there parking?`, number)
  s.pass(10_000)
  await s.step()
  await s.command('conversation.note', { id: (await conversation(s, OLD)).id, text: 'Xylophonius is a cat' })
  await s.command('conversation.close', { ids: [(await conversation(s, OLD)).id] })
  s.pass(40 * DAY)
  await s.text(`${WORDS}, still`, YOUNG)
  s.pass(10_000)
  await s.step()
  await s.command('conversation.close', { ids: [(await conversation(s, YOUNG)).id] })
}

test.each(ENGINES)('words of what was closed long ago are erased, and nothing else (%s)', async (engine) => {
  await using s = await testServer({ storage: engine })
  await filled(s)
  expect(await eraseOld(s.deps, s.venueId)).toBe(0)
  expect(await s.command('venue.retention', { days: 30 })).toMatchObject({ status: 'done' })
  const before = await bodies(s, OLD)
  expect(await eraseOld(s.deps, s.venueId)).toBe(before.length)
  expect(new Set(await bodies(s, OLD))).toEqual(new Set([ERASED_TEXT]))
  expect(await conversation(s, OLD)).toMatchObject({ lastText: ERASED_TEXT, customerNumber: OLD })
  const { id } = await conversation(s, OLD)
  const drafts = (await s.rows('drafts')).filter((d) => d.conversationId === id)
  expect(drafts.length).toBeGreaterThan(0)
  for (const draft of drafts) expect(draft).toMatchObject({ text: ERASED_TEXT, state: 'dropped', citations: [] })
  for (const number of [OPEN, YOUNG]) expect((await bodies(s, number))[0]).toContain(WORDS)
  const entry = await s.deps.storage.read((db) =>
    db.selectFrom('audit').selectAll().where('action', '=', 'retention.erased').executeTakeFirstOrThrow(),
  )
  expect(JSON.parse(entry.detail)).toEqual({ messages: before.length, conversations: 1, retentionDays: 30 })
  expect(await eraseOld(s.deps, s.venueId)).toBe(0)
})

test('no byte of the words is left', async () => {
  await using s = await testServer()
  await filled(s)
  await s.command('conversation.close', { ids: [(await conversation(s, OPEN)).id] })
  s.pass(40 * DAY)
  await s.command('venue.retention', { days: 30 })
  expect(await eraseOld(s.deps, s.venueId)).toBeGreaterThan(0)
  for (const name of ['greenlight.db', 'greenlight.db-wal'])
    expect([name, (await readFile(path.join(s.storage.folder, name))).includes('Xylophonius')]).toEqual([name, false])
})

test('a long thread is erased in pieces, and what comes in afterwards stays until its time', async () => {
  await using s = await testServer()
  await s.text('Hello', OLD)
  const { id } = await conversation(s, OLD)
  await s.deps.storage.write('bulk', s.venueId, async (tx) => {
    const like = await tx.db.selectFrom('messages').selectAll().executeTakeFirstOrThrow()
    for (let i = 0; i < 500; i += 1)
      await tx.db
        .insertInto('messages')
        .values({ ...like, id: `m${i}`, seq: tx.nextSeq(), body: `Text ${i}`, decided: 1 })
        .execute()
  })
  await s.command('conversation.close', { ids: [id] })
  await s.command('venue.retention', { days: 30 })
  s.pass(31 * DAY)
  expect(await eraseOld(s.deps, s.venueId)).toBe((await bodies(s, OLD)).length)
  expect(new Set(await bodies(s, OLD))).toEqual(new Set([ERASED_TEXT]))
  await s.text('Back again', OLD)
  await s.command('conversation.close', { ids: [id] })
  s.pass(29 * DAY)
  expect(await eraseOld(s.deps, s.venueId)).toBe(0)
  s.pass(2 * DAY)
  expect(await eraseOld(s.deps, s.venueId)).toBeGreaterThan(0)
  expect(new Set(await bodies(s, OLD))).toEqual(new Set([ERASED_TEXT]))
})

test("the period has its bounds, and is an owner's", async () => {
  await using s = await testServer()
  for (const days of [29, 3_651, 30.5])
    expect(await s.command('venue.retention', { days })).toMatchObject({ code: 'invalid_payload' })
  expect(await s.command('venue.retention', { days: 30 }, { as: s.staff })).toMatchObject({ code: 'forbidden' })
  expect(await s.command('venue.retention', { days: null })).toMatchObject({ status: 'done' })
})
