/** What is open and where one stands. Nothing here outlives the page but two folds. */
import { create } from 'zustand'
import type { IntentKey } from '#shared/intents.ts'
import type { DecisionRow } from '#shared/rows.ts'
import type { SettingsPage } from '../words/why.ts'
import { isNarrow, useNarrow } from './narrow.ts'
import { IN_WINDOW, kept } from './page.ts'
import { anyUnsaved } from './unsaved.ts'

/** One thing at most lies over the page. */
export type Overlay =
  | { readonly kind: 'reject' }
  | { readonly kind: 'hand_off' }
  | { readonly kind: 'snooze' }
  | { readonly kind: 'note' }
  | { readonly kind: 'merge' }
  | { readonly kind: 'erase' }
  | {
      readonly kind: 'why'
      readonly inboundMessageId: string | null
      /** The decision that is shown, once it has been read. */
      readonly shown?: Pick<DecisionRow, 'gates' | 'intent'>
    }
  | { readonly kind: 'filter' }
  | { readonly kind: 'pick'; readonly what: 'assign' | 'agent' | 'mode' }
  | { readonly kind: 'save_view'; readonly viewId: string | null }
  | { readonly kind: 'not_changed'; readonly bulkId: string }
  | { readonly kind: 'save_tried' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'demo' }
  | { readonly kind: 'remove_venue'; readonly account: string }
  /** Going on from here loses what a form holds: asked first. */
  | { readonly kind: 'unsaved'; readonly go: () => void }
  | { readonly kind: 'palette' }
  | { readonly kind: 'receipt' }
  | { readonly kind: 'release' }
  | { readonly kind: 'acknowledge'; readonly before: 'master' | 'complaint' }
  | { readonly kind: 'shortcut'; readonly which: 'automate_ready' | 'enable_eligible' | 'disable_all' }
  | { readonly kind: 'wrong'; readonly conversationId: string; readonly messageId: string }

/** Whether it is about the open conversation, and goes with it. */
export const ofConversation = ({ kind }: Overlay): boolean =>
  ['reject', 'hand_off', 'snooze', 'note', 'merge', 'erase', 'why', 'pick', 'wrong'].includes(kind)

interface Ui {
  readonly selectedId: string | null
  /** Place of the selected conversation in the list, kept for when it leaves the view. */
  readonly selectedIndex: number
  readonly page: 'inbox' | 'set-up' | SettingsPage
  /** Row that the settings page shall open: a fact, a service, a closure. */
  readonly row: string | null
  readonly overlay: Overlay | null
  /** Draft whose text is being edited in place. */
  readonly editing: { readonly draftId: string; readonly text: string } | null
  /** What somebody holds an escalated text to be, and has not confirmed yet. */
  readonly judged: { readonly draftId: string; readonly intent: IntentKey; readonly severity: 'low' | 'high' } | null
  /** The pane that is shown where there is room for one only. */
  readonly pane: 'list' | 'thread' | 'details'
  readonly details: boolean
  readonly railFolded: boolean
  /** Something that went wrong right here, in a sentence. */
  readonly toast: { readonly text: string; readonly id: number } | null
}

const remembered = (name: string, otherwise: boolean) => {
  const value = kept(name)
  return value === null ? otherwise : value === '1'
}

export const useUi = create<Ui>()(() => ({
  selectedId: null,
  selectedIndex: 0,
  page: 'inbox',
  row: null,
  overlay: null,
  editing: null,
  judged: null,
  pane: 'list',
  details: remembered('details', IN_WINDOW && window.innerWidth >= 1200),
  railFolded: remembered('railFolded', false),
  toast: null,
}))

export const openOverlay = (overlay: Overlay | null): void => useUi.setState({ overlay })
export const closeOverlay = (): void => useUi.setState({ overlay: null })

/** Goes away from the page, once whoever has typed something there that is not saved says that it may be lost. */
export function leavePage(go: () => void): void {
  if (anyUnsaved()) openOverlay({ kind: 'unsaved', go })
  else go()
}

/** Shows that page, whatever is typed on the one before. */
export const showPage = (page: Ui['page'], row: string | null = null): void =>
  useUi.setState({ page, row, overlay: null })

export function goTo(page: Ui['page'], row: string | null = null): void {
  if (page === useUi.getState().page) showPage(page, row)
  else leavePage(() => showPage(page, row))
}

/** Whether the details of the open thread are in sight. */
export function useDetails(): boolean {
  const narrow = useNarrow()
  return useUi((s) => (narrow ? s.pane === 'details' : s.details))
}

export const showPane = (pane: Ui['pane']): void => useUi.setState({ pane })

/** Goes from the details to their thread, from the thread to its list; false: there is nothing to go back to. */
export function goBack(): boolean {
  const { pane } = useUi.getState()
  if (!isNarrow() || pane === 'list') return false
  showPane(pane === 'details' ? 'thread' : 'list')
  return true
}

export function toggleDetails(): void {
  if (isNarrow()) {
    showPane(useUi.getState().pane === 'details' ? 'thread' : 'details')
    return
  }
  const details = !useUi.getState().details
  localStorage.setItem('details', details ? '1' : '0')
  useUi.setState({ details })
}

export function toggleRail(): void {
  const railFolded = !useUi.getState().railFolded
  localStorage.setItem('railFolded', railFolded ? '1' : '0')
  useUi.setState({ railFolded })
}

let toasts = 0
export function say(text: string): void {
  toasts += 1
  useUi.setState({ toast: { text, id: toasts } })
}
