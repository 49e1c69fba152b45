/** One person at a desk of their own, behind a network of their own, with a clock that is wrong in its own way. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import type { Clock } from '#shared/clock.ts'
import type { CommandAnswer, CommandType, GivenPayload } from '#shared/commands.ts'
import type { Change } from '#shared/feed.ts'
import { type Role, TABLE_NAMES } from '#shared/rows.ts'
import type { DeskApi, Result, WindowApi } from '#shared/rpc.ts'
import type { InboxRow } from '#shared/views.ts'
import { deskFolder } from '../../electron/desk/files.ts'
import { createHub, type Hub } from '../../electron/desk/hub.ts'
import '../../electron/desk/testing-programs.ts'
import type { Network } from './network.ts'

const PASSWORD = 'greenlight'
const DELAYS = { offlineAfter: 20, retryFrom: 5, retryTo: 20 }
const NO_WINDOW: WindowApi = {
  statusChanged: () => undefined,
  changed: () => undefined,
  presence: () => undefined,
  alert: () => undefined,
  venuesChanged: () => undefined,
}

export interface Who {
  readonly id: string
  readonly name: string
  readonly role: Role
}

/** A command as somebody gave it to their desk. */
export interface Given {
  readonly person: Person
  readonly id: string
  readonly type: CommandType
  readonly payload: unknown
  readonly basis: number | undefined
  /** What the desk said at once: `ok` means that it is kept until it is answered, or has been answered. */
  readonly said: Result<{ answer?: CommandAnswer }> | null
}

/** A command as the desk keeps it. */
export interface Kept {
  readonly id: string
  readonly lane: 'order' | 'stop'
  readonly state: 'waiting' | 'sent' | 'answered' | 'cancelled'
  readonly answer: CommandAnswer | null
}

export class Person {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly network: Network
  api!: DeskApi
  private hub!: Hub
  private readonly venueId: string
  private readonly clock: Clock
  private readonly dataDir: string
  /** Every command that anybody has given, by its id. */
  private readonly given: Map<string, Given>
  private devices = 0

  constructor(
    who: Who,
    at: { venueId: string; clock: Clock; network: Network; dataDir: string; given: Map<string, Given> },
  ) {
    this.id = who.id
    this.name = who.name
    this.role = who.role
    this.venueId = at.venueId
    this.clock = at.clock
    this.network = at.network
    this.dataDir = at.dataDir
    this.given = at.given
  }

  async signIn(): Promise<void> {
    await this.open(false)
    const answer = await this.api.signIn({ email: `${this.id}@people.test`, password: PASSWORD })
    if (!answer.ok) throw new Error(answer.code)
  }

  /** The desk ends, and another process takes its folder up. */
  async restart(): Promise<void> {
    await this.hub.close()
    await this.open(true)
  }

  close = (): Promise<void> => this.hub.close()

  /** Gives a command under a fresh id, as a window does. */
  async give<T extends CommandType>(
    type: T,
    payload: GivenPayload<T>,
    more: { basis?: number; epoch?: number } = {},
  ): Promise<void> {
    const id = `${this.id}-${this.given.size}`
    const given: Given = { person: this, id, type, payload, basis: more.basis, said: null }
    this.given.set(id, given)
    const said = await this.api.command({ id, type, payload, ...more })
    this.given.set(id, { ...given, said })
  }

  /** The window gives the same once more. */
  async giveAgain({ id, type, payload, basis }: Given): Promise<void> {
    await this.api.command({ id, type, payload, basis })
  }

  /** The list as this person sees it now. */
  async sees(): Promise<readonly InboxRow[]> {
    return (await this.api.inbox({ view: 'everything', limit: 500 })).rows
  }

  get token(): string {
    return readFileSync(path.join(this.folder, 'session'), 'utf8')
  }

  /** What this desk has kept, in its order. */
  kept(): Kept[] {
    return this.read('queue.db', (db) =>
      db
        .prepare<[], { id: string; lane: Kept['lane']; state: Kept['state']; answer: string | null }>(
          'SELECT id, lane, state, answer FROM commands ORDER BY position',
        )
        .all()
        .map((row) => ({ ...row, answer: row.answer === null ? null : (JSON.parse(row.answer) as CommandAnswer) })),
    )
  }

  /** Every row of the mirror's file, in the feed's order and form. */
  mirrored(): Change[] {
    return this.read('mirror.db', (db) =>
      TABLE_NAMES.flatMap((table) =>
        db
          .prepare<[], { id: string; seq: number; row: string | null; body?: string }>(`SELECT * FROM ${table}`)
          .all()
          .map(({ id, seq, row, body }) => ({
            table,
            id,
            seq,
            row: row === null ? null : { ...JSON.parse(row), ...(table === 'messages' && { body }) },
          })),
      ).sort((a, b) => a.seq - b.seq),
    )
  }

  private get folder(): string {
    return deskFolder(this.dataDir, this.network.url, this.venueId, this.id)
  }

  private async open(bound: boolean): Promise<void> {
    this.hub = createHub({
      serverUrl: this.network.url,
      dataDir: this.dataDir,
      clock: this.clock,
      ids: () => `${this.id}-device-${this.devices++}`,
      logger: pino({ level: 'silent' }),
      delays: DELAYS,
    })
    const key = { venueId: this.venueId, personId: this.id }
    this.api = (await this.hub.connect({ window: NO_WINDOW, bound: bound ? key : null })).api
  }

  private read<T>(file: string, run: (db: Database.Database) => T): T {
    const db = new Database(path.join(this.folder, file), { readonly: true, fileMustExist: true })
    try {
      return run(db)
    } finally {
      db.close()
    }
  }
}
