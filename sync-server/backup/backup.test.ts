/** Backup and restore: a copy of a server at work; and what comes back sends nothing, and revives nobody. */
import { randomBytes, randomUUID } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MINUTE } from '#shared/clock.ts'
import { deepRuns } from '#shared/testing.ts'
import { finishErasures } from '../erasure/finish.ts'
import { openJournal } from '../erasure/journal.ts'
import { startServer } from '../server.ts'
import { readSettings } from '../settings.ts'
import { ENGINES } from '../storage/testing.ts'
import { everythingOnAuto, type TestServer, testServer } from '../testing.ts'
import { type BackupRefused, backUp } from './backup.ts'
import { carryOut } from './command.ts'
import { makeSafe } from './make-safe.ts'
import { restore } from './restore.ts'
import { readSeal, seal, unseal } from './seal.ts'

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
  const who = (await s.rows('contacts')).find((one) => one.number === NUMBER)!
  const [name, email] = ['Quintessa Zoll', 'qz@post.example']
  await s.command('contact.edit', { contactId: who.id, name, email, note: 'Likes Wendoverie tea' })
  const { file } = backUp(folder, s.now())
  const theirs = ['Xylophonius', NUMBER, name, email, 'Wendoverie']
  expect(contains(file, ...theirs)).toEqual(theirs)
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
  const parts = ['xylophonius', '7700900777', '07700 900777', 'Quintessa', 'quintessa', 'Zoll', 'zoll']
  expect(contains(path.join(folder, 'greenlight.db'), ...theirs, ...parts)).toEqual([])
  await s.storage.reopen()
  // All that is left of them is a keyed hash of their number.
  const left = await s.deps.storage.read((db) => db.selectFrom('suppressions').select('numberHash').execute())
  expect(left).toEqual([{ numberHash: expect.stringMatching(/^[0-9a-f]{64}$/) }])
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

/** The same backup, made by a version that is yet to come. */
function later(file: string, to: string): Buffer {
  copyFileSync(file, to)
  unseal(to)
  const db = new Database(to)
  db.prepare(
    'UPDATE schema_version SET version = version + 1000 WHERE version = (SELECT max(version) FROM schema_version)',
  ).run()
  db.close()
  seal(to)
  return readFileSync(to)
}

test('whichever byte is another one, it is found', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-seal-'))
  const file = path.join(folder, 'a.db')
  const db = new Database(file)
  db.exec("CREATE TABLE t (text); INSERT INTO t VALUES ('a'), ('b')")
  db.close()
  seal(file)
  expect(readSeal(file).kept).toBe(readSeal(file).found)
  const whole = readFileSync(file)
  const [place, change] = [fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })]
  fc.assert(
    fc.property(place, change, (at, by) => {
      const bytes = Buffer.from(whole)
      bytes[at]! ^= by
      writeFileSync(file, bytes)
      const { kept, found } = readSeal(file)
      expect(kept).not.toBe(found)
    }),
    { numRuns: deepRuns(50, 5_000) },
  )
  rmSync(folder, { recursive: true })
})

test('what cannot be restored changes nothing', async () => {
  await using s = await atWork()
  const { folder } = s.storage
  const options = { clock: s.deps.clock, ids: randomUUID }
  const { file } = backUp(folder, s.now())
  await s.storage.storage.close()
  const before = readFileSync(path.join(folder, 'greenlight.db'))
  const bad = path.join(folder, 'bad.db')
  const refusal = async (bytes: Buffer | string): Promise<string> => {
    writeFileSync(bad, bytes)
    return restore(folder, bad, options).then(
      () => 'restored',
      (error: BackupRefused) => error.code,
    )
  }
  const whole = readFileSync(file)
  expect(await refusal('no database')).toBe('backup_foreign')
  expect(await refusal(randomBytes(50_000))).toBe('backup_foreign')
  await expect(restore(folder, folder, options)).rejects.toThrow(/^backup_foreign: /)
  await expect(restore(folder, path.join(folder, 'none.db'), options)).rejects.toThrow(/^backup_missing: /)
  expect(await refusal(whole.subarray(0, 40_000))).toBe('backup_damaged')
  expect(await refusal(whole.subarray(0, -4_096))).toBe('backup_damaged')
  // A letter in a text: no page is broken, and SQLite itself has nothing to say.
  const flipped = Buffer.from(whole)
  flipped[whole.indexOf('Xylophonius')]! ^= 1
  expect(await refusal(flipped)).toBe('backup_damaged')
  expect(await refusal(later(file, path.join(folder, 'later.db')))).toBe('backup_newer')
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

test.each(ENGINES)('beside a server at work nothing is restored, and it is said why (%s)', async (engine) => {
  await using s = await testServer({ storage: engine })
  const { folder, databaseUrl } = s.storage
  const file = path.join(folder, 'copy.db')
  if (engine === 'sqlite') backUp(folder, s.now(), file)
  await s.storage.storage.close()
  const settings = readSettings({
    PORT: '0',
    GREENLIGHT_DATA: folder,
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  })
  const asked = ['restore', ...(engine === 'sqlite' ? [file] : [])]
  const server = await startServer(settings, { logger: s.deps.logger })
  const before = server.deps.storage.read((db) => db.selectFrom('venue_control').selectAll().execute())
  await expect(carryOut(settings, asked)).rejects.toThrow(/^a server uses the .*; end it first$/)
  expect(await server.deps.storage.read((db) => db.selectFrom('venue_control').selectAll().execute())).toEqual(
    await before,
  )
  await server.close()
  expect(await carryOut(settings, asked)).toMatch(/^Restored/)
  await s.storage.reopen()
})
