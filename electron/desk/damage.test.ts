/** A damaged mirror heals by itself, visibly and once; what a person did and nobody has heard is never lost with it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { verify } from './mirror-health.ts'
import { CONVERSATIONS, closedWithQueue } from './testing-damage.ts'
import { type TestDesk, until } from './testing-desk.ts'
import { conversationRow } from './testing-rows.ts'

const mirrorFile = (desk: TestDesk) => path.join(desk.folder(), 'mirror.db')
const DAMAGED = { mirrorRebuilt: 'The file was damaged.' }

/** The queue has come over, once, and the mirror is whole again. */
async function heals(desk: TestDesk): Promise<void> {
  await desk.server.comeBack()
  await desk.inStep()
  expect(desk.server.received.map((r) => (r.command.payload as { text: string }).text)).toEqual(['First', 'Second'])
  expect((await desk.api.inbox({ view: 'everything' })).total).toBe(CONVERSATIONS)
  const db = new Database(mirrorFile(desk))
  expect(() => verify(db)).not.toThrow()
  db.close()
}

/** As after a kill: nothing says what the file was like. */
const unseal = (desk: TestDesk) => rmSync(`${mirrorFile(desk)}-seal`)

/** Changes the closed mirror's rows behind the desk's back. */
function change(desk: TestDesk, run: (db: Database.Database) => void): void {
  const db = new Database(mirrorFile(desk))
  run(db)
  db.close()
}

/** Too large to be checked when it is opened. */
const makeLarge = (desk: TestDesk) =>
  change(desk, (db) => db.exec("INSERT INTO meta (key, value) VALUES ('filler', hex(zeroblob(9000000)))"))

describe('a mirror that cannot be read', () => {
  it('is set aside and rebuilt, and says so; the queue is kept', async () => {
    await using desk = await closedWithQueue()
    writeFileSync(mirrorFile(desk), 'this is no database')
    await desk.open()
    expect(await desk.api.status()).toMatchObject({ ...DAMAGED, queued: 2, firstSync: { share: 0 } })
    expect(readFileSync(`${mirrorFile(desk)}.aside-1`, 'utf8')).toBe('this is no database')
    await heals(desk)
    await desk.restart()
    expect(await desk.api.status()).toMatchObject({ mirrorRebuilt: null })
  })

  it('never overwrites one that was set aside before', async () => {
    await using desk = await closedWithQueue()
    for (const text of ['one', 'two']) {
      writeFileSync(mirrorFile(desk), text)
      await desk.open()
      await desk.hub.close()
    }
    expect(readFileSync(`${mirrorFile(desk)}.aside-1`, 'utf8')).toBe('one')
    expect(readFileSync(`${mirrorFile(desk)}.aside-2`, 'utf8')).toBe('two')
    await desk.open()
    await heals(desk)
  })

  it.each([0, 99])('because it is of version %i is built afresh', async (version) => {
    await using desk = await closedWithQueue()
    change(desk, (db) => db.pragma(`user_version = ${version}`))
    unseal(desk)
    await desk.open()
    expect((await desk.api.status()).mirrorRebuilt).toContain('another version')
    expect(existsSync(`${mirrorFile(desk)}.aside-1`)).toBe(true)
    await heals(desk)
  })

  const found: Record<string, (db: Database.Database) => void> = {
    'a place in the feed that is no number': (db) =>
      db.exec(`UPDATE meta SET value = replace(value, '"cursor":', '"cursor":-') WHERE key = 'position'`),
    'another place in the feed': (db) =>
      db.exec(`UPDATE meta SET value = replace(value, '"cursor":1', '"cursor":2') WHERE key = 'position'`),
    'an index that is not there': (db) => db.exec('DROP INDEX drafts_pending'),
  }
  it.each(Object.keys(found))('is found when it is opened: %s', async (what) => {
    await using desk = await closedWithQueue()
    change(desk, found[what]!)
    unseal(desk)
    await desk.open()
    expect(await desk.api.status()).toMatchObject({ ...DAMAGED, queued: 2 })
    await heals(desk)
  })

  it('is found when it is opened: an index that disagrees with its table', async () => {
    await using desk = await closedWithQueue()
    disagree(mirrorFile(desk))
    unseal(desk)
    await desk.open()
    expect(await desk.api.status()).toMatchObject({ ...DAMAGED, queued: 2 })
    await heals(desk)
  })

  it('that was closed in order is known by its seal: one letter of one text', async () => {
    await using desk = await closedWithQueue()
    change(desk, (db) => db.exec("UPDATE messages SET body = replace(body, 'trim', 'trip') WHERE id = 'in-c7'"))
    await desk.open()
    expect(await desk.api.status()).toMatchObject({ ...DAMAGED, queued: 2 })
    await heals(desk)
  })
})

