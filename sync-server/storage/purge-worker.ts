/** The thread of {@link purgeFile}: answers null when done, or SQLite's code. */
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

function purge(file: string): string | null {
  const db = new Database(file, { fileMustExist: true })
  try {
    db.pragma('busy_timeout = 5000')
    db.exec('VACUUM')
    const [left] = db.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[]
    return left?.busy === 0 ? null : 'SQLITE_BUSY'
  } catch (error) {
    return error instanceof Database.SqliteError ? error.code : 'UNKNOWN'
  } finally {
    db.close()
  }
}

parentPort!.postMessage(purge(String(workerData)))
