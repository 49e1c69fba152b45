/** The one table of shortcuts: the key handler, the sheet of all keys and the palette derive from it. Pure. */

export type ActionName =
  | 'next'
  | 'previous'
  | 'approve'
  | 'edit'
  | 'reject'
  | 'undo'
  | 'hand_off'
  | 'resume'
  | 'snooze'
  | 'done'
  | 'reopen'
  | 'why'
  | 'open_setting'
  | 'save_eval'
  | 'reply'
  | 'note'
  | 'merge'
  | 'search'
  | 'filter'
  | 'clear_filter'
  | 'order'
  | 'save_view'
  | 'mark'
  | 'mark_next'
  | 'mark_previous'
  | 'mark_all'
  | 'clear_marks'
  | 'assign'
  | 'set_agent'
  | 'set_mode'
  | 'mark_read'
  | 'undo_bulk'
  | 'find_next'
  | 'find_previous'
  | 'palette'
  | 'keys'
  | 'kill_switch'
  | 'toggle_details'
  | 'toggle_rail'
  | 'go_needs_you'
  | 'go_sending_soon'
  | 'go_handed_off'
  | 'go_ai_handled'
  | 'go_snoozed'
  | 'go_done'
  | 'go_everything'
  | 'go_settings'
  | 'sign_out'

export type KeyGroup = 'Move' | 'List' | 'Draft' | 'Conversation' | 'Go to' | 'Anywhere'

export interface Shortcut {
  readonly action: ActionName
  readonly label: string
  readonly group: KeyGroup
  /** Each a chord: "a", "g i" (one after the other), "Mod+k" (Ctrl, or Cmd on a Mac). None: palette only. */
  readonly keys: readonly string[]
}

export const SHORTCUTS: readonly Shortcut[] = [
  { action: 'next', label: 'Next conversation', group: 'Move', keys: ['j', 'ArrowDown'] },
  { action: 'previous', label: 'Previous conversation', group: 'Move', keys: ['k', 'ArrowUp'] },
  { action: 'search', label: 'Search people, texts, numbers', group: 'Move', keys: ['/'] },
  { action: 'find_next', label: 'Next hit in the thread', group: 'Move', keys: ['F3', 'Mod+g'] },
  { action: 'find_previous', label: 'Hit before in the thread', group: 'Move', keys: ['Shift+F3', 'Mod+Shift+g'] },
  { action: 'filter', label: 'Filter the list', group: 'List', keys: ['f'] },
  { action: 'clear_filter', label: 'Clear the filter', group: 'List', keys: ['Shift+f'] },
  { action: 'order', label: 'Longest waiting or newest first', group: 'List', keys: ['o'] },
  { action: 'save_view', label: 'Save this view', group: 'List', keys: ['v'] },
  { action: 'mark', label: 'Mark the conversation', group: 'List', keys: ['x'] },
  { action: 'mark_next', label: 'Mark on to the next', group: 'List', keys: ['Shift+j', 'Shift+ArrowDown'] },
  { action: 'mark_previous', label: 'Mark on to the one before', group: 'List', keys: ['Shift+k', 'Shift+ArrowUp'] },
  { action: 'mark_all', label: 'Mark all that match', group: 'List', keys: ['*'] },
  { action: 'clear_marks', label: 'Take the marks away', group: 'List', keys: [] },
  { action: 'assign', label: 'Assign to somebody', group: 'List', keys: ['i'] },
  { action: 'set_agent', label: 'Give to another agent', group: 'List', keys: [] },
  { action: 'set_mode', label: 'Set the reply mode', group: 'List', keys: [] },
  { action: 'mark_read', label: 'Mark as read', group: 'List', keys: [] },
  { action: 'undo_bulk', label: 'Undo the last change of many', group: 'List', keys: [] },
  { action: 'approve', label: 'Approve & send', group: 'Draft', keys: ['a', '1'] },
  { action: 'edit', label: 'Edit the draft', group: 'Draft', keys: ['e', '2'] },
  { action: 'reject', label: 'Reject the draft', group: 'Draft', keys: ['r', '3'] },
  { action: 'undo', label: 'Undo the last send or change of many', group: 'Draft', keys: ['u'] },
  { action: 'why', label: 'Why? All gates of this draft', group: 'Draft', keys: ['w'] },
  { action: 'open_setting', label: 'Open the setting that decides', group: 'Draft', keys: [','] },
  { action: 'save_eval', label: 'Save the last text as an eval', group: 'Conversation', keys: [] },
  { action: 'reply', label: 'Write a reply', group: 'Conversation', keys: ['c'] },
  { action: 'hand_off', label: 'Hand off to a person', group: 'Conversation', keys: ['h'] },
  { action: 'resume', label: 'Resume after a handoff', group: 'Conversation', keys: [] },
  { action: 'snooze', label: 'Snooze', group: 'Conversation', keys: ['s'] },
  { action: 'done', label: 'Done: close the conversation', group: 'Conversation', keys: ['d'] },
  { action: 'reopen', label: 'Open again', group: 'Conversation', keys: [] },
  { action: 'note', label: 'Add a note for the team', group: 'Conversation', keys: ['n'] },
  { action: 'merge', label: 'Merge with another conversation', group: 'Conversation', keys: [] },
  { action: 'toggle_details', label: 'Show or hide the details', group: 'Conversation', keys: [']'] },
  { action: 'go_needs_you', label: 'Needs you', group: 'Go to', keys: ['g i'] },
  { action: 'go_sending_soon', label: 'Sending soon', group: 'Go to', keys: ['g s'] },
  { action: 'go_handed_off', label: 'Handed off', group: 'Go to', keys: ['g h'] },
  { action: 'go_ai_handled', label: 'AI handled', group: 'Go to', keys: ['g a'] },
  { action: 'go_snoozed', label: 'Snoozed', group: 'Go to', keys: ['g z'] },
  { action: 'go_done', label: 'Done', group: 'Go to', keys: ['g d'] },
  { action: 'go_everything', label: 'Everything', group: 'Go to', keys: ['g e'] },
  { action: 'go_settings', label: 'Settings', group: 'Go to', keys: ['g ,'] },
  { action: 'kill_switch', label: 'Kill switch: stop every automatic send', group: 'Anywhere', keys: ['Mod+Shift+x'] },
  { action: 'palette', label: 'Command palette', group: 'Anywhere', keys: ['Mod+k'] },
  { action: 'keys', label: 'All keys', group: 'Anywhere', keys: ['?'] },
  { action: 'toggle_rail', label: 'Fold or unfold the views', group: 'Anywhere', keys: ['['] },
  { action: 'sign_out', label: 'Sign out', group: 'Anywhere', keys: [] },
]

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/**
 * Where the key was pressed: in a text field or under an open dialog only the "Mod+" chords hold; under "Why?" also the
 * key to the setting that decides.
 */
