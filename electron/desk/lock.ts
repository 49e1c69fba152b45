/** One desk process a data folder: an exclusive SQLite lock held open, which dies with the process. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'

export interface FolderLock {
  /** How often a desk process has started on this folder, this one included. */
  readonly generation: number
  release(): void
}

/** @returns null when another process holds the folder. */
export function lockFolder(folder: string): FolderLock | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new Database(path.join(folder, 'desk.lock'), { timeout: 0 })
  try {
    // In this mode the lock of the first write is kept until the file is closed.
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE')
    const generation = Number(db.pragma('user_version', { simple: true })) + 1
    db.pragma(`user_version = ${generation}`)
    db.exec('COMMIT')
    return { generation, release: () => db.close() }
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}
