/** The audit log: nobody rewrites it, whoever does is found, and what it cannot hold does not happen. */
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import { deepRuns } from '#shared/testing.ts'
import { createVenue } from '../storage/new-venue.ts'
import { ENGINES, testStorage } from '../storage/testing.ts'
import { CUSTOMER, type TestServer, testServer, withAutoSend } from '../testing.ts'
import { appendAudit, readAudit, verifyAudit } from './audit.ts'

const VENUE = { id: 'v', name: 'V', number: '+447700900100', timeZone: 'Europe/London', people: [] }

async function logged(entries: number) {
  const storage = await testStorage('sqlite')
  await createVenue(storage.storage, VENUE)
  await storage.storage.write('command', 'v', async (tx) => {
    for (let n = 0; n < entries; n++)
      await appendAudit(tx, {
        personId: n % 3 === 0 ? null : 'p',
        action: `act.${n % 4}`,
        detail: { from: n, to: n + 1 },
      })
  })
  return storage
}

const verify = (s: Awaited<ReturnType<typeof logged>>) => s.storage.read((db) => verifyAudit(db, 'v'))

describe('whoever changes the file', () => {
  const ENTRIES = 12
  const at = fc.integer({ min: 1, max: ENTRIES })
  const damage = fc.oneof(
    fc.record({
      kind: fc.constant('edit' as const),
      n: at,
      column: fc.constantFrom('at', 'personId', 'action', 'detail', 'prevHash', 'hash'),
    }),
    fc.record({ kind: fc.constant('remove' as const), n: at }),
    fc.record({ kind: fc.constant('swap' as const), n: fc.integer({ min: 1, max: ENTRIES - 1 }) }),
    fc.record({ kind: fc.constant('insert' as const), n: fc.integer({ min: 2, max: ENTRIES + 1 }) }),
  )

  test('is found, and where', async () => {
    await using storage = await logged(ENTRIES)
    expect(await verify(storage)).toEqual({ ok: true, entries: ENTRIES })
    const file = new Sqlite(path.join(storage.folder, 'greenlight.db'))
    try {
      file.exec('DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete')
      const kept = file.prepare('SELECT * FROM audit ORDER BY n').all() as Record<string, unknown>[]
      const restore = file.transaction(() => {
        file.exec('DELETE FROM audit')
        const columns = Object.keys(kept[0]!)
        const insert = file.prepare(
          `INSERT INTO audit (${columns.map((c) => `"${c}"`).join()}) VALUES (${columns.map((c) => `@${c}`).join()})`,
        )
        for (const row of kept) insert.run(row)
      })
      await fc.assert(
        fc.asyncProperty(damage, async (done) => {
          const { n } = done
          if (done.kind === 'edit') {
            const was = kept[n - 1]![done.column]
            const other = done.column === 'at' ? Number(was) + 1 : `${was ?? ''}x`
            file.prepare(`UPDATE audit SET "${done.column}" = ? WHERE n = ?`).run(other, n)
          } else if (done.kind === 'remove') file.prepare('DELETE FROM audit WHERE n = ?').run(n)
          else if (done.kind === 'swap') {
            file.prepare('UPDATE audit SET n = -1 WHERE n = ?').run(n)
            file.prepare('UPDATE audit SET n = ? WHERE n = ?').run(n, n + 1)
            file.prepare('UPDATE audit SET n = ? WHERE n = -1').run(n + 1)
          } else {
            // Everything from there on moves up by one, to make room for an entry that nobody made.
            file.prepare('UPDATE audit SET n = -n - 1 WHERE n >= ?').run(n)
            file.prepare('UPDATE audit SET n = -n WHERE n < 0').run()
            const before = kept[n - 2]!
            file
              .prepare(
                'INSERT INTO audit ("venueId", n, at, "personId", action, detail, "prevHash", hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
              )
              .run('v', n, before.at, null, 'act.0', '{}', before.hash, before.hash)
          }
          const found = await verify(storage)
          restore()
          expect(found).toMatchObject({ ok: false, brokenAt: n })
        }),
        { numRuns: deepRuns(60, 2_000) },
      )
      expect(await verify(storage)).toEqual({ ok: true, entries: ENTRIES })
    } finally {
      file.close()
    }
  })
})

test.each(ENGINES)('the database itself refuses to change or remove an entry (%s)', async (engine) => {
  await using s = await testServer({ storage: engine })
  await withAutoSend(s)
  const before = await s.deps.storage.read((db) => readAudit(db, s.venueId, {}, 100))
  const attempt = (act: Parameters<TestServer['deps']['storage']['system']>[0]) =>
    expect(s.deps.storage.system(act)).rejects.toThrow()
  await attempt((db) => sql`UPDATE audit SET action = 'nothing'`.execute(db))
  await attempt((db) => sql`DELETE FROM audit`.execute(db))
  expect(await s.deps.storage.read((db) => readAudit(db, s.venueId, {}, 100))).toEqual(before)
})

