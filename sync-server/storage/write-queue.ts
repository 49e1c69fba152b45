/**
 * The one write queue of a process (design: rows and races, 22). What is due in one tick of the event loop is one
 * transaction: urgent lanes first, a savepoint an item, answers after the commit. That is the group commit. Bulk work
 * has a transaction to itself, which goes on while nobody else waits.
 */
import { CompiledQuery, type Kysely } from 'kysely'
import type { Clock } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'
import type { ControlTable, Tables } from './tables.ts'
import { ROLLBACK_ITEM, Tx } from './tx.ts'

/** In the order in which they are served. */
export const LANES = ['kill', 'claim', 'command', 'ingest', 'bulk'] as const
export type Lane = (typeof LANES)[number]

export interface Committed {
  readonly venueId: string
  /** Sequence numbers after `from` up to `to` are new. */
  readonly from: number
  readonly to: number
}

interface Item {
  readonly lane: Lane
  /** null: it belongs to no venue. */
  readonly venueId: string | null
  readonly fn: (tx: Tx) => Promise<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

interface Options {
  readonly writer: Kysely<Tables>
  readonly postgres: boolean
  readonly clock: Clock
  readonly onCommit: (committed: Committed) => void
}

/** At most this many items share a commit, so that a stop never waits behind a crowd. */
const GROUP = 128
/** At most this many bulk items share a commit. */
const BULK_GROUP = 64

const SAVEPOINT = CompiledQuery.raw('SAVEPOINT item')
const RELEASE = CompiledQuery.raw('RELEASE SAVEPOINT item')

export class WriteQueue {
  readonly #options: Options
  readonly #waiting: Record<Lane, Item[]> = { kill: [], claim: [], command: [], ingest: [], bulk: [] }
  readonly #between: (() => Promise<void>)[] = []
  #running: Promise<void> | null = null
  #closed = false

  constructor(options: Options) {
    this.#options = options
  }

  /** Runs `fn` in a write on that venue; resolves after the commit. Whatever `fn` throws undoes only its own work. */
  write<R>(lane: Lane, venueId: string, fn: (tx: Tx) => Promise<R>): Promise<R> {
    return this.#enqueue(lane, venueId, fn)
  }

  /** For what belongs to no venue: sessions, new venues. */
  system<R>(fn: (db: Kysely<Tables>) => Promise<R>): Promise<R> {
    return this.#enqueue('command', null, (tx) => fn(tx.db))
  }

  #enqueue<R>(lane: Lane, venueId: string | null, fn: (tx: Tx) => Promise<R>): Promise<R> {
    if (this.#closed) return Promise.reject(new Refusal('storage_unavailable'))
    return new Promise<R>((resolve, reject) => {
      this.#waiting[lane].push({ lane, venueId, fn, resolve: resolve as (value: unknown) => void, reject })
      this.#run()
    })
  }

  #run(): void {
    this.#running ??= new Promise((r) => setImmediate(r)).then(() => this.#drain())
  }

  /** Runs `fn` between two transactions; writes wait until it has ended. */
  alone(fn: () => Promise<void>): Promise<void> {
    if (this.#closed) return Promise.reject(new Refusal('storage_unavailable'))
    const done = Promise.withResolvers<void>()
    this.#between.push(() => fn().then(done.resolve, done.reject))
    this.#run()
    return done.promise
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#running
  }

  async #drain(): Promise<void> {
    for (let group = this.#next(); group.length + this.#between.length > 0; group = this.#next()) {
      if (group.length > 0) await this.#commit(group)
      else await this.#between.shift()?.()
      await new Promise((r) => setImmediate(r))
    }
    this.#running = null
  }

  #next(): Item[] {
    const group: Item[] = []
    for (const lane of LANES) {
      const room = lane === 'bulk' && group.length > 0 ? 0 : GROUP - group.length
      group.push(...this.#waiting[lane].splice(0, lane === 'bulk' ? Math.min(room, 1) : room))
    }
    return group
  }

