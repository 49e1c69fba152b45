/** Work in pieces: one commit where nobody waits, others first where somebody does, and nothing after what failed. */
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { inPieces, type Left, type Piece } from './in-pieces.ts'
import { createVenue } from './new-venue.ts'
import type { Storage } from './storage.ts'
import { ENGINES, testStorage } from './testing.ts'
import type { Tx } from './tx.ts'

const VENUE = {
  ...{ id: 'v1', name: 'Test', number: '+447700900100', timeZone: 'Europe/London' },
  people: [{ id: 'p1', name: 'Olive', email: 'o@example.test', password: 'x', role: 'owner' as const }],
}
const add = (tx: Tx, id: string) =>
  tx.insert('facts', { id, topic: 'parking', keywords: [], text: id, expiresAt: null })

/** As many pieces, each of which adds a fact; `also` is what one does besides. */
const pieces = (count: number, also: (tx: Tx, n: number) => unknown = () => {}): Piece<string> => {
  const piece = async (tx: Tx, n: number): Promise<Left<string>> => {
    await add(tx, `f${n}`)
    await also(tx, n)
    return n < count ? { next: (later) => piece(later, n + 1) } : { end: `after ${n}` }
  }
  return (tx) => piece(tx, 1)
}

const inOrder = (storage: Storage) =>
  storage.read(async (db) => (await db.selectFrom('facts').select('id').orderBy('seq').execute()).map(({ id }) => id))

describe.each(ENGINES)('on %s', (engine) => {
  test('they are carried out in their order, by as few commits as the engine allows', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    let commits = 0
    t.storage.onCommit(() => ++commits)
    expect(await inPieces(t.storage, 'v1', pieces(5))).toBe('after 5')
    expect(await inOrder(t.storage)).toEqual(['f1', 'f2', 'f3', 'f4', 'f5'])
    expect(commits).toBe(engine === 'sqlite' ? 1 : 5)
  })

  test('who comes meanwhile goes ahead', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    let other: Promise<unknown> | undefined
    const meanwhile = (_: Tx, n: number) => {
      if (n === 2) other = t.storage.write('command', 'v1', (tx) => add(tx, 'other'))
    }
    await inPieces(t.storage, 'v1', pieces(4, meanwhile))
    await other
    expect(await inOrder(t.storage)).toEqual(['f1', 'f2', 'other', 'f3', 'f4'])
  })

  test('what one throws is told, and none follows', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    const failing = (_: Tx, n: number) => {
      if (n === 3) throw new Error('no')
    }
    await expect(inPieces(t.storage, 'v1', pieces(4, failing))).rejects.toThrow('no')
    expect(await inOrder(t.storage)).toEqual(['f1', 'f2'])
  })

  test('where a commit fails, the piece that was to go on from it does nothing', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    await t.storage.system(async (db) => {
      await sql`CREATE TABLE parents (id text PRIMARY KEY)`.execute(db)
      await sql`CREATE TABLE children (parent text REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)`.execute(db)
    })
    let ran = 0
    const also = async (tx: Tx, n: number) => {
      ran = n
      if (n !== 2) return
      // Found out at the commit, which comes at once, as somebody waits.
      await sql`INSERT INTO children VALUES ('nobody')`.execute(tx.db)
      void t.storage.write('command', 'v1', async () => {})
    }
    await expect(inPieces(t.storage, 'v1', pieces(4, also))).rejects.toThrow(/foreign key/i)
    await t.storage.write('bulk', 'v1', async () => {})
    expect(ran).toBe(2)
    expect(await inOrder(t.storage)).toEqual(engine === 'sqlite' ? [] : ['f1'])
  })
})
