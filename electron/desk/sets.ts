/** The mirror's sets of conversations: kept by its writer, read by its readers. */
import type Database from 'better-sqlite3'
import { facetsOf } from '#shared/filters.ts'
import { type InboxRow, type View, viewsOf } from '#shared/views.ts'
import { type Bits, chunkOf, emptyChunk, flip, fromBlob, NONE, SETS, setOf, size, toBlob } from './bits.ts'
import { keepIn } from './keep-in.ts'
import { type Kept, viewBit } from './schema.ts'

export const viewSet = (view: View): string => `view:${view}`

/** What is so of a conversation besides its facets, for reckoning views afresh while a bulk act is on its way. */
export type Fact = 'listed' | 'handed' | 'sending' | 'held' | 'draft' | 'failed' | 'unknown' | 'waits' | 'answered'
export const factSet = (fact: Fact): string => `is:${fact}`

/** What the list keeps of where a conversation belongs. */
export type Filed = Pick<Kept, 'listed' | 'views' | 'sets'>

/** @param trouble before a close hides it */
export function fileOf(row: InboxRow, trouble: InboxRow['trouble']): Filed {
  const views = viewsOf(row)
  return {
    listed: Number(views.includes('everything')),
    views: views.reduce((mask, view) => mask | viewBit(view), 0),
    sets: JSON.stringify([...setsOf(row, trouble), ...views.map(viewSet)]),
  }
}

/** Of many conversations most are alike in all that this goes by. */
const REMEMBERED = 10_000

/** @returns the same, which remembers what it has made */
export function createFiling(): typeof fileOf {
  const known = new Map<string, Filed>()
  return (row, trouble) => {
    const { conversation: c, draft, sending, intent, gates } = row
    const key = JSON.stringify([
      [c.agentId, c.channel, c.state, c.assigneeId, c.replyMode, c.lastAuthor],
      [c.mergedInto === null, c.handoff === null, c.waitingSince === null, draft === null],
      [sending?.state, sending?.auto, trouble?.state, intent, gates],
    ])
    const filed = known.get(key) ?? fileOf(row, trouble)
    if (known.size === REMEMBERED) known.clear()
    known.set(key, filed)
    return filed
  }
}

function setsOf(row: InboxRow, trouble: InboxRow['trouble']): string[] {
  const { conversation: c, draft, sending } = row
  const facts: Record<Fact, boolean> = {
    listed: c.mergedInto === null,
    handed: c.handoff !== null,
    sending: sending !== null,
    held: sending?.auto === true && sending.state === 'queued',
    draft: draft !== null,
    failed: trouble?.state === 'failed',
    unknown: trouble?.state === 'unknown',
    waits: c.waitingSince !== null,
    answered: c.lastAuthor === 'ai',
  }
  const holds = (Object.keys(facts) as Fact[]).filter((fact) => facts[fact])
  return [...facetsOf(row), ...holds.map(factSet)]
}

export interface SetWriter {
  /** What was moved and not written, in a transaction that failed, is forgotten. */
  begin(): void
  /** The conversation goes from these sets to those, both as the list keeps them. */
  move(rid: number, from: string, to: string): void
  /** Writes what was moved; to be called once, at the end of the transaction. */
  flush(): void
  /** Whether the stored sets are those that these conversations make. */
  hold(conversations: readonly { readonly rid: number; readonly sets: readonly string[] }[]): boolean
}

/** Sets that a conversation leaves, and that it joins. */
type Way = Readonly<Record<'left' | 'joined', readonly string[]>>

export function prepareSetWriter(db: Database.Database): SetWriter {
  const find = db.prepare<[string, number], Buffer>('SELECT bits FROM sets WHERE name = ? AND chunk = ?').pluck()
  const put = db.prepare(
    `INSERT INTO sets (name, chunk, bits) VALUES (?, ?, ?) ON CONFLICT (name, chunk) DO UPDATE SET bits = excluded.bits`,
  )
  const grow = db.prepare(
    'INSERT INTO set_sizes (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n',
  )
  const all = db.prepare<[], { readonly name: string; readonly chunk: number; readonly bits: Buffer }>(
    'SELECT name, chunk, bits FROM sets',
  )
  const count = db.prepare<[string], number>('SELECT n FROM set_sizes WHERE name = ?').pluck()
  const chunks = new Map<string, Map<number, Uint32Array>>()
  const grown = new Map<string, number>()

  const change = (name: string, rid: number, on: boolean) => {
    const of = chunks.get(name) ?? new Map<number, Uint32Array>()
    chunks.set(name, of)
    const at = chunkOf(rid)
    let chunk = of.get(at)
    if (chunk === undefined) {
      const stored = find.get(name, at)
      chunk = stored === undefined ? emptyChunk() : fromBlob(stored)
      of.set(at, chunk)
    }
    flip(chunk, rid, on)
    grown.set(name, (grown.get(name) ?? 0) + (on ? 1 : -1))
  }

  const ways = new Map<string, Way>()
  /** Many go the same way. */
  const wayOf = (from: string, to: string): Way => {
    const key = from + to
    let way = ways.get(key)
    if (way === undefined) {
      const [old, now] = [JSON.parse(from), JSON.parse(to)] as string[][]
      way = { left: old!.filter((name) => !now!.includes(name)), joined: now!.filter((name) => !old!.includes(name)) }
      ways.set(key, way)
    }
    return way
  }

  return {
    begin() {
      chunks.clear()
      grown.clear()
      ways.clear()
    },
    move(rid, from, to) {
      if (from === to) return
      const { left, joined } = wayOf(from, to)
      for (const name of left) change(name, rid, false)
      for (const name of joined) change(name, rid, true)
    },
    flush() {
      for (const [name, of] of chunks) for (const [at, chunk] of of) put.run(name, at, toBlob(chunk))
      for (const [name, by] of grown) if (by !== 0) grow.run(name, by)
      chunks.clear()
      grown.clear()
    },
    hold(conversations) {
      const wanted = new Map<string, number[]>()
      for (const { rid, sets } of conversations) for (const name of sets) keepIn(wanted, name, rid)
      const found = new Map<string, Bits>()
      for (const { name, chunk, bits } of all.all())
        found.set(name, new Map(found.get(name)).set(chunk, fromBlob(bits)))
      return [...new Set([...wanted.keys(), ...found.keys()])].every((name) => {
        const rids = wanted.get(name) ?? []
        const bits = found.get(name) ?? NONE
        const sizes = [size(bits), size(SETS.and(bits, setOf(rids))), count.get(name) ?? 0]
        return sizes.every((n) => n === rids.length)
      })
    },
  }
}

export interface SetReader {
  get(name: string): Bits
  size(name: string): number
}

/** Reads sets; what was read is kept until somebody has written. */
export function prepareSetReader(db: Database.Database): SetReader {
  const find = db.prepare<[string], { readonly chunk: number; readonly bits: Buffer }>(
    'SELECT chunk, bits FROM sets WHERE name = ?',
  )
  const count = db.prepare<[string], number>('SELECT n FROM set_sizes WHERE name = ?').pluck()
  const version = db.prepare<[], number>('PRAGMA data_version').pluck()
  const kept = new Map<string, Bits>()
  let of = -1

  return {
    get(name) {
      const now = version.get()!
      if (now !== of) kept.clear()
      of = now
      const known = kept.get(name)
      if (known !== undefined) return known
      const bits: Bits = new Map(find.all(name).map(({ chunk, bits }) => [chunk, fromBlob(bits)]))
      kept.set(name, bits)
      return bits
    },
    size: (name) => count.get(name) ?? 0,
  }
}
