/** A disk that is full: the truth about what was stored and sent, and on it goes when there is room again. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import pino from 'pino'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'
import type { Channel } from '../channels/channel.ts'
import { ingest } from '../channels/ingest.ts'
import { demoVenue } from '../demo/venue.ts'
import type { Deps } from '../deps.ts'
import { signed, smsFields, testEdge } from '../http/testing.ts'
import { DEMO_VENUE_NUMBER } from '../sandbox/credentials.ts'
import { freePort, startSandbox } from '../sandbox/testing.ts'
import { loseClaims, recover } from '../scheduler.ts'
import { sendOne } from '../sending/send.ts'
import { applyStatus } from '../sending/status.ts'
import { startServer } from '../server.ts'
import { readSettings } from '../settings.ts'
import { CUSTOMER, type TestServer, testServer, withAutoSend } from '../testing.ts'
import { createVenue } from './new-venue.ts'

const SIZE = 8 * 1024 * 1024
const shell = (...command: [string, ...string[]]) => execFileSync(command[0], command.slice(1), { stdio: 'ignore' })

/** A disk of eight megabytes, where this machine lets us have one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-disk-'))
  try {
    shell('mount', '-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder)
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
}

const disk = smallDisk()
if (disk === null) process.stdout.write('full disk: skipped, as this account may not mount a small file system\n')
afterAll(() => {
  if (disk === null) return
  shell('umount', disk)
  rmSync(disk, { recursive: true })
})

let fillers = 0
/** To the last byte. */
function fill(): void {
  for (let size = SIZE; size >= 1; size = Math.floor(size / 2)) {
    for (let full = false; !full; ) {
      try {
        writeFileSync(path.join(disk!, `filler-${++fillers}`), Buffer.alloc(size))
      } catch {
        full = true
      }
    }
  }
}
function free(): void {
  for (; fillers > 0; fillers--) rmSync(path.join(disk!, `filler-${fillers}`), { force: true })
}

/** As a promise settles: its value, or the code of its refusal. */
async function outcome<T>(work: Promise<T>): Promise<T | string> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

async function isSound(s: TestServer): Promise<boolean> {
  const { rows } = await s.deps.storage.read((db) =>
    sql<{ integrity_check: string }>`PRAGMA integrity_check`.execute(db),
  )
  return rows.length === 1 && rows[0]!.integrity_check === 'ok'
}

/** Everything that a text leaves behind is there, or nothing of it. */
async function isWhole(s: TestServer): Promise<void> {
  expect(await isSound(s)).toBe(true)
  const messages = (await s.rows('messages')).filter((m) => m.direction === 'in')
  const conversations = await s.rows('conversations')
  const decisions = await s.rows('decisions')
  const known = await s.deps.storage.read((db) => db.selectFrom('provider_ids').select('messageId').execute())
  const undecided = await s.deps.storage.read((db) =>
    db
      .selectFrom('messages')
      .select(['id', 'conversationId'])
      .where('direction', '=', 'in')
      .where('decided', '=', 0)
      .execute(),
  )
  const turns = await s.deps.storage.read((db) => db.selectFrom('turns').select('conversationId').execute())
  expect(known.map((k) => k.messageId).sort()).toEqual(messages.map((m) => m.id).sort())
  for (const m of messages) expect(conversations.map((c) => c.id)).toContain(m.conversationId)
  for (const m of undecided) expect(turns.map((t) => t.conversationId)).toContain(m.conversationId)
  expect(decisions.length + undecided.length).toBe(messages.length)
}

