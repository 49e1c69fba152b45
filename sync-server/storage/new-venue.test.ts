import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { verify } from '@node-rs/argon2'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { INTENT_KEYS } from '#shared/intents.ts'
import { ROWS, type TableName } from '#shared/rows.ts'
import { readChanges } from '../sync/feed.ts'
import { createVenue, type NewVenue } from './new-venue.ts'
import { openStorage, type Storage } from './storage.ts'

const VENUE: NewVenue = {
  id: 'v1',
  name: 'Test Rooms',
  number: '+447700900101',
  timeZone: 'Europe/London',
  people: [{ id: 'p1', name: 'Ada', email: 'Ada@Demo.test', password: 'greenlight', role: 'owner' }],
}

let folder: string
let storage: Storage
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'greenlight-venue-'))
  storage = await openStorage({ folder, clock: () => 1_000 })
})
afterEach(async () => {
  await storage.close()
  await rm(folder, { recursive: true })
})

const changes = () => storage.read((db) => readChanges(db, { venueId: 'v1', role: 'owner', since: 0, limit: 1_000 }))

test('a new venue has a policy for every intent, nothing on auto, and rows that the feed can carry', async () => {
  await createVenue(storage, VENUE, { clock: () => 1_000 })
  const page = await changes()
  if ('reset' in page) throw new Error('reset')
  expect(page.rows.map((row) => row.seq)).toEqual(page.rows.map((_, index) => index + 1))
  expect(page.head).toBe(page.rows.length)
  for (const { table, row } of page.rows) ROWS[table as TableName].parse(row)
  const policies = page.rows.filter((row) => row.table === 'policies').map((row) => ROWS.policies.parse(row.row))
  expect(policies.map((policy) => policy.id)).toEqual([...INTENT_KEYS])
  expect(policies.every((policy) => policy.mode !== 'auto' && !policy.unlocked)).toBe(true)
  const venue = ROWS.venue.parse(page.rows.find((row) => row.table === 'venue')?.row)
  expect(venue.masterSwitch).toEqual({ on: false, acknowledgedAt: null, by: null })
  expect(venue.killSwitch.engaged).toBe(false)
})

test('its people sign in with their passwords, and the wallet agrees with its ledger', async () => {
  await createVenue(storage, { ...VENUE, sparks: 70 })
  await storage.read(async (db) => {
    const person = await db.selectFrom('people').selectAll().executeTakeFirstOrThrow()
    expect(person.email).toBe('ada@demo.test')
    expect(await verify(person.passwordHash, 'greenlight')).toBe(true)
    const ledger = await db.selectFrom('wallet').select('delta').execute()
    expect(ledger).toEqual([{ delta: 70 }])
  })
})

test('writes go on from where the creation ended', async () => {
  await createVenue(storage, VENUE)
  const before = await changes()
  const seq = await storage.write('command', 'v1', (tx) => tx.patch('venue', 'v1', { name: 'Renamed' }))
  expect(seq).toBe((before as { head: number }).head + 1)
})

test('what fails half-way leaves nothing behind', async () => {
  const fill = () => Promise.reject(new Error('no'))
  await expect(createVenue(storage, VENUE, { fill })).rejects.toThrow('no')
  await createVenue(storage, VENUE)
  await expect(createVenue(storage, { ...VENUE, id: 'v2' })).rejects.toThrow()
  const venues = await storage.read((db) => db.selectFrom('venue').select('id').execute())
  expect(venues).toEqual([{ id: 'v1' }])
})
