/** What the engines took: a line for each reply, trial and check, kept for a month; and the page that shows it. */
import type { Kysely } from 'kysely'
import { DAY } from '#shared/clock.ts'
import { ENGINE_DAYS, type EngineSetting, type EngineView } from '#shared/engine.ts'
import type { Deps } from '../deps.ts'
import { decode } from '../storage/codec.ts'
import type { Tables } from '../storage/tables.ts'
import type { Tx } from '../storage/tx.ts'
import { modelOf, type Seat } from './models.ts'

const KEPT = 30 * DAY

export interface Line {
  readonly id: string
  /** `none`: a text that got no reply. */
  readonly kind: 'reply' | 'none' | 'trial' | 'check'
  readonly ms: number
}

/** Nothing of what was written or answered. */
export async function noteEngine(tx: Tx, { engine, spent }: Seat, { id, kind, ms }: Line): Promise<void> {
  const { tokensIn, tokensOut, code } = spent()
  const line = { id, venueId: tx.venueId, at: tx.now, engine: engine.name, kind, ms: Math.round(ms) }
  await tx.db
    .insertInto('engine_log')
    .values({ ...line, tokensIn, tokensOut, code })
    .execute()
  await tx.db
    .deleteFrom('engine_log')
    .where('venueId', '=', tx.venueId)
    .where('at', '<', tx.now - KEPT)
    .execute()
}

export async function engineSettingOf(db: Kysely<Tables>, venueId: string): Promise<EngineSetting | null> {
  const row = await db.selectFrom('venue').selectAll().where('id', '=', venueId).executeTakeFirstOrThrow()
  return decode('venue', row).engine ?? null
}

/** The page: which engine answers, and how it does. */
export async function readEngine(deps: Deps, venueId: string): Promise<EngineView> {
  const now = deps.clock()
  return deps.storage.read(async (db) => {
    const setting = await engineSettingOf(db, venueId)
    const model = modelOf(deps, setting)
    const name = model?.engine().name ?? deps.engine.name
    const lines = await db
      .selectFrom('engine_log')
      .select(['at', 'kind', 'ms', 'tokensIn', 'tokensOut', 'code'])
      .where('venueId', '=', venueId)
      .where('at', '>', now - ENGINE_DAYS * DAY)
      .where('engine', '=', name)
      .orderBy('at')
      .execute()
    const replies = lines.filter((line) => line.kind === 'reply')
    const times = replies.map((line) => line.ms).toSorted((a, b) => a - b)
    const check = lines.findLast((line) => line.kind === 'check')
    const failure = lines.findLast((line) => line.code !== null)
    const rests = model?.breaker.restsFor() ?? null
    const cost = model ? costOf(lines, setting) : 0
    return {
      name,
      uses: model ? 'model' : 'local',
      offers: deps.models ? { model: deps.models.usual, host: deps.models.host } : null,
      breaker: { state: model?.breaker.state() ?? 'closed', until: rests === null ? null : now + rests },
      figures: {
        replies: replies.length,
        fellBack: replies.filter((line) => line.code !== null).length,
        p50: quantile(times, 0.5),
        p95: quantile(times, 0.95),
        tokensIn: total(lines, 'tokensIn'),
        tokensOut: total(lines, 'tokensOut'),
        cost,
        costPerReply:
          cost === null || replies.length === 0 ? null : (model ? costOf(replies, setting)! : 0) / replies.length,
      },
      lastCheck: check ? { at: check.at, ms: check.ms, code: check.code } : null,
      lastError: failure?.code ? { at: failure.at, code: failure.code } : null,
    }
  })
}

interface Tokens {
  readonly tokensIn: number
  readonly tokensOut: number
}

/** Hundredths of a penny or cent; null: a price is not said. */
function costOf(lines: readonly Tokens[], setting: EngineSetting | null): number | null {
  if (setting?.inputPrice == null || setting.outputPrice == null) return null
  return (total(lines, 'tokensIn') * setting.inputPrice + total(lines, 'tokensOut') * setting.outputPrice) / A_MILLION
}
const A_MILLION = 1_000_000

const total = (lines: readonly Tokens[], of: keyof Tokens) => lines.reduce((sum, line) => sum + line[of], 0)

/** The value below which that share lies, by nearest rank; null of nothing. */
function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}
