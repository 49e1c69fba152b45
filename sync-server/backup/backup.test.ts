/** Backup and restore: a copy of a server at work; and what comes back sends nothing, and revives nobody. */
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { MINUTE } from '#shared/clock.ts'
import { finishErasures } from '../erasure/finish.ts'
import { openJournal } from '../erasure/journal.ts'
import { ENGINES } from '../storage/testing.ts'
import { everythingOnAuto, type TestServer, testServer } from '../testing.ts'
import { backUp } from './backup.ts'
import { makeSafe } from './make-safe.ts'
import { restore } from './restore.ts'

const NUMBER = '+447700900777'
const OTHER = '+447700900778'

/** One text that would leave by itself, one of a person's, both waiting; and a session. */
async function atWork(): Promise<TestServer> {
  const s = await testServer()
  await everythingOnAuto(s)
  await s.command('venue.timing', { holdSeconds: 120, undoSeconds: 30 })
  await s.text('Is there parking?', OTHER)
  await s.text('Xylophonius asks: is there parking?', NUMBER)
  s.pass(10_000)
  await s.step()
  const c = (await s.rows('conversations')).find((one) => one.customerNumber === OTHER)!
  await s.command('message.send', { conversationId: c.id, text: 'Yes, behind the house' })
  const now = s.now()
  await s.deps.storage.system((db) =>
    db
      .insertInto('sessions')
      .values({
        tokenHash: 'h',
        personId: s.owner.personId,
        venueId: s.venueId,
        createdAt: now,
        expiresAt: now * 2,
        device: '',
        lastSeenAt: now,
        revoked: 0,
      })
      .execute(),
  )
  return s
}

const contains = (file: string, ...texts: string[]) => {
  const bytes = readFileSync(file)
  return texts.filter((text) => (['utf8', 'utf16le'] as const).some((e) => bytes.includes(Buffer.from(text, e))))
}

test('a restored backup sends nothing, signs nobody in, and erases again who was erased since', async () => {
  await using s = await atWork()
  const { folder } = s.storage
  const { file } = backUp(folder, s.now())
  expect(contains(file, 'Xylophonius', NUMBER)).toEqual(['Xylophonius', NUMBER])
  // They opt out and are erased after the backup was made: the backup knows neither.
  await s.text('STOP', NUMBER)
  const contact = (await s.rows('contacts')).find((one) => one.number === NUMBER)!
  await s.command('contact.erase', { contactId: contact.id })
  await finishErasures({ ...s.deps, journal: openJournal(folder) })
  const feedBefore = await s.deps.storage.read((db) =>
    db.selectFrom('venue_control').select('feedId').executeTakeFirst(),
  )
  await s.storage.storage.close()

  const restored = await restore(folder, file, { clock: s.deps.clock, ids: randomUUID })
  expect(restored).toMatchObject({ unknown: 1, erased: 1, before: expect.stringContaining('before-restore') })
  expect(contains(path.join(folder, 'greenlight.db'), 'Xylophonius', 'xylophonius', NUMBER, '7700900777')).toEqual([])
  await s.storage.reopen()
  const feed = await s.deps.storage.read((db) => db.selectFrom('venue_control').select('feedId').executeTakeFirst())
  expect(feed).not.toEqual(feedBefore)
  expect((await s.venue()).killSwitch).toMatchObject({ engaged: true, by: null })
  expect((await s.rows('messages')).filter((m) => m.state === 'queued')).toEqual([])
  expect(await s.deps.storage.read((db) => db.selectFrom('sessions').selectAll().execute())).toEqual([])
  s.pass(10 * MINUTE)
  await s.step()
  expect(s.sandbox.received()).toEqual([])
  // Their STOP outlives erasure and restore.
  await s.text('Hello again', NUMBER)
  expect((await s.rows('contacts')).find((one) => one.number === NUMBER)).toMatchObject({ optedOut: true })
})

test('a backup is whole, of one moment, and never over another file', async () => {
  await using s = await atWork()
  const to = path.join(s.storage.folder, 'copy.db')
  const backup = backUp(s.storage.folder, s.now(), to)
  expect(backup).toMatchObject({ file: to, bytes: expect.any(Number) })
  expect(() => backUp(s.storage.folder, s.now(), to)).toThrow(/already/)
  expect(() => backUp(path.join(s.storage.folder, 'nowhere'), s.now())).toThrow(/no database/)
  expect(readdirSync(s.storage.folder).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('what cannot be restored changes nothing', async () => {
  await using s = await atWork()
  const { folder } = s.storage
  const options = { clock: s.deps.clock, ids: randomUUID }
  const { file } = backUp(folder, s.now())
  await s.storage.storage.close()
  const before = readFileSync(path.join(folder, 'greenlight.db'))
  const bad = path.join(folder, 'bad.db')
  writeFileSync(bad, 'no database')
  await expect(restore(folder, bad, options)).rejects.toThrow(/no backup/)
  await expect(restore(folder, path.join(folder, 'none.db'), options)).rejects.toThrow(/no file/)
  writeFileSync(bad, readFileSync(file).subarray(0, 40_000))
  await expect(restore(folder, bad, options)).rejects.toThrow(/damaged|no backup/)
  expect(readFileSync(path.join(folder, 'greenlight.db')).equals(before)).toBe(true)
  expect(readdirSync(folder)).not.toContain('restoring')
  await s.storage.reopen()
})

test.each(ENGINES)('what waited is undecided or a draft (%s)', async (engine) => {
  await using s = await testServer({ storage: engine })
  await everythingOnAuto(s)
  await s.command('venue.timing', { holdSeconds: 120, undoSeconds: 30 })
  await s.text('How much is a trim?', NUMBER)
  s.pass(10_000)
  await s.step()
  expect((await s.rows('messages')).filter((m) => m.state === 'queued' && m.auto)).toHaveLength(1)
  const journal = { read: async () => [] }
  const made = await makeSafe(s.deps.storage, { clock: s.deps.clock, ids: randomUUID, journal })
  expect(made).toEqual({ drafts: 1, unknown: 0, erased: 0 })
  expect((await s.rows('drafts')).at(-1)).toMatchObject({ state: 'pending', returned: 'restored' })
  expect((await s.rows('policies')).filter((p) => p.mode === 'auto')).toEqual([])
})