/** Nothing can be written to the log until the returned function is called. */
async function breakLog(s: TestServer): Promise<() => Promise<void>> {
  await s.deps.storage.system((db) => sql`ALTER TABLE audit RENAME TO audit_away`.execute(db))
  return async () => {
    await s.deps.storage.system((db) => sql`ALTER TABLE audit_away RENAME TO audit`.execute(db))
  }
}

async function held(s: TestServer, from = CUSTOMER) {
  await s.text('How much is a trim?', from)
  s.pass(8 * SECOND)
  await s.step()
}

test.each(ENGINES)('what leaves by itself is in the log before it leaves (%s)', async (engine) => {
  await using s = await testServer({ storage: engine })
  await withAutoSend(s)
  await held(s)
  s.pass(20 * SECOND)
  await s.step()
  const message = (await s.rows('messages')).find((m) => m.auto)!
  expect(message.state).toBe('accepted')
  const [entry] = await s.deps.storage.read((db) => readAudit(db, s.venueId, { action: 'autosend.eligible' }, 10))
  expect(entry).toMatchObject({ personId: null, detail: { messageId: message.id, intent: 'pricing' } })
  expect(entry!.at).toBeLessThanOrEqual(message.sentAt!)
})

test.each(ENGINES)('what cannot be logged is not sent; the venue says so until it can be (%s)', async (engine) => {
  await using s = await testServer({ storage: engine })
  await withAutoSend(s)
  await held(s)
  const mend = await breakLog(s)
  s.pass(20 * SECOND)
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toEqual([])
  expect((await s.rows('messages')).find((m) => m.auto)).toMatchObject({ state: 'withdrawn', reason: 'audit' })
  expect((await s.rows('drafts')).at(-1)).toMatchObject({ state: 'pending', returned: 'audit' })
  expect((await s.venue()).auditFailedAt).toBe(s.now())

  const change = { hourly: 5, daily: 50 }
  await expect(s.command('autosend.caps', change, { id: 'caps' })).rejects.toMatchObject({ code: 'audit_unavailable' })
  expect((await s.venue()).caps.hourly).toBe(20)
  await mend()
  expect(await s.command('autosend.caps', change, { id: 'caps' })).toMatchObject({ status: 'done' })
  await held(s, '+447700900151')
  s.pass(20 * SECOND)
  await s.step()
  expect(s.sandbox.received('+447700900151')).toHaveLength(1)
  expect((await s.venue()).auditFailedAt).toBeNull()
  expect(await s.deps.storage.read((db) => verifyAudit(db, s.venueId))).toMatchObject({ ok: true })
})

test.each(ENGINES)('a stop stops although it cannot be logged (%s)', async (engine) => {
  await using s = await testServer({ storage: engine })
  await withAutoSend(s)
  await held(s)
  const mend = await breakLog(s)
  expect(await s.command('killswitch.engage', {})).toMatchObject({ status: 'done', result: { heldBack: 1 } })
  s.pass(20 * SECOND)
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toEqual([])
  const venue = await s.venue()
  expect(venue.killSwitch.engaged).toBe(true)
  expect(venue.auditFailedAt).not.toBeNull()
  await mend()
  expect(await s.deps.storage.read((db) => verifyAudit(db, s.venueId))).toMatchObject({ ok: true })
})

test('an unlock and a lock that came of themselves are in the log', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await held(s)
  s.pass(20 * SECOND)
  await s.step()
  const { id } = (await s.rows('messages')).find((m) => m.auto)!
  await s.command('send.wrong', { messageId: id, reason: 'old price' })
  const [entry] = await s.deps.storage.read((db) => readAudit(db, s.venueId, { action: 'training.locked' }, 10))
  expect(entry).toMatchObject({ personId: null, detail: { intent: 'pricing', reviewed: 34 } })
})

describe('reading', () => {
  test('every filter narrows, and pages go both ways', async () => {
    await using storage = await logged(20)
    const read = (filter: Parameters<typeof readAudit>[2], limit = 100) =>
      storage.storage.read(async (db) => (await readAudit(db, 'v', filter, limit)).map((e) => e.n))
    expect(await read({})).toHaveLength(20)
    expect(await read({ after: 18 })).toEqual([19, 20])
    expect(await read({ before: 4 }, 2)).toEqual([3, 2])
    expect(await read({ action: 'act.1' })).toEqual([2, 6, 10, 14, 18])
    expect(await read({ person: 'server' })).toEqual([1, 4, 7, 10, 13, 16, 19])
    expect(await read({ person: 'p', after: 16 })).toEqual([17, 18, 20])
    expect(await read({ search: 'ACT.1 "from":5' })).toEqual([6])
    expect(await read({ search: '100%' })).toEqual([])
    expect(await read({ from: Date.now() + SECOND })).toEqual([])
  })
})