/** In the index of conversations' ids the last one has another name: a newer row of it becomes a second one. */
function disagree(file: string): void {
  const db = new Database(file)
  const page = db.pragma('page_size', { simple: true }) as number
  const root = db
    .prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'conversations_by_id'")
    .pluck()
    .get()!
  db.close()
  const bytes = readFileSync(file)
  const from = (root - 1) * page
  const at = bytes.subarray(from, from + page).indexOf('c9')
  expect(at).toBeGreaterThan(0)
  bytes.write('c:', from + at)
  writeFileSync(file, bytes)
}

describe('a mirror whose damage nothing shows at first', () => {
  /** @returns an open desk whose mirror is damaged so, and was not found to be */
  async function openDamaged(run: (desk: TestDesk) => void): Promise<TestDesk> {
    const desk = await closedWithQueue()
    makeLarge(desk)
    run(desk)
    unseal(desk)
    await desk.open()
    expect(await desk.api.status()).toMatchObject({ mirrorRebuilt: null, queued: 2 })
    return desk
  }
  const healed = async (desk: TestDesk) => {
    await until(async () => expect(await desk.api.status()).toMatchObject(DAMAGED))
    await until(async () => expect(await desk.api.status()).toMatchObject({ connection: 'online', queued: 0 }))
    await desk.inStep()
    expect(desk.files().filter((file) => /aside-\d+$/.test(file))).toEqual(['mirror.db.aside-1'])
    expect(desk.server.received.map((r) => r.command.id)).toEqual(['cmd0', 'cmd1'])
  }

  const read: Record<string, string> = {
    'a row that is no JSON': "UPDATE conversations SET row = substr(row, 5) WHERE id = 'c3'",
    'a row that is no row': "UPDATE conversations SET row = 'null' WHERE id = 'c3'",
    'a set that is cut off': 'UPDATE sets SET bits = substr(bits, 1, 7)',
  }
  it.each(Object.keys(read))('heals when it is read: %s', async (what) => {
    await using desk = await openDamaged((closed) => change(closed, (db) => db.exec(read[what]!)))
    await desk.api.inbox({ view: 'needs_you', filter: { agent: ['a1'] } })
    await desk.api.thread('c3')
    expect(await desk.api.status()).toMatchObject(DAMAGED)
    await desk.server.comeBack()
    await healed(desk)
  })

  it('heals when it is written: an index that disagrees with its table', async () => {
    await using desk = await openDamaged((closed) => disagree(mirrorFile(closed)))
    await desk.server.comeBack()
    desk.server.change((put) => put('conversations', 'c9', conversationRow('c9', { lastMessageAt: 9_999 })))
    await healed(desk)
  })

  it('heals when it is written: a header that says read-only', async () => {
    await using desk = await openDamaged((closed) => {
      const bytes = readFileSync(mirrorFile(closed))
      bytes[18] = 3
      writeFileSync(mirrorFile(closed), bytes)
    })
    await desk.server.comeBack()
    await healed(desk)
  })

  it('is the mirror’s alone: a queue that holds nonsense leaves the mirror be', async () => {
    await using desk = await closedWithQueue()
    const queue = new Database(path.join(desk.folder(), 'queue.db'))
    queue.exec("INSERT INTO notices (command_id, notice) VALUES ('x', '{')")
    queue.close()
    await desk.open()
    await expect(desk.api.notices()).rejects.toThrow()
    expect(await desk.api.status()).toMatchObject({ mirrorRebuilt: null, queued: 2 })
    await heals(desk)
  })
})

describe('a queue that cannot be read', () => {
  it('is kept beside the new one', async () => {
    await using desk = await closedWithQueue()
    writeFileSync(path.join(desk.folder(), 'queue.db'), 'this is no database')
    await desk.open()
    expect(await desk.api.status()).toMatchObject({ queued: 0 })
    expect(desk.files()).toContain('queue.db.aside-1')
    await desk.server.comeBack()
  })
})