describe.skipIf(disk === null)('a full disk', () => {
  beforeEach(() => {
    // Where the databases of the tests lie.
    vi.stubEnv('TMPDIR', disk!)
  })
  afterEach(() => {
    free()
    vi.unstubAllEnvs()
  })

  let sids = 0
  const arrives = (deps: Deps, body: string, from = CUSTOMER) => {
    const text = { channel: 'sms' as const, to: DEMO_VENUE_NUMBER, from, body, media: 0 }
    const providerId = `SM${String(++sids).padStart(32, '0')}`
    return { providerId, again: () => ingest(deps, { ...text, providerId }) }
  }

  test('texts are stored whole or refused as storage_full; the provider’s repeat finds its place later', async () => {
    await using s = await testServer()
    fill()
    const refused: (() => Promise<unknown>)[] = []
    let taken = 0
    for (let n = 0; n < 400 && refused.length < 5; n++) {
      const one = arrives(s.deps, `${n} ${'How much is a trim? '.repeat(60)}`, `+4477009${10_000 + (n % 7)}`)
      const answer = await outcome(one.again())
      if (typeof answer === 'string') {
        expect(answer).toBe('storage_full')
        refused.push(one.again)
      } else taken += 1
    }
    expect(refused).toHaveLength(5)
    await isWhole(s)
    expect((await s.rows('messages')).filter((m) => m.direction === 'in')).toHaveLength(taken)

    // A restart with the disk still full loses nothing either.
    await s.storage.reopen()
    await isWhole(s)
    free()
    for (const again of refused) expect(await again()).toEqual({ stored: true })
    for (const again of refused) expect(await again()).toEqual({ stored: false })
    s.pass(MINUTE)
    await s.step()
    await isWhole(s)
    expect((await s.rows('messages')).filter((m) => m.direction === 'in')).toHaveLength(taken + 5)
    expect(await s.deps.storage.read((db) => db.selectFrom('turns').selectAll().execute())).toEqual([])
  })

  test('at once, some of them too long to fit: each is told apart', async () => {
    await using s = await testServer()
    for (let round = 0; round < 6; round++) {
      fill()
      const texts = Array.from({ length: 40 }, (_, n) =>
        arrives(s.deps, `${round} ${'x'.repeat(n % 2 === 0 ? 20 : 1_500)}`, `+4477009${10_000 + n}`),
      )
      const answers = await Promise.all(texts.map((one) => outcome(one.again())))
      for (const answer of answers) expect(['storage_full', { stored: true }]).toContainEqual(answer)
      free()
      const again = await Promise.all(texts.map((one) => one.again()))
      expect(again.map((a) => a.stored)).toEqual(answers.map((answer) => answer === 'storage_full'))
    }
    expect((await s.rows('messages')).filter((m) => m.direction === 'in')).toHaveLength(240)
    await isWhole(s)
  })

  /** Uses up what the database has in hand, so that the next write needs room. */
  async function untilFull(s: TestServer): Promise<void> {
    fill()
    for (let n = 0; n < 400; n++) {
      const answer = await outcome(arrives(s.deps, 'x'.repeat(1_500), '+447700999999').again())
      if (answer === 'storage_full') return
    }
    throw new Error('the disk never filled')
  }

  test('what cannot be claimed does not leave; it leaves once when there is room', async () => {
    await using s = await testServer()
    await withAutoSend(s)
    await s.text('How much is a trim?')
    s.pass(8 * SECOND)
    await s.step()
    const queued = (await s.rows('messages')).find((m) => m.state === 'queued')!
    await untilFull(s)
    s.pass(20 * SECOND)
    expect(await outcome(sendOne(s.deps, s.venueId, queued.id))).toBe('storage_full')
    expect(s.sandbox.received(CUSTOMER)).toEqual([])
    expect((await s.rows('messages')).find((m) => m.id === queued.id)).toMatchObject({ state: 'queued' })
    expect(await s.deps.storage.read((db) => db.selectFrom('cap_log').selectAll().execute())).toEqual([])
    free()
    await s.step()
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
    expect((await s.rows('messages')).find((m) => m.id === queued.id)).toMatchObject({ state: 'accepted' })
  })

  test('a disk that fills while the gateway has the text: never “sent” without knowing, never sent twice', async () => {
    await using s = await testServer()
    await withAutoSend(s)
    await s.text('How much is a trim?')
    s.pass(8 * SECOND)
    await s.step()
    s.pass(20 * SECOND)
    const { id } = (await s.rows('messages')).find((m) => m.state === 'queued')!
    let requests = 0
    const sms: Channel = {
      ...s.deps.sms,
      send: async () => {
        requests += 1
        await untilFull(s)
        return { kind: 'accepted', providerId: 'SM1' }
      },
    }
    const deps: Deps = { ...s.deps, storage: s.deps.storage, sms }
    expect(await outcome(sendOne(deps, s.venueId, id))).toBe('storage_full')
    const state = async () => (await s.rows('messages')).find((m) => m.id === id)!.state
    expect(await state()).toBe('claimed')
    expect(await outcome(recover(s.deps).then(() => 'recovered'))).toBe('storage_full')
    free()
    s.pass(MINUTE)
    await loseClaims(s.deps, s.venueId, s.now())
    expect(await state()).toBe('unknown')
    for (let i = 0; i < 3; i++) {
      s.pass(HOUR)
      await s.step()
    }
    expect(requests).toBe(1)
    const { claimId } = await s.deps.storage.read((db) =>
      db.selectFrom('messages').select('claimId').where('id', '=', id).executeTakeFirstOrThrow(),
    )
    await applyStatus(s.deps, { providerId: 'SM1', claimId, status: 'delivered', errorCode: null })
    expect(await state()).toBe('delivered')
  })

  test('a person is told, nothing of it is half done, and the same command goes through later', async () => {
    await using s = await testServer()
    await s.text('hello?')
    const [conversation] = await s.rows('conversations')
    await untilFull(s)
    const send = () =>
      outcome(s.command('message.send', { conversationId: conversation!.id, text: 'x'.repeat(1_500) }, { id: 'c1' }))
    expect(await send()).toBe('storage_full')
    expect(await outcome(s.command('killswitch.engage', {}, { id: 'c2' }))).toBe('storage_full')
    expect((await s.venue()).killSwitch.engaged).toBe(false)
    expect((await s.rows('messages')).filter((m) => m.direction === 'out')).toEqual([])
    free()
    expect(await send()).toMatchObject({ status: 'done' })
    expect(await send()).toMatchObject({ status: 'done' })
    expect(await s.command('killswitch.engage', {}, { id: 'c2' })).toMatchObject({ status: 'done' })
    expect((await s.rows('messages')).filter((m) => m.direction === 'out')).toHaveLength(1)
    expect((await s.venue()).killSwitch.engaged).toBe(true)
  })

  test('over HTTP: 507 and a code, to the provider and to a desk, and what comes again is stored once', async () => {
    await using edge = await testEdge()
    const authorization = await edge.signIn()
    fill()
    const delivery = (n: number) =>
      signed(
        '/webhooks/twilio/sms',
        smsFields({ MessageSid: `SM${String(n).padStart(32, '0')}`, Body: 'x'.repeat(1_500) }),
      )
    let full = 0
    for (; full < 400; full++) {
      const answer = await edge.app.inject(delivery(full))
      if (answer.statusCode === 200) continue
      expect(answer.statusCode).toBe(507)
      expect(answer.json()).toMatchObject({ code: 'storage_full' })
      break
    }
    const command = {
      method: 'POST' as const,
      url: '/api/commands',
      headers: authorization,
      payload: { id: 'c1', type: 'voice.set', payload: { avoid: ['x'.repeat(60)] } },
    }
    const refused = await edge.app.inject(command)
    expect([refused.statusCode, refused.json().code]).toEqual([507, 'storage_full'])
    expect((await edge.app.inject({ method: 'GET', url: '/healthz' })).statusCode).toBe(200)
    free()
    for (let i = 0; i < 2; i++) expect((await edge.app.inject(delivery(full))).statusCode).toBe(200)
    expect((await edge.app.inject(command)).json()).toMatchObject({ status: 'done' })
    const stored = await edge.deps.storage.read((db) => db.selectFrom('messages').select('id').execute())
    expect(stored).toHaveLength(full + 1)
    // What cannot be stored is told of without a word of what was said.
    expect(edge.log()).not.toContain('xxxx')
  })

  test('the whole server: it stays up, says so, and does all that was asked when there is room again', async () => {
    const port = await freePort()
    await using sandbox = await startSandbox({ serverUrl: `http://127.0.0.1:${port}` })
    const env = { PORT: String(port), GREENLIGHT_DATA: path.join(disk!, 'data'), TWILIO_API_BASE_URL: sandbox.url }
    const server = await startServer(readSettings(env), { logger: pino({ level: 'silent' }) })
    try {
      await createVenue(server.deps.storage, {
        ...demoVenue(Date.now()),
        timing: { burstSeconds: 0, holdSeconds: 0, undoSeconds: 0, humanMinutes: 60, waitTargetMinutes: 15 },
      })
      fill()
      const refused: string[] = []
      let asked = 0
      for (; asked < 400 && refused.length < 3; asked++) {
        const { text, delivery } = await sandbox.send(CUSTOMER, `How much is a trim? ${'x'.repeat(1_400)}`)
        expect(delivery).toMatchObject({ outcome: 'answered' })
        if ('status' in delivery && delivery.status === 507) refused.push(text.sid)
      }
      expect(refused).toHaveLength(3)
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
      free()
      for (const sid of refused) expect(await sandbox.redeliver(sid)).toEqual({ outcome: 'answered', status: 200 })
      const counts = () =>
        server.deps.storage.read(async (db) => {
          const texts = await db.selectFrom('messages').select('decided').where('direction', '=', 'in').execute()
          const turns = await db.selectFrom('turns').select('id').execute()
          return { undecided: texts.filter((m) => m.decided === 0).length, turns: turns.length, texts: texts.length }
        })
      await vi.waitUntil(async () => (await counts()).undecided === 0 && (await counts()).turns === 0, {
        timeout: 20_000,
      })
      expect((await counts()).texts).toBe(asked)
    } finally {
      await server.close()
    }
  })
})
