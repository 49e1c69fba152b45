import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Piece } from '#shared/search.ts'
import { deepRuns } from '#shared/testing.ts'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'
import { conversationRow, messageRow } from './testing-rows.ts'

const mirrorFile = (desk: TestDesk) => path.join(desk.folder(), 'mirror.db')

/** A desk with a filled mirror and two commands that nobody has heard of, closed. */
async function closedWithQueue(): Promise<TestDesk> {
  const desk = await TestDesk.start()
  seed(desk.server, 40)
  await desk.signIn()
  await desk.goOffline()
  await desk.command('message.send', { conversationId: 'c1', text: 'First' })
  await desk.command('message.send', { conversationId: 'c2', text: 'Second' })
  await desk.hub.close()
  return desk
}

/** The queue has come over, and the mirror is whole again. */
async function heals(desk: TestDesk): Promise<void> {
  await desk.server.comeBack()
  await desk.inStep()
  expect(desk.server.received.map((r) => (r.command.payload as { text: string }).text)).toEqual(['First', 'Second'])
  expect((await desk.api.inbox({ view: 'everything' })).total).toBe(40)
}

describe('a mirror that cannot be read', () => {
  it('is set aside and rebuilt, and says so; the queue is kept', async () => {
    await using desk = await closedWithQueue()
    writeFileSync(mirrorFile(desk), 'this is no database')
    await desk.open()
    expect(await desk.api.status()).toMatchObject({ mirrorRebuilt: 'The file was damaged.', queued: 2, firstSync: 0 })
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
    const db = new Database(mirrorFile(desk))
    db.pragma(`user_version = ${version}`)
    db.close()
    await desk.open()
    expect((await desk.api.status()).mirrorRebuilt).toContain('another version')
    expect(existsSync(`${mirrorFile(desk)}.aside-1`)).toBe(true)
    await heals(desk)
  })

  it('is noticed while it is in use, too', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 40)
    await desk.signIn()
    await desk.goOffline()
    await desk.command('message.send', { conversationId: 'c1', text: 'First' })
    await desk.command('message.send', { conversationId: 'c2', text: 'Second' })
    await desk.hub.close()
    // A row whose text is no JSON: nothing that a check of the file's structure finds.
    const db = new Database(mirrorFile(desk))
    db.prepare("UPDATE conversations SET row = substr(row, 5) WHERE id = 'c3'").run()
    db.close()
    await desk.open()
    expect(await desk.api.status()).toMatchObject({ mirrorRebuilt: null })
    await desk.api.thread('c3')
    expect(await desk.api.status()).toMatchObject({ mirrorRebuilt: 'The file was damaged.', queued: 2 })
    await heals(desk)
  })

  it('wherever a byte was flipped or the end is missing: nothing crashes, nothing is lost', {
    timeout: 3_600_000,
  }, async () => {
    await using desk = await closedWithQueue()
    const file = mirrorFile(desk)
    copyFileSync(file, `${file}.good`)
    const { size } = statSync(file)
    await desk.server.comeBack()
    const damage = fc.record({ at: fc.nat(size - 1), bit: fc.nat(7), cut: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, bit, cut }) => {
        const bytes = readFileSync(`${file}.good`)
        bytes[at]! ^= 1 << bit
        writeFileSync(file, bytes)
        if (cut) truncateSync(file, at)
        await desk.open()
        await until(async () => {
          expect(await desk.api.status()).toMatchObject({ connection: 'online', firstSync: null, queued: 0 })
          expect((await desk.api.inbox({ view: 'everything', limit: 100 })).rows.length).toBeGreaterThan(30)
          for (let i = 0; i < 40; i++) await desk.api.thread(`c${i}`)
        })
        await desk.hub.close()
      }),
      { numRuns: deepRuns(8, 1_000) },
    )
    expect(desk.server.received).toHaveLength(2)
    await desk.open()
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

