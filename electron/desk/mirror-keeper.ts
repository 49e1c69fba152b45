/** Keeps one mirror open, filled and readable: a damaged one is set aside while it is in use, and filled anew. */
import type { Logger } from 'pino'
import type { Clock } from '#shared/clock.ts'
import { type Page, type Part, partsOf } from '#shared/feed.ts'
import { isDamage, mayBeDamage } from './damage.ts'
import { codeOf } from './files.ts'
import { makeReady, type ReadyRows } from './first-load.ts'
import { type Mirror, type OpenedMirror, renewMirror } from './mirror.ts'
import { DAMAGED } from './mirror-health.ts'
import type { Touched } from './mirror-writer.ts'
import type { Position } from './position.ts'
import { createQueries, type Queries } from './queries.ts'
import type { Queue } from './queue.ts'
import type { Reads } from './reads.ts'

export interface MirrorKeeperOptions {
  readonly opened: OpenedMirror
  readonly queue: Queue
  readonly personId: string
  readonly clock: Clock
  readonly logger: Logger
  onLanded(touched: Touched): void
  /** These contacts and conversations were erased: whatever else is kept of them here has to go. May come twice. */
  onErased(ids: readonly string[]): void
  /** The first load is done: everything is here now. `typed`: words of this person. */
  onLoaded(typed: readonly string[]): void
  /** The search index has caught up with the rows: a search may find more now. */
  onIndexed(): void
  /** The mirror is not filled (any more): an empty one has taken a damaged one's place, or a load could not take its own. */
  onRebuilt(): void
}

