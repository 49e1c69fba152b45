/** Reads what insights show: a period at a time by the index of decisions, so that nothing waits for a year of texts. */
import type { Kysely } from 'kysely'
import { startOfDate } from '#shared/diary.ts'
import { editShare } from '#shared/edit-distance.ts'
import { addDays } from '#shared/holidays.ts'
import { type InsightDays, type Insights, NO_TALLY, type Tally } from '#shared/insights.ts'
import { INTENT_KEYS, type IntentKey } from '#shared/intents.ts'
import { localDate } from '#shared/quiet.ts'
import { decode } from '../storage/codec.ts'
import type { Storage } from '../storage/storage.ts'
import type { Tables } from '../storage/tables.ts'

/** More days than this are shown as weeks. */
const MOST_DAYS = 31
/** Replies of one period whose waiting time is looked at, newest first; and edits in all. */
const MOST_REPLIES = 2_000
const MOST_EDITS = 1_000

type Db = Kysely<Tables>
interface Stretch {
  readonly from: string
  readonly to: string
  readonly begins: number
  readonly ends: number
}

export async function readInsights(
  storage: Pick<Storage, 'read'>,
  venueId: string,
  days: InsightDays,
  now: number,
): Promise<Insights> {
  const venue = await storage.read((db) => venueOf(db, venueId))
  const stretches = stretchesOf(venue.timeZone, now, days)
  const byIntent = new Map<IntentKey, Tally>()
  const periods: Insights['periods'] = []
  const waits: number[] = []
  for (const stretch of stretches) {
    const { tallies, waited } = await storage.read(async (db) => ({
      tallies: await tally(db, venueId, stretch),
      waited: await waitedFor(db, venueId, stretch),
    }))
    for (const [intent, one] of tallies)
      if (intent !== null) byIntent.set(intent, plus(byIntent.get(intent) ?? NO_TALLY, one))
    const total = [...tallies.values()].reduce(plus, NO_TALLY)
    periods.push({ from: stretch.from, to: stretch.to, ...total, firstReply: waitOf(waited) })
    waits.push(...waited)
  }
  const whole = { begins: stretches[0]!.begins, ends: stretches.at(-1)!.ends }
  const { changed, ...rest } = await storage.read(async (db) => ({
    changed: await changedShares(db, venueId, whole),
    waiting: await waitingNow(db, venueId),
    wrongSends: await wrongSends(db, venueId, whole),
    spent: await sparksSpent(db, venueId, whole),
  }))
  return {
    from: stretches[0]!.from,
    to: stretches.at(-1)!.to,
    all: periods.reduce<Tally>(plus, NO_TALLY),
    periods,
    intents: INTENT_KEYS.flatMap((intent) => {
      const one = byIntent.get(intent)
      return one ? [{ intent, ...one, changed: median(changed.get(intent) ?? []) }] : []
    }),
    firstReply: waitOf(waits),
    waiting: rest.waiting,
    caps: venue.caps,
    wrongSends: rest.wrongSends,
    sparks: { spent: rest.spent, left: venue.sparks ?? 0 },
  }
}

async function venueOf(db: Db, venueId: string) {
  return decode(
    'venue',
    await db.selectFrom('venue').selectAll().where('venueId', '=', venueId).executeTakeFirstOrThrow(),
  )
}

/** Whole local days up to today, in days or in weeks that end today. */
export function stretchesOf(zone: string, now: number, days: number): Stretch[] {
  const length = days > MOST_DAYS ? 7 : 1
  const today = localDate(zone, now)
  return Array.from({ length: Math.ceil(days / length) }, (_, n) => {
    const to = addDays(today, -n * length)
    const from = addDays(to, 1 - length)
    return { from, to, begins: startOfDate(zone, from), ends: startOfDate(zone, addDays(to, 1)) }
  }).reverse()
}

async function tally(db: Db, venueId: string, { begins, ends }: Stretch): Promise<Map<IntentKey | null, Tally>> {
  const rows = await db
    .selectFrom('decisions')
    .leftJoin('drafts', 'drafts.id', 'decisions.draftId')
    .select(['decisions.intent', 'decisions.outcome', 'drafts.kind', 'drafts.state'])
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('decisions.venueId', '=', venueId)
    .where('decisions.at', '>=', begins)
    .where('decisions.at', '<', ends)
    .groupBy(['decisions.intent', 'decisions.outcome', 'drafts.kind', 'drafts.state'])
    .execute()
  const found = new Map<IntentKey | null, Tally>()
  for (const { intent, outcome, kind, state, n } of rows) {
    const count = Number(n)
    // The text that carries a burst's reply speaks for the burst.
    const carries = outcome !== 'merged' && kind === 'reply'
    const when = (is: boolean) => (is ? count : 0)
    const one: Tally = {
      texts: count,
      drafted: when(carries),
      approved: when(carries && state === 'approved'),
      edited: when(carries && state === 'edited'),
      rejected: when(carries && state === 'rejected'),
      auto: when(carries && state === 'auto'),
      escalated: when(outcome === 'escalated'),
    }
    found.set(intent, plus(found.get(intent) ?? NO_TALLY, one))
  }
  return found
}

