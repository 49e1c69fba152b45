/** Where a desk keeps its files, and how a file that cannot be read is put aside. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const SAFE = /^[A-Za-z0-9_-]{1,64}$/

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** An id as a folder name; whatever a server may send, it stays one plain folder. */
const folderName = (id: string): string => (SAFE.test(id) ? id : `x-${digest(id)}`)

/** Where one person at one venue of one server has their desk. */
export function deskFolder(dataDir: string, serverUrl: string, venueId: string, personId: string): string {
  return path.join(dataDir, digest(new URL(serverUrl).origin), folderName(venueId), folderName(personId))
}

/** Names one person at one venue of one server to windows: as short as that, and telling nothing of either. */
export function accountOf(serverUrl: string, venueId: string, personId: string): string {
  return digest(JSON.stringify([new URL(serverUrl).origin, venueId, personId]))
}

/** Renames a database (with its journal) to the first free numbered name beside it; nothing is ever overwritten. */
export function setAside(file: string): string {
  let n = 1
  while (existsSync(`${file}.aside-${n}`)) n += 1
  const aside = `${file}.aside-${n}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
  }
  return aside
}

/** Deletes what was set aside of a file that can be had again. */
export function removeAsides(file: string): void {
  for (const name of readdirSync(path.dirname(file)))
    if (name.startsWith(`${path.basename(file)}.aside-`)) removeIfThere(path.join(path.dirname(file), name))
}

/** Written whole or not at all; readable by its owner only. */
export function writePrivate(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}

/** @returns null where there is no such file. */
export function readIfThere(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** @returns null where there is no such file, or it holds no JSON. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readIfThere(file) ?? 'null')
  } catch {
    return null
  }
}

export function removeIfThere(file: string): void {
  rmSync(file, { force: true })
}

/** Deletes a database, if it is there, with its journal. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) removeIfThere(file + suffix)
}

/** The code of a fault of the system or the database: safe to log, unlike its words. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
