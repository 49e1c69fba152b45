/**
 * Five people of one venue against one real server and a stand-in for the provider. Every clock is set by hand, the
 * server's and each desk's; every network can be cut.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { vi } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { type CommandAnswer, type CommandEnvelope, commandAnswer } from '#shared/commands.ts'
import { type Change, changesPage } from '#shared/feed.ts'
import { demoVenue } from '../../sync-server/demo/venue.ts'
import { createLocalEngine } from '../../sync-server/engines/local/engine.ts'
import { SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, sandboxReviews } from '../../sync-server/sandbox/credentials.ts'
import { freePort, startSandbox, type TestSandbox } from '../../sync-server/sandbox/testing.ts'
import { type RunningServer, startServer } from '../../sync-server/server.ts'
import type { Settings } from '../../sync-server/settings.ts'
import { createVenue, newPolicies } from '../../sync-server/storage/new-venue.ts'
import { openStorage } from '../../sync-server/storage/storage.ts'
import { startNetwork } from './network.ts'
import { type Given, Person, type Who } from './person.ts'

/** Wednesday 18 November 2026, 10:00 in London. */
const WEDNESDAY = Date.parse('2026-11-18T10:00:00Z')

/** `skew`: how wrong their clock is, in milliseconds. */
const PEOPLE: readonly (Who & { readonly skew: number })[] = [
  { id: 'ann', name: 'Ann', role: 'owner', skew: 0 },
  { id: 'bob', name: 'Bob', role: 'owner', skew: 7 * MINUTE },
  { id: 'cat', name: 'Cat', role: 'staff', skew: -11 * MINUTE },
  { id: 'dan', name: 'Dan', role: 'staff', skew: 400 },
  { id: 'eve', name: 'Eve', role: 'staff', skew: -90 * SECOND },
]

/** Customers' numbers, and what each has asked before it begins: one to be answered automatically, the others by people. */
const BEFORE = {
  '+447700900151': 'How much is a balayage?',
  '+447700900152': 'Is there parking nearby?',
  '+447700900153': 'Hi, do you do extensions? I am new',
  '+447700900154': 'My colour has gone green and I want my money back',
}
export const CUSTOMERS = Object.keys(BEFORE)

const engine = createLocalEngine()

