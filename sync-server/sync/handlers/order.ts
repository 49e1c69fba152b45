/** Rows that an owner puts in order: a place is a number, and only those that move are written. */
import { Refusal } from '#shared/errors.ts'
import type { Tx } from '../../storage/tx.ts'

interface Placed {
  readonly id: string
  readonly order: number
}

export const inOrder = (a: Placed, b: Placed) => a.order - b.order || a.id.localeCompare(b.id)

export const nextOrder = (rows: readonly Placed[]): number => Math.max(0, ...rows.map((row) => row.order)) + 1

/** Those that are named come first, as they are named; the others stay in their order behind. @throws row_not_found */
export async function arrange(
  tx: Tx,
  table: 'agents' | 'guidance' | 'playbooks',
  rows: readonly Placed[],
  first: readonly string[],
): Promise<void> {
  const named = first.map((id) => rows.find((row) => row.id === id))
  if (named.some((row) => row === undefined)) throw new Refusal('row_not_found')
  const rest = rows.filter((row) => !first.includes(row.id)).toSorted(inOrder)
  for (const [n, row] of [...(named as Placed[]), ...rest].entries()) {
    if (row.order !== n + 1) await tx.patch(table, row.id, { order: n + 1 })
  }
}
