/** Bulk work that comes in pieces: each a write, between which whatever else waits goes ahead. */
import type { Storage } from './storage.ts'
import type { Tx } from './tx.ts'

export type Piece<R> = (tx: Tx) => Promise<Left<R>>

/** What a piece leaves: the one that comes after it, or the end. */
export type Left<R> = { readonly next: Piece<R> } | { readonly end: R }

/**
 * Each piece begins once all before it were carried out, in the same transaction where nobody waits.
 * @returns after the commit of the last. @throws what a piece, or its commit, throws; nothing comes after that one
 */
export function inPieces<R>(storage: Pick<Storage, 'write'>, venueId: string, first: Piece<R>): Promise<R> {
  let failed = false
  const run = async (piece: Piece<R>): Promise<R> => {
    let rest: Promise<R> | undefined
    const write = storage.write('bulk', venueId, async (tx) => {
      // The commit of those before was undone after this one had been given.
      if (failed) throw new Error('what it goes on from was not stored')
      const left = await piece(tx)
      // Given while the transaction is open, so that it may be part of it.
      if ('next' in left) {
        rest = run(left.next)
        rest.catch(() => undefined)
      }
      return left
    })
    try {
      const left = await write
      return 'end' in left ? left.end : rest!
    } catch (error) {
      failed = true
      throw error
    }
  }
  return run(first)
}
