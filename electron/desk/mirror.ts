/**
 * The mirror: what the server said, in SQLite, and nothing else. It can always be had again, so a file that cannot be
 * read, or is of another version, is set aside under a numbered name and the mirror begins afresh.
 */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { ZodError } from 'zod'
import type { Change } from '#shared/feed.ts'
import type { WindowApi } from '#shared/rpc.ts'
import { alertsOf } from './alerts.ts'
import { removeIfThere, setAside } from './files.ts'
import { prepareInbox } from './inbox.ts'
import { prepareReads, type Reads } from './reads.ts'
import { MIRROR_SCHEMA, MIRROR_VERSION } from './schema.ts'
import { createSearchIndex } from './search-index.ts'
import { prepareUpserts } from './upserts.ts'

export type Alert = Parameters<WindowApi['alert']>[0]

/** What a page of changes touched. */
export interface Touched {
  readonly conversations: ReadonlySet<string>
  readonly venue: boolean
  readonly alerts: readonly Alert[]
  /** Ids of rows that did not have their form and were passed over. */
  readonly unreadable: readonly string[]
}

/** Where the feed stands in this mirror. */
export interface Position {
  readonly cursor: number
  readonly feedId: string | null
  /** Whether the first sync has reached its end. */
  readonly loaded: boolean
}

export interface Mirror {
  readonly db: Database.Database
  readonly reads: Reads
  position(): Position
  /** Lands rows in one transaction; `position` null moves no cursor (rows that are shown early). */
  land(rows: readonly Change[], position: Position | null): Touched
  /** Takes the search index a piece further. @returns whether anything was left to do. */
  indexSome(): boolean
  close(): void
}

const PIECE = 2_000
/** Above this size a whole check would hold up the start; damage is then found when it is met. */
const CHECKED_BYTES = 64 * 1024 * 1024
const VENUE_TABLES: readonly string[] = ['venue', 'people', 'agents', 'policies']

/** Opens the mirror of a folder. `rebuilt` says why an earlier file was set aside, or is null. */
export function openMirror(file: string): { readonly mirror: Mirror; readonly rebuilt: string | null } {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const problem = existsSync(file) ? problemOf(file) : null
  if (problem !== null) setAside(file)
  return { mirror: createMirror(file), rebuilt: problem }
}

/** Deletes a mirror whose feed has ended, and opens an empty one. */
export function renewMirror(mirror: Mirror): Mirror {
  const file = mirror.db.name
  mirror.close()
  for (const suffix of ['', '-wal', '-shm']) removeIfThere(file + suffix)
  return createMirror(file)
}

/** Sets a damaged mirror aside and opens an empty one. */
export function rebuildMirror(mirror: Mirror): Mirror {
  const file = mirror.db.name
  mirror.close()
  setAside(file)
  return createMirror(file)
}

/** Whether an error means that the file itself is damaged. */
export function isDamage(error: unknown): boolean {
  if (error instanceof Database.SqliteError) return /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)
  return error instanceof SyntaxError
}

function problemOf(file: string): string | null {
  let db: Database.Database | undefined
  try {
    db = new Database(file)
    const version = db.pragma('user_version', { simple: true })
    if (version !== MIRROR_VERSION) return `It was written by another version (${String(version)}).`
    if (statSync(file).size <= CHECKED_BYTES && db.pragma('quick_check(1)', { simple: true }) !== 'ok') {
      return 'The file was damaged.'
    }
    createMirrorOn(db).position()
    return null
  } catch (error) {
    if (error instanceof Database.SqliteError || error instanceof SyntaxError) return 'The file was damaged.'
    throw error
  } finally {
    db?.close()
  }
}

function createMirror(file: string): Mirror {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('cache_size = -16000')
  if (db.pragma('user_version', { simple: true }) === 0) {
    db.transaction(() => {
      db.exec(MIRROR_SCHEMA)
      db.pragma(`user_version = ${MIRROR_VERSION}`)
    })()
  }
  return createMirrorOn(db)
}

function createMirrorOn(db: Database.Database): Mirror {
  const meta = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck()
  const setMeta = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)')
  const reads = prepareReads(db)
  const index = createSearchIndex(db)
  const upsert = prepareUpserts(db, index)
  const derive = prepareInbox(db, reads)

  const position = (): Position => ({
    cursor: Number(meta.get('cursor') ?? 0),
    feedId: meta.get('feed_id') ?? null,
    loaded: meta.get('loaded') === '1',
  })

  const land = (rows: readonly Change[], to: Position | null): Touched => {
    const conversations = new Set<string>()
    const listed = new Set<string>()
    const unreadable: string[] = []
    const alerts: Alert[] = []
    let venue = false
    const wasKilled = reads.all('venue')[0]?.killSwitch.engaged ?? null
    for (const change of rows) {
      try {
        const landed = upsert(change)
        if (landed === null) continue
        venue ||= VENUE_TABLES.includes(landed.table)
        const ids = landed.table === 'contacts' ? reads.conversationsOf(landed.id) : [landed.conversationId]
        for (const id of ids) {
          if (id === null) continue
          conversations.add(id)
          if (landed.listed) listed.add(id)
        }
      } catch (error) {
        if (!(error instanceof ZodError)) throw error
        unreadable.push(`${change.table}/${change.id}`)
      }
    }
    for (const id of listed) alerts.push(...alertsOf(derive(id)))
    if (wasKilled === false && reads.all('venue')[0]?.killSwitch.engaged === true) {
      alerts.push({ kind: 'killed', conversationId: null, text: 'Auto-send was stopped.' })
    }
    const old = position()
    if (to !== null) {
      setMeta.run('cursor', String(to.cursor))
      setMeta.run('loaded', to.loaded ? '1' : '0')
      if (to.feedId !== null) setMeta.run('feed_id', to.feedId)
    }
    // A first load only adds rows; the index follows afterwards, in pieces.
    if (old.loaded) index.advance(PIECE)
    return { conversations, venue, alerts: old.loaded ? alerts : [], unreadable }
  }

  return {
    db,
    reads,
    position,
    land: db.transaction(land).immediate,
    indexSome: db.transaction(() => index.advance(PIECE)).immediate,
    close: () => db.close(),
  }
}
