import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { BARE } from '#shared/testing.ts'
import { lockFolder } from './storage/lock.ts'

// Each test starts whole processes, one after another.
vi.setConfig({ testTimeout: 60_000 })

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

let folder: string
const running = new Set<ChildProcess>()

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'greenlight-main-'))
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

function run(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...BARE, PORT: '0', GREENLIGHT_DATA: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const out = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    out.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    out.stderr += chunk
  })
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return { code: code as number | null, ...out }
  })
  const address = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const found = /^Sync server: (http:\/\/127\.0\.0\.1:\d+)\n/.exec(out.stdout)
      if (found) resolve(found[1]!)
    })
    void ended.then(() => reject(new Error(out.stderr)))
  })
  address.catch(() => undefined)
  return { child, ended, address }
}

test('says where it listens, is ready, and ends cleanly on SIGTERM, letting go of the folder', async () => {
  const { child, ended, address } = run()
  expect((await fetch(`${await address}/readyz`)).status).toBe(200)
  child.kill('SIGTERM')
  const { code, stderr } = await ended
  expect(code).toBe(0)
  expect(stderr).toContain('"level":30')
  const release = lockFolder(folder)
  expect(release).not.toBeNull()
  release?.()
})

test('a second server on the same folder, a taken port, a wrong setting: one line and exit code 2', async () => {
  const first = run()
  await first.address
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const port = String((taken.address() as AddressInfo).port)
  const other = path.join(folder, 'other')
  await writeFile(path.join(folder, 'file'), '')
  const ends = await Promise.all([
    run().ended,
    run({ PORT: port, GREENLIGHT_DATA: other }).ended,
    run({ PORT: 'x' }).ended,
    run({ GREENLIGHT_DATA: path.join(folder, 'file', 'below') }).ended,
  ])
  taken.close()
  const lines = [
    /another server uses the data folder/,
    new RegExp(`port ${port} is taken`),
    /PORT is not a port/,
    /cannot be used/,
  ]
  for (const [i, { code, stdout, stderr }] of ends.entries()) {
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(lines[i]!)
    expect(stderr.trimEnd()).not.toContain('\n')
  }
  first.child.kill('SIGINT')
  expect((await first.ended).code).toBe(0)
})

test('a newer or a broken database is left as it is: one line and exit code 2', async () => {
  const first = run({ GREENLIGHT_LOG_LEVEL: 'silent' })
  await first.address
  first.child.kill('SIGTERM')
  expect((await first.ended).stderr).toBe('')
  const db = new Database(path.join(folder, 'greenlight.db'))
  db.exec('INSERT INTO schema_version (version) VALUES (9999)')
  db.close()
  const newer = await run().ended
  expect([newer.code, newer.stderr]).toEqual([2, expect.stringContaining('version 9999')])
  await writeFile(path.join(folder, 'greenlight.db'), 'this is not a database, whatever its name says'.repeat(100))
  const broken = await run().ended
  expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('SQLITE_NOTADB')])
})
