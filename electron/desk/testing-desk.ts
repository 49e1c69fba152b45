/** For tests: a desk in a folder of its own against a test server, with delays that nobody has to wait for. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import { expect, vi } from 'vitest'
import type { Change } from '#shared/feed.ts'
import type { Presence } from '#shared/presence.ts'
import type { DeskApi, DeskChange, DeskStatus, Thread, WindowApi } from '#shared/rpc.ts'
import { deskFolder } from './files.ts'
import { createHub, type Hub } from './hub.ts'
import type { DeskKey } from './keeping.ts'
import { PLAIN_TABLES } from './schema.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './testing.ts'
import './testing-programs.ts'

export const STAFF: DeskKey = { venueId: 'v1', personId: 'staff' }
export const OWNER: DeskKey = { venueId: 'v1', personId: 'owner' }
/** Whoever expects a window waits for it: nothing happens because of the time. */
export const DELAYS = { offlineAfter: 30, retryFrom: 5, retryTo: 20, patience: 60_000 }

/** Waits until a check passes; for as long as a busy machine may need. */
export const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 25_000, interval: 5 })

/** What a window was told. */
export interface Told extends WindowApi {
  readonly statuses: DeskStatus[]
  readonly changes: DeskChange[]
  readonly presences: Presence[]
  readonly alerts: Parameters<WindowApi['alert']>[0][]
  /** How often it was told that something is different in a venue that it does not look at. */
  hints(): number
}

export function listener(): Told {
  const statuses: Told['statuses'] = []
  const changes: Told['changes'] = []
  const presences: Told['presences'] = []
  const alerts: Told['alerts'] = []
  let hints = 0
  return {
    statuses,
    changes,
    presences,
    alerts,
    statusChanged: (status) => void statuses.push(status),
    changed: (change) => void changes.push(change),
    presence: (presence) => void presences.push(presence),
    alert: (alert) => void alerts.push(alert),
    venuesChanged() {
      hints += 1
    },
    hints: () => hints,
  }
}

export class TestDesk implements AsyncDisposable {
  readonly dataDir: string
  readonly server: TestServer
  /** Where the desk finds it, from its next start. */
  serverUrl: string
  window = listener()
  hub!: Hub
  api!: DeskApi
  now = 5_000
  /** What went wrong, as it stands in the log. */
  readonly logged: { readonly msg: string; readonly code?: string }[] = []
  private ids = 0
  private commands = 0

  private readonly ownsServer: boolean

  private constructor(server: TestServer, parent: string, ownsServer = true) {
    this.server = server
    this.serverUrl = server.url
    this.ownsServer = ownsServer
    this.dataDir = mkdtempSync(path.join(parent, 'greenlight-desk-'))
  }

  /** A server and a desk that nobody has signed in to. */
  static async start(options: TestServerOptions = {}, parent = tmpdir()): Promise<TestDesk> {
    const desk = new TestDesk(await startTestServer(options), parent)
    await desk.open(null)
    return desk
  }

  /** Another device at the same server. */
  static async beside(other: TestDesk): Promise<TestDesk> {
    const desk = new TestDesk(other.server, tmpdir(), false)
    await desk.open(null)
    return desk
  }

  /** `expected`: as where its page has been asked for. */
  async open(bound: DeskKey | null = STAFF, expected = false): Promise<void> {
    this.window = listener()
    this.hub = createHub({
      serverUrl: this.serverUrl,
      dataDir: this.dataDir,
      clock: () => this.now,
      ids: () => `device-${this.ids++}`,
      logger: pino({ level: 'warn' }, { write: (line) => void this.logged.push(JSON.parse(line)) }),
      delays: DELAYS,
    })
    if (expected && bound !== null) this.hub.expect(bound)
    this.api = (await this.hub.connect({ window: this.window, bound })).api
  }

  async restart(bound: DeskKey | null = STAFF, expected = false): Promise<void> {
    await this.hub.close()
    await this.open(bound, expected)
  }

  async signIn(person = 'staff'): Promise<void> {
    const answer = await this.api.signIn({ email: `${person}@demo.test`, password: 'greenlight' })
    expect(answer).toMatchObject({ ok: true })
    await this.inStep()
  }

  /** Gives a command under a fresh id, which it returns. */
  async command(type: string, payload: unknown, more: { basis?: number; after?: string; id?: string } = {}) {
    const id = more.id ?? `cmd${this.commands++}`
    expect(await this.api.command({ type, payload, ...more, id })).toEqual({ ok: true, id })
    return id
  }

  async thread(id: string): Promise<Thread> {
    const thread = await this.api.thread(id)
    if (thread === null) throw new Error(`no thread ${id}`)
    return thread
  }

  /** Until the mirror holds what the server holds, and nothing waits. */
  async inStep(person: DeskKey = STAFF): Promise<void> {
    const isSame = () => isDeepStrictEqual(this.mirrored(person), JSON.parse(JSON.stringify(this.server.all())))
    const idle = { connection: 'online', firstSync: null, queued: 0 }
    const inStep = until(async () => {
      expect(await this.api.status()).toMatchObject(idle)
      expect(isSame()).toBe(true)
    })
    // What differs is worked out once, at the end: of thousands of rows that takes seconds.
    await inStep.catch(() => undefined)
    expect(await this.api.status()).toMatchObject(idle)
    if (!isSame()) expect(this.mirrored(person)).toEqual(this.server.all())
  }

  async answered(): Promise<void> {
    await until(async () => expect((await this.api.status()).queued).toBe(0))
  }

  async connection(is: DeskStatus['connection']): Promise<void> {
    await until(async () => expect((await this.api.status()).connection).toBe(is))
  }

  async goOffline(): Promise<void> {
    await this.server.goAway()
    await this.connection('offline')
  }

  folder(person: DeskKey = STAFF): string {
    return deskFolder(this.dataDir, this.serverUrl, person.venueId, person.personId)
  }

  files(person: DeskKey = STAFF): string[] {
    return readdirSync(this.folder(person)).sort()
  }

  /** Every row of the mirror's file, as the feed would give it. */
  mirrored(person: DeskKey = STAFF): Change[] {
    const db = new Database(path.join(this.folder(person), 'mirror.db'), { fileMustExist: true })
    try {
      return [...PLAIN_TABLES, 'conversations', 'messages', 'drafts', 'decisions']
        .flatMap((table) => {
          const rows = db.prepare<[], { id: string; seq: number; row: string | null; body?: string }>(
            `SELECT * FROM ${table}`,
          )
          return rows.all().map(({ id, seq, row, body }) => ({
            table,
            id,
            seq,
            row: row === null ? null : { ...JSON.parse(row), ...(table === 'messages' && { body }) },
          }))
        })
        .sort((a, b) => a.seq - b.seq)
    } finally {
      db.close()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hub.close()
    if (this.ownsServer) await this.server.close()
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}
