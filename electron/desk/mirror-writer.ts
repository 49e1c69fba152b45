/**
 * The mirror's one writer: lands what the server said, and nothing else. Synchronous; it has a connection of its own and
 * runs in a thread of its own (`mirror-thread.ts`), so that a load never holds up a query.
 */
import type { Part } from '#shared/feed.ts'
import type { DecisionRow, TableName } from '#shared/rows.ts'
import { type Happening, happeningsOf, venueHappenings } from './alerts.ts'
import { prepareInbox } from './inbox.ts'
import { type Judged, judge } from './judge.ts'
import { keepIn } from './keep-in.ts'
import { verify } from './mirror-health.ts'
import { type Position, preparePosition, preparePositionWriter } from './position.ts'
import { type Known, prepareReads } from './reads.ts'
import { openToWrite, writeBack } from './schema.ts'
import { createSearchIndex } from './search-index.ts'
import { prepareUpserts } from './upserts.ts'

/** What landing some changes touched. */
export interface Touched {
  readonly conversations: ReadonlySet<string>
  readonly venue: boolean
  readonly happenings: readonly Happening[]
  /** Typed words of this person, from whichever console. */
  readonly typed: readonly string[]
  /** Whether somebody was erased: to be followed by {@link MirrorWriter.purge}. */
  readonly erased: boolean
  /** Rows that did not have their form and were passed over: `table/id`. */
  readonly unreadable: readonly string[]
}

export interface MirrorWriter {
  /** Lands rows in one transaction, each table's in the order of the feed; `position` null moves no cursor (rows that are shown early). */
  land(parts: readonly Part[], position: Position | null): Touched
  /** The same of several pages, in one transaction; each is read when the one before has been taken in. */
  landPages(pages: Iterable<readonly Part[]>, position: Position): Touched
  /** Takes the search index a piece further. @returns whether anything was left to do. */
  indexSome(): boolean
  /** Contacts and conversations that were erased, and may still stand in pages of a file that nothing uses any more. */
  erased(): readonly string[]
  /** Writes the file anew, without those. */
  purge(): void
  /** Does what can wait until those who wait have their answer. */
  tidy(): void
  /** Looks at all of the file. @throws where it is damaged */
  verify(): void
  close(): void
}

/** Conversations from which on it is asked once who of all has a draft, rather than of each. */
const MANY = 100
/** Rows that the index takes in one transaction. */
const PIECE = 50_000
const VENUE_TABLES: readonly string[] = [
  'venue',
  'people',
  'agents',
  'policies',
  'calibrations',
  'services',
  'hours',
  'closures',
  'facts',
  'staffers',
  'calendar_feeds',
  'bookings',
  'guidance',
  'playbooks',
  'evals',
  'eval_runs',
  'eval_results',
  'snippets',
  'macros',
  'preferences',
  'saved_views',
] satisfies TableName[]

/** Nothing but an erasure removes these. */
const ERASED_WITH: readonly string[] = ['contacts', 'conversations'] satisfies TableName[]

/** Of one that lands twice at once, what it was before is what it was before the first time. */
const asFirst = (known: Known, first: Known | undefined): Known =>
  first === undefined ? known : { ...known, before: first.before ?? (() => null) }

