/** Threads that were opened or lie next to the open one: shown at once, then read afresh. */
import { create } from 'zustand'
import type { MessageRow } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { takeTyped } from './typed.ts'
import { useUi } from './ui.ts'

interface Earlier {
  readonly messages: readonly MessageRow[]
  readonly state: 'idle' | 'loading' | 'all'
}

interface Threads {
  readonly byId: Readonly<Record<string, Thread>>
  readonly earlier: Readonly<Record<string, Earlier>>
  /** Conversations that the desk does not have. */
  readonly missing: Readonly<Record<string, true>>
}

const KEPT = 24

export const useThreads = create<Threads>()(() => ({ byId: {}, earlier: {}, missing: {} }))

const loading = new Map<string, Promise<void>>()
const again = new Set<string>()

/** Reads a thread from the desk; one read at a time for each, and a request during a read gets another one. */
export function loadThread(id: string): Promise<void> {
  const running = loading.get(id)
  if (running !== undefined) {
    again.add(id)
    return running
  }
  const read = async () => {
    do {
      again.delete(id)
      const thread = await ask(desk.thread(id))
      if (thread !== undefined) keep(id, thread)
      if (thread != null && thread.conversation.id !== id) followMerge(id, thread.conversation.id)
      if (thread != null) takeTyped(thread.typed)
    } while (again.has(id))
  }
  const promise = read().finally(() => {
    if (loading.get(id) === promise) loading.delete(id)
  })
  loading.set(id, promise)
  return promise
}

/** It is part of another thread now: who had it open has that open. */
function followMerge(id: string, root: string): void {
  const { [id]: _, ...rest } = useThreads.getState().byId
  useThreads.setState({ byId: rest })
  if (useUi.getState().selectedId === id) useUi.setState({ selectedId: root, editing: null })
}

function keep(given: string, thread: Thread | null): void {
  const id = thread?.conversation.id ?? given
  const { byId, missing } = useThreads.getState()
  const { [id]: before, ...others } = byId
  if (thread === null) {
    useThreads.setState({ byId: others, missing: { ...missing, [id]: true } })
    return
  }
  const same = before !== undefined && JSON.stringify(before) === JSON.stringify(thread)
  if (before !== undefined && !same) keepFallen(id, before, thread)
  const newest = Object.entries(others).slice(-(KEPT - 1))
  useThreads.setState({ byId: { ...Object.fromEntries(newest), [id]: same ? before : thread } })
}

/** A text that new ones push out of the newest page stays with the earlier ones, where some are shown. */
function keepFallen(id: string, before: Thread, thread: Thread): void {
  const { earlier } = useThreads.getState()
  const known = earlier[id]
  const first = thread.messages[0]
  if (known === undefined || first === undefined) return
  const there = new Set(known.messages.map((m) => m.id))
  const fallen = before.messages.filter((m) => m.createdAt < first.createdAt && !there.has(m.id))
  if (fallen.length === 0) return
  useThreads.setState({ earlier: { ...earlier, [id]: { ...known, messages: [...known.messages, ...fallen] } } })
}

/** Reads what is not there yet; for the neighbours of the open thread. */
export function prefetch(ids: readonly string[]): void {
  for (const id of ids) if (useThreads.getState().byId[id] === undefined) void loadThread(id)
}

/** What is shown of `changed` is read afresh, the rest is forgotten. `changed` null: many. */
export function touchThreads(changed: readonly string[] | null, shown: readonly string[]): void {
  const { byId } = useThreads.getState()
  const touched = changed === null ? Object.keys(byId) : changed
  const forget = touched.filter((id) => !shown.includes(id) && byId[id] !== undefined)
  if (forget.length > 0) {
    const rest = Object.fromEntries(Object.entries(byId).filter(([id]) => !forget.includes(id)))
    useThreads.setState({ byId: rest })
  }
  for (const id of shown) if (changed === null || changed.includes(id)) void loadThread(id)
}

/** Shows the effect of a command before the desk answers; the next read has the last word. */
export function patchThread(id: string, change: (thread: Thread) => Thread): void {
  const { byId } = useThreads.getState()
  const thread = byId[id]
  if (thread !== undefined) useThreads.setState({ byId: { ...byId, [id]: change(thread) } })
}

export async function loadEarlier(id: string): Promise<void> {
  const { byId, earlier } = useThreads.getState()
  const known = earlier[id] ?? { messages: [], state: 'idle' }
  const oldest = known.messages[0] ?? byId[id]?.messages[0]
  if (oldest === undefined || known.state !== 'idle') return
  const set = (value: Earlier) => useThreads.setState({ earlier: { ...useThreads.getState().earlier, [id]: value } })
  set({ ...known, state: 'loading' })
  const more = await ask(desk.earlier(id, oldest.createdAt))
  if (more === undefined) set(known)
  else set({ messages: [...more, ...known.messages], state: more.length === 0 ? 'all' : 'idle' })
}

export function forgetThreads(): void {
  loading.clear()
  again.clear()
  useThreads.setState({ byId: {}, earlier: {}, missing: {} })
}
