/**
 * Reads the texts of the last days a page at a time and replays them, in slices, so that neither the write queue nor a
 * request waits for it. It only ever reads.
 */
import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { BacktestLine, BacktestQuery } from '#shared/backtest.ts'
import { DAY } from '#shared/clock.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { Calibration } from '../governance/calibration.ts'
import { decode } from '../storage/codec.ts'
import type { Storage } from '../storage/storage.ts'
import type { Tables } from '../storage/tables.ts'
import { createReplay, type Ground, type Recorded } from './replay.ts'

/** Texts of one slice: a few milliseconds, reading and judging together. */
const SLICE = 250

interface Range {
  readonly venueId: string
  readonly from: number
  readonly to: number
}

/** Tells how far it has come, and at the end the report. Whoever stops listening stops it. */
export async function* backtest(
  storage: Storage,
  venueId: string,
  { days, settings }: BacktestQuery,
  now: number,
): AsyncGenerator<BacktestLine> {
  const range = { venueId, from: now - days * DAY, to: now }
  const { of, ground } = await storage.read(async (db) => ({
    of: await textsIn(db, range),
    ground: await groundOf(db, venueId),
  }))
  yield { kind: 'progress', done: 0, of }
  const replay = createReplay(settings, ground)
  const tell = Math.max(SLICE, Math.ceil(of / 100))
  let done = 0
  let told = 0
  let last: Recorded | null = null
  for (;;) {
    const after: Recorded | null = last
    const rows: readonly Recorded[] = await storage.read((db) => slice(db, range, after))
    for (const row of rows) replay.take(row)
    done += rows.length
    if (rows.length < SLICE) break
    last = rows.at(-1)!
    // Whoever waits for this thread comes first.
    await setImmediate()
    if (done - told < tell) continue
    told = done
    yield { kind: 'progress', done, of: Math.max(of, done) }
  }
  yield { kind: 'progress', done, of: done }
  yield { kind: 'report', report: replay.report({ from: range.from, to: range.to }) }
}

async function textsIn(db: Kysely<Tables>, { venueId, from, to }: Range): Promise<number> {
  const { texts } = await db
    .selectFrom('decisions')
    .select((e) => e.fn.countAll<number>().as('texts'))
    .where('venueId', '=', venueId)
    .where('at', '>=', from)
    .where('at', '<=', to)
    .executeTakeFirstOrThrow()
  return Number(texts)
}

/** The next texts by time, each with what became of its reply. */
function slice(db: Kysely<Tables>, { venueId, from, to }: Range, after: Recorded | null): Promise<Recorded[]> {
  return db
    .selectFrom('decisions as d')
    .leftJoin('drafts', 'drafts.id', 'd.draftId')
    .leftJoin('evidence', 'evidence.draftId', 'd.draftId')
    .leftJoin('messages', 'messages.id', 'd.messageId')
    .select(['d.id', 'd.conversationId', 'd.at', 'd.outcome', 'd.reasons', 'd.rawConfidence', 'd.calibration'])
    .select(['d.draftId', 'd.judged', 'drafts.state as draftState', 'evidence.right', 'messages.state as messageState'])
    .where('d.venueId', '=', venueId)
    .where('d.at', '>=', after?.at ?? from)
    .where('d.at', '<=', to)
    .$if(after !== null, (q) => q.where((e) => e.or([e('d.at', '>', after!.at), e('d.id', '>', after!.id)])))
    .orderBy('d.at')
    .orderBy('d.id')
    .limit(SLICE)
    .execute() as Promise<Recorded[]>
}

async function groundOf(db: Kysely<Tables>, venueId: string): Promise<Ground> {
  const venue = await db.selectFrom('venue').select('timeZone').where('id', '=', venueId).executeTakeFirstOrThrow()
  const policies = await db.selectFrom('policies').selectAll().where('venueId', '=', venueId).execute()
  const calibrations = await db.selectFrom('calibrations').selectAll().where('venueId', '=', venueId).execute()
  return {
    timeZone: venue.timeZone,
    policies: new Map(policies.map((row) => [row.id as IntentKey, decode('policies', row)])),
    calibrations: new Map(
      calibrations.map((row) => [row.id as IntentKey, decode('calibrations', row) satisfies Calibration]),
    ),
  }
}
