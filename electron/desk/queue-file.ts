/** The queue's file: made, upgraded, set aside where it is no queue; its errors are told from the mirror's. */
import { existsSync, mkdirSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import path from 'node:path'
import Database from 'better-sqlite3'
import { BULK_SCHEMA } from './bulk-store.ts'
import { codeOf, removeDatabase, setAside } from './files.ts'
import { TYPED_SCHEMA } from './typed-store.ts'

const QUEUE_VERSION = 2

const SCHEMA = `
CREATE TABLE device (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, next_n INTEGER NOT NULL) STRICT;
CREATE TABLE commands (
  position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, lane TEXT NOT NULL, command TEXT NOT NULL,
  at INTEGER NOT NULL, n INTEGER, state TEXT NOT NULL, answer TEXT, about TEXT NOT NULL
) STRICT;
CREATE INDEX commands_open ON commands (position) WHERE state IN ('waiting', 'sent');
CREATE TABLE notices (position INTEGER PRIMARY KEY, command_id TEXT NOT NULL UNIQUE, notice TEXT NOT NULL) STRICT;
${TYPED_SCHEMA}`

/** Made where they are missing: they came later than the rest, and nothing else has changed with them. */
const LATER = `${BULK_SCHEMA}
CREATE TABLE IF NOT EXISTS erased (id TEXT PRIMARY KEY) STRICT;`

/** @param ids names this device, once. A file that is no queue is kept beside it, never deleted. */
export async function openQueueFile(file: string, ids: () => string): Promise<Database.Database> {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  if (existsSync(file) && !isQueue(file)) setAside(file)
  if (!existsSync(file)) await make(file, ids())
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  if (db.pragma('user_version', { simple: true }) === 1) db.transaction(() => upgrade(db))()
  db.exec(LATER)
  return db
}

/** It takes its name when all of it is on the disk, which others need not wait for. */
async function make(file: string, deviceId: string): Promise<void> {
  const making = `${file}-making`
  removeDatabase(making)
  const db = new Database(making)
  db.pragma('synchronous = OFF')
  db.transaction(() => {
    db.exec(SCHEMA + LATER)
    db.prepare('INSERT INTO device (one, id, next_n) VALUES (1, ?, 1)').run(deviceId)
    db.pragma(`user_version = ${QUEUE_VERSION}`)
  })()
  db.pragma('journal_mode = WAL')
  db.close()
  const made = await open(making, 'r+')
  await made.sync().finally(() => made.close())
  await rename(making, file)
}

/** Something is wrong with the queue's file, never with the mirror's, in whose reads the queue is asked. */
export class QueueFault extends Error {
  readonly code: string
  constructor(cause: unknown) {
    super('the queue cannot be read or written', { cause })
    this.name = 'QueueFault'
    this.code = `QUEUE_${String(codeOf(cause) ?? 'FAULT')}`
  }
}

/** The same store, whose every error is a QueueFault. */
export function faultsOfItsOwn<T extends object>(store: T): T {
  const guarded = Object.entries(store).map(([key, value]) => {
    if (typeof value !== 'function') return [key, faultsOfItsOwn(value)]
    const call = (...given: unknown[]): unknown => {
      try {
        return value(...given)
      } catch (error) {
        throw new QueueFault(error)
      }
    }
    return [key, call]
  })
  return Object.fromEntries(guarded)
}

/** Version 1 kept one text a conversation, and no word of when it was typed. */
function upgrade(db: Database.Database): void {
  db.exec(`ALTER TABLE typed RENAME TO typed_before; ${TYPED_SCHEMA}
    INSERT INTO typed (key, conversation_id, place, text, at)
      SELECT 'reply_' || conversation_id, conversation_id, 'reply', text, 1 FROM typed_before;
    DROP TABLE typed_before;`)
  db.pragma(`user_version = ${QUEUE_VERSION}`)
}

function isQueue(file: string): boolean {
  let db: Database.Database | undefined
  try {
    db = new Database(file)
    const version = db.pragma('user_version', { simple: true })
    return [1, QUEUE_VERSION].includes(version as number) && db.pragma('quick_check(1)', { simple: true }) === 'ok'
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return false
    throw error
  } finally {
    db?.close()
  }
}