  async #commit(group: Item[]): Promise<void> {
    const settled: (() => void)[] = []
    const committed: Committed[] = []
    try {
      await this.#options.writer.transaction().execute(async (db) => {
        const venues = Map.groupBy(group, (item) => item.venueId ?? '')
        for (const venueId of [...venues.keys()].sort()) {
          const items = venues.get(venueId)!
          const done = await (venueId === ''
            ? this.#system(db, items, settled)
            : this.#venue(db, venueId, this.#goOn(items, group), settled))
          if (done) committed.push(done)
        }
      })
    } catch (error) {
      const refusal = asRefusal(error)
      for (const item of group) item.reject(refusal)
      return
    }
    for (const c of committed) this.#options.onCommit(c)
    for (const settle of settled) settle()
  }

  async #venue(
    db: Kysely<Tables>,
    venueId: string,
    items: AsyncIterable<Item>,
    settled: (() => void)[],
  ): Promise<Committed | null> {
    const query = db.selectFrom('venue_control').selectAll().where('venueId', '=', venueId)
    const row = await (this.#options.postgres ? query.forUpdate() : query).executeTakeFirst()
    if (!row) {
      for await (const item of items) settled.push(() => item.reject(new Refusal('row_not_found')))
      return null
    }
    const control = await this.#items(db, items, { ...row }, settled)
    const { venueId: _, ...columns } = control
    await db.updateTable('venue_control').set(columns).where('venueId', '=', venueId).execute()
    return control.seq > row.seq ? { venueId, from: row.seq, to: control.seq } : null
  }

  async #system(db: Kysely<Tables>, items: readonly Item[], settled: (() => void)[]): Promise<null> {
    await this.#items(db, items, NO_VENUE, settled)
    return null
  }

  /**
   * These items and, after bulk work, more of it, one by one as long as nobody waits who goes ahead: they are heard between
   * two pieces. With PostgreSQL others wait where they cannot be heard, so that each piece is a transaction.
   */
  async *#goOn(items: readonly Item[], group: Item[]): AsyncGenerator<Item> {
    yield* items
    const [first] = items
    if (this.#options.postgres || first?.lane !== 'bulk') return
    for (let n = items.length; n < BULK_GROUP; n++) {
      await new Promise((r) => setImmediate(r))
      const urgent = LANES.some((lane) => lane !== 'bulk' && this.#waiting[lane].length > 0)
      if (urgent || this.#waiting.bulk[0]?.venueId !== first.venueId) return
      const item = this.#waiting.bulk.shift()!
      group.push(item)
      yield item
    }
  }

  /** @returns the control row as the items have left it. */
  async #items(
    db: Kysely<Tables>,
    items: Iterable<Item> | AsyncIterable<Item>,
    control: ControlTable,
    settled: (() => void)[],
  ): Promise<ControlTable> {
    const now = this.#options.clock()
    let current = control
    for await (const item of items) {
      const tx = new Tx(db, { ...current }, now)
      await db.executeQuery(SAVEPOINT)
      try {
        const result = await item.fn(tx)
        await db.executeQuery(RELEASE)
        current = tx.control
        settled.push(() => item.resolve(result))
      } catch (error) {
        if (isDiskTrouble(error)) throw error
        await db.executeQuery(ROLLBACK_ITEM)
        await db.executeQuery(RELEASE)
        settled.push(() => item.reject(error))
      }
    }
    return current
  }
}

const NO_VENUE: ControlTable = {
  venueId: '',
  seq: 0,
  epoch: 0,
  killed: 0,
  feedId: '',
  lastAt: 0,
  auditN: 0,
  auditHash: '',
  salt: '',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Trouble of the whole storage, not of one item. */
function isDiskTrouble(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CORRUPT|READONLY|CANTOPEN|NOTADB)/.test(codeOf(error))
}

function asRefusal(error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'SQLITE_FULL') return new Refusal('storage_full')
  if (code.startsWith('SQLITE_IOERR')) return new Refusal('storage_unavailable')
  return error
}