export type KeyPlace = 'page' | 'text' | 'dialog' | 'why'

export interface KeyMatch {
  readonly action: ActionName | null
  /** The first key of a pair such as "g i", waiting for the second. */
  readonly prefix: string | null
}

const NOTHING: KeyMatch = { action: null, prefix: null }

/** Pressed before the number of a saved view, 1 to 9. */
export const SAVED_PREFIX = 'g'

/** Pressed before the key of a macro. */
export const MACRO_PREFIX = 'm'

const byChord = new Map(SHORTCUTS.flatMap((s) => s.keys.map((k) => [k, s.action] as const)))
const prefixes = new Set([
  MACRO_PREFIX,
  ...SHORTCUTS.flatMap((s) => s.keys.filter((k) => / ./.test(k)).map((k) => k.split(' ')[0]!)),
])

/** What a key press asks for. `prefix` is what the press before it left. */
export function matchKey(press: KeyPress, place: KeyPlace, prefix: string | null): KeyMatch {
  if (press.altKey) return NOTHING
  if (press.ctrlKey || press.metaKey) {
    const chord = `Mod+${press.shiftKey ? 'Shift+' : ''}${press.key.toLowerCase()}`
    return { action: byChord.get(chord) ?? null, prefix: null }
  }
  if (place === 'text' || place === 'dialog') return NOTHING
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key
  if (prefix !== null) return { action: byChord.get(`${prefix} ${key}`) ?? null, prefix: null }
  const shifted = press.shiftKey ? byChord.get(`Shift+${key}`) : undefined
  if (place === 'page' && shifted !== undefined) return { action: shifted, prefix: null }
  if (place === 'page' && prefixes.has(key)) return { action: null, prefix: key }
  const action = byChord.get(key) ?? null
  return { action: place === 'why' && action !== 'open_setting' ? null : action, prefix: null }
}

/** The first key of an action, for showing beside its button. */
export function keyOf(action: ActionName): string | null {
  return SHORTCUTS.find((s) => s.action === action)?.keys[0] ?? null
}

/** "Mod+Shift+x" as the caps to draw: ["Ctrl", "Shift", "X"], or with ⌘ and ⇧ on a Mac. */
export function keyCaps(chord: string, mac: boolean): readonly string[] {
  const names: Record<string, string> = mac
    ? { Mod: '⌘', Shift: '⇧', ArrowDown: '↓', ArrowUp: '↑', Enter: '↵' }
    : { Mod: 'Ctrl', ArrowDown: '↓', ArrowUp: '↑' }
  if (chord.includes(' ')) return chord.split(' ')
  return chord
    .split('+')
    .map((part) => names[part] ?? (chord.includes('Mod+') && part.length === 1 ? part.toUpperCase() : part))
}
