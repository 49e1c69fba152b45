/** A backup of a server that is being written to all the while: whole, and exactly as it was at one position of its feed. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Change } from '#shared/feed.ts'
import { BARE } from '#shared/testing.ts'
import { verifyAudit } from '../governance/audit.ts'
import type { Storage } from '../storage/storage.ts'
import { openStorage } from '../storage/storage.ts'
import { readAllChanges } from '../sync/feed.ts'
import { type TestServer, testServer } from '../testing.ts'
import { restore } from './restore.ts'

const MAIN = path.join(import.meta.dirname, '../main.ts')
/** Restoring changes these on purpose: nothing may leave, and everybody has to know. */
const MADE_SAFE = new Set(['venue', 'policies', 'messages', 'drafts'])

/** Everything that the feed holds after `since`, of every person. */
async function feed(
  storage: Storage,
  venueId: string,
  since: number,
): Promise<{ rows: readonly Change[]; head: number }> {
  const page = await storage.read((db) =>
    readAllChanges(db, { venueId, role: 'owner', since, limit: Number.MAX_SAFE_INTEGER - 1 }),
  )
  if ('reset' in page) throw new Error('the feed has begun anew')
  return { rows: page.rows, head: page.to }
}

/** The newest version of each row, by table and id; what was deleted is gone. */
function stateOf(changes: readonly Change[]): Map<string, string> {
  const state = new Map<string, string>()
  for (const { table, id, seq, row } of changes) {
    if (row === null) state.delete(`${table} ${id}`)
    else state.set(`${table} ${id}`, JSON.stringify({ seq, row }))
  }
  return state
}

/** Writes of every kind, one after the other, until told to end; reads the feed after each, as a desk would. */
function load(s: TestServer) {
  const seen: Change[] = []
  let [cursor, writes, over] = [0, 0, false]
  const follow = async () => {
    const { rows, head } = await feed(s.storage.storage, s.venueId, cursor)
    seen.push(...rows)
    cursor = head
  }
  const acts = [
    (n: number) => s.text(`Text ${n}: how much is a trim?`, `+4477009001${String(50 + (n % 40)).padStart(2, '0')}`),
    (n: number) => s.command('fact.add', { topic: `Fact ${n}`, text: 'There is parking behind the house.' }),
    (n: number) => s.command('venue.timing', { burstSeconds: n % 60, holdSeconds: 20, undoSeconds: 5 }),
  ]
  const done = (async () => {
    for (await follow(); !over; writes++) {
      await acts[writes % acts.length]!(writes)
      await follow()
    }
  })()
  return {
    writes: () => writes,
    end: async () => {
      over = true
      await done
      return seen
    },
  }
}

test('taken while it is written to, it holds every row as it was at one moment, and restores to just that', async () => {
  await using s = await testServer()
  const { folder } = s.storage
  const work = load(s)
  const file = path.join(folder, 'taken.db')
  await expect.poll(work.writes).toBeGreaterThan(3)
  const before = work.writes()
  const child = spawn(process.execPath, [MAIN, 'backup', file], {
    env: { ...BARE, GREENLIGHT_DATA: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const errors = child.stderr.toArray()
  const [code] = await once(child, 'close')
  expect([code, (await errors).join('')]).toEqual([0, ''])
  const during = work.writes() - before
  await expect.poll(work.writes).toBeGreaterThan(before + during)
  const seen = await work.end()
  // The test is worth something only where writes went on before, meanwhile and after.
  expect(during).toBeGreaterThan(3)

  const taken = await feedOf(file, s)
  expect(taken.head).toBeGreaterThan(0)
  expect(taken.head).toBeLessThan(seen.at(-1)!.seq)
  const then = stateOf(seen.filter(({ seq }) => seq <= taken.head))
  expect(Object.fromEntries(taken.state)).toEqual(Object.fromEntries(then))

  await s.storage.storage.close()
  await restore(folder, file, { clock: s.deps.clock, ids: randomUUID })
  const restored = await s.storage.reopen()
  const kept = (state: Map<string, string>) =>
    Object.fromEntries([...state].filter(([key]) => !MADE_SAFE.has(key.split(' ')[0]!)))
  expect(kept(stateOf((await feed(restored, s.venueId, 0)).rows))).toEqual(kept(then))
  expect(await restored.read((db) => verifyAudit(db, s.venueId))).toMatchObject({ ok: true })
})

/** What a backup holds, read from a folder of its own. */
async function feedOf(file: string, s: TestServer): Promise<{ state: Map<string, string>; head: number }> {
  const folder = path.join(s.storage.folder, 'aside')
  mkdirSync(folder)
  copyFileSync(file, path.join(folder, 'greenlight.db'))
  const storage = await openStorage({ folder, clock: s.deps.clock })
  const { rows, head } = await feed(storage, s.venueId, 0)
  const audit = await storage.read((db) => verifyAudit(db, s.venueId))
  await storage.close()
  expect(audit).toMatchObject({ ok: true })
  return { state: stateOf(rows), head }
}
