/** Key presses to actions. */
import { NO_FILTER } from '#shared/filters.ts'
import { type ActionName, MACRO_PREFIX, SAVED_PREFIX } from '#shared/keys.ts'
import type { ConversationRow, SavedViewRow } from '#shared/rows.ts'
import { judgeView } from '#shared/saved-views.ts'
import type { View } from '#shared/views.ts'
import { isComposing, type KeyPlace, matchKey } from '../keys.ts'
import { BROKEN } from '../words/filter.ts'
import { decidingSetting } from '../words/why.ts'
import { openThread } from './act.ts'
import { actOnMarked, bulkIsLatest, undoBulk } from './bulk.ts'
import { runMacro } from './canned.ts'
import { close, engageKillSwitch, onConversation } from './conversation-acts.ts'
import { approve, confirmEscalation, focusReply } from './draft-acts.ts'
import { findStep, isFinding } from './find.ts'
import { keymap } from './keymap.ts'
import { anchorAt, anyMarked, clearMarks, markAll, markTo, toggleMark } from './marks.ts'
import { isNarrow } from './narrow.ts'
import { indexOf, search, showFilter, showOrder, showSaved, showView, usePool } from './pool.ts'
import { saveAsEval } from './save-eval.ts'
import { focusList, move } from './selection.ts'
import { undo } from './send-acts.ts'
import { useSession } from './session.ts'
import { lookAtNumber, signOut } from './switching.ts'
import { startTour } from './tour.ts'
import { editOf } from './typed.ts'
import { goBack, goTo, leavePage, openOverlay, say, showPane, toggleDetails, toggleRail, useUi } from './ui.ts'
import { useVenueStore } from './venue.ts'

const go = (view: View) => () => {
  goTo('inbox')
  showView(view)
}

const withDraft = (act: () => void) => () => {
  if (openThread()?.draft == null) return
  act()
}

const withThread = (act: (id: string) => void) => () => {
  const thread = openThread()
  if (thread !== null) act(thread.conversation.id)
}

/** Begins to edit the open draft in place. */
export function editDraft(): void {
  const draft = openThread()?.draft
  if (draft == null || draft.kind !== 'reply') return
  showPane('thread')
  useUi.setState({ editing: { draftId: draft.id, text: editOf(draft.id) || draft.text } })
}

/** Nothing is sent that is not in sight: where the draft is not, it is shown first. */
export function approveSeen(): void {
  if (isNarrow() && useUi.getState().pane !== 'thread') showPane('thread')
  else approve()
}

/** The setting that kept the text asked about, or else the open draft, from leaving by itself. */
function openDecidingSetting(): void {
  const { overlay } = useUi.getState()
  const decision = overlay?.kind === 'why' && overlay.shown !== undefined ? overlay.shown : openThread()?.decision
  if (decision == null || useSession.getState().status?.person?.role !== 'owner') return
  const page = decidingSetting(decision.gates, decision.intent)
  if (page === null) say('No setting decides this: it lies in the conversation.')
  else goTo(page)
}

/** Does it to the open conversation where there is something to do: elsewhere the thread would tell of what was none. */
function where(fits: (conversation: ConversationRow) => boolean, act: (id: string) => void): () => void {
  return () => {
    const conversation = openThread()?.conversation
    if (conversation !== undefined && fits(conversation)) act(conversation.id)
  }
}

/** The newest text of the customer, as a case. */
function saveLastText(): void {
  const inbound = openThread()?.messages.findLast((message) => message.direction === 'in')
  if (inbound !== undefined) void saveAsEval(inbound.id)
}

/** The focus, once what was asked for is there. */
function focusSoon(selector: string, tries = 600): void {
  const found = document.querySelector<HTMLElement>(selector)
  if (found !== null) found.focus()
  else if (tries > 0) requestAnimationFrame(() => focusSoon(selector, tries - 1))
}

/** An owner's settings begin with auto-send, everybody else's with their own. */
export function goToSettings(): void {
  goTo(useSession.getState().status?.person?.role === 'owner' ? 'auto-send' : 'snippets')
}

/** What is done to the open conversation, or to all that are marked where some are. */
function orMarked(one: () => void, many: () => void): () => void {
  return () => (anyMarked() ? many() : one())
}

function pick(what: 'assign' | 'agent' | 'mode'): () => void {
  return () => {
    if (anyMarked() || openThread() !== null) openOverlay({ kind: 'pick', what })
  }
}

