/**
 * Sets of small numbers as bits, in chunks; a chunk that is missing holds none. Values are never changed once made.
 * A hundred thousand conversations are thirteen chunks of one KB: what is in two sets, and how many, is microseconds.
 */
import type { Algebra } from '#shared/views.ts'

export const CHUNK_BITS = 8_192
const WORDS = CHUNK_BITS / 32

export type Bits = ReadonlyMap<number, Uint32Array>

export const NONE: Bits = new Map()

export const chunkOf = (n: number): number => Math.floor(n / CHUNK_BITS)

export const SETS: Algebra<Bits> = {
  and(a, b) {
    const both = new Map<number, Uint32Array>()
    for (const [chunk, left] of a) {
      const right = b.get(chunk)
      if (right !== undefined)
        both.set(
          chunk,
          words(left, right, (l, r) => l & r),
        )
    }
    return both
  },
  or(a, b) {
    if (a.size === 0) return b
    const either = new Map(a)
    for (const [chunk, right] of b) {
      const left = a.get(chunk)
      either.set(chunk, left === undefined ? right : words(left, right, (l, r) => l | r))
    }
    return either
  },
  without(a, b) {
    if (b.size === 0) return a
    const rest = new Map(a)
    for (const [chunk, left] of a) {
      const right = b.get(chunk)
      if (right !== undefined)
        rest.set(
          chunk,
          words(left, right, (l, r) => l & ~r),
        )
    }
    return rest
  },
}

function words(left: Uint32Array, right: Uint32Array, join: (l: number, r: number) => number): Uint32Array {
  const joined = new Uint32Array(WORDS)
  for (let i = 0; i < WORDS; i++) joined[i] = join(left[i]!, right[i]!)
  return joined
}

export function has(bits: Bits, n: number): boolean {
  const word = bits.get(chunkOf(n))?.[(n % CHUNK_BITS) >> 5] ?? 0
  return (word & (1 << (n & 31))) !== 0
}

/** How many there are. */
export function size(bits: Bits): number {
  let n = 0
  for (const chunk of bits.values()) for (const word of chunk) if (word !== 0) n += ones(word)
  return n
}

export function isEmpty(bits: Bits): boolean {
  for (const chunk of bits.values()) if (chunk.some((word) => word !== 0)) return false
  return true
}

function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Those in the set, ascending. */
export function* members(bits: Bits): Generator<number> {
  for (const chunk of [...bits.keys()].sort((a, b) => a - b)) {
    for (const [i, word] of bits.get(chunk)!.entries()) {
      for (let left = word; left !== 0; left &= left - 1) {
        yield chunk * CHUNK_BITS + i * 32 + (31 - Math.clz32(left & -left))
      }
    }
  }
}

/** A chunk that is being made. */
export function flip(chunk: Uint32Array, n: number, on: boolean): void {
  const at = (n % CHUNK_BITS) >> 5
  const bit = 1 << (n & 31)
  chunk[at] = on ? chunk[at]! | bit : chunk[at]! & ~bit
}

export function setOf(numbers: Iterable<number>): Bits {
  const made = new Map<number, Uint32Array>()
  for (const n of numbers) {
    const chunk = made.get(chunkOf(n)) ?? new Uint32Array(WORDS)
    made.set(chunkOf(n), chunk)
    flip(chunk, n, true)
  }
  return made
}

export const emptyChunk = (): Uint32Array => new Uint32Array(WORDS)

/** As it lies in the database; the machine's own byte order, since a mirror never leaves its machine. */
export const toBlob = (chunk: Uint32Array): Buffer => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
export const fromBlob = (blob: Buffer): Uint32Array => new Uint32Array(Uint8Array.from(blob).buffer)
