/** Replies that leave by themselves: from the queue to what the provider has answered, kept. */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import Database from 'better-sqlite3'
import pino from 'pino'
import { HOUR, MINUTE } from '#shared/clock.ts'
import { ingest } from '../sync-server/channels/ingest.ts'
import { DEMO } from '../sync-server/demo/venue.ts'
import type { Deps } from '../sync-server/deps.ts'
import { createLocalEngine } from '../sync-server/engines/local/engine.ts'
import { runTurn } from '../sync-server/pipeline/turn.ts'
import { sendOne } from '../sync-server/sending/send.ts'
import { openStorage } from '../sync-server/storage/storage.ts'
import type { Act } from './lib/act.ts'
import { bigVenueFiles, copyTo } from './venue/files.ts'
import { NOW } from './venue/rows.ts'

/** Texts under way at the same time, as the scheduler has them. */
const AT_ONCE = 16
/** Of one round: less than an hour's cap may be at most. */
const TEXTS = 320

type Columns = Readonly<Record<string, unknown>>

export const queue: Act = {
  name: 'queue',
  title: 'The queue of automatic replies',
  goal: 'at least 0.8x a bare claim and completion of the same batch; flat to 1M messages done. (pg-boss is not installed: not compared)',
  control: `an outbox of one table: ${AT_ONCE} jobs claimed in one durable transaction, completed in another`,
  product:
    'each reply: facts, checks and every gate again, audit entry, caps, claim, conversation; the answer; SQLite with synchronous FULL. The provider answers at once',
  sizes: { of: 'messages', full: [10_000, 1_000_000], quick: [10_000] },
  async open({ size, scratch, say }) {
    const venue = await bigVenueFiles(size, say)
    const folder = scratch.folder('queue')
    const file = path.join(folder, 'greenlight.db')
    copyTo(venue.server, file)
    let now = NOW
    const deps = await sending(folder, () => now)
    const ready = await aReply(deps, file, (ms) => {
      now += ms
    })
    const product = async () => {
      // An hour's cap is empty again.
      now += HOUR + MINUTE
      const ids = ready.fill(TEXTS, now)
      const begun = performance.now()
      let next = 0
      const work = async () => {
        for (let id = ids[next++]; id !== undefined; id = ids[next++]) await sendOne(deps, DEMO.id, id)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      const seconds = (performance.now() - begun) / 1_000
      if (ready.accepted(ids) !== TEXTS) throw new Error('not every reply has left')
      return [TEXTS / seconds]
    }
    const bare = bareQueue(path.join(scratch.folder('control'), 'queue.db'), size)
    return {
      cases: [
        {
          name: 'replies a second',
          unit: '/s',
          product,
          controls: [{ name: 'bare claim', round: bare.round, ratio: [{ stat: 'p50', atLeast: 0.8 }] }],
          growth: { stat: 'p50', atLeast: 1 / 1.2 },
        },
      ],
      async close() {
        ready.close()
        bare.close()
        await deps.storage.close()
      },
    }
  },
}

/** The server without its edge, over that folder: all on, the provider never slow. */
async function sending(folder: string, clock: () => number): Promise<Deps> {
  const storage = await openStorage({ folder, clock })
  await storage.write('bulk', DEMO.id, async (tx) => {
    const venue = (await tx.find('venue', DEMO.id))!
    await tx.patch('venue', DEMO.id, {
      masterSwitch: { on: true, acknowledgedAt: clock(), by: null },
      caps: { ...venue.caps, hourly: 1_000, daily: 10_000 },
      quiet: [],
    })
    await tx.patch('policies', 'hours', { unlocked: true })
    await tx.patch('policies', 'hours', { mode: 'auto', threshold: 0.85 })
  })
  return {
    storage,
    clock,
    monotonic: clock,
    ids: randomUUID,
    logger: pino({ level: 'silent' }),
    engine: createLocalEngine(),
    sms: {
      send: async () => ({ kind: 'accepted', providerId: `SM${randomUUID().replaceAll('-', '')}` }),
      list: async () => [],
      check: async () => ({ healthy: true, reason: null }),
    },
    wake: () => undefined,
  }
}

/** One reply that the pipeline has queued, and as many like it as are wanted, each to a customer of its own. */
async function aReply(deps: Deps, file: string, pass: (ms: number) => void) {
  const asked = {
    channel: 'sms',
    from: '+447700900999',
    to: DEMO.number,
    body: 'What time do you close on Friday?',
  } as const
  await ingest(deps, { ...asked, providerId: `SM${randomUUID().replaceAll('-', '')}`, media: 0 })
  pass(MINUTE)
  const db = new Database(file)
  const one = (text: string, ...values: unknown[]) => {
    const row = db.prepare<unknown[], Columns>(text).get(...values)
    if (row === undefined) throw new Error(`nothing found: ${text}`)
    return row
  }
  await runTurn(deps, DEMO.id, String(one('SELECT "conversationId" AS id FROM turns').id))
  const message = one("SELECT * FROM messages WHERE state = 'queued' AND auto = 1")
  const draft = one('SELECT * FROM drafts WHERE id = ?', message.draftId)
  const decision = one('SELECT * FROM decisions WHERE "draftId" = ?', draft.id)
  const inbound = one('SELECT * FROM messages WHERE id = ?', decision.id)
  const home = one('SELECT * FROM conversations WHERE id = ?', message.conversationId)
  const customers = db.prepare<[unknown, number], { id: string; number: string }>(
    `SELECT id, "customerNumber" AS number FROM conversations
     WHERE "agentId" = ? AND personal = 0 AND handoff = 'null' AND "humanUntil" IS NULL AND "replyMode" IS NULL AND "mergedInto" IS NULL LIMIT ?`,
  )
  const put = (table: string, row: Columns) => {
    const names = Object.keys(row)
    const quoted = names.map((name) => `"${name}"`).join()
    db.prepare(`INSERT INTO ${table} (${quoted}) VALUES (${names.map(() => '?').join()})`).run(Object.values(row))
  }
  const state = db.prepare<[string], string>('SELECT state FROM messages WHERE id = ?').pluck()
  return {
    /** @returns ids of what is queued now */
    fill: db.transaction((count: number, at: number): string[] =>
      customers.all(home.agentId, count).map(({ id, number }) => {
        const [asks, turn, drafted, leaves] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
        const here = { conversationId: id }
        put('messages', { ...inbound, ...here, id: asks, providerId: asks, createdAt: at })
        put('decisions', { ...decision, ...here, id: asks, inboundMessageId: asks, turnId: turn, draftId: drafted, at })
        put('drafts', { ...draft, ...here, id: drafted, turnId: turn, inboundMessageId: asks, createdAt: at })
        const to = { toNumber: number, turnId: turn, seenSeq: Number.MAX_SAFE_INTEGER }
        put('messages', { ...message, ...here, ...to, id: leaves, draftId: drafted, notBefore: at, createdAt: at })
        return leaves
      }),
    ),
    accepted: (ids: readonly string[]) => ids.filter((id) => state.get(id) === 'accepted').length,
    close: () => db.close(),
  }
}

/** @param done jobs that lie there, finished */
function bareQueue(file: string, done: number) {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE jobs (id TEXT PRIMARY KEY, state TEXT, due INTEGER, body TEXT, claim TEXT)')
  const put = db.prepare('INSERT INTO jobs (id, state, due, body) VALUES (?, ?, ?, ?)')
  const fill = db.transaction((count: number, state: string) => {
    for (let n = 0; n < count; n += 1) put.run(randomUUID(), state, n, 'We close at six on Friday. See you soon!')
  })
  fill(done, 'done')
  db.exec("CREATE INDEX jobs_due ON jobs (due) WHERE state = 'queued'")
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.pragma('synchronous = FULL')
  const claim = db.prepare<[string, number], { id: string }>(
    `UPDATE jobs SET state = 'claimed', claim = ? WHERE id IN (SELECT id FROM jobs WHERE state = 'queued' ORDER BY due LIMIT ?)
     RETURNING id`,
  )
  const complete = db.prepare("UPDATE jobs SET state = 'done' WHERE id = ? AND state = 'claimed'")
  return {
    round: () => {
      fill(TEXTS, 'queued')
      const begun = performance.now()
      for (let left = TEXTS; left > 0; left -= AT_ONCE) {
        const claimed = db.transaction(() => claim.all(randomUUID(), AT_ONCE)).immediate()
        db.transaction(() => claimed.map(({ id }) => complete.run(id))).immediate()
      }
      return [TEXTS / ((performance.now() - begun) / 1_000)]
    },
    close: () => db.close(),
  }
}
