/** Where the others are, and telling them where this window is: the open conversation, while somebody sits here. */
import { create } from 'zustand'
import { MINUTE, SECOND } from '#shared/clock.ts'
import type { Place, Presence } from '#shared/presence.ts'
import { desk } from '../desk.ts'
import { afterPaint } from './after-paint.ts'
import { now } from './clock.ts'
import { useTyped } from './typed.ts'
import { useUi } from './ui.ts'

/** As shared/presence.ts has it, which brings its schemas along. */
export const NOBODY: Presence = { people: [], agents: [] }

export const usePresence = create<Presence>()(() => NOBODY)

export const takePresence = (presence: Presence): void => usePresence.setState(presence)

/** Nobody has touched anything for so long: nobody is looking. */
const IDLE_AFTER = 3 * MINUTE
/** After the last letter one still counts as replying. */
const REPLYING_FOR = 15 * SECOND
const LOOK_EVERY = 2 * SECOND

interface Doing {
  readonly selectedId: string | null
  readonly page: string
  readonly hidden: boolean
  /** When somebody last touched a key or the pointer. */
  readonly touchedAt: number
  /** Where the last letter was written, and when. */
  readonly wrote: { readonly conversationId: string; readonly at: number } | null
}

/** Pure: what others are to see of this window. */
export function placeOf({ selectedId, page, hidden, touchedAt, wrote }: Doing, at: number): Place | null {
  if (selectedId === null || page !== 'inbox' || hidden || at - touchedAt > IDLE_AFTER) return null
  const replying = wrote?.conversationId === selectedId && at - wrote.at < REPLYING_FOR
  return { conversationId: selectedId, doing: replying ? 'replying' : 'viewing' }
}

let touchedAt = 0
let wrote: Doing['wrote'] = null
let told: string | null = null

function look(): void {
  const { selectedId, page } = useUi.getState()
  const place = placeOf({ selectedId, page, hidden: document.hidden, touchedAt, wrote }, now())
  const text = JSON.stringify(place)
  if (text === told) return
  told = text
  desk.here(place).catch(() => {
    // Told again as soon as there is a desk.
    told = null
  })
}

/** The desk knows nothing of this window yet: it is told afresh. */
export function tellPlace(): void {
  told = null
  look()
}

const touch = () => {
  const before = touchedAt
  touchedAt = now()
  if (touchedAt - before > LOOK_EVERY) look()
}

/** Letters that were typed here, not those that come from another console of the same person. */
function takeLetters(typed: Typed, before: Typed): void {
  const { selectedId } = useUi.getState()
  const fresh = Object.entries(typed.byKey).find(
    ([key, entry]) => entry.dirty && entry.conversationId === selectedId && entry.text !== before.byKey[key]?.text,
  )
  if (fresh === undefined || selectedId === null) return
  wrote = fresh[1].text.trim() === '' ? null : { conversationId: selectedId, at: now() }
  look()
}

type Typed = ReturnType<typeof useTyped.getState>

export function startPresence(): void {
  touchedAt = now()
  for (const event of ['keydown', 'pointermove', 'pointerdown', 'focus']) {
    window.addEventListener(event, touch, { passive: true, capture: true })
  }
  document.addEventListener('visibilitychange', look)
  useUi.subscribe((ui, before) => {
    if (ui.selectedId !== before.selectedId || ui.page !== before.page) afterPaint(look)
  })
  useTyped.subscribe(takeLetters)
  setInterval(look, LOOK_EVERY)
}
