import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BARE } from '#shared/testing.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** The process itself, with nothing of our own settings. */
function run(environment: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env: { ...BARE, ...environment } })
  const output = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output.out += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output.err += chunk
  })
  return { child, output, exit: once(child, 'close').then(([code]) => code as number | null) }
}

test('prints one line when ready, keeps its phones in the data folder, and ends cleanly on SIGTERM and SIGINT', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, output, exit } = run({ GREENLIGHT_SANDBOX_PORT: '0', GREENLIGHT_DATA: folder, PORT: '1' })
    await once(child.stdout, 'data')
    const url = /^SMS sandbox: (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(output.out)?.[1]
    const before = await (await fetch(`${url}/phone/numbers`)).json()
    expect(before).toHaveLength(signal === 'SIGTERM' ? 0 : 1)
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ from: '+447700900901', body: 'Hi' })
    const sent = await fetch(`${url}/phone/send`, { method: 'POST', headers, body })
    expect(await sent.json()).toMatchObject({ code: 'webhook_unreachable' })
    child.kill(signal)
    expect(await exit).toBe(0)
    expect(output.err).toBe('')
  }
})

test.each([
  [{ GREENLIGHT_SANDBOX_PORT: 'many' }, 'GREENLIGHT_SANDBOX_PORT is not a port'],
  [{ GREENLIGHT_SANDBOX_PORT: '70000' }, 'GREENLIGHT_SANDBOX_PORT is not a port'],
  [{ PUBLIC_URL: 'ftp://x' }, 'PUBLIC_URL is not a web address'],
  [{ PORT: '0' }, 'PUBLIC_URL is needed where PORT is 0'],
  [{ TWILIO_ACCOUNT_SID: 'AC1' }, 'TWILIO_ACCOUNT_SID is not an account sid: AC and 32 hexadecimal digits'],
])('%j is one clear line and exit code 2', async (environment: Record<string, string>, line) => {
  const { output, exit } = run({ GREENLIGHT_DATA: folder, ...environment })
  expect(await exit).toBe(2)
  expect(output).toEqual({ out: '', err: `SMS sandbox: ${line}\n` })
})

test('a taken port is one clear line and exit code 2', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { output, exit } = run({ GREENLIGHT_SANDBOX_PORT: String(port), GREENLIGHT_DATA: folder })
  expect(await exit).toBe(2)
  expect(output.err).toBe(`SMS sandbox: port ${port} is taken; set GREENLIGHT_SANDBOX_PORT to another, or to 0\n`)
  server.close()
})

test('a damaged history is one clear line and exit code 2', async () => {
  mkdirSync(join(folder, 'sandbox'))
  writeFileSync(join(folder, 'sandbox', 'texts.jsonl'), 'not a text\n')
  const { output, exit } = run({ GREENLIGHT_SANDBOX_PORT: '0', GREENLIGHT_DATA: folder })
  expect(await exit).toBe(2)
  expect(output.err).toBe('SMS sandbox: the history of texts in GREENLIGHT_DATA cannot be read (damaged)\n')
})
