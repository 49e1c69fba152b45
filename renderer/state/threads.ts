/** Threads that were opened or lie next to the open one: shown at once, then read afresh. */
import { create } from 'zustand'
import type { MessageRow } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { gather } from './gather.ts'
import { same } from './same.ts'
import { takeTyped } from './typed.ts'
import { useUi } from './ui.ts'

interface Earlier {
  readonly messages: readonly MessageRow[]
  readonly state: 'idle' | 'loading' | 'all'
  /** Between these and the newest there are more. */
  readonly gap: boolean
}

interface Threads {
  readonly byId: Readonly<Record<string, Thread>>
  readonly earlier: Readonly<Record<string, Earlier>>
  /** Conversations that the desk does not have. */
  readonly missing: Readonly<Record<string, true>>
}

/** More than what may be undone and what lies around the open one, all of which is read again as it changes. */
const KEPT = 48

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

const loadSoon = gather<string>((ids) => {
  for (const id of ids) void loadThread(id)
})

/** Reads a thread afresh that has changed: the open one at once, another when everything has been told of it. */
export function readAgain(id: string): void {
  if (id === useUi.getState().selectedId) void loadThread(id)
  else loadSoon(id)
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
  const unchanged = same(before, thread)
  if (before !== undefined && !unchanged) keepFallen(id, before, thread)
  const newest = Object.entries(others).slice(-(KEPT - 1))
  useThreads.setState({
    byId: { ...Object.fromEntries(newest), [id]: before !== undefined && unchanged ? before : thread },
  })
}

/** A text that new ones push out of the newest page stays with the earlier ones, where some are shown. */
function keepFallen(id: string, before: Thread, thread: Thread): void {
  const { earlier } = useThreads.getState()
  const known = earlier[id]
  const first = thread.messages[0]
  // Beyond a gap they are not missed: whoever closes it reads them.
  if (known === undefined || known.gap || first === undefined) return
  const there = new Set(known.messages.map((m) => m.id))
  const fallen = before.messages.filter((m) => m.createdAt < first.createdAt && !there.has(m.id))
  if (fallen.length === 0) return
  useThreads.setState({ earlier: { ...earlier, [id]: { ...known, messages: [...known.messages, ...fallen] } } })
}

/** Reads what is not there yet; for the neighbours of the open thread. */
export function prefetch(ids: readonly string[]): void {
  for (const id of ids) if (useThreads.getState().byId[id] === undefined && !loading.has(id)) void loadThread(id)
}

/** What is shown of `changed` is read afresh, the rest is forgotten. `changed` null: many. */
export function touchThreads(changed: readonly string[] | null, shown: readonly string[]): void {
  const { byId } = useThreads.getState()
  const touched = changed === null ? Object.keys(byId) : changed
  const forget = touched.filter((id) => !shown.includes(id) && byId[id] !== undefined)
  if (forget.length > 0) {
    const without = <T>(all: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(all).filter(([id]) => !forget.includes(id)))
    useThreads.setState({ byId: without(byId), earlier: without(useThreads.getState().earlier) })
  }
  for (const id of shown) if (changed === null || changed.includes(id)) readAgain(id)
}

/** Shows the effect of a command before the desk answers; the next read has the last word. */
export function patchThread(id: string, change: (thread: Thread) => Thread): void {
  const { byId } = useThreads.getState()
  const thread = byId[id]
  if (thread !== undefined) useThreads.setState({ byId: { ...byId, [id]: change(thread) } })
}

const setEarlier = (id: string, value: Earlier): void =>
  useThreads.setState((s) => ({ earlier: { ...s.earlier, [id]: value } }))

export async function loadEarlier(id: string): Promise<void> {
  const { byId, earlier } = useThreads.getState()
  const known: Earlier = earlier[id] ?? { messages: [], state: 'idle', gap: false }
  const oldest = known.messages[0] ?? byId[id]?.messages[0]
  if (oldest === undefined || known.state !== 'idle') return
  setEarlier(id, { ...known, state: 'loading' })
  const more = await ask(desk.earlier(id, oldest.createdAt))
  if (more === undefined) setEarlier(id, known)
  else {
    const state = more.length === 0 ? 'all' : 'idle'
    setEarlier(id, { ...known, messages: [...more, ...known.messages], state })
  }
}

/** Reads on from where one has gone back to, until the newest are reached. */
export async function loadLater(id: string): Promise<void> {
  const known = useThreads.getState().earlier[id]
  const newest = known?.messages.at(-1)
  if (known === undefined || newest === undefined || !known.gap) return
  const more = await ask(desk.later(id, newest.createdAt))
  if (more !== undefined) setEarlier(id, joined(id, { ...known, messages: [...known.messages, ...more] }))
}

/** Sees to it that a message is among those that are shown: what stands around it is read, however far back it is. */
export async function showAround(
  id: string,
  { id: messageId, createdAt }: Pick<MessageRow, 'id' | 'createdAt'>,
): Promise<void> {
  if (useThreads.getState().byId[id] === undefined) await loadThread(id)
  const { byId, earlier } = useThreads.getState()
  const shown = [...(earlier[id]?.messages ?? []), ...(byId[id]?.messages ?? [])]
  if (shown.some((m) => m.id === messageId)) return
  const [before, after] = await Promise.all([ask(desk.earlier(id, createdAt + 1)), ask(desk.later(id, createdAt))])
  if (before === undefined || after === undefined) return
  setEarlier(id, joined(id, { messages: [...before, ...after], state: 'idle', gap: true }))
}

/** Without what the newest hold already; where that is reached, there is no gap. */
function joined(id: string, { messages, state }: Earlier): Earlier {
  const first = useThreads.getState().byId[id]?.messages[0]
  const own = first === undefined ? messages : messages.filter((m) => m.createdAt < first.createdAt)
  return { messages: own, state, gap: own.length === messages.length }
}

export function forgetThreads(): void {
  loading.clear()
  again.clear()
  useThreads.setState({ byId: {}, earlier: {}, missing: {} })
}
