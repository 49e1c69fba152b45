/** What is typed in each composer and not sent: kept here while one types, and by the desk for next time. */
import { create } from 'zustand'
import { desk } from '../desk.ts'

interface Typed {
  readonly byId: Readonly<Record<string, string>>
}

export const useTyped = create<Typed>()(() => ({ byId: {} }))

const SAVE_AFTER_MS = 300
const timers = new Map<string, ReturnType<typeof setTimeout>>()

export function setTyped(conversationId: string, text: string): void {
  useTyped.setState((s) => ({ byId: { ...s.byId, [conversationId]: text } }))
  clearTimeout(timers.get(conversationId))
  timers.set(
    conversationId,
    setTimeout(() => saveTyped(conversationId), SAVE_AFTER_MS),
  )
}

function saveTyped(conversationId: string): void {
  clearTimeout(timers.get(conversationId))
  timers.delete(conversationId)
  const text = useTyped.getState().byId[conversationId] ?? ''
  desk.saveTyped(conversationId, text).catch(() => {
    // Kept here; saved when the desk is back.
    unsaved.add(conversationId)
  })
}

const unsaved = new Set<string>()

/** Saves what the desk could not take, and what was typed a moment ago. */
export function flushTyped(): void {
  const ids = [...unsaved, ...timers.keys()]
  unsaved.clear()
  for (const id of ids) saveTyped(id)
}

export function forgetTyped(): void {
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
  unsaved.clear()
  useTyped.setState({ byId: {} })
}
