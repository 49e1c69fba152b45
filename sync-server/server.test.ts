import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pino from 'pino'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { changesPage, signInAnswer } from '#shared/feed.ts'
import { type Presence, presence } from '#shared/presence.ts'
import type { Engine } from './engines/engine.ts'
import { freePort, startSandbox, type TestSandbox } from './sandbox/testing.ts'
import { type RunningServer, startServer } from './server.ts'
import { readSettings } from './settings.ts'
import { createVenue } from './storage/new-venue.ts'

const logger = pino({ level: 'silent' })
const SAM = '+447700900901'

let folder: string
let sandbox: TestSandbox
let server: RunningServer
let port: number

const start = (engine?: Engine) =>
  startServer(readSettings({ PORT: String(port), GREENLIGHT_DATA: folder, TWILIO_API_BASE_URL: sandbox.url }), {
    logger,
    ...(engine && { engine }),
  })

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'greenlight-server-'))
  port = await freePort()
  sandbox = await startSandbox({ serverUrl: `http://127.0.0.1:${port}`, venueNumber: '+447700900101' })
  server = await start()
  await createVenue(server.deps.storage, {
    id: 'v1',
    name: 'Test Rooms',
    number: '+447700900101',
    timeZone: 'Europe/London',
    people: [{ id: 'p1', name: 'Ada', email: 'owner@rooms.test', password: 'greenlight', role: 'owner' }],
    timing: { burstSeconds: 0, holdSeconds: 0, undoSeconds: 0, humanMinutes: 60, waitTargetMinutes: 15 },
  })
})
afterEach(async () => {
  await server.close()
  await sandbox.close()
  await rm(folder, { recursive: true })
})

async function post(where: string, body: object, token?: string): Promise<unknown> {
  const authorization = token ? { authorization: `Bearer ${token}` } : undefined
  const headers = { 'content-type': 'application/json', ...authorization }
  return (await fetch(server.url + where, { method: 'POST', headers, body: JSON.stringify(body) })).json()
}
const signIn = async () =>
  signInAnswer.parse(await post('/api/sign-in', { email: 'owner@rooms.test', password: 'greenlight' })).token
async function rows(token: string, table: string) {
  const answer = await fetch(`${server.url}/api/changes?limit=5000`, { headers: { authorization: `Bearer ${token}` } })
  return changesPage.parse(await answer.json()).rows.filter((r) => r.table === table)
}

test('a text comes in, a reply goes out, its delivery comes back', async () => {
  const token = await signIn()
  const { delivery } = await sandbox.send(SAM, 'Hello, is anybody there?')
  expect(delivery).toEqual({ outcome: 'answered', status: 200 })
  const [conversation] = await rows(token, 'conversations')
  const payload = { conversationId: conversation!.id, text: 'Yes, we are' }
  expect(await post('/api/commands', { id: 'c1', type: 'message.send', payload }, token)).toMatchObject({
    status: 'done',
  })
  await vi.waitUntil(() => sandbox.received(SAM).length > 0, { timeout: 10_000 })
  expect(sandbox.received(SAM).map((t) => t.body)).toEqual(['Yes, we are'])
  const isDelivered = async () =>
    (await rows(token, 'messages')).some((m) => (m.row as { state: string }).state === 'delivered')
  await vi.waitUntil(isDelivered, { timeout: 10_000 })
})

test('an agent at work is told to the consoles for as long as it is', async () => {
  await server.close()
  const thinking = Promise.withResolvers<void>()
  const engine: Engine = {
    name: 'slow',
    classify: async () => {
      await thinking.promise
      return { intent: 'general', confidence: 0.9 }
    },
    compose: async () => ({ text: 'Hello', citations: [] }),
  }
  server = await start(engine)
  const told: Presence[] = []
  const socket = io(server.url, { auth: { token: await signIn() }, forceNew: true, transports: ['websocket'] })
  socket.on('presence', (raw: unknown) => void told.push(presence.parse(raw)))
  await vi.waitUntil(() => told.length > 0, { timeout: 10_000 })
  await sandbox.send(SAM, 'Hello, is anybody there?')
  await vi.waitUntil(() => told.at(-1)!.agents.length > 0, { timeout: 10_000 })
  const [conversation] = await rows(await signIn(), 'conversations')
  expect(told.at(-1)!.agents.map((a) => a.conversationId)).toEqual([conversation!.id])
  thinking.resolve()
  await vi.waitUntil(() => told.at(-1)!.agents.length === 0, { timeout: 10_000 })
  socket.disconnect()
})

test('a restart keeps sessions and what was stored, and the repeat of a text stays without effect', async () => {
  const token = await signIn()
  const { text } = await sandbox.send(SAM, 'Hello')
  const before = await rows(token, 'messages')
  await server.close()
  server = await start()
  expect(await sandbox.redeliver(text.sid)).toEqual({ outcome: 'answered', status: 200 })
  expect(
    (await rows(token, 'messages')).filter((m) => (m.row as { direction: string }).direction === 'in'),
  ).toHaveLength(1)
  expect(before.length).toBeGreaterThan(0)
})
