/**
 * What a person has typed and not sent: kept here while they type, by the desk for next time, and by the server for
 * their other consoles. What comes from there never takes the place of what is being typed here now.
 */
import { create } from 'zustand'
import { typedKeyOf } from '#shared/ids.ts'
import type { TypedText } from '#shared/rows.ts'
import { desk } from '../desk.ts'
import { accountInView } from './venues.ts'

type Place = Omit<TypedText, 'text' | 'at'>

interface Entry extends TypedText {
  /** Typed here, and not yet kept by the desk. */
  readonly dirty: boolean
}

interface Typed {
  readonly byKey: Readonly<Record<string, Entry>>
}

export const useTyped = create<Typed>()(() => ({ byKey: {} }))

/** Characters that a place holds. */
const MOST = 5_000
const SAVE_AFTER_MS = 300
/** So long after the last key one is still typing. */
const TYPING_MS = 2_000
const saving = new Map<string, ReturnType<typeof setTimeout>>()
const typing = new Map<string, ReturnType<typeof setTimeout>>()

const replyAt = (conversationId: string) => typedKeyOf({ place: 'reply', conversationId, draftId: null })
const asideAt = (conversationId: string) => typedKeyOf({ place: 'aside', conversationId, draftId: null })
const draftAt = (draftId: string) => typedKeyOf({ place: 'draft', conversationId: '', draftId })

const NOTHING = { text: '', draftId: null } as const
type Words = Pick<TypedText, 'text' | 'draftId'>
const wordsAt = (key: string): Words => useTyped.getState().byKey[key] ?? NOTHING

/** What stands in the composer, with the draft that was applied there. */
export const replyOf = (conversationId: string): Words => wordsAt(replyAt(conversationId))
export const useReply = (conversationId: string): Words => useTyped((s) => s.byKey[replyAt(conversationId)]) ?? NOTHING
/** What was put aside there for something else. */
export const useAside = (conversationId: string): string =>
  useTyped((s) => s.byKey[asideAt(conversationId)]?.text ?? '')
/** How far a draft has been edited in place; empty: it has not. */
export const editOf = (draftId: string): string => wordsAt(draftAt(draftId)).text
export const useEdit = (draftId: string): string => useTyped((s) => s.byKey[draftAt(draftId)]?.text ?? '')

/** Drafts that were edited in place and have gone meanwhile, with what was typed there. */
export function useLeftEdits(
  conversationId: string,
  draftId: string | null,
): readonly { readonly draftId: string; readonly text: string }[] {
  const byKey = useTyped((s) => s.byKey)
  return Object.values(byKey).flatMap((entry) => {
    const left = entry.place === 'draft' && entry.conversationId === conversationId && entry.draftId !== draftId
    return left && entry.draftId !== null && entry.text !== '' ? [{ draftId: entry.draftId, text: entry.text }] : []
  })
}

export function setReply(conversationId: string, text: string, draftId: string | null = null): void {
  put({ place: 'reply', conversationId, draftId }, text)
}

export function setEdit(conversationId: string, draftId: string, text: string): void {
  put({ place: 'draft', conversationId, draftId }, text)
}

export function setAside(conversationId: string, text: string): void {
  put({ place: 'aside', conversationId, draftId: null }, text)
}

/** Makes room in the composer: one's own words there are kept for later. */
export function putAside(conversationId: string, text = ownWords(conversationId)): void {
  const there = wordsAt(asideAt(conversationId)).text
  if (text.trim() === '' || there.includes(text)) return
  // The latest matters most where there is more than can be kept.
  setAside(conversationId, (there === '' ? text : `${there}\n${text}`).slice(-MOST))
}

/** An applied draft can be applied again; what was written there by hand cannot. */
function ownWords(conversationId: string): string {
  const { text, draftId } = replyOf(conversationId)
  return draftId === null ? text : ''
}

function put(place: Place, text: string): void {
  const key = typedKeyOf(place)
  const before = useTyped.getState().byKey[key]
  if (before === undefined ? text === '' : before.text === text && before.draftId === place.draftId) return
  useTyped.setState((s) => ({ byKey: { ...s.byKey, [key]: { ...place, text, at: before?.at ?? 0, dirty: true } } }))
  restart(saving, key, SAVE_AFTER_MS, () => void save(key))
  restart(typing, key, TYPING_MS, () => void loadTyped(place.conversationId))
}

function restart(timers: typeof saving, key: string, ms: number, run: () => void): void {
  clearTimeout(timers.get(key))
  const timer = setTimeout(() => {
    timers.delete(key)
    run()
  }, ms)
  timers.set(key, timer)
}

async function save(key: string): Promise<void> {
  clearTimeout(saving.get(key))
  saving.delete(key)
  const entry = useTyped.getState().byKey[key]
  if (entry === undefined || !entry.dirty) return
  const { place, conversationId, draftId, text } = entry
  const account = accountInView()
  // Where the desk is away it stays unkept, and is saved when the desk is back.
  const saved = await desk.saveTyped({ place, conversationId, draftId, text }).catch(() => null)
  if (saved === null || account !== accountInView()) return
  useTyped.setState((s) => {
    const now = s.byKey[key]
    if (now === undefined) return s
    const dirty = now.text !== text || now.draftId !== draftId
    return { byKey: { ...s.byKey, [key]: { ...now, at: saved.at, dirty } } }
  })
}

/** What the desk knows: shown where it is later, and nobody types there now. */
export function takeTyped(texts: readonly TypedText[]): void {
  const { byKey } = useTyped.getState()
  const newer = texts.filter((typed) => {
    const key = typedKeyOf(typed)
    const here = byKey[key]
    return here === undefined || (!here.dirty && !typing.has(key) && typed.at > here.at)
  })
  if (newer.length === 0) return
  const entries = newer.map((typed) => [typedKeyOf(typed), { ...typed, dirty: false }] as const)
  useTyped.setState({ byKey: { ...byKey, ...Object.fromEntries(entries) } })
}

/** Reads afresh what was typed in a conversation, here or on another console. */
export async function loadTyped(conversationId: string): Promise<void> {
  const account = accountInView()
  const texts = await desk.typed(conversationId).catch(() => [])
  if (account === accountInView()) takeTyped(texts)
}

/** Saves what the desk could not take, and what was typed a moment ago. */
export function flushTyped(): void {
  for (const [key, { dirty }] of Object.entries(useTyped.getState().byKey)) if (dirty) void save(key)
}

export function forgetTyped(): void {
  for (const timers of [saving, typing]) {
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
  }
  useTyped.setState({ byKey: {} })
}
