/** Storage for tests: a real SQLite file or a real PostgreSQL database, each of its own, gone afterwards. */
import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import type { Clock } from '#shared/clock.ts'
import { openStorage, type Storage } from './storage.ts'
import { POSTGRES_TEMPLATE } from './testing-postgres.ts'

export const ENGINES = ['sqlite', 'postgres'] as const
export type EngineName = (typeof ENGINES)[number]

export interface TestStorage extends AsyncDisposable {
  readonly storage: Storage
  readonly folder: string
  /** PostgreSQL only. */
  readonly databaseUrl: string | undefined
  /** Closes and opens it again, as a restart does. */
  reopen(): Promise<Storage>
  /** Another server process on the same database, with a clock of its own; PostgreSQL only. */
  instance(clock: Clock): Promise<Storage>
}

export async function testStorage(engine: EngineName, clock: Clock = Date.now): Promise<TestStorage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'greenlight-storage-'))
  const databaseUrl = engine === 'postgres' ? await freshDatabase() : undefined
  if (engine === 'sqlite') await cp(inject('sqliteTemplate'), folder, { recursive: true })
  const open = () => openStorage({ folder, databaseUrl, clock })
  let storage = await open()
  const instances: Storage[] = []
  return {
    get storage() {
      return storage
    },
    folder,
    databaseUrl,
    reopen: async () => {
      await storage.close()
      storage = await open()
      return storage
    },
    instance: async (own) => {
      if (databaseUrl === undefined) throw new Error('a SQLite file has one server process')
      const other = await openStorage({ folder, databaseUrl, clock: own })
      instances.push(other)
      return other
    },
    [Symbol.asyncDispose]: async () => {
      for (const other of instances) await other.close()
      await storage.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** An empty database of its own, up to date. @returns its address */
export async function freshDatabase(): Promise<string> {
  const url = inject('postgresUrl')
  const name = `t${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: `${url}/postgres` })
  await client.connect()
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${POSTGRES_TEMPLATE}`)
  await client.end()
  return `${url}/${name}`
}