/** A server's data folder with the venue and its people in it: made once, copied for each world. */
export async function venueFolder(): Promise<{ folder: string; remove(): void }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-people-'))
  const storage = await openStorage({ folder, clock: () => WEDNESDAY })
  const trained = { unlocked: true, training: { reviewed: 34, needed: 30, right: 0.97, lowerBound: 0.83 } }
  const auto = { mode: 'auto', threshold: 0.85, ...trained } as const
  await createVenue(
    storage,
    {
      ...demoVenue(WEDNESDAY),
      masterSwitch: { on: true, acknowledgedAt: WEDNESDAY, by: 'ann' },
      people: PEOPLE.map(({ id, name, role }) => ({
        id,
        name,
        role,
        email: `${id}@people.test`,
        password: 'greenlight',
      })),
      policies: newPolicies().map((p) => (p.id === 'pricing' || p.id === 'hours' ? { ...p, ...auto } : p)),
    },
    { clock: () => WEDNESDAY },
  )
  await storage.close()
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export class World implements AsyncDisposable {
  now = WEDNESDAY
  readonly people: readonly Person[]
  readonly sandbox: TestSandbox
  /** Every command that anybody has given, by its id. */
  readonly given: Map<string, Given>
  /** Texts of customers that the server has taken, by the provider's id. */
  readonly taken = new Set<string>()
  server: RunningServer
  private readonly settings: Settings
  private readonly folder: string

  private constructor(
    made: Pick<World, 'people' | 'sandbox' | 'given' | 'server'>,
    settings: Settings,
    folder: string,
  ) {
    this.people = made.people
    this.sandbox = made.sandbox
    this.given = made.given
    this.server = made.server
    this.settings = settings
    this.folder = folder
  }

  /** Everybody signed in and in step; each customer has asked something. */
  static async start(venue: string): Promise<World> {
    const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-people-'))
    cpSync(venue, path.join(folder, 'server'), { recursive: true })
    const port = await freePort()
    const clock = () => world?.now ?? WEDNESDAY
    let world: World | undefined
    const sandbox = await startSandbox({ serverUrl: `http://127.0.0.1:${port}`, clock })
    const settings: Settings = {
      port,
      deskPort: 0,
      host: '127.0.0.1',
      dataFolder: path.join(folder, 'server'),
      databaseUrl: undefined,
      publicUrl: undefined,
      twilio: { accountSid: SANDBOX_ACCOUNT_SID, authToken: SANDBOX_AUTH_TOKEN, apiBaseUrl: sandbox.url },
      reviews: { ...sandboxReviews(sandbox.url), webhookSecret: null },
      openai: null,
      metricsToken: null,
      demo: false,
      logLevel: 'silent',
    }
    const server = await start(settings, clock)
    const given = new Map<string, Given>()
    const people: Person[] = []
    for (const { skew, ...who } of PEOPLE) {
      const network = await startNetwork(port)
      const dataDir = path.join(folder, who.id)
      const { venueId } = { venueId: demoVenue(WEDNESDAY).id }
      people.push(new Person(who, { venueId, clock: () => clock() + skew, network, dataDir, given }))
    }
    world = new World({ people, sandbox, given, server }, settings, folder)
    await Promise.all(people.map((person) => person.signIn()))
    for (const [from, body] of Object.entries(BEFORE)) await world.text(from, body)
    await world.pass(9 * SECOND)
    await world.calm()
    return world
  }

  get venueId(): string {
    return demoVenue(WEDNESDAY).id
  }

  /** Moves the server's clock on, and every desk's with it. */
  async pass(ms: number): Promise<void> {
    this.now += ms
    this.server.deps.wake()
  }

  /** A customer texts; the provider may deliver it more than once. */
  async text(from: string, body: string, deliveries = 1): Promise<void> {
    const { text, delivery } = await this.sandbox.send(from, body)
    if (delivery.outcome === 'answered' && delivery.status === 200) this.taken.add(text.sid)
    for (let n = 1; n < deliveries; n++) await this.sandbox.redeliver(text.sid)
  }

  /** Everybody is connected again, the provider is well, and all that was under way has come to its end. */
  async settle(): Promise<void> {
    this.sandbox.faults({})
    for (const { network } of this.people) network.heal()
    await this.calm()
    const [ann] = this.people
    // An identical text waits behind one of which nobody knows, until a person says what became of that.
    for (let left = 1; left > 0; ) {
      await this.pass(70 * SECOND)
      await this.calm()
      for (const { trouble } of await ann!.sees()) {
        if (trouble?.state === 'unknown') await ann!.give('send.resolve', { messageId: trouble.id, as: 'sent' })
      }
      await this.calm()
      left = await this.underWay()
    }
    await this.still()
  }

  /** Until the server's upkeep has written what the last hours changed, too. */
  private async still(): Promise<void> {
    const seen: number[] = []
    await vi.waitFor(
      async () => {
        seen.push(await this.head())
        if (new Set(seen.slice(-4)).size > 1 || seen.length < 4) throw new Error('something is still written')
      },
      { timeout: 25_000, interval: 10 },
    )
    await this.calm()
  }

  /** The feed's newest sequence number. */
  private async head(): Promise<number> {
    const { seq } = await this.server.deps.storage.read((db) =>
      db.selectFrom('venue_control').select('seq').executeTakeFirstOrThrow(),
    )
    return seq
  }

  /** Turns and texts that wait for their time, or for a word about another. */
  private underWay(): Promise<number> {
    return this.server.deps.storage.read(async (db) => {
      const turns = await db.selectFrom('turns').select('id').execute()
      const messages = await db
        .selectFrom('messages')
        .select('id')
        .where('state', 'in', ['queued', 'claimed', 'unknown'])
        .execute()
      return turns.length + messages.length
    })
  }

  async restartServer(): Promise<void> {
    await this.server.close()
    this.server = await start(this.settings, () => this.now)
  }

  /** A command straight to the server, as that person: a retransmission, or somebody who changes what they had said. */
  async post(person: Person, command: CommandEnvelope): Promise<CommandAnswer> {
    const response = await fetch(`${this.server.url}/api/commands`, {
      method: 'POST',
      headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(command),
    })
    return commandAnswer.parse(await response.json())
  }

  /** Every row that the person may see, as the server has it. */
  async feed(person: Person): Promise<Change[]> {
    const rows: Change[] = []
    for (let since = 0; ; ) {
      const url = `${this.server.url}/api/changes?since=${since}&limit=5000`
      const page = changesPage.parse(
        await (await fetch(url, { headers: { authorization: `Bearer ${person.token}` } })).json(),
      )
      rows.push(...page.rows)
      since = page.to
      if (!page.more) return rows
    }
  }

  /** Conversations that are merged into another one. */
  async merged(): Promise<string[]> {
    const rows = await this.server.deps.storage.read((db) =>
      db.selectFrom('conversations').select('id').where('mergedInto', 'is not', null).orderBy('id').execute(),
    )
    return rows.map((row) => row.id)
  }

  /** Until those who are connected have been answered and are in step, and nothing is due at the server. */
  async calm(): Promise<void> {
    const online = this.people.filter((person) => !person.network.isDown())
    await vi.waitFor(
      async () => {
        await this.nothingDue()
        const seq = await this.head()
        for (const person of online) {
          const [status, venue] = await Promise.all([person.api.status(), person.api.venue()])
          if (status.connection !== 'online' || status.queued > 0) throw new Error(`${person.id} waits`)
          if (venue?.cursor !== seq) throw new Error(`${person.id} is behind`)
        }
      },
      { timeout: 25_000, interval: 3 },
    )
  }

  private async nothingDue(): Promise<void> {
    await this.sandbox.settled()
    const due = await this.server.deps.storage.read(async (db) => {
      const turn = db.selectFrom('turns').select('id').where('dueAt', '<=', this.now)
      const message = db
        .selectFrom('messages')
        .select('id')
        .where((e) =>
          e.or([e('state', '=', 'claimed'), e.and([e('state', '=', 'queued'), e('notBefore', '<=', this.now)])]),
        )
      return [await turn.executeTakeFirst(), await message.executeTakeFirst()]
    })
    if (due.some((one) => one !== undefined)) {
      this.server.deps.wake()
      throw new Error('the server is at work')
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const person of this.people) await person.close()
    for (const { network } of this.people) await network.close()
    await this.server.close()
    await this.sandbox.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const start = (settings: Settings, clock: () => number): Promise<RunningServer> =>
  startServer(settings, { logger: pino({ level: 'silent' }), clock, engine })
