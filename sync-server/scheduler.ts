/**
 * The one scheduler: it walks the turns and the messages that are due. Due times are rows, so a restart forgets nothing;
 * a wake only makes it look sooner.
 */
import { sql } from 'kysely'
import { DAY, MINUTE, SECOND } from '#shared/clock.ts'
import { checkHealth } from './channels/health.ts'
import { pollReviews } from './channels/reviews/poll.ts'
import type { Deps } from './deps.ts'
import { dueFeeds, readFeed } from './diary/feed.ts'
import { finishErasures } from './erasure/finish.ts'
import { eraseOld } from './erasure/retention.ts'
import { dueRuns, runPiece } from './evals/run.ts'
import { faultOf } from './fault.ts'
import { runTurn } from './pipeline/turn.ts'
import { refreshCaps } from './sending/caps.ts'
import { noteDrained } from './sending/kill-switch.ts'
import { inOutbox } from './sending/outbox.ts'
import { reconcile } from './sending/reconcile.ts'
import { sendOne } from './sending/send.ts'
import { prepared } from './storage/prepared.ts'

/** Work begun and not ended at any time. */
const MOST_TURNS = 8
const MOST_SENDS = 16
const MOST_CALENDARS = 2
/** A claim whose request can no longer be under way: its outcome is unknown. */
const CLAIM_LOST = 15 * SECOND
const LOOK_AT_LEAST = SECOND
const WOKEN_AT_ONCE = 200
const UPKEEP = 5 * SECOND
/** Between two looks at the provider's credentials; the first is at start. */
const HEALTH = 5 * MINUTE

/** Between two looks at what a venue does not want to keep any longer; the first is at start. */
const RETENTION = DAY

export interface Scheduler {
  /** @param at when something falls due; absent: now */
  wake(at?: number): void
  /** Begins nothing new; resolves when what is under way has ended. */
  close(): Promise<void>
}

type Runner = (deps: Deps, venueId: string, id: string) => Promise<unknown>

/** @param deps all but `wake`, which is the scheduler's own */
export function startScheduler(deps: Deps): Scheduler {
  const underWay = new Map<string, Promise<void>>()
  let closed = false
  let timer: NodeJS.Timeout | null = null
  /** When the timer ends; what was told of while nobody waits for one. */
  let nextLook = Number.POSITIVE_INFINITY
  let looking: Promise<void> | null = null
  let again = false
  let upkeepAt = 0
  let healthAt = 0
  let retentionAt = 0

  const begin = (kind: string, venueId: string, id: string, run: Runner) => {
    const key = `${kind}:${id}`
    if (underWay.has(key) || closed) return
    const work = run(deps, venueId, id)
      .catch((error) => deps.logger.error({ kind, fault: faultOf(error) }, 'work failed'))
      .then(() => {
        underWay.delete(key)
        look()
      })
    underWay.set(key, work)
  }
  const room = (kind: string, most: number) =>
    most - [...underWay.keys()].filter((k) => k.startsWith(`${kind}:`)).length

  const pass = async () => {
    const now = deps.clock()
    const due = await dueNow(deps, now, underWay)
    for (const t of due.turns.slice(0, Math.max(0, room('turn', MOST_TURNS)))) begin('turn', t.venueId, t.id, runTurn)
    for (const m of due.messages.slice(0, Math.max(0, room('send', MOST_SENDS))))
      begin('send', m.venueId, m.id, sendOne)
    for (const r of due.runs) begin('eval', r.venueId, r.id, runPiece)
    if (now >= healthAt) {
      healthAt = now + HEALTH
      begin('health', '', '', checkHealth)
      begin('reviews', '', '', pollReviews)
    }
    if (now >= retentionAt) {
      retentionAt = now + RETENTION
      for (const venueId of await venueIds(deps)) begin('retention', venueId, venueId, eraseOld)
    }
    if (now >= upkeepAt) {
      upkeepAt = now + UPKEEP
      begin('erasure', '', '', finishErasures)
      for (const venueId of await venueIds(deps)) begin('upkeep', venueId, venueId, upkeep)
      const feeds = await deps.storage.read((db) => dueFeeds(db, now))
      for (const f of feeds.slice(0, room('calendar', MOST_CALENDARS))) begin('calendar', f.venueId, f.id, readFeed)
    }
    return due.next
  }

  const look = () => {
    if (closed) return
    if (looking) {
      again = true
      return
    }
    if (timer) clearTimeout(timer)
    timer = null
    nextLook = Number.POSITIVE_INFINITY
    // Whatever wakes it in one tick is one look, and after what the tick has to tell.
    looking = new Promise((r) => setImmediate(r))
      .then(pass)
      .catch((error) => {
        deps.logger.error({ fault: faultOf(error) }, 'the scheduler could not look')
        return null
      })
      .then((next) => {
        looking = null
        if (closed) return
        if (again) {
          again = false
          return setImmediate(look) as unknown as undefined
        }
        lookAt(Math.min(next ?? Number.POSITIVE_INFINITY, nextLook))
      })
  }
  const lookAt = (at: number) => {
    const now = deps.clock()
    nextLook = Math.min(at, now + LOOK_AT_LEAST)
    timer = setTimeout(look, Math.max(5, nextLook - now))
  }
  const wake = (at?: number) => {
    if (at === undefined || at <= deps.clock()) return look()
    if (closed || at >= nextLook) return
    nextLook = at
    if (!timer) return
    clearTimeout(timer)
    lookAt(at)
  }
  look()
  return {
    wake,
    close: async () => {
      closed = true
      if (timer) clearTimeout(timer)
      await looking
      await Promise.all(underWay.values())
    },
  }
}

