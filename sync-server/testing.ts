/**
 * For tests: the whole server but its HTTP edge, over a real database and a real provider stand-in, with a clock that is
 * set by hand. `step` does what the scheduler would do, until nothing is due at this instant.
 */
import { randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import pino from 'pino'
import type { CommandAnswer, CommandType, GivenPayload } from '#shared/commands.ts'
import { INTENTS } from '#shared/intents.ts'
import type { Row, TableName } from '#shared/rows.ts'
import { ingest } from './channels/ingest.ts'
import { createReviews } from './channels/reviews/client.ts'
import { createTwilioChannel } from './channels/twilio/client.ts'
import { DEMO, demoVenue } from './demo/venue.ts'
import type { Deps, Session } from './deps.ts'
import type { Engine } from './engines/engine.ts'
import { createLocalEngine } from './engines/local/engine.ts'
import type { Models } from './engines/models.ts'
import { dueRuns, runPiece } from './evals/run.ts'
import { runTurn } from './pipeline/turn.ts'
import { DEMO_VENUE_NUMBER, SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, sandboxReviews } from './sandbox/credentials.ts'
import { startSandbox, type TestSandbox } from './sandbox/testing.ts'
import { sendOne } from './sending/send.ts'
import { decode } from './storage/codec.ts'
import { createVenue, newPolicies } from './storage/new-venue.ts'
import { type EngineName, type TestStorage, testStorage } from './storage/testing.ts'
import { runCommand } from './sync/run-command.ts'

/** Wednesday 18 November 2026, 10:00 in London. */
export const WEDNESDAY = Date.parse('2026-11-18T10:00:00Z')
export const CUSTOMER = '+447700900150'

export interface TestServer extends AsyncDisposable {
  readonly deps: Deps
  readonly sandbox: TestSandbox
  readonly storage: TestStorage
  readonly venueId: string
  readonly owner: Session
  readonly staff: Session
  /** Moves the clock on, in milliseconds. */
  pass(ms: number): void
  now(): number
  /** A text from a customer, as the webhook hands it on. @returns the id that the provider gave it */
  text(body: string, from?: string): Promise<string>
  command<T extends CommandType>(
    type: T,
    payload: GivenPayload<T>,
    more?: { as?: Session; id?: string; basis?: number; after?: string; epoch?: number },
  ): Promise<CommandAnswer>
  /** Runs every turn, sends every text and works through every run of evals that is due now. */
  step(): Promise<void>
  rows<T extends TableName>(table: T): Promise<(Row<T> & { seq: number })[]>
  venue(): Promise<Row<'venue'>>
}

export const TRAINED = newPolicies().map((policy) =>
  policy.id === 'pricing' || policy.id === 'hours'
    ? { ...policy, unlocked: true, training: { reviewed: 34, needed: 30, right: 0.97, lowerBound: 0.83 } }
    : policy,
)

let engine: Engine | null = null

/** A hash is made to be dear: one of each password does for all servers of a file. */
const hashes = new Map<string, Promise<string>>()
function hashOf(password: string): Promise<string> {
  const known = hashes.get(password) ?? hash(password)
  hashes.set(password, known)
  return known
}

export async function testServer(
  options: { storage?: EngineName; engine?: Engine; models?: Models; at?: number; deadlineMs?: number } = {},
): Promise<TestServer> {
  let now = options.at ?? WEDNESDAY
  const clock = () => now
  const storage = await testStorage(options.storage ?? 'sqlite', clock)
  await createVenue(storage.storage, { ...demoVenue(now), policies: TRAINED }, { clock, hashOf })
  const sandbox = await startSandbox({ serverUrl: 'http://127.0.0.1:9' })
  engine ??= createLocalEngine()
  const account = { accountSid: SANDBOX_ACCOUNT_SID, authToken: SANDBOX_AUTH_TOKEN }
  const deps: Deps = {
    get storage() {
      return storage.storage
    },
    clock,
    monotonic: clock,
    ids: randomUUID,
    logger: pino({ level: 'silent' }),
    engine: options.engine ?? engine,
    ...(options.models && { models: options.models }),
    sms: createTwilioChannel({
      ...account,
      apiBaseUrl: sandbox.url,
      publicUrl: () => 'http://127.0.0.1:9',
      deadlineMs: options.deadlineMs ?? 10_000,
    }),
    reviews: createReviews({ ...sandboxReviews(sandbox.url), clock, deadlineMs: options.deadlineMs ?? 10_000 }),
    wake: () => undefined,
  }
  const venueId = DEMO.id
  const person = (role: 'owner' | 'staff'): Session => ({
    personId: DEMO.people.find((p) => p.role === role)!.id,
    venueId,
    role,
  })
  const owner = person('owner')
  let counter = 0

  const server: TestServer = {
    deps,
    sandbox,
    storage,
    venueId,
    owner,
    staff: person('staff'),
    pass: (ms) => {
      now += ms
    },
    now: clock,
    text: async (body, from = CUSTOMER) => {
      const providerId = `SM${randomUUID().replaceAll('-', '')}`
      await ingest(deps, { channel: 'sms', providerId, to: DEMO_VENUE_NUMBER, from, body, media: 0 })
      return providerId
    },
    command: (type, payload, { as = owner, id = `c${++counter}`, ...more } = {}) =>
      runCommand(deps, as, { id, type, payload, ...more }),
    step: async () => {
      for (;;) {
        const due = await deps.storage.read(async (db) => ({
          turns: await db.selectFrom('turns').select('conversationId as id').where('dueAt', '<=', now).execute(),
          messages: await db
            .selectFrom('messages')
            .select('id')
            .where('state', '=', 'queued')
            .where('notBefore', '<=', now)
            .execute(),
          runs: await dueRuns(db, { now }),
        }))
        if (due.turns.length + due.messages.length + due.runs.length === 0) return
        await Promise.all([
          ...due.turns.map((t) => runTurn(deps, venueId, t.id)),
          ...due.messages.map((m) => sendOne(deps, venueId, m.id)),
          ...due.runs.map((r) => runPiece(deps, venueId, r.id)),
        ])
      }
    },
    rows: async (table) => {
      const columns = await deps.storage.read((db) =>
        db
          .selectFrom(table as 'messages')
          .selectAll()
          .orderBy('seq')
          .execute(),
      )
      return columns.map((c) => ({ ...decode(table, c), seq: c.seq }))
    },
    venue: async () => (await server.rows('venue'))[0]!,
    [Symbol.asyncDispose]: async () => {
      await sandbox.close()
      await storage[Symbol.asyncDispose]()
    },
  }
  return server
}

/** Auto-send switched on for pricing and hours, as an owner would: both have finished their training here. */
export async function withAutoSend(server: TestServer): Promise<void> {
  await server.command('autosend.master', { on: true, acknowledged: true })
  for (const intent of ['pricing', 'hours'] as const) {
    const answer = await server.command('autosend.intent', { intent, mode: 'auto', threshold: 0.85 })
    if (answer.status !== 'done') throw new Error(`${intent}: ${answer.code}`)
  }
}

/** The most that an owner could switch on. */
export async function everythingOnAuto(s: TestServer): Promise<void> {
  await s.command('autosend.master', { on: true, acknowledged: true })
  await s.command('autosend.caps', { hourly: 1_000, daily: 10_000 })
  await s.deps.storage.write('bulk', s.venueId, async (tx) => {
    for (const { key, modes } of INTENTS) {
      if (modes.includes('auto')) await tx.patch('policies', key, { mode: 'auto', unlocked: true })
    }
  })
}
