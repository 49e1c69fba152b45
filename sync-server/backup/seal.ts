/**
 * A checksum that a backup carries within itself: SQLite finds a damaged page, but not a changed letter in a text. It
 * stands in the header, in the four bytes that belong to the application (user_version), and is taken over all others.
 */
import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/** Offset of user_version in the header of a SQLite file. */
const PLACE = 60
const MAGIC = 'SQLite format 3\0'
const BLOCK = 1_024 * 1_024

/** What stands there in a database that is no backup. */
export const UNSEALED = 0

export interface Seal {
  /** What the file says. */
  readonly kept: number
  /** What its bytes say. */
  readonly found: number
}

/** Whether it begins as every SQLite file does: what does not was never a backup, whatever else is wrong with it. */
export function isDatabase(file: string): boolean {
  if (!statSync(file).isFile()) return false
  const handle = openSync(file, 'r')
  try {
    const start = Buffer.alloc(MAGIC.length)
    readSync(handle, start, 0, MAGIC.length, 0)
    return start.toString('latin1') === MAGIC
  } finally {
    closeSync(handle)
  }
}

export function readSeal(file: string): Seal {
  const handle = openSync(file, 'r')
  try {
    const block = Buffer.alloc(BLOCK)
    let [kept, sum] = [UNSEALED, 0]
    for (let at = 0; ; ) {
      const size = readSync(handle, block, 0, BLOCK, at)
      if (size === 0) return { kept, found: sum === UNSEALED ? 1 : sum }
      if (at === 0 && size >= PLACE + 4) {
        kept = block.readUInt32BE(PLACE)
        block.writeUInt32BE(0, PLACE)
      }
      sum = crc32(block.subarray(0, size), sum)
      at += size
    }
  } finally {
    closeSync(handle)
  }
}

/** Nobody else may have the file open. */
export function seal(file: string): void {
  write(file, readSeal(file).found)
}

/** A database that is worked with changes: its checksum would soon be wrong. */
export function unseal(file: string): void {
  write(file, UNSEALED)
}

function write(file: string, sum: number): void {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(sum)
  const handle = openSync(file, 'r+')
  try {
    writeSync(handle, bytes, 0, 4, PLACE)
  } finally {
    closeSync(handle)
  }
}