/** Opens a mirror for writing, and makes its tables where the file is new. */
export function openMirrorWriter(file: string): MirrorWriter {
  const db = openToWrite(file)
  const setMeta = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)')
  const position = preparePosition(db)
  const moveTo = preparePositionWriter(db)
  const reads = prepareReads(db)
  const index = createSearchIndex(db)
  const upserts = prepareUpserts(db, index)
  const inbox = prepareInbox(db, reads)
  const erased = db.prepare<[], string>("SELECT value FROM meta WHERE key = 'erased'").pluck()
  const erasedIds = (): string[] => JSON.parse(erased.get() ?? '[]') as string[]
  const standing = Object.fromEntries(
    ERASED_WITH.map((table) => [table, db.prepare(`SELECT 1 FROM ${table} WHERE id = ? AND row IS NOT NULL`).pluck()]),
  )
  /** Whether it is somebody of whom something stands here. */
  const isKnown = ({ table, id }: Judged): boolean => standing[table]?.get(id) !== undefined
  const venueNow = () => reads.all('venue')[0] ?? null

  const landPages = (pages: Iterable<readonly Part[]>, to: Position | null): Touched => {
    inbox.begin()
    index.begin()
    const unreadable: string[] = []
    /** Conversations of which something landed, and whether the list may show it. */
    const touched = new Map<string, boolean>()
    /** Conversations that landed, as they are now. */
    const known = new Map<string, Known>()
    const conversations = new Set<string>()
    const listed = new Set<string>()
    /** Conversations of which more has landed than themselves. */
    const beside = new Set<string>()
    const rejoined = new Set<string>()
    const happenings: Happening[] = []
    const decided = new Map<string, DecisionRow[]>()
    const typed: string[] = []
    const gone: string[] = []
    const { loaded } = position()
    // Where nothing is merged, nothing has to be asked for its root.
    let merges = reads.anyMerged()
    const rootOf = (id: string): string => (merges ? reads.rootOf(id) : id)
    const venueBefore = loaded ? venueNow() : null
    let venue = false
    const put = (change: Judged): void => {
      // What it was merged with until now is drawn afresh, too.
      const before = change.table === 'conversations' ? rootOf(change.id) : null
      const isGone = change.row === null && isKnown(change)
      const landed = upserts.put(change)
      if (landed === null) return
      if (isGone) gone.push(landed.id)
      merges ||= landed.known != null && landed.known.row.mergedInto !== null
      if (landed.known !== undefined) known.set(landed.id, asFirst(landed.known, known.get(landed.id)))
      else if (landed.table === 'conversations') known.delete(landed.id)
      if (landed.table === 'typed') typed.push(landed.id)
      if (landed.table === 'decisions' && loaded && change.row !== null && landed.conversationId !== null)
        keepIn(decided, rootOf(landed.conversationId), change.row as DecisionRow)
      venue ||= VENUE_TABLES.includes(landed.table)
      const touch = (id: string) => {
        if (before !== null && before !== rootOf(id)) rejoined.add(before).add(rootOf(id)).add(id)
        touched.set(id, landed.listed || touched.get(id) === true)
        if (landed.known === undefined) beside.add(id)
      }
      if (landed.table === 'contacts') reads.conversationsOf(landed.id).forEach(touch)
      if (landed.conversationId !== null) touch(landed.conversationId)
      if (before !== null && before !== landed.conversationId) touch(before)
    }
    for (const parts of pages) {
      const rows: Judged[] = []
      unreadable.push(...judge(parts, (table) => (id, seq, row) => rows.push({ table, id, seq, row })))
      upserts.begin(rows)
      rows.forEach(put)
    }
    for (const [id, isListed] of touched) {
      for (const one of [id, rootOf(id)]) {
        conversations.add(one)
        if (isListed) listed.add(one)
      }
    }
    const few = listed.size < MANY ? undefined : reads.few()
    for (const id of listed) {
      const alone = !beside.has(id) && (merges ? reads.isAlone(id) && !rejoined.has(id) : true)
      const change = inbox.derive(id, { known: known.get(id), few, alone })
      // A first load tells of nothing, nor does what was merged or taken apart: it is old news.
      if (!loaded || rejoined.has(id)) continue
      const { draft } = change.after ?? {}
      const news = {
        decisions: decided.get(id) ?? [],
        get draft() {
          return draft == null ? null : reads.draft(draft.id)
        },
      }
      happenings.push(...happeningsOf(change, news))
    }
    inbox.end()
    if (venue && loaded) happenings.push(...venueHappenings(venueBefore, venueNow()))
    if (to !== null) moveTo(to)
    if (gone.length > 0) setMeta.run('erased', JSON.stringify([...erasedIds(), ...gone]))
    // A first load only adds rows; the index follows afterwards, in pieces.
    if (loaded) index.advance(PIECE)
    // What is shown early is found by its name; of so few, the texts themselves are read.
    else if (to === null) index.advanceCustomers(PIECE)
    return { conversations, venue, typed, happenings, erased: gone.length > 0, unreadable }
  }

  const landed = db.transaction(landPages).immediate
  return {
    land: (parts, to) => landed([parts], to),
    landPages: landed,
    indexSome: db.transaction(() => {
      index.begin()
      return index.advance(PIECE)
    }).immediate,
    erased: erasedIds,
    purge() {
      db.exec('VACUUM')
      const [left] = db.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[]
      // Whoever reads just now has the last state of before: it is done when this is asked again.
      if (left?.busy === 0) db.exec("DELETE FROM meta WHERE key = 'erased'")
    },
    tidy: () => writeBack(db),
    verify: () => verify(db),
    close: () => void db.close(),
  }
}
