/**
 * How a damaged mirror is told from a whole one. A mirror that was closed in order is sealed with a checksum of its file,
 * so that any byte that has changed since is found at the next start. After a kill there is no seal: SQLite's own check
 * is made instead, and what it cannot see is found when it is met.
 */
import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import Database from 'better-sqlite3'
import { ROWS, TABLE_NAMES, type TableName } from '#shared/rows.ts'
import { isDamage, MirrorDamage, mayBeDamage } from './damage.ts'
import { codeOf, readIfThere, removeIfThere } from './files.ts'
import { prepareInbox } from './inbox.ts'
import { preparePosition } from './position.ts'
import { prepareReads } from './reads.ts'
import { hasItsSchema, MIRROR_VERSION } from './schema.ts'

/** Above this size a whole check would hold up the start. */
const CHECKED_BYTES = 16 * 1024 * 1024

const PIECE_BYTES = 256 * 1024

export const DAMAGED = 'The file was damaged.'

const sealOf = (file: string): string => `${file}-seal`

/** Why the mirror of that file cannot be used, or null. Its seal is broken by this: what follows may change the file. */
export function problemOf(file: string): string | null {
  const sum = readIfThere(sealOf(file))
  removeIfThere(sealOf(file))
  const sealed = sum !== null && !existsSync(`${file}-wal`)
  if (sealed && sum !== sumOf(file)) return DAMAGED
  let db: Database.Database | undefined
  try {
    db = new Database(file)
    const version = db.pragma('user_version', { simple: true })
    if (version !== MIRROR_VERSION) return 'It was kept by another version of Greenlight.'
    if (!hasItsSchema(db)) return DAMAGED
    preparePosition(db)()
    const checked = sealed || statSync(file).size > CHECKED_BYTES
    return checked || db.pragma('integrity_check(1)', { simple: true }) === 'ok' ? null : DAMAGED
  } catch (error) {
    if (isDamage(error) || (error instanceof Database.SqliteError && mayBeDamage(error))) return DAMAGED
    throw error
  } finally {
    db?.close()
  }
}

/** To be called when a mirror was closed in order. A large one goes without. */
export function seal(file: string): void {
  // A journal that is still there holds what is not in the file yet: somebody else has it open.
  if (!existsSync(file) || existsSync(`${file}-wal`) || statSync(file).size > CHECKED_BYTES) return
  writeFileSync(sealOf(file), sumOf(file), { mode: 0o600 })
}

export const breakSeal = (file: string): void => removeIfThere(sealOf(file))

function sumOf(file: string): string {
  const fd = openSync(file, 'r')
  try {
    // One piece of memory for all of it: to be given as much as the file takes would cost as long as the sum.
    const piece = Buffer.allocUnsafe(PIECE_BYTES)
    let [length, sum] = [0, 0]
    for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece)) {
      length += read
      sum = crc32(piece.subarray(0, read), sum)
    }
    return `${length} ${sum}`
  } finally {
    closeSync(fd)
  }
}

/**
 * Looks at all of an open mirror: its structure, the form of each row, what is derived from them, whether it can be
 * written. @throws where it is damaged, an error that `isDamage` knows.
 */
export function verify(db: Database.Database): void {
  if (db.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw new MirrorDamage('its structure')
  preparePosition(db)()
  for (const table of TABLE_NAMES) verifyRows(db, table)
  if (!prepareInbox(db, prepareReads(db)).isInStep()) throw new MirrorDamage('what is derived from its rows')
  verifyWritable(db)
}

function verifyRows(db: Database.Database, table: TableName): void {
  const rows = db.prepare<[], { readonly row: string; readonly body?: string }>(
    `SELECT row${table === 'messages' ? ', body' : ''} FROM ${table} WHERE row IS NOT NULL`,
  )
  for (const { row, ...body } of rows.iterate()) {
    const { success } = ROWS[table].safeParse({ ...JSON.parse(row), ...body })
    if (!success) throw new MirrorDamage(`a row of ${table}`)
  }
}

/** A header that says read-only, in a file that this user may write. */
function verifyWritable(db: Database.Database): void {
  try {
    // Begins to write, and changes nothing. (BEGIN IMMEDIATE alone is granted to a read-only file, too.)
    db.exec('UPDATE meta SET value = value WHERE false')
  } catch (error) {
    if (!String(codeOf(error)).startsWith('SQLITE_READONLY')) throw error
    for (const where of [db.name, path.dirname(db.name)]) accessSync(where, constants.W_OK)
    throw new MirrorDamage('its header')
  }
}
