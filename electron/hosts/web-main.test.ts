import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { BARE } from '#shared/testing.ts'

const MAIN = fileURLToPath(new URL('./web-main.ts', import.meta.url))
let data: string

beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), 'greenlight-web-main-'))
})
afterEach(() => rmSync(data, { recursive: true }))

function start(env: Record<string, string>, args: readonly string[] = []) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...BARE, GREENLIGHT_DATA: data, GREENLIGHT_DESK_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  const url = new Promise<string>((resolve) => {
    child.stdout.on('data', (piece) => {
      said.out += piece
      const found = /^Console: (http:\/\/127\.0\.0\.1:\d+)\n/.exec(said.out)
      if (found) resolve(found[1]!)
    })
  })
  child.stderr.on('data', (piece) => {
    said.err += piece
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return { child, said, url, ended }
}

it.each([
  [{ GREENLIGHT_DESK_PORT: 'many' }, [], 'GREENLIGHT_DESK_PORT'],
  [{ GREENLIGHT_DESK_PORT: '70000' }, [], 'GREENLIGHT_DESK_PORT'],
  [{ GREENLIGHT_LOG_LEVEL: 'loud' }, [], 'GREENLIGHT_LOG_LEVEL'],
  [{}, ['--server', 'ftp://somewhere'], '--server'],
  [{}, ['--colour'], '--colour'],
])('says what is wrong with a setting in one line, and ends with 2: %j %j', async (env, args, named) => {
  const { said, ended } = start(env as Record<string, string>, args)
  expect(await ended).toBe(2)
  expect(said.err.trimEnd().split('\n')).toHaveLength(1)
  expect(said.err).toContain(named)
  expect(said.out).toBe('')
})

it('says when its port is taken', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const { said, ended } = start({ GREENLIGHT_DESK_PORT: String(port) })
  expect(await ended).toBe(2)
  expect(said.err).toBe(`Port ${port} is taken. Set GREENLIGHT_DESK_PORT to another one.\n`)
  other.close()
})

it.each(['SIGTERM', 'SIGINT'] as const)(
  'serves until %s, and leaves no lock behind',
  { timeout: 120_000 },
  async (signal) => {
    // An empty variable counts as unset
    const first = start({ GREENLIGHT_LOG_LEVEL: '', PORT: '' })
    expect((await fetch(await first.url)).status).toBe(200)
    const second = start({})
    expect(await second.ended).toBe(2)
    expect(second.said.err).toBe('Another console is running on this data folder.\n')
    first.child.kill(signal)
    expect(await first.ended).toBe(0)
    const third = start({})
    await third.url
    third.child.kill('SIGKILL')
    await third.ended
    const fourth = start({})
    await fourth.url
    fourth.child.kill(signal)
    expect(await fourth.ended).toBe(0)
  },
)
