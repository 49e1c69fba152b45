/**
 * Who may use the data: one server process a folder, by an exclusive SQLite lock held open; of a PostgreSQL database any
 * number of servers, or a restore, by its advisory locks. Both die with the process; process ids lie.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'

/** @returns a function that lets go, or null when another process holds the folder. */
export function lockFolder(folder: string): (() => void) | null {
  mkdirSync(folder, { recursive: true })
  const db = new Database(path.join(folder, 'server.lock'))
  try {
    db.pragma('busy_timeout = 0')
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE')
    return () => db.close()
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}

/** "greenlig" as a number: what the locks of this program are about. */
const LOCK = '7454131819570293095'

/** Every connection of a server holds it, so that it is held as long as one of them lives; waits while a restore is at work. */
export const SERVING = `SELECT pg_advisory_lock_shared(${LOCK})`

/** @returns a function that lets go, or null while a server uses the database. */
export async function lockDatabase(url: string): Promise<(() => Promise<void>) | null> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ free: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS free`)
  if (rows[0]?.free) return () => client.end()
  await client.end()
  return null
}
