/**
 * The mirror: what the server said, in SQLite, and nothing else. It can always be had again, so a file that cannot be
 * read, or is of another version, is set aside under a numbered name and the mirror begins afresh.
 */
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { Clock } from '#shared/clock.ts'
import { backoff, wait } from './backoff.ts'
import { removeAsides, removeDatabase, setAside } from './files.ts'
import { beginList, loadOf } from './first-load.ts'
import { textOf } from './load-text.ts'
import { type Loading, prepareLoading } from './load-threads.ts'
import { breakSeal, problemOf, seal } from './mirror-health.ts'
import { startText, startWriter, type WriterThread } from './mirror-thread.ts'
import { type Position, preparePosition } from './position.ts'
import { prepareReads, type Reads } from './reads.ts'

export interface Mirror
  extends Pick<WriterThread, 'land' | 'landPages' | 'indexSome' | 'erased' | 'purge' | 'verify'>,
    Pick<Loading, 'load' | 'finishLoad'> {
  /** The readers' connection. */
  readonly db: Database.Database
  readonly reads: Reads
  position(): Position
  /** Everything that is read in there is of one moment. */
  snapshot<T>(read: () => T): T
  /** The finished load takes the mirror's place. @returns it, or what is there instead; this one is closed */
  takePlace(how: TakePlace): Promise<Mirror>
  close(): Promise<void>
}

/** A virus scanner may hold a new file for a moment: it is tried again for so many milliseconds. Whoever reads waits. */
const TRIED_FOR = 3_000

export interface TakePlace {
  readonly clock: Clock
  /** Ends the trying. */
  readonly signal: AbortSignal
  /** The system has refused it, for the first time, or for good: the mirror is the one of before, and the load is gone. */
  onRefused(error: unknown, forGood: boolean): void
}

export interface OpenedMirror {
  readonly mirror: Mirror
  /** Why an earlier one was set aside, or null. */
  readonly rebuilt: string | null
}

/** Opens the mirror of a file. */
export function openMirror(file: string): OpenedMirror {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const problem = existsSync(file) ? problemOf(file) : null
  if (problem !== null) setAside(file)
  return { mirror: start(file), rebuilt: problem }
}

/** Opens an empty mirror in its place: a damaged file is set aside, one whose feed has ended is deleted. */
export async function renewMirror(mirror: Mirror, keep: 'set aside' | 'delete'): Promise<Mirror> {
  const file = mirror.db.name
  // A damaged file may refuse even to be closed in order.
  await mirror.close().catch(() => undefined)
  breakSeal(file)
  if (keep === 'set aside') setAside(file)
  else removeDatabase(file)
  return start(file)
}

function start(file: string): Mirror {
  // The first list of a new mirror does not wait for the writer's thread, which comes up once that list is there.
  let early = existsSync(file) ? null : beginList(file)
  const endEarly = () => {
    early?.close()
    early = null
  }
  const writer = onDemand(() => startWriter(file).finally(endEarly), endEarly)
  const land: Mirror['land'] = async (rows, position) => {
    if (early === null || position !== null) return tidied(writer, (thread) => thread.land(rows, position))
    try {
      return early.fill(rows)
    } finally {
      endEarly()
      writer.soon()
    }
  }
  const loading = prepareLoading(loadOf(file), writer.thread, () => startText(textOf(loadOf(file))))
  return read(file, writer, loading, land)
}

/** The writer's thread, which comes up when it is first asked for: a list is read without it. */
interface OnDemand {
  thread(): Promise<WriterThread>
  /** It will be asked for: it comes up once those who wait for something now have it. */
  soon(): void
  close(): Promise<void>
}

/** @param unasked what is left to do at the end where nobody has asked for it */
export function onDemand(begin: () => Promise<WriterThread>, unasked: () => void): OnDemand {
  let begun: Promise<WriterThread> | null = null
  let next: NodeJS.Immediate | undefined
  const thread = () => {
    begun ??= begin()
    return begun
  }
  return {
    thread,
    soon() {
      next ??= setImmediate(() => thread().catch(() => undefined))
    },
    async close() {
      clearImmediate(next)
      if (begun === null) unasked()
      else await (await begun).close()
    },
  }
}

/** Asks the thread for something that may leave much to tidy; whoever waits for the answer does not wait for that. */
async function tidied<T>(writer: OnDemand, work: (thread: WriterThread) => Promise<T>): Promise<T> {
  const thread = await writer.thread()
  const done = await work(thread)
  // What does not succeed is tried after the next.
  thread.tidy().catch(() => undefined)
  return done
}

/** The readers' side of a mirror that a thread writes. */
function read(file: string, writer: OnDemand, loading: Loading, land: Mirror['land']): Mirror {
  const db = new Database(file, { fileMustExist: true })
  db.pragma('query_only = ON')
  db.pragma('cache_size = -16000')
  const transaction = db.transaction((run: () => unknown) => run())
  return {
    db,
    reads: prepareReads(db),
    snapshot: <T>(run: () => T) => transaction(run) as T,
    position: preparePosition(db),
    land,
    landPages: (pages, position) => tidied(writer, (thread) => thread.landPages(pages, position)),
    load: loading.load,
    finishLoad: loading.finishLoad,
    async takePlace(how) {
      db.close()
      const thread = await writer.thread()
      await tryToTakePlace(thread, how)
      return read(file, writer, loading, (rows, position) => tidied(writer, (thread) => thread.land(rows, position)))
    },
    indexSome: () => tidied(writer, (thread) => thread.indexSome()),
    erased: async () => (await writer.thread()).erased(),
    purge: async () => {
      removeAsides(file)
      await (await writer.thread()).purge()
    },
    verify: async () => (await writer.thread()).verify(),
    async close() {
      db.close()
      await loading.close()
      await writer.close()
      seal(file)
    },
  }
}

async function tryToTakePlace(thread: WriterThread, { clock, signal, onRefused }: TakePlace): Promise<void> {
  const pause = backoff(20, 320)
  for (let refusedAt: number | null = null; ; ) {
    try {
      return await thread.takePlace()
    } catch (error) {
      const forGood = signal.aborted || (refusedAt !== null && clock() - refusedAt >= TRIED_FOR)
      if (forGood) await thread.keepPlace()
      if (forGood || refusedAt === null) onRefused(error, forGood)
      if (forGood) return
      refusedAt ??= clock()
      await wait(pause.next(), signal)
    }
  }
}