/** Goes on by one, and marks everything from where the marks began to there. */
function markOn(step: 1 | -1): void {
  const { selectedId } = useUi.getState()
  if (selectedId === null) return
  anchorAt(selectedId)
  move(step)
  const at = indexOf(useUi.getState().selectedId ?? '')
  if (at !== -1) void markTo(at)
}

/** Goes to a saved view; a broken one says why it does not open. */
export function openSaved(row: SavedViewRow): void {
  const { agents = [], people = [] } = useVenueStore.getState().view ?? {}
  const judged = judgeView(row, agents, people)
  goTo('inbox')
  if (judged.ok) showSaved(row.id, judged.query)
  else say(`${BROKEN[judged.why]} Nothing else is affected; you can remove it.`)
}

export const perform: Record<ActionName, () => void> = {
  next: () => move(1),
  previous: () => move(-1),
  approve: withDraft(approveSeen),
  edit: editDraft,
  reject: withDraft(() => openOverlay({ kind: 'reject' })),
  confirm: confirmEscalation,
  undo: () => (bulkIsLatest() ? undoBulk() : undo()),
  hand_off: withThread(() => openOverlay({ kind: 'hand_off' })),
  resume: where(({ handoff }) => handoff !== null, onConversation.resume),
  snooze: orMarked(
    withThread(() => openOverlay({ kind: 'snooze' })),
    () => openOverlay({ kind: 'snooze' }),
  ),
  done: orMarked(withThread(close), () => actOnMarked({ kind: 'close' })),
  reopen: orMarked(
    where(({ state }) => state !== 'open', onConversation.reopen),
    () => actOnMarked({ kind: 'reopen' }),
  ),
  mark_read: orMarked(withThread(onConversation.read), () => actOnMarked({ kind: 'read' })),
  assign: pick('assign'),
  set_agent: pick('agent'),
  set_mode: pick('mode'),
  filter: () => {
    showPane('list')
    openOverlay({ kind: 'filter' })
  },
  clear_filter: () => showFilter(NO_FILTER),
  order: () => showOrder(usePool.getState().order === 'waiting' ? 'newest' : 'waiting'),
  save_view: () => openOverlay({ kind: 'save_view', viewId: null }),
  mark: () => {
    const { selectedId } = useUi.getState()
    if (selectedId !== null) toggleMark(selectedId)
  },
  mark_next: () => markOn(1),
  mark_previous: () => markOn(-1),
  mark_all: markAll,
  clear_marks: clearMarks,
  undo_bulk: () => undoBulk(),
  find_next: () => findStep(1),
  find_previous: () => findStep(-1),
  why: withThread(() => openOverlay({ kind: 'why', inboundMessageId: null })),
  open_setting: openDecidingSetting,
  save_eval: saveLastText,
  reply: focusReply,
  note: withThread(() => openOverlay({ kind: 'note' })),
  merge: withThread(() => openOverlay({ kind: 'merge' })),
  search: () => {
    goTo('inbox')
    // At once: whoever types on types words, and no keys of a draft.
    const field = document.querySelector<HTMLInputElement>('#search')
    field?.focus()
    field?.select()
  },
  palette: () => openOverlay(useUi.getState().overlay?.kind === 'palette' ? null : { kind: 'palette' }),
  keys: () => openOverlay({ kind: 'keys' }),
  kill_switch: engageKillSwitch,
  toggle_details: toggleDetails,
  toggle_rail: toggleRail,
  go_needs_you: go('needs_you'),
  go_sending_soon: go('sending_soon'),
  go_handed_off: go('handed_off'),
  go_ai_handled: go('ai_handled'),
  go_snoozed: go('snoozed'),
  go_done: go('done'),
  go_everything: go('everything'),
  go_settings: goToSettings,
  tour: startTour,
  password: () => {
    goTo('team')
    focusSoon('input[name="current-password"]')
  },
  set_up: () => goTo('set-up'),
  demo: () => openOverlay({ kind: 'demo' }),
  sign_out: () => leavePage(() => void signOut()),
  venue_1: () => lookAtNumber(0),
  venue_2: () => lookAtNumber(1),
  venue_3: () => lookAtNumber(2),
  venue_4: () => lookAtNumber(3),
  venue_5: () => lookAtNumber(4),
  venue_6: () => lookAtNumber(5),
  venue_7: () => lookAtNumber(6),
  venue_8: () => lookAtNumber(7),
  venue_9: () => lookAtNumber(8),
}

