/**
 * Reads the texts of the last days a page at a time and replays them, in slices, so that neither the write queue nor a
 * request waits for it. It only ever reads.
 */
import { setImmediate } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { BacktestLine, BacktestQuery } from '#shared/backtest.ts'
import { DAY } from '#shared/clock.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { Calibration } from '../governance/calibration.ts'
import { decode } from '../storage/codec.ts'
import type { Storage } from '../storage/storage.ts'
import type { Tables } from '../storage/tables.ts'
import { createReplay, type Ground, type Recorded } from './replay.ts'

/** Texts of one slice: a few milliseconds, reading and judging together. */
export const SLICE = 600

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
  const tell = Math.max(SLICE, Math.ceil(of / 20))
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
    .selectFrom('judgements')
    .select((e) => e.fn.countAll<number>().as('texts'))
    .where('venueId', '=', venueId)
    .where('at', '>=', from)
    .where('at', '<=', to)
    .executeTakeFirstOrThrow()
  return Number(texts)
}

/** The next texts by time, each with what became of its reply. Plain SQL: nothing has to be built for each slice. */
async function slice(
  db: Kysely<Tables>,
  { venueId, from, to }: Range,
  after: Recorded | null,
): Promise<readonly Recorded[]> {
  const { rows } = await sql<Recorded>`
    SELECT j.id, j."conversationId", j.at, j.outcome, j.reasons, j."rawConfidence", j.calibration, j."draftId", j.judged,
      drafts.state AS "draftState", evidence."right", messages.state AS "messageState"
    FROM judgements AS j
    LEFT JOIN drafts ON drafts.id = j."draftId"
    LEFT JOIN evidence ON evidence."draftId" = j."draftId"
    LEFT JOIN messages ON messages.id = j."messageId"
    WHERE j."venueId" = ${venueId} AND j.at >= ${after?.at ?? from} AND j.at <= ${to}
      AND (j.at > ${after?.at ?? from - 1} OR j.id > ${after?.id ?? ''})
    ORDER BY j.at, j.id
    LIMIT ${SLICE}`.execute(db)
  return rows
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
