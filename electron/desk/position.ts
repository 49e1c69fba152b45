/** Where the feed stands in a mirror. It carries a checksum: from a wrong place, rows would be passed over without a word. */
import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'
import { MirrorDamage } from './damage.ts'

export interface Position {
  readonly cursor: number
  readonly feedId: string | null
  /** Whether the first sync has reached its end. */
  readonly loaded: boolean
}

const BEGINNING: Position = { cursor: 0, feedId: null, loaded: false }

/** @returns reads the position; it throws MirrorDamage where what is there was never written. */
export function preparePosition(db: Database.Database): () => Position {
  const read = db.prepare<[], string>("SELECT value FROM meta WHERE key = 'position'").pluck()
  return () => {
    const stored = read.get()
    if (stored === undefined) return BEGINNING
    const text = stored.slice(stored.indexOf(' ') + 1)
    if (stored !== summed(text)) throw new MirrorDamage('where the feed stands')
    return JSON.parse(text) as Position
  }
}

export function preparePositionWriter(db: Database.Database): (position: Position) => void {
  const write = db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('position', ?)")
  return ({ cursor, feedId, loaded }) => void write.run(summed(JSON.stringify({ cursor, feedId, loaded })))
}

const summed = (text: string): string => `${crc32(text)} ${text}`