export interface MirrorKeeper {
  /** Goes on with what was left to do, once. */
  begin(): void
  /** Where the feed stands in the mirror that is read. */
  position(): Position
  /** Where it is to be asked on from: a first load is ahead of the mirror. */
  pulledTo(): Position
  /** Why the mirror was rebuilt since the start, or null. */
  rebuilt(): string | null
  /** Reads; where the file turns out to be damaged, reads the empty one that has taken its place. */
  read<T>(run: (queries: Queries) => T): Promise<T>
  /** The same of what the server said alone. */
  reads<T>(run: (reads: Reads) => T): Promise<T>
  land(rows: readonly Part[], position: Position | null): Promise<void>
  /** To be told of each page as it comes: what can be done of its landing while the writer is at work, is done. @throws UnreadablePage */
  receive(page: Page): Received
  /** Lands pages that follow on {@link pulledTo}; those of an empty mirror in a first load, which shows when all is there. */
  landPages(pages: readonly Received[]): Promise<void>
  /** Empties the mirror: its feed cannot be continued. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** A page that is about to land. */
export interface Received extends Page {
  /** What is loaded rather than landed. */
  readonly ready: ReadyRows | null
}

/** A first load: where it stands, and what came with it. */
interface Load {
  /** The newest number of the feed when it began. */
  readonly head: number
  position: Position
  /** No longer loaded into, but landed in. */
  finished: boolean
  readonly typed: string[]
}

const bodiesOf = (pages: readonly Page[]) => pages.map(({ body }) => body)

export function keepMirror(options: MirrorKeeperOptions): MirrorKeeper {
  const { queue, personId, clock, logger } = options
  let { mirror, rebuilt } = options.opened
  let queries = createQueries(mirror, queue, personId)
  let position = mirror.position()
  let load: Load | null = null
  let renewing: Promise<void> | null = null
  let closed = false
  const closing = new AbortController()
  /** Where a load could not take the mirror's place, the next one would not either. */
  let mayLoad = true
  /** A look at all of a file is made once at most, and not at one that was made here. */
  let lookedAt: Mirror | null = rebuilt === null ? null : mirror
  if (rebuilt !== null) logger.warn('the mirror could not be read: set aside, rebuilding it from the server')

  const take = (next: Mirror) => {
    mirror = next
    load = null
    lookedAt = next
    queries = createQueries(mirror, queue, personId)
    position = mirror.position()
  }

  /** One change of mirrors at a time; whoever reads meanwhile, or meets the same damage, waits for it. */
  const renew = (keep: 'set aside' | 'delete'): Promise<void> => change(() => renewMirror(mirror, keep))
  const change = (make: () => Promise<Mirror>): Promise<void> => {
    renewing ??= make()
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
      let indexed = false
      while (!closed && mirror === mine && (await mine.indexSome())) indexed = true
      if (indexed && !closed && mirror === mine) options.onIndexed()
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

  /** What was landed in a mirror that is gone by now does not count. */
  const landed = (mine: Mirror, touched: Touched, to: Position | null) => {
    if (mirror !== mine) return
    const { loaded } = position
    position = to ?? position
    queries.forget(touched.conversations)
    tellUnreadable(touched.unreadable)
    options.onLanded(touched)
    if (touched.erased) void finishErasure()
    if (position.loaded && !loaded) void indexRest()
  }
  const tellUnreadable = (rows: readonly string[]) => {
    if (rows.length > 0) logger.error({ rows }, 'rows that could not be read')
  }

  const onRefused = (error: unknown, forGood: boolean) => {
    const code = codeOf(error)
    if (!forGood) return logger.warn({ code }, 'the loaded mirror cannot take its place yet')
    mayLoad = false
    logger.error({ code }, 'the loaded mirror could not take its place: rows land page by page')
  }

  const loadPages = async (mine: Mirror, mineLoad: Load, pages: readonly Received[], to: Position): Promise<void> => {
    const isCurrent = () => mirror === mine && load === mineLoad
    const ready = pages.flatMap((page) => page.ready ?? [])
    const follow = pages.slice(ready.length)
    const at = pages[ready.length - 1]
    if (at !== undefined) {
      await mine.load(ready)
      if (!isCurrent()) return
      mineLoad.typed.push(...ready.flatMap(({ typed }) => typed))
      mineLoad.position = { cursor: at.to, feedId: at.feedId, loaded: to.loaded && follow.length === 0 }
      tellUnreadable(ready.flatMap(({ unreadable }) => unreadable))
    }
    if (!mineLoad.finished && (follow.length > 0 || to.loaded)) {
      await mine.finishLoad(mineLoad.position)
      mineLoad.finished = true
    }
    if (follow.length > 0) {
      const { typed, unreadable } = await mine.landPages(bodiesOf(follow), to)
      mineLoad.typed.push(...typed)
      mineLoad.position = to
      tellUnreadable(unreadable)
    }
    if (!to.loaded || !isCurrent()) return
    await change(() => mine.takePlace({ clock, signal: closing.signal, onRefused }))
    if (closed) return
    if (!mayLoad) return options.onRebuilt()
    options.onLoaded(mineLoad.typed)
    void indexRest()
    void finishErasure()
  }

  let begun = false
  return {
    begin() {
      if (begun) return
      begun = true
      // The thread of an empty one comes up when its first list is there.
      if (position.cursor === 0) return
      if (position.loaded) void indexRest()
      void finishErasure()
    },
    position: () => position,
    pulledTo: () => load?.position ?? position,
    rebuilt: () => rebuilt,
    read,
    reads: (run) => read(() => run(mirror.reads)),
    async land(rows, to) {
      await renewing
      const mine = mirror
      try {
        landed(mine, await mine.land(rows, to), to)
      } catch (error) {
        await heal(error, mine)
      }
    },
    receive(page) {
      const isFirst = position.cursor === 0 && !position.loaded
      // A venue of one page is landed: making a file anew would take longer.
      if (isFirst && page.more && mayLoad) load ??= { head: page.head, position, finished: false, typed: [] }
      // Rows up to the head that the first page told of come once each; what has changed since is landed.
      const isLoaded = isFirst && load !== null && !load.finished && page.to <= load.head
      return { ...page, ready: isLoaded ? makeReady(partsOf(page.body)) : null }
    },
    async landPages(pages) {
      await renewing
      const mine = mirror
      const [first, last] = [pages[0], pages.at(-1)]
      if (first === undefined || last === undefined) return
      const from = load?.position ?? position
      // What came before it is not here (any more): it is asked for again.
      if (first.from !== from.cursor) throw new Error('a page that does not follow')
      const to = { cursor: last.to, feedId: last.feedId, loaded: from.loaded || !last.more }
      try {
        if (load !== null) await loadPages(mine, load, pages, to)
        else landed(mine, await mine.landPages(bodiesOf(pages), to), to)
      } catch (error) {
        if (mirror === mine) load = null
        await heal(error, mine)
      }
    },
    reset: () => renew('delete'),
    async close() {
      closed = true
      closing.abort()
      await renewing
      await mirror.close()
    },
  }
}
