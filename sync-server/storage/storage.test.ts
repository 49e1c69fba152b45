import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { changesPage } from '#shared/feed.ts'
import { ROWS, type TableName } from '#shared/rows.ts'
import { readChanges } from '../sync/feed.ts'
import { readLines } from '../sync/feed-lines.ts'
import { linesOf } from '../sync/testing-lines.ts'
import { NewerDatabase } from './migrate.ts'
import { createVenue } from './new-venue.ts'
import type { Storage } from './storage.ts'
import { ENGINES, testStorage } from './testing.ts'

const VENUE = {
  id: 'v1',
  name: 'Test',
  number: '+447700900100',
  timeZone: 'Europe/London',
  people: [{ id: 'p1', name: 'Olive', email: 'o@example.test', password: 'x', role: 'owner' as const }],
}

const fact = (id: string, text: string) => ({ id, topic: 'parking', keywords: ['park'], text, expiresAt: null })
const seqOf = (storage: Storage) =>
  storage.read((db) =>
    db.selectFrom('venue_control').select('seq').where('venueId', '=', 'v1').executeTakeFirstOrThrow(),
  )
const feed = async (storage: Storage, since: number, limit = 10_000) => {
  const page = await storage.read((db) => readChanges(db, { venueId: 'v1', role: 'owner', since, limit }))
  return changesPage.parse(page)
}

