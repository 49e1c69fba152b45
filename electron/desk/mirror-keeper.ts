/** Keeps one mirror open, filled and readable: a damaged one is set aside while it is in use, and filled anew. */
import type { Logger } from 'pino'
import type { Change } from '#shared/feed.ts'
import { isDamage, mayBeDamage } from './damage.ts'
import { type Mirror, openMirror, renewMirror } from './mirror.ts'
import { DAMAGED } from './mirror-health.ts'
import type { Touched } from './mirror-writer.ts'
import type { Position } from './position.ts'
import { createQueries, type Queries } from './queries.ts'
import type { Queue } from './queue.ts'
import type { Reads } from './reads.ts'

export interface MirrorKeeperOptions {
  readonly file: string
  readonly queue: Queue
  readonly personId: string
  readonly logger: Logger
  onLanded(touched: Touched): void
  /** These contacts and conversations were erased: whatever else is kept of them here has to go. May come twice. */
  onErased(ids: readonly string[]): void
  /** The search index has caught up with the rows: a search may find more now. */
  onIndexed(): void
  /** An empty mirror has taken the place of a damaged one: it has to be filled. */
  onRebuilt(): void
}

export interface MirrorKeeper {
  /** Where the feed stands in the mirror. */
  position(): Position
  /** Why the mirror was rebuilt since the start, or null. */
  rebuilt(): string | null
  /** Reads; where the file turns out to be damaged, reads the empty one that has taken its place. */
  read<T>(run: (queries: Queries) => T): Promise<T>
  /** The same of what the server said alone. */
  reads<T>(run: (reads: Reads) => T): Promise<T>
  land(rows: readonly Change[], position: Position | null): Promise<void>
  /** Empties the mirror: its feed cannot be continued. */
  reset(): Promise<void>
  close(): Promise<void>
}

export async function keepMirror(options: MirrorKeeperOptions): Promise<MirrorKeeper> {
  const { queue, personId, logger } = options
  const opened = openMirror(options.file)
  let { mirror, rebuilt } = opened
  let queries = createQueries(mirror, queue, personId)
  let position = mirror.position()
  let renewing: Promise<void> | null = null
  let closed = false
  /** A look at all of a file is made once at most, and not at one that was made here. */
  let lookedAt: Mirror | null = rebuilt === null ? null : mirror
  if (rebuilt !== null) logger.warn('the mirror could not be read: set aside, rebuilding it from the server')

  const take = (next: Mirror) => {
    mirror = next
    lookedAt = next
    queries = createQueries(mirror, queue, personId)
    position = mirror.position()
  }

  /** One renewal at a time; whoever meets the damage meanwhile waits for the same. */
  const renew = (keep: 'set aside' | 'delete'): Promise<void> => {
    renewing ??= renewMirror(mirror, keep)
      .then(take)
      .finally(() => {
        renewing = null
      })
    return renewing
  }

  /** Where an error may come of damage, looks at the whole file; not even being able to look is damage. */
  const comesOfDamage = async (error: unknown, suspect: Mirror): Promise<boolean> => {
    if (isDamage(error)) return true
    if (!mayBeDamage(error) || lookedAt === suspect) return false
    lookedAt = suspect
    try {
      await suspect.verify()
      return false
    } catch (found) {
      return isDamage(found) || mayBeDamage(found)
    }
  }

  /** Resolves when another mirror has taken the place of a broken one; any other error is thrown on. */
  const heal = async (error: unknown, broken: Mirror): Promise<void> => {
    const isBroken = mirror !== broken || (await comesOfDamage(error, broken))
    if (closed || !isBroken) throw error
    if (mirror !== broken) return renewing ?? undefined
    logger.warn('the mirror is damaged: set aside, rebuilding it from the server')
    rebuilt = DAMAGED
    await renew('set aside')
    options.onRebuilt()
  }

  const indexRest = async () => {
    const mine = mirror
    try {
      while (!closed && mirror === mine && (await mine.indexSome()));
      if (!closed && mirror === mine) options.onIndexed()
    } catch (error) {
      if (!closed) await heal(error, mine).catch(() => logger.error('the search index could not be written'))
    }
  }

  /** What was erased leaves the files as well; what is cut short is done at the next start. */
  const finishErasure = async () => {
    const mine = mirror
    try {
      const ids = await mine.erased()
      if (closed || ids.length === 0) return
      options.onErased(ids)
      await mine.purge()
    } catch (error) {
      if (!closed) await heal(error, mine).catch(() => logger.error('what was erased is not yet gone from the files'))
    }
  }

  if (position.loaded) void indexRest()
  void finishErasure()

  const read = async <T>(run: (queries: Queries) => T): Promise<T> => {
    await renewing
    const mine = mirror
    try {
      return mine.snapshot(() => run(queries))
    } catch (error) {
      await heal(error, mine)
      return mirror.snapshot(() => run(queries))
    }
  }

  return {
    position: () => position,
    rebuilt: () => rebuilt,
    read,
    reads: (run) => read(() => run(mirror.reads)),
    async land(rows, to) {
      await renewing
      const mine = mirror
      const { loaded } = position
      try {
        const touched = await mine.land(rows, to)
        // What was landed in a mirror that is gone by now does not count.
        if (mirror !== mine) return
        position = to ?? position
        queries.forget(touched.conversations)
        if (touched.unreadable.length > 0) logger.error({ rows: touched.unreadable }, 'rows that could not be read')
        options.onLanded(touched)
        if (touched.erased) void finishErasure()
        if (position.loaded && !loaded) void indexRest()
      } catch (error) {
        await heal(error, mine)
      }
    },
    reset: () => renew('delete'),
    async close() {
      closed = true
      await renewing
      await mirror.close()
    },
  }
}
