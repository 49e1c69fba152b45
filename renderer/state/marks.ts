/**
 * The conversations that are marked for one act: each by itself, a stretch of the list, or all that the list holds,
 * loaded or not. Going to another list takes the marks away.
 */
import { create } from 'zustand'
import type { BulkAct } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { indexOf, isSearch, lookedAt, rowAt, usePool } from './pool.ts'

interface Marks {
  /** Marked one by one; with `all`, those that are left out. */
  readonly ids: ReadonlySet<string>
  readonly all: boolean
}

const NONE: Marks = { ids: new Set(), all: false }
export const useMarks = create<Marks>()(() => NONE)

/** Where a stretch began: the conversation, its place, and what was marked before it. */
let anchor: { readonly id: string; readonly index: number; readonly before: ReadonlySet<string> } | null = null

export const isMarked = (id: string): boolean => {
  const { ids, all } = useMarks.getState()
  return ids.has(id) !== all
}

/** How many are marked; of a search that goes on, at least. */
export function markedCount({ ids, all }: Marks, total: number): number {
  return all ? Math.max(0, total - ids.size) : ids.size
}

export const anyMarked = (): boolean => markedCount(useMarks.getState(), usePool.getState().total) > 0

export function clearMarks(): void {
  anchor = null
  if (useMarks.getState() !== NONE) useMarks.setState(NONE, true)
}

export function toggleMark(id: string): void {
  const { ids, all } = useMarks.getState()
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  if (!all && next.size === 0) {
    clearMarks()
    return
  }
  useMarks.setState({ ids: next })
  anchor = { id, index: indexOf(id), before: next }
}

/** Where a stretch begins if nothing has been marked yet. */
export function anchorAt(id: string): void {
  if (anchor === null) anchor = { id, index: indexOf(id), before: useMarks.getState().ids }
}

let stretch = 0
/** Marks from where the last mark was set to this place, both included; rows that are not loaded are asked for. */
export async function markTo(index: number): Promise<void> {
  const from = anchor
  const target = rowAt(index)?.conversation.id
  if (from === null || target === undefined) return
  if (useMarks.getState().all) {
    if (!isMarked(target)) toggleMark(target)
    return
  }
  stretch += 1
  const mine = stretch
  const now = indexOf(from.id)
  const start = now === -1 ? from.index : now
  const [first, last] = start < index ? [start, index] : [index, start]
  const ids = loadedBetween(first, last) ?? (await askedBetween(first, last))
  if (mine !== stretch || ids === undefined) return
  useMarks.setState({ ids: new Set([...from.before, ...ids, from.id]) })
}

function loadedBetween(first: number, last: number): readonly string[] | null {
  const ids: string[] = []
  for (let i = first; i <= last; i++) {
    const id = rowAt(i)?.conversation.id
    if (id === undefined) return null
    ids.push(id)
  }
  return ids
}

/** A search has all its rows up to the last one loaded; a view may not. */
function askedBetween(first: number, last: number): Promise<readonly string[] | undefined> {
  const { view, filter, order } = lookedAt()
  return ask(desk.ids({ view, filter, order, offset: first, limit: last - first + 1 }))
}

/** Marks the rows that are on the screen. */
export function markShown(first: number, last: number): void {
  const { ids, all } = useMarks.getState()
  if (all) return
  const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => rowAt(first + i)?.conversation.id)
  useMarks.setState({ ids: new Set([...ids, ...shown.flatMap((id) => id ?? [])]) })
}

/** Marks all that the list holds; where all are marked, none. */
export function markAll(): void {
  const { ids, all } = useMarks.getState()
  if (all && ids.size === 0) clearMarks()
  else if (usePool.getState().total > 0) useMarks.setState({ ids: new Set(), all: true })
}

/** The marked ones, as a bulk act names them. */
export function marked(): BulkAct['of'] {
  const { ids, all } = useMarks.getState()
  const { view, filter, search } = lookedAt()
  return all ? { all: { view, filter, search }, but: [...ids] } : { ids: [...ids] }
}

/** Another list has other conversations. */
usePool.subscribe((pool, before) => {
  const same = pool.view === before.view && pool.filter === before.filter && pool.search === before.search
  if (!same || pool.inView !== before.inView) clearMarks()
  else if (pool.loaded && pool.total === 0 && !isSearch(pool.search)) clearMarks()
})