describe('search', () => {
  async function searching(): Promise<TestDesk> {
    const desk = await TestDesk.start({ recent: true })
    seed(desk.server, 5)
    desk.server.change((put) => {
      put(
        'conversations',
        'c1',
        conversationRow('c1', { customerName: 'Zoë Ångström', customerNumber: '+447700900777' }),
      )
      put('conversations', 'c2', conversationRow('c2', { customerName: null, customerNumber: '+447700900888' }))
      put(
        'messages',
        'm1',
        messageRow({ id: 'm1', conversationId: 'c0', body: 'A full balayage costs £180', state: 'delivered' }),
      )
      put(
        'messages',
        'm2',
        messageRow({ id: 'm2', conversationId: 'c3', body: 'Full of "odd" *signs* (AND) NEAR -x', state: 'delivered' }),
      )
    })
    await desk.signIn()
    await until(async () => expect((await desk.api.inbox({ view: 'everything', search: 'balayage' })).total).toBe(1))
    return desk
  }
  const find = async (desk: TestDesk, search: string) =>
    (await desk.api.inbox({ view: 'everything', search })).rows.map((row) => row.conversation.id).sort()

  it('finds words, beginnings, phrases, names without their accents, and fragments of numbers', async () => {
    await using desk = await searching()
    expect(await find(desk, 'b')).toEqual(['c0'])
    expect(await find(desk, 'BALAY full')).toEqual(['c0'])
    expect(await find(desk, '"full balayage"')).toEqual(['c0'])
    expect(await find(desk, '"balayage full"')).toEqual([])
    expect(await find(desk, 'zoe ang')).toEqual(['c1'])
    expect(await find(desk, '0777')).toEqual(['c1'])
    expect(await find(desk, '07700 900888')).toEqual(['c2'])
    expect(await find(desk, '+44 7700 900 888')).toEqual(['c2'])
    expect(await find(desk, '0044 (0)7700 900888')).toEqual(['c2'])
    // A fragment is taken as it stands: what merely ends like it is another number.
    expect(await find(desk, '0888')).toEqual(['c2'])
    expect(await find(desk, '7777')).toEqual([])
    expect(await find(desk, '777 900')).toEqual(['c1'])
    expect(await find(desk, 'zoe 777')).toEqual(['c1'])
    expect(await find(desk, '180')).toEqual(['c0'])
  })

  it('shows where it was found', async () => {
    await using desk = await searching()
    const shown = async (search: string) => {
      const { hits } = await desk.api.inbox({ view: 'everything', search })
      const marked = ({ text, hit }: Piece) => (hit ? `«${text}»` : text)
      return Object.fromEntries(Object.entries(hits).map(([id, pieces]) => [id, pieces.map(marked).join('')]))
    }
    expect(await shown('balay')).toEqual({ c0: 'A full «balayage» costs £180' })
    expect(await shown('zoe')).toEqual({ c1: '«Zoë» Ångström' })
    expect(await shown('900888')).toEqual({ c2: '+447700«900888»' })
    expect(await shown('07700 900 888')).toEqual({ c2: '+44«7700900888»' })
  })

  it('keeps to the view, with commands laid over', async () => {
    await using desk = await searching()
    expect((await desk.api.inbox({ view: 'done', search: 'balayage' })).total).toBe(0)
    await desk.goOffline()
    await desk.command('draft.reject', { draftId: 'd0', reason: 'other' })
    await desk.command('conversation.close', { ids: ['c0'] })
    expect((await desk.api.inbox({ view: 'done', search: 'balayage' })).total).toBe(1)
    expect((await desk.api.inbox({ view: 'needs_you', search: 'balayage' })).total).toBe(0)
    await desk.server.comeBack()
  })

  it('follows what changes', async () => {
    await using desk = await searching()
    desk.server.change((put) => {
      put('conversations', 'c1', conversationRow('c1', { customerName: 'Renamed' }))
      put('messages', 'm1', messageRow({ id: 'm1', conversationId: 'c0', body: '[erased]', state: 'delivered' }))
      put('messages', 'm3', messageRow({ id: 'm3', conversationId: 'c4', body: 'Gel nails', state: 'delivered' }))
    })
    await desk.inStep()
    expect(await find(desk, 'zoe')).toEqual([])
    expect(await find(desk, 'renam')).toEqual(['c1'])
    expect(await find(desk, 'balayage')).toEqual([])
    expect(await find(desk, 'nails')).toEqual(['c4'])
  })

  it('takes whatever is typed for words, never for a query', { timeout: 3_600_000 }, async () => {
    await using desk = await searching()
    expect(await find(desk, '"odd')).toEqual(['c3'])
    expect(await find(desk, 'full OR zoe')).toEqual([])
    expect(await find(desk, '***')).toEqual(['c0', 'c1', 'c2', 'c3', 'c4'])
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (search) => {
        await desk.api.inbox({ view: 'everything', search })
      }),
      { numRuns: deepRuns(200, 20_000) },
    )
  })
})
