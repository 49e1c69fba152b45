/**
 * The big venue as files: the server's database and a desk's mirror that is in step with it. Made once for each size and
 * kept in the system's folder for temporary files, under a name that changes with the code that makes them.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { Change } from '#shared/feed.ts'
import { openMirrorWriter } from '../../electron/desk/mirror-writer.ts'
import { ROOT } from '../../scripts/processes.ts'
import { DEMO, demoVenue } from '../../sync-server/demo/venue.ts'
import { sha256 } from '../../sync-server/hash.ts'
import { encode } from '../../sync-server/storage/codec.ts'
import { createVenue } from '../../sync-server/storage/new-venue.ts'
import { openStorage } from '../../sync-server/storage/storage.ts'
import { readChanges } from '../../sync-server/sync/feed.ts'
import { type BigRow, bigVenue, MESSAGES_EACH, NOW } from './rows.ts'

export interface BigVenue {
  readonly conversations: number
  readonly messages: number
  /** Sequence number of the newest row. */
  readonly head: number
  readonly feedId: string
  readonly server: string
  readonly mirror: string
}

const MADE_BY = [
  'bench/venue/*.ts',
  'shared/{rows,views,inbox-row,scene}.ts',
  'shared/rows/*.ts',
  'electron/desk/{schema,columns,upserts,inbox,sets,bits,merged,mirror-writer,search,search-index,testing-rows}.ts',
  'sync-server/storage/{codec,tables,new-venue}.ts',
  'sync-server/storage/migrations/*.ts',
  'assets/{corpus,demo}/*',
]
const FEED = 'bench'
/** Rows that land in one transaction: what a page of the feed holds. */
const PAGE = 2_000

function store(): string {
  const hash = createHash('sha256')
  for (const file of globSync(MADE_BY, { cwd: ROOT }).sort()) hash.update(readFileSync(path.join(ROOT, file)))
  return path.join(tmpdir(), `greenlight-bench-${userInfo().username}`, hash.digest('hex').slice(0, 12))
}

/** Both files of a venue with that many messages, made where they are not there yet. Not to be written to: copy them. */
export async function bigVenueFiles(messages: number, say: (line: string) => void): Promise<BigVenue> {
  const conversations = messages / MESSAGES_EACH
  const folder = store()
  const server = path.join(folder, `server-${messages}.db`)
  const mirror = path.join(folder, `mirror-${messages}.db`)
  mkdirSync(folder, { recursive: true })
  if (!existsSync(server)) {
    say(`making a server's database of ${messages.toLocaleString('en-GB')} messages`)
    await makeServer(server, conversations)
  }
  if (!existsSync(mirror)) {
    say(`making a mirror of ${messages.toLocaleString('en-GB')} messages`)
    await makeMirror(mirror, headOf(server), conversations)
  }
  return { conversations, messages, server, mirror, ...headOf(server) }
}

/** A copy that may be written to. */
export function copyTo(file: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true })
  copyFileSync(file, to)
}

function headOf(server: string): Pick<BigVenue, 'head' | 'feedId'> {
  const db = new Database(server, { readonly: true })
  const control = db.prepare<[], { seq: number; feedId: string }>('SELECT seq, feedId FROM venue_control').get()!
  db.close()
  return { head: control.seq, feedId: control.feedId }
}

/** A folder with the server's database of the venue without customers, and what its feed holds by then. */
async function emptyVenue(folder: string): Promise<Change[]> {
  rmSync(folder, { recursive: true, force: true })
  const storage = await openStorage({ folder, clock: () => NOW })
  try {
    await createVenue(storage, demoVenue(NOW), { clock: () => NOW, ids: () => FEED })
    const query = { venueId: DEMO.id, role: 'owner', since: 0, limit: PAGE } as const
    const page = await storage.read((db) => readChanges(db, query))
    if ('reset' in page) throw new Error('a new feed that asks to begin afresh')
    return page.rows
  } finally {
    await storage.close()
  }
}

async function makeServer(file: string, conversations: number): Promise<void> {
  const folder = `${file}.making`
  const base = await emptyVenue(folder)
  const made = path.join(folder, 'greenlight.db')
  const db = new Database(made)
  db.pragma('journal_mode = OFF')
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -512000')
  db.pragma('locking_mode = EXCLUSIVE')
  const indexes = db
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    )
    .all()
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`)
  const insert = inserter(db)
  let head = base.at(-1)!.seq
  db.exec('BEGIN')
  for (const row of bigVenue({ conversations, base })) {
    insert(row)
    head = row.seq
  }
  db.prepare('UPDATE venue_control SET seq = ?').run(head)
  db.exec('COMMIT')
  for (const { sql } of indexes) db.exec(sql)
  db.close()
  renameSync(made, file)
  rmSync(folder, { recursive: true })
}

/** Inserts rows as the server keeps them, with what only it knows. */
function inserter(db: Database.Database): (row: BigRow) => void {
  const statements = new Map<string, Database.Statement<unknown[]>>()
  const put = (table: string, columns: Record<string, unknown>) => {
    const names = Object.keys(columns)
    const key = `${table} ${names.join()}`
    let statement = statements.get(key)
    if (statement === undefined) {
      const quoted = names.map((name) => `"${name}"`).join()
      statement = db.prepare(`INSERT INTO ${table} (${quoted}) VALUES (${names.map(() => '?').join()})`)
      statements.set(key, statement)
    }
    statement.run(...Object.values(columns))
  }
  return ({ table, seq, row }) => {
    const columns = { ...encode(table, row), venueId: DEMO.id, seq }
    switch (table) {
      case 'contacts':
        return put(table, { ...columns, numberHash: sha256(row.number) })
      case 'drafts':
        return put(table, { ...columns, rawConfidence: row.confidence })
      case 'messages': {
        if (row.direction === 'in') put('provider_ids', { hash: sha256(row.providerId ?? ''), messageId: row.id })
        const inbound = row.direction === 'in' ? seq : null
        return put(table, { ...columns, inSeq: inbound, decided: 1, attempts: 0, override: 0 })
      }
      default:
        return put(table, columns)
    }
  }
}

/** Through the desk's own writer, page by page, as a first sync lands it. */
async function makeMirror(
  file: string,
  { head, feedId }: Pick<BigVenue, 'head' | 'feedId'>,
  conversations: number,
): Promise<void> {
  const folder = `${file}.making`
  const base = await emptyVenue(folder)
  const made = path.join(folder, 'mirror.db')
  const writer = openMirrorWriter(made)
  let page: Change[] = [...base]
  const land = () => {
    const cursor = page.at(-1)!.seq
    writer.land(page, { cursor, feedId, loaded: cursor === head })
    page = []
  }
  for (const row of bigVenue({ conversations, base })) {
    page.push(row)
    if (page.length >= PAGE || row.seq === head) land()
  }
  while (writer.indexSome());
  writer.close()
  renameSync(made, file)
  rmSync(folder, { recursive: true })
}