function plus(a: Tally, b: Tally): Tally {
  return {
    texts: a.texts + b.texts,
    drafted: a.drafted + b.drafted,
    approved: a.approved + b.approved,
    edited: a.edited + b.edited,
    rejected: a.rejected + b.rejected,
    auto: a.auto + b.auto,
    escalated: a.escalated + b.escalated,
  }
}

/** From the text that a reply answers to the first text that left after it, whoever wrote that, milliseconds. */
async function waitedFor(db: Db, venueId: string, { begins, ends }: Stretch): Promise<number[]> {
  const rows = await db
    .selectFrom('decisions')
    .innerJoin('messages as asked', 'asked.id', 'decisions.id')
    .select('asked.createdAt as at')
    .select((e) =>
      e
        .selectFrom('messages as reply')
        .select((f) => f.fn.min('reply.sentAt').as('sentAt'))
        .whereRef('reply.conversationId', '=', 'asked.conversationId')
        .whereRef('reply.createdAt', '>=', 'asked.createdAt')
        .where('reply.direction', '=', 'out')
        .where('reply.author', '!=', 'system')
        .as('sentAt'),
    )
    .where('decisions.venueId', '=', venueId)
    .where('decisions.at', '>=', begins)
    .where('decisions.at', '<', ends)
    .where('decisions.outcome', 'in', ['auto_queued', 'drafted', 'escalated'])
    .orderBy('decisions.at', 'desc')
    .limit(MOST_REPLIES)
    .execute()
  return rows.flatMap(({ at, sentAt }) => (sentAt === null ? [] : [Number(sentAt) - at]))
}

function waitOf(waited: readonly number[]): Insights['firstReply'] {
  const sorted = waited.toSorted((a, b) => a - b)
  return { replies: sorted.length, median: quantile(sorted, 0.5), slow: quantile(sorted, 0.9) }
}

const median = (values: readonly number[]) =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )

const quantile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null

interface Span {
  readonly begins: number
  readonly ends: number
}

async function changedShares(db: Db, venueId: string, { begins, ends }: Span): Promise<Map<IntentKey, number[]>> {
  const rows = await db
    .selectFrom('decisions')
    .innerJoin('drafts', 'drafts.id', 'decisions.draftId')
    .select(['drafts.intent', 'drafts.text', 'drafts.settledText'])
    .where('decisions.venueId', '=', venueId)
    .where('decisions.at', '>=', begins)
    .where('decisions.at', '<', ends)
    .where('drafts.state', '=', 'edited')
    .orderBy('decisions.at', 'desc')
    .limit(MOST_EDITS)
    .execute()
  const found = new Map<IntentKey, number[]>()
  for (const { intent, text, settledText } of rows) {
    if (settledText === null) continue
    found.set(intent, [...(found.get(intent) ?? []), editShare(text, settledText)])
  }
  return found
}

/** Those whose turn is the team's: what the AI has answered waits in its own view. Merged threads wait once. */
async function waitingNow(db: Db, venueId: string): Promise<Insights['waiting']> {
  const row = await db
    .selectFrom('conversations')
    .select((e) => [e.fn.countAll<number>().as('now'), e.fn.min('waitingSince').as('since')])
    .where('venueId', '=', venueId)
    .where('state', '=', 'open')
    .where('waitingSince', 'is not', null)
    .where('mergedInto', 'is', null)
    .where((e) => e.or([e('lastAuthor', '=', 'customer'), e('handoff', '!=', 'null')]))
    .executeTakeFirstOrThrow()
  return { now: Number(row.now), since: row.since === null ? null : Number(row.since) }
}

async function wrongSends(db: Db, venueId: string, { begins, ends }: Span): Promise<number> {
  const row = await db
    .selectFrom('incidents')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('venueId', '=', venueId)
    .where('at', '>=', begins)
    .where('at', '<', ends)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

async function sparksSpent(db: Db, venueId: string, { begins, ends }: Span): Promise<number> {
  const row = await db
    .selectFrom('wallet')
    .select((e) => e.fn.sum<number | null>('delta').as('sum'))
    .where('venueId', '=', venueId)
    .where('delta', '<', 0)
    .where('at', '>=', begins)
    .where('at', '<', ends)
    .executeTakeFirstOrThrow()
  return -Number(row.sum ?? 0)
}
