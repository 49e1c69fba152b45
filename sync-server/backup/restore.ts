/** Puts a backup in the place of the database. It is made safe beside it first, so that whatever fails changes nothing. */
import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { Clock, IdSource } from '#shared/clock.ts'
import { openJournal } from '../erasure/journal.ts'
import { CannotStart } from '../settings.ts'
import { lockFolder } from '../storage/lock.ts'
import { openStorage } from '../storage/storage.ts'
import { checkBackup, codeOf, stampOf } from './backup.ts'
import { type MadeSafe, makeSafe } from './make-safe.ts'
import { unseal } from './seal.ts'

export interface Restored extends MadeSafe {
  /** What was in its place until now; null: nothing. */
  readonly before: string | null
}

interface Options {
  readonly clock: Clock
  readonly ids: IdSource
}

/** @throws CannotStart where the folder is in use or the file is no backup; nothing was changed then. */
export async function restore(folder: string, file: string, { clock, ids }: Options): Promise<Restored> {
  const unlock = lockFolder(folder)
  if (!unlock) throw new CannotStart(`a server uses the data folder ${folder}; end it first`)
  const beside = path.join(folder, 'restoring')
  try {
    checkBackup(file)
    rmSync(beside, { recursive: true, force: true })
    mkdirSync(beside, { recursive: true, mode: 0o700 })
    copyFileSync(file, path.join(beside, 'greenlight.db'))
    unseal(path.join(beside, 'greenlight.db'))
    const storage = await openStorage({ folder: beside, clock })
    const made = await makeSafe(storage, { clock, ids, journal: openJournal(folder) }).finally(() => storage.close())
    const before = setAside(folder, clock())
    renameSync(path.join(beside, 'greenlight.db'), path.join(folder, 'greenlight.db'))
    return { ...made, before }
  } catch (error) {
    throw error instanceof CannotStart ? error : new CannotStart(`the backup was not restored (${codeOf(error)})`)
  } finally {
    rmSync(beside, { recursive: true, force: true })
    unlock()
  }
}

/** Keeps what was there under another name; the file itself stays until the other one takes its place. */
function setAside(folder: string, now: number): string | null {
  const file = path.join(folder, 'greenlight.db')
  if (!existsSync(file)) return null
  try {
    // Closing it in order takes its log into the file.
    const db = new Database(file)
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.close()
  } catch {
    // It may be what has been damaged: it is kept as it is.
  }
  const before = `${file}.before-restore-${stampOf(now)}`
  linkSync(file, before)
  for (const suffix of ['-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, before + suffix)
  return before
}