interface Due {
  readonly turns: readonly { id: string; venueId: string }[]
  readonly messages: readonly { id: string; venueId: string }[]
  /** Runs of evals with a piece to do. */
  readonly runs: readonly { id: string; venueId: string }[]
  /** When the next one falls due; null: none known. */
  readonly next: number | null
}

const openTurns = prepared((db, { now }: Readonly<Record<'now', number>>) =>
  db
    .selectFrom('turns')
    .select(['conversationId as id', 'venueId', 'dueAt'])
    .where((e) => e.or([e('lease', 'is', null), e('leaseUntil', '<', now)]))
    .orderBy('dueAt')
    .limit(100),
)

const leavingNext = prepared((db) =>
  db
    .selectFrom('messages')
    .select(['id', 'venueId', 'notBefore as dueAt'])
    .where(inOutbox)
    .where('state', '=', sql.lit('queued'))
    .where('notBefore', 'is not', null)
    .orderBy('notBefore')
    .limit(100),
)

async function dueNow(deps: Deps, now: number, underWay: ReadonlyMap<string, unknown>): Promise<Due> {
  return deps.storage.read(async (db) => {
    const turns = await openTurns(db, { now })
    const messages = await leavingNext(db, {})
    const idle = [
      ...turns.filter((t) => !underWay.has(`turn:${t.id}`)),
      ...messages.filter((m) => !underWay.has(`send:${m.id}`)),
    ]
    const later = idle.map((d) => d.dueAt ?? now).filter((at) => at > now)
    return {
      turns: turns.filter((t) => t.dueAt <= now && !underWay.has(`turn:${t.id}`)),
      messages: messages.filter((m) => (m.dueAt ?? now) <= now && !underWay.has(`send:${m.id}`)),
      runs: await dueRuns(db, { now }),
      next: later.length > 0 ? Math.min(...later) : null,
    }
  })
}

async function venueIds(deps: Deps): Promise<string[]> {
  const rows = await deps.storage.read((db) => db.selectFrom('venue_control').select('venueId').execute())
  return rows.map((r) => r.venueId)
}

/** What time alone changes: lost claims, drained stops, caps that fall, snoozes that end, unknowns that the provider knows. */
async function upkeep(deps: Deps, venueId: string): Promise<void> {
  await loseClaims(deps, venueId, deps.clock() - CLAIM_LOST)
  await deps.storage.write('bulk', venueId, async (tx) => {
    await noteDrained(tx)
    await refreshCaps(tx)
  })
  while ((await wakeSnoozed(deps, venueId)) === WOKEN_AT_ONCE);
  const unknown = await deps.storage.read((db) =>
    db
      .selectFrom('messages')
      .select('sendBefore')
      .where('venueId', '=', venueId)
      .where(inOutbox)
      .where('state', '=', 'unknown')
      .orderBy('sendBefore', 'desc')
      .executeTakeFirst(),
  )
  if (!unknown) return
  const young = deps.clock() - (unknown.sendBefore ?? 0) < 10 * MINUTE
  if (!young && Math.floor(deps.clock() / UPKEEP) % 12 !== 0) return
  await reconcile(deps, venueId).catch(() => deps.logger.warn('the provider could not be asked about unknown texts'))
}

/** Many may be due at the same time: in pieces, so that nothing waits for them. @returns how many were */
async function wakeSnoozed(deps: Deps, venueId: string): Promise<number> {
  return deps.storage.write('bulk', venueId, async (tx) => {
    const snoozed = await tx.db
      .selectFrom('conversations')
      .select(['id', 'snoozedUntil'])
      .where('venueId', '=', venueId)
      .where('state', '=', 'snoozed')
      .where('snoozedUntil', '<>', JSON.stringify('reply'))
      .execute()
    const due = snoozed.filter(({ snoozedUntil }) => {
      const until: unknown = JSON.parse(snoozedUntil)
      return typeof until === 'number' && until <= tx.now
    })
    const patch = { state: 'open', snoozedUntil: null, unread: true, waitingSince: tx.now } as const
    const woken = due.slice(0, WOKEN_AT_ONCE).map(({ id }) => ({ id, patch }))
    await tx.patchMany('conversations', woken)
    return woken.length
  })
}

/** Claims whose request cannot be under way any more become unknown. On start: every one of this file's. */
export async function loseClaims(deps: Pick<Deps, 'storage'>, venueId: string, before: number): Promise<void> {
  const lost = await deps.storage.read((db) =>
    db
      .selectFrom('messages')
      .select('id')
      .where('venueId', '=', venueId)
      .where('state', '=', 'claimed')
      .where('sendBefore', '<', before)
      .execute(),
  )
  for (const { id } of lost) {
    await deps.storage.write('claim', venueId, async (tx) => {
      const message = await tx.find('messages', id)
      if (message?.state === 'claimed') await tx.patch('messages', id, { state: 'unknown', reason: 'interrupted' })
    })
  }
}

/** After a stop of whatever kind: leases are nobody's, and what was claimed may or may not have left. */
export async function recover(deps: Pick<Deps, 'storage'>): Promise<void> {
  const venues = await deps.storage.read((db) => db.selectFrom('venue_control').select('venueId').execute())
  for (const { venueId } of venues) {
    await loseClaims(deps, venueId, Number.MAX_SAFE_INTEGER)
    await deps.storage.write('claim', venueId, async (tx) => {
      await tx.db.updateTable('turns').set({ lease: null, leaseUntil: null }).where('venueId', '=', venueId).execute()
      await tx.db.updateTable('eval_runs').set({ leaseUntil: null }).where('venueId', '=', venueId).execute()
      await noteDrained(tx)
    })
  }
}
