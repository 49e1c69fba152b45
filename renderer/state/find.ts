/** The hits of a search in the open thread: where they are, and which one is in sight. */
import { create } from 'zustand'
import type { MessageRow } from '#shared/rows.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { isSearch, usePool } from './pool.ts'
import { showAround } from './threads.ts'
import { useUi } from './ui.ts'

export type Hit = Pick<MessageRow, 'id' | 'createdAt'>

interface Find {
  /** Whose thread, and for which words. */
  readonly conversationId: string | null
  readonly search: string
  /** Newest first. */
  readonly hits: readonly Hit[]
  /** Place of the one in sight; it rises with age. */
  readonly at: number
  /** Rises with each step, so that the same hit is gone to again. */
  readonly steps: number
}

const NOTHING: Find = { conversationId: null, search: '', hits: [], at: 0, steps: 0 }
export const useFind = create<Find>()(() => NOTHING)

export const isFinding = (): boolean => useFind.getState().hits.length > 0

/** Finds again what the open thread has of the search; the newest hit comes into sight when either has changed. */
export async function refreshFind(): Promise<void> {
  const { selectedId } = useUi.getState()
  const search = usePool.getState().search.trim()
  if (selectedId === null || !isSearch(search)) {
    if (useFind.getState() !== NOTHING) useFind.setState(NOTHING, true)
    return
  }
  const hits = await ask(desk.threadHits(selectedId, search))
  if (hits === undefined || useUi.getState().selectedId !== selectedId) return
  if (usePool.getState().search.trim() !== search) return
  const before = useFind.getState()
  const same = before.conversationId === selectedId && before.search === search
  if (same && before.hits[before.at]?.id === hits[before.at]?.id) {
    useFind.setState({ hits })
    return
  }
  useFind.setState({ conversationId: selectedId, search, hits, at: 0, steps: before.steps + 1 })
  const first = hits[0]
  if (first !== undefined) await showAround(selectedId, first)
}

/** To the next older hit, or the next newer one; round at the ends. */
export function findStep(step: 1 | -1): void {
  const { conversationId, hits, at, steps } = useFind.getState()
  if (conversationId === null || hits.length === 0) return
  const next = (at + step + hits.length) % hits.length
  void showAround(conversationId, hits[next]!).then(() => useFind.setState({ at: next, steps: steps + 1 }))
}

usePool.subscribe((pool, before) => {
  if (pool.search !== before.search) void refreshFind()
})
useUi.subscribe((ui, before) => {
  if (ui.selectedId !== before.selectedId) void refreshFind()
})
