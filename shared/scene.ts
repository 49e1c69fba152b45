/** One thread as a console sees it, with what it may hold, and the pure ways to change it. */
import type { Members } from './merged.ts'
import type { ContactRow, ConversationRow, DecisionRow, DraftRow, MessageRow } from './rows.ts'

export type SeqDraft = DraftRow & { readonly seq: number }

/** One thread with every row that the commands on it may name. */
export interface Scene {
  /** All of it as one row. */
  readonly conversation: ConversationRow
  /** The conversations themselves, the root first. */
  readonly members: Members
  /** To whom a reply goes. */
  readonly contact: ContactRow | null
  readonly drafts: readonly SeqDraft[]
  readonly messages: readonly MessageRow[]
  /** The latest decision on a text of the customer. */
  readonly decided: Pick<DecisionRow, 'intent' | 'reasons'> | null
}

/** As much of it as the list shows. */
export type Glance = Omit<Scene, 'members' | 'contact'>

/** The scene's pending draft: the newest, where two conversations had one each when they were merged. */
export function draftOf(scene: Pick<Scene, 'drafts'>): SeqDraft | null {
  const pending = scene.drafts.filter((d) => d.state === 'pending')
  return pending.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1))[0] ?? null
}

export function pendingDraft(scene: Scene, id: string): SeqDraft | undefined {
  return scene.drafts.find((d) => d.id === id && d.state === 'pending')
}

export const barred = (scene: Scene): boolean => scene.contact?.optedOut === true

export function patchConversation(scene: Scene, change: Partial<ConversationRow>): Scene {
  return { ...scene, conversation: { ...scene.conversation, ...change } }
}

export function patchDraft(scene: Scene, id: string, change: Partial<DraftRow>): Scene {
  return { ...scene, drafts: scene.drafts.map((d) => (d.id === id ? { ...d, ...change } : d)) }
}

export function patchMessage(scene: Scene, id: string, change: Partial<MessageRow>): Scene {
  return { ...scene, messages: scene.messages.map((m) => (m.id === id ? { ...m, ...change } : m)) }
}

/** A row that the feed has brought already is not added again. */
export function addMessage(scene: Scene, message: MessageRow): Scene {
  return scene.messages.some((m) => m.id === message.id) ? scene : { ...scene, messages: [...scene.messages, message] }
}

export const each = ([root, ...merged]: Members, change: (c: ConversationRow) => ConversationRow): Members => [
  change(root),
  ...merged.map(change),
]
