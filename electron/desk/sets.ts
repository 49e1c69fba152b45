/** The mirror's sets of conversations: kept by its writer, read by its readers. */
import type Database from 'better-sqlite3'
import { facetsOf } from '#shared/filters.ts'
import { type InboxRow, type View, viewsOf } from '#shared/views.ts'
import { type Bits, chunkOf, emptyChunk, flip, fromBlob, NONE, SETS, setOf, size, toBlob } from './bits.ts'
import { keepIn } from './keep-in.ts'

export const viewSet = (view: View): string => `view:${view}`

/** What is so of a conversation besides its facets, for reckoning views afresh while a bulk act is on its way. */
export type Fact = 'listed' | 'handed' | 'sending' | 'held' | 'draft' | 'failed' | 'unknown' | 'waits' | 'answered'
export const factSet = (fact: Fact): string => `is:${fact}`

/** @param trouble before a close hides it */
export function setsOf(row: InboxRow, trouble: InboxRow['trouble']): string[] {
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
  return [...facetsOf(row), ...viewsOf(row).map(viewSet), ...holds.map(factSet)]
}

export interface SetWriter {
  /** What was moved and not written, in a transaction that failed, is forgotten. */
  begin(): void
  /** The conversation goes from these sets to those. */
  move(rid: number, from: readonly string[], to: readonly string[]): void
  /** Writes what was moved; to be called once, at the end of the transaction. */
  flush(): void
  /** Whether the stored sets are those that these conversations make. */
  hold(conversations: readonly { readonly rid: number; readonly sets: readonly string[] }[]): boolean
}

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

  return {
    begin() {
      chunks.clear()
      grown.clear()
    },
    move(rid, from, to) {
      for (const name of from) if (!to.includes(name)) change(name, rid, false)
      for (const name of to) if (!from.includes(name)) change(name, rid, true)
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