/** Actions that need no open conversation, and so hold on the settings pages too. */
const EVERYWHERE = /^(go_|search|palette|keys|kill_switch|toggle_rail|sign_out|undo|tour|password|set_up|demo|venue_)/
/** Actions that go on while their key is held down. */
const HELD: ReadonlySet<ActionName> = new Set([
  'next',
  'previous',
  'mark_next',
  'mark_previous',
  'find_next',
  'find_previous',
])

export const holdsOn = (action: ActionName, page: string): boolean => page === 'inbox' || EVERYWHERE.test(action)

function placeOf(target: EventTarget | null): KeyPlace {
  const { overlay } = useUi.getState()
  if (overlay !== null) return overlay.kind === 'why' ? 'why' : 'dialog'
  if (!(target instanceof HTMLElement)) return 'page'
  if (target.closest('[role="dialog"],[role="alertdialog"],[role="listbox"]:not(#conversations),[role="menu"]'))
    return 'dialog'
  const field = target.closest('input,textarea,select,[contenteditable="true"]')
  if (field instanceof HTMLInputElement && ['checkbox', 'radio', 'button'].includes(field.type)) return 'page'
  return field === null ? 'page' : 'text'
}

/** Runs the macro of that key, if there is one. */
function macroByKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return false
  if (placeOf(event.target) !== 'page' || useUi.getState().page !== 'inbox') return false
  const macro = useVenueStore.getState().view?.macros.find(({ key }) => key === event.key.toLowerCase())
  if (macro !== undefined) runMacro(macro, 'anywhere')
  return macro !== undefined
}

/** Arrows belong to the control that has the focus, unless that is the list or nothing. */
function arrowIsOurs(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof HTMLElement && target.closest('#conversations') !== null)
}

/** Enter belongs to the control that has the focus. */
const enterIsOurs = (target: EventTarget | null): boolean =>
  placeOf(target) === 'page' && !(target instanceof HTMLElement && target.closest(CONTROL) !== null)
const CONTROL = 'a,button,input,select,textarea,summary'

/** Where the list has all of the room: the thread of what is chosen there. */
const openChosen = () => {
  const { page, pane, selectedId } = useUi.getState()
  if (isNarrow() && page === 'inbox' && pane === 'list' && selectedId !== null) showPane('thread')
}

/** Marks go first, then the pane that lies over the list. What was opened from a search stays open when one leaves the search. */
const leaveMarksOrSearch = () => {
  if (anyMarked()) clearMarks()
  else if (!goBack()) search('')
  else if (useUi.getState().pane === 'list') focusList()
}

/** Goes to the saved view of that number, as the rail shows them. */
function savedByNumber(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return false
  const row = useVenueStore.getState().view?.savedViews[Number(event.key) - 1]
  if (placeOf(event.target) !== 'page' || row === undefined) return false
  openSaved(row)
  return true
}

const PREFIX_MS = 1_200

declare global {
  interface Window {
    /** Of a page that has come with its first frame: the keys that were pressed at it, once. */
    readonly pressedEarly?: () => KeyboardEvent[]
  }
}

export function listenToKeys(): () => void {
  let prefix: { key: string; until: number } | null = null
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isComposing(event)) return
    if (event.key.startsWith('Arrow') && !arrowIsOurs(event.target)) return
    if (event.key === 'Escape' && placeOf(event.target) === 'page') leaveMarksOrSearch()
    if (event.key === 'Enter' && enterIsOurs(event.target)) openChosen()
    const before = prefix !== null && prefix.until > event.timeStamp ? prefix.key : null
    if ((before === MACRO_PREFIX && macroByKey(event)) || (before === SAVED_PREFIX && savedByNumber(event))) {
      prefix = null
      event.preventDefault()
      return
    }
    const match = matchKey(event, placeOf(event.target), before, keymap())
    prefix = match.prefix === null ? null : { key: match.prefix, until: event.timeStamp + PREFIX_MS }
    if (match.action === null || !holdsOn(match.action, useUi.getState().page)) return
    if (event.repeat && !HELD.has(match.action)) return
    if (match.action.startsWith('find_') && !isFinding()) return
    event.preventDefault()
    // Asked for before the work that it will show, so that it is there when that is done.
    requestAnimationFrame(() => undefined)
    perform[match.action]()
  }
  window.addEventListener('keydown', listen)
  for (const event of window.pressedEarly?.() ?? []) listen(event)
  return () => window.removeEventListener('keydown', listen)
}
