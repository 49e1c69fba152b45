/** A copy of the database of a server that may be running: whole, of one moment, checked, and only then under its name. */
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { CannotStart } from '../settings.ts'
import { MIGRATIONS } from '../storage/migrate.ts'
import { isDatabase, readSeal, seal, UNSEALED } from './seal.ts'

/** Why a file is not restored, in words for whoever asked. */
const REFUSALS = {
  backup_missing: 'there is no such file',
  backup_foreign: 'it is no backup of a Greenlight server',
  backup_damaged: 'it is damaged: its bytes are not those that were written; take an older one',
  backup_newer: 'it is of a newer version of this program',
} as const
export type BackupCode = keyof typeof REFUSALS

/** A backup that is not used, by name; nothing was changed. */
export class BackupRefused extends CannotStart {
  readonly code: BackupCode

  constructor(code: BackupCode, file: string, detail = '') {
    super(`${code}: ${file}: ${REFUSALS[code]}${detail}`)
    this.name = 'BackupRefused'
    this.code = code
  }
}

export interface BackedUp {
  readonly file: string
  readonly bytes: number
}

/** @param to absent: a name of that moment in the folder's own `backups`. @throws CannotStart; nothing is left behind then. */
export function backUp(folder: string, now: number, to?: string): BackedUp {
  const source = path.join(folder, 'greenlight.db')
  if (!existsSync(source)) throw new CannotStart(`there is no database in ${folder}`)
  const file = path.resolve(to ?? path.join(folder, 'backups', `greenlight-${stampOf(now)}.db`))
  if (existsSync(file)) throw new CannotStart(`there is a file ${file} already; nothing was changed`)
  const part = `${file}.part`
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    rmSync(part, { force: true })
    copy(source, part)
    seal(part)
    checkBackup(part)
    chmodSync(part, 0o600)
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    throw error instanceof CannotStart ? error : new CannotStart(`the backup could not be written (${codeOf(error)})`)
  }
  return { file, bytes: statSync(file).size }
}

function copy(source: string, to: string): void {
  const db = new Database(source, { fileMustExist: true })
  try {
    db.pragma('busy_timeout = 5000')
    db.prepare('VACUUM INTO ?').run(to)
  } finally {
    db.close()
  }
}

/** @throws BackupRefused where it is not, byte for byte, a database of this program, or one of a later version */
export function checkBackup(file: string): void {
  if (!existsSync(file)) throw new BackupRefused('backup_missing', file)
  if (!isDatabase(file)) throw new BackupRefused('backup_foreign', file)
  const { kept, found } = readSeal(file)
  // A copy that was made by other means has no seal; its structure is all that can be checked.
  if (kept !== UNSEALED && kept !== found) throw new BackupRefused('backup_damaged', file)
  let db: Database.Database | undefined
  try {
    db = new Database(file, { fileMustExist: true, readonly: true })
    if (db.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw new BackupRefused('backup_damaged', file)
    const version = db.prepare<[], number>('SELECT max(version) FROM schema_version').pluck().get() ?? 0
    const known = MIGRATIONS.at(-1)!.number
    if (version > known) throw new BackupRefused('backup_newer', file, ` (${version}; this one knows ${known})`)
  } catch (error) {
    if (error instanceof BackupRefused) throw error
    throw new BackupRefused(codeOf(error).startsWith('SQLITE_CORRUPT') ? 'backup_damaged' : 'backup_foreign', file)
  } finally {
    db?.close()
  }
}

/** "2026-11-21T04-52-06Z": a moment as part of a file's name. */
export const stampOf = (now: number) => new Date(now).toISOString().replace(/\.\d+/, '').replaceAll(':', '-')

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'fault'