describe.each(ENGINES)('storage on %s', (engine) => {
  test('a new venue is whole, and its feed speaks the shared rows', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    const page = await feed(t.storage, 0)
    expect(page.rows.map((r) => r.seq)).toEqual([...page.rows.map((r) => r.seq)].sort((a, b) => a - b))
    for (const { table, row } of page.rows) ROWS[table as TableName].parse(row)
    expect(page.rows.filter((r) => r.table === 'policies')).toHaveLength(15)
    expect(page).toMatchObject({ from: 0, more: false, to: page.head })
  })

  test('a page in lines is the page: every kind of value, what is gone, and to its person what is personal', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    await t.storage.write('bulk', 'v1', async (tx) => {
      await tx.insert('contacts', {
        id: 'k1',
        name: 'Zoë "Z" \\ O\u2019Hara\n\u0001 👋',
        number: '+447700900111',
        optedOut: true,
        consent: [{ at: 1, on: false, by: 'customer', how: 'STOP' }],
        createdAt: 1_700_000_000_123,
        numberHash: 'x',
      })
      await tx.insert('facts', fact('f1', 'one'))
      await tx.insert('snippets', { id: 's1', personId: 'p1', name: 'Hi', text: 'Hello' })
    })
    await t.storage.write('bulk', 'v1', (tx) => tx.remove('facts', 'f1'))
    for (const personId of ['p1', 'p2'])
      for (let since = 0, more = true; more; ) {
        const q = { venueId: 'v1', role: 'staff', personId, since, limit: 13 } as const
        const page = changesPage.parse(await t.storage.read((db) => readChanges(db, q)))
        const [head, rows] = linesOf(await t.storage.read((db) => readLines(db, q)))
        const { rows: wanted, ...bounds } = page
        expect([head, rows]).toEqual([{ ...bounds, count: wanted.length }, JSON.parse(JSON.stringify(wanted))])
        ;({ to: since, more } = page)
      }
    const reset = await t.storage.read((db) => readLines(db, { venueId: 'v1', role: 'owner', since: 9_999, limit: 1 }))
    expect(JSON.parse(reset.toString())).toMatchObject({ reset: true })
  })

  test('what a failed item did is undone, what its neighbours did stays, in one commit', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    const commits: unknown[] = []
    t.storage.onCommit((c) => commits.push(c))
    const before = (await seqOf(t.storage)).seq
    const [a, b, c] = await Promise.allSettled([
      t.storage.write('command', 'v1', (tx) => tx.insert('facts', fact('f1', 'one'))),
      t.storage.write('command', 'v1', async (tx) => {
        await tx.insert('facts', fact('f2', 'two'))
        throw new Error('no')
      }),
      t.storage.write('command', 'v1', (tx) => tx.insert('facts', fact('f3', 'three'))),
    ])
    expect([a.status, b.status, c.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const page = await feed(t.storage, before)
    expect(page.rows.map((r) => r.id)).toEqual(['f1', 'f3'])
    expect(commits).toEqual([{ venueId: 'v1', from: before, to: page.head }])
  })

  test('a removed row leaves a tombstone in its place in the order', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    const since = (await seqOf(t.storage)).seq
    await t.storage.write('command', 'v1', (tx) => tx.insert('facts', fact('f1', 'one')))
    await t.storage.write('command', 'v1', (tx) => tx.remove('facts', 'f1'))
    expect((await feed(t.storage, since)).rows).toEqual([{ table: 'facts', id: 'f1', seq: since + 2, row: null }])
  })

  test('an exchange changes what differs, each with a number of its own, and says what stood there', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    const texts = ['one', 'new', 'it\'s "two"', 'three']
    await t.storage.write('bulk', 'v1', async (tx) => {
      for (const [n, text] of texts.entries()) await tx.insert('facts', fact(`f${n}`, text))
    })
    const since = (await seqOf(t.storage)).seq
    const ids = ['f0', 'f1', 'f2', 'f3', 'gone']
    const exchange = () =>
      t.storage.write('bulk', 'v1', (tx) =>
        tx.exchange('facts', ids, { text: 'new', expiresAt: null }, "text <> 'three'"),
      )
    const { count, before } = await exchange()
    expect(count).toBe(2)
    expect(JSON.parse(`[${before}]`).toSorted()).toEqual([
      ['f0', 'one', null],
      ['f2', 'it\'s "two"', null],
    ])
    const page = await feed(t.storage, since)
    expect(page.rows.map(({ id, seq }) => [id, seq])).toEqual([
      ['f0', since + 1],
      ['f2', since + 2],
    ])
    expect(page.rows.map(({ row }) => row)).toMatchObject([{ text: 'new' }, { text: 'new' }])
    expect(await exchange()).toEqual({ count: 0, before: '' })
    expect((await seqOf(t.storage)).seq).toBe(since + 2)
  })

  test('an intent has only the modes that its table allows, whoever asks', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    const set = (id: 'general' | 'complaint' | 'risk', mode: 'auto') =>
      t.storage.write('command', 'v1', (tx) => tx.patch('policies', id, { mode }))
    for (const id of ['general', 'complaint', 'risk'] as const) await expect(set(id, 'auto')).rejects.toThrow()
  })

  test('writers in parallel and rollbacks leave no gap that a reader could miss', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ fail: fc.boolean(), rows: fc.integer({ min: 0, max: 4 }) }), { maxLength: 24 }),
        async (writes) => {
          await using t = await testStorage(engine)
          await createVenue(t.storage, VENUE)
          const start = (await seqOf(t.storage)).seq
          const seen: number[] = []
          const pushes: { from: number; to: number }[] = []
          t.storage.onCommit((c) => pushes.push(c))
          let cursor = start
          const poll = async () => {
            const page = await feed(t.storage, cursor, 3)
            seen.push(...page.rows.map((r) => r.seq))
            cursor = page.to
            return page.more
          }
          const work = writes.map(({ fail, rows }, i) =>
            t.storage
              .write('bulk', 'v1', async (tx) => {
                for (let r = 0; r < rows; r++) await tx.insert('facts', fact(`f${i}_${r}`, 'x'))
                if (fail) throw new Error('no')
              })
              .catch(() => undefined),
          )
          for (let i = 0; i < 4; i++) await poll()
          await Promise.all(work)
          while (await poll()) {}
          const expected = writes.filter((w) => !w.fail).reduce((n, w) => n + w.rows, 0)
          expect(new Set(seen).size).toBe(expected)
          expect(seen).toEqual([...seen].sort((a, b) => a - b))
          let at = start
          for (const push of pushes) {
            expect(push.from).toBe(at)
            at = push.to
          }
        },
      ),
      { numRuns: Number(process.env.GREENLIGHT_RUNS ?? 5) },
    )
  })

  test('a database of a newer program is refused and left as it is', async () => {
    await using t = await testStorage(engine)
    await t.storage.system((db) => sql`INSERT INTO schema_version (version) VALUES (99)`.execute(db))
    await expect(t.reopen()).rejects.toThrow(NewerDatabase)
    await expect(t.reopen()).rejects.toThrow('version 99')
  })

  test('opening again finds everything, and migrates nothing twice', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    const before = await feed(t.storage, 0)
    await t.reopen()
    expect(await feed(t.storage, 0)).toEqual(before)
  })
})
