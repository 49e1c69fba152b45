import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeskApi } from '#shared/rpc.ts'
import { createHub, type DeskKey, type Hub } from './hub.ts'
import { seed, startTestServer, type TestServer } from './testing.ts'

const delays = { offlineAfter: 30, retryFrom: 5, retryTo: 20 }
const key: DeskKey = { venueId: 'v1', personId: 'staff' }

let dataDir: string
let server: TestServer
let hub: Hub
let api: DeskApi
let ids = 0

const window = { statusChanged() {}, changed() {}, alert() {} }

function openHub(): Hub {
  const logger = pino({ level: 'silent' })
  return createHub({
    serverUrl: server.url,
    dataDir,
    clock: () => 5_000,
    ids: () => `id-${ids++}`,
    logger,
    generation: 1,
    delays,
  })
}

async function open(bound: DeskKey | null = null): Promise<void> {
  hub = openHub()
  api = (await hub.connect({ window, bound })).api
}

const settled = () => vi.waitFor(async () => expect((await api.status()).queued).toBe(0))
const online = () =>
  vi.waitFor(async () => expect(await api.status()).toMatchObject({ connection: 'online', firstSync: null }))
const offline = () => vi.waitFor(async () => expect((await api.status()).connection).toBe('offline'))

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'desk-'))
  server = await startTestServer()
})
afterEach(async () => {
  await hub.close()
  await server.close()
  rmSync(dataDir, { recursive: true })
})

describe('a desk', () => {
  it('signs in, brings the venue over and lists it', async () => {
    seed(server, 30)
    await open()
    expect(await api.status()).toMatchObject({ connection: 'signed_out', person: null })
    expect(await api.signIn({ email: 'staff@demo.test', password: 'wrong' })).toMatchObject({
      code: 'wrong_credentials',
    })
    expect(await api.signIn({ email: 'staff@demo.test', password: 'greenlight' })).toMatchObject({ ok: true })
    await online()
    expect(await api.counts()).toMatchObject({ needs_you: 30, everything: 30, done: 0 })
    const page = await api.inbox({ view: 'needs_you', limit: 10 })
    expect(page.total).toBe(30)
    expect(page.rows.map((row) => row.conversation.id)).toEqual(Array.from({ length: 10 }, (_, i) => `c${i}`))
    const thread = await api.thread('c3')
    expect(thread).toMatchObject({ draft: { id: 'd3' }, messages: [{ id: 'in-c3' }], hasEarlier: false })
    expect((await api.venue())?.people).toHaveLength(2)
  })

  it('approves at once, sends it to the server, and shows the same afterwards', async () => {
    seed(server, 3)
    await open()
    await api.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    await online()
    const draft = (await api.thread('c1'))!.draft!
    await api.command({ id: 'cmd1', type: 'draft.approve', payload: { draftId: 'd1' }, basis: draft.seq })
    const shown = (await api.thread('c1'))!
    expect(shown.draft).toBeNull()
    expect(shown.messages.at(-1)).toMatchObject({ id: 'msg_staff_cmd1', state: 'queued', body: 'Reply d1' })
    expect(await api.counts()).toMatchObject({ needs_you: 2, sending_soon: 1 })
    await settled()
    expect(server.received.map((r) => r.command.id)).toEqual(['cmd1'])
    expect((await api.thread('c1'))!.messages.map((m) => m.id)).toEqual(['in-c1', 'msg_staff_cmd1'])
  })

  it('keeps what is done offline through a restart, and brings it over exactly once', async () => {
    seed(server, 20)
    await open()
    await api.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    await online()
    await server.goAway()
    await offline()
    for (let i = 0; i < 20; i++) {
      const payload = [
        { draftId: `d${i}` },
        { draftId: `d${i}`, text: `Mine ${i}` },
        { draftId: `d${i}`, reason: 'other' },
      ]
      const type = ['draft.approve', 'draft.edit', 'draft.reject'][i % 3]!
      const basis = (await api.thread(`c${i}`))!.draft!.seq
      expect(await api.command({ id: `cmd${i}`, type, payload: payload[i % 3], basis })).toMatchObject({ ok: true })
      if (i === 10) {
        await hub.close()
        await open(key)
      }
    }
    expect(await api.status()).toMatchObject({ queued: 20 })
    expect(await api.counts()).toMatchObject({ sending_soon: 14 })
    await hub.close()
    await server.comeBack()
    await open(key)
    await settled()
    expect(server.received.map((r) => r.command.id)).toEqual(Array.from({ length: 20 }, (_, i) => `cmd${i}`))
    expect(server.received.map((r) => r.command.device?.n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(await api.notices()).toEqual([])
  })
})
