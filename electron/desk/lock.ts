/** One desk process a data folder: an exclusive lock of SQLite's on a file that stays empty, which dies with the process. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'

export interface FolderLock {
  release(): void
}

/** A file that nobody refers to any more would be closed, and its lock gone. */
const held = new Set<Database.Database>()

/** @returns null when another process holds the folder. */
export function lockFolder(folder: string): FolderLock | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new Database(path.join(folder, 'desk.lock'), { timeout: 0 })
  try {
    // Never ended and nothing written: no start waits for the disk.
    db.exec('BEGIN EXCLUSIVE')
    held.add(db)
    return {
      release() {
        held.delete(db)
        db.close()
      },
    }
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}
