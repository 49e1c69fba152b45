/**
 * The one table of shortcuts, and what a person may make of it: the key handler, the sheet of all keys, the palette and
 * the hints beside buttons derive from it. Pure.
 */
import { z } from 'zod'
import { late } from './late.ts'

export type ActionName =
  | 'next'
  | 'previous'
  | 'approve'
  | 'edit'
  | 'reject'
  | 'confirm'
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
  | 'tour'
  | 'password'
  | 'set_up'
  | 'demo'
  | VenueAction

/** To the first venue of this console, the second, and so on. */
type VenueAction = `venue_${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`

export type KeyGroup = 'Move' | 'List' | 'Draft' | 'Conversation' | 'Go to' | 'Venues' | 'Anywhere'

export interface Shortcut {
  readonly action: ActionName
  readonly label: string
  readonly group: KeyGroup
  /**
   * Each a chord: "a", "g i" (one after the other), "Mod+k" (Ctrl, or Cmd on a Mac), "Ctrl+1" (Ctrl, on a Mac too).
   * None: palette only.
   */
  readonly keys: readonly string[]
  /** Its keys on a Mac, where those differ. */
  readonly macKeys?: readonly string[]
  /** Its keys on a Mac while a browser has those of the Mac for itself. */
  readonly macBrowserKeys?: readonly string[]
}

const VENUE_PLACES = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const

/** Goes to the venue of that place, the first being 0; undefined: it is so far down that it has none. */
export function venueAction(place: number): ActionName | undefined {
  const n = VENUE_PLACES[place]
  return n === undefined ? undefined : `venue_${n}`
}

/** Its place among the venues, the first being 0; null: it does not go to one. */
export function venuePlace(action: ActionName): number | null {
  const at = VENUE_PLACES.findIndex((n) => action === `venue_${n}`)
  return at === -1 ? null : at
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
  { action: 'confirm', label: 'Confirm a complaint or a risk', group: 'Draft', keys: ['t'] },
  { action: 'undo', label: 'Undo what was done last', group: 'Draft', keys: ['u'] },
  { action: 'why', label: 'Why? All gates of this draft', group: 'Draft', keys: ['w'] },
  { action: 'open_setting', label: 'Open the setting that decides', group: 'Draft', keys: [','] },
  { action: 'save_eval', label: 'Save the last text as an eval', group: 'Conversation', keys: [] },
  { action: 'reply', label: 'Write a reply', group: 'Conversation', keys: ['c'] },
  { action: 'hand_off', label: 'Hand off to a person', group: 'Conversation', keys: ['h'] },
  { action: 'resume', label: 'Resume after a handoff', group: 'Conversation', keys: ['Shift+h'] },
  { action: 'snooze', label: 'Snooze', group: 'Conversation', keys: ['s'] },
  { action: 'done', label: 'Done: close the conversation', group: 'Conversation', keys: ['d'] },
  { action: 'reopen', label: 'Open again', group: 'Conversation', keys: ['Shift+d'] },
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
  { action: 'tour', label: 'Take the tour', group: 'Anywhere', keys: [] },
  { action: 'password', label: 'Change my password', group: 'Anywhere', keys: [] },
  { action: 'set_up', label: 'Go on with the set-up', group: 'Anywhere', keys: [] },
  { action: 'demo', label: 'Take the demo away', group: 'Anywhere', keys: [] },
  ...VENUE_PLACES.map(
    (n): Shortcut => ({
      action: `venue_${n}`,
      label: `Venue ${n}`,
      group: 'Venues',
      // Without Shift a browser goes to its tabs; with it a Mac takes pictures of the screen.
      keys: [`Mod+Shift+${n}`],
      macKeys: [`Mod+${n}`],
      macBrowserKeys: [`Ctrl+${n}`],
    }),
  ),
]

const MAC_SHORTCUTS: readonly Shortcut[] = SHORTCUTS.map((s) => ({ ...s, keys: s.macKeys ?? s.keys }))
const MAC_BROWSER_SHORTCUTS: readonly Shortcut[] = MAC_SHORTCUTS.map((s) => ({
  ...s,
  keys: s.macBrowserKeys ?? s.keys,
}))

/** The table with the keys that hold on this kind of computer, in a window of our own or in a browser. */
export function shortcutsOf(mac: boolean, browser = false): readonly Shortcut[] {
  if (!mac) return SHORTCUTS
  return browser ? MAC_BROWSER_SHORTCUTS : MAC_SHORTCUTS
}

const NAMES = SHORTCUTS.map((s) => s.action) as [ActionName, ...ActionName[]]

/** Pressed before the number of a saved view, 1 to 9. */
export const SAVED_PREFIX = 'g'

/** Pressed before the key of a macro. */
export const MACRO_PREFIX = 'm'

const KEY = String.raw`(?:[^\s\p{C}\p{Lu}]|Arrow(?:Up|Down|Left|Right)|F(?:[1-9]|1[0-2])|Home|End|PageUp|PageDown)`
const chordForm = late(() => new RegExp(`^(?:(?:Mod\\+)?(?:Shift\\+)?${KEY}|${KEY} ${KEY})$`, 'u'))

/** Most keys that one action may have. */
export const MOST_KEYS = 3

/** "a", "Shift+j", "Mod+Shift+g" (Mod: Ctrl, or Cmd on a Mac), "g i": one after the other. */
export const chord = z
  .string()
  .max(24)
  .refine((key) => chordForm().test(key), 'not a key')

/** What a person has set: the keys of each action that differ from the table's; none: the action has no key. */
export const keySettings = z.partialRecord(z.enum(NAMES), z.array(chord).max(MOST_KEYS))
export type KeySettings = z.infer<typeof keySettings>

/** The keys of every action. */
export type Keymap = Readonly<Record<ActionName, readonly string[]>>

/** The shell has this one too: in its menu, and from other programs. It holds whatever a person sets. */
const KEPT: Partial<Record<ActionName, string>> = { kill_switch: 'Mod+Shift+x' }

/** What a person has set goes first; a key of the table that they have put elsewhere is theirs. */
export function keymapOf(settings: KeySettings = {}, mac = false, browser = false): Keymap {
  const own = new Set(Object.values(settings).flat())
  const keysOf = ({ action, keys }: Shortcut): readonly string[] => {
    const kept = KEPT[action]
    const set = settings[action]
    if (set === undefined) return keys.filter((key) => !own.has(key) || key === kept)
    return kept === undefined || set.includes(kept) ? set : [...set, kept]
  }
  const pairs = shortcutsOf(mac, browser).map((s) => [s.action, keysOf(s)])
  return Object.fromEntries(pairs) as Record<ActionName, readonly string[]>
}

export const DEFAULT_KEYMAP = keymapOf()

export const labelOf = (action: ActionName): string => SHORTCUTS.find((s) => s.action === action)?.label ?? action

/** Keys that text fields, controls, the browser or the system need for themselves. */
const OTHERS = /^(?:Mod\+(?:[acvxzyqwtnrl.+-]|Shift\+[zwtnij])|F5|F1[12])$/

/**
 * Why an action cannot have these keys beside all else that is set, in a sentence; null: it can. Two actions never share a key, and no key begins
 * a pair of another.
 */
export function keysRefused(
  action: ActionName,
  keys: readonly string[],
  settings: KeySettings,
  mac = false,
): string | null {
  const { [action]: _, ...others } = settings
  const keymap = keymapOf(others, mac)
  for (const key of keys) {
    if (KEPT[action] === key) continue
    if (OTHERS.test(key)) return 'The browser or a text field needs this key for itself.'
    if (key === MACRO_PREFIX || startsOf(key) === MACRO_PREFIX)
      return `${MACRO_PREFIX.toUpperCase()} begins the keys of macros.`
    if (new RegExp(`^${SAVED_PREFIX} [1-9]$`).test(key)) return 'That goes to a saved view.'
    if (key === SAVED_PREFIX) return `${SAVED_PREFIX.toUpperCase()} begins the keys that go somewhere.`
    for (const other of NAMES) {
      if (other === action) continue
      if (keymap[other].some((taken) => taken === key || startsOf(taken) === key || startsOf(key) === taken))
        return `It is taken: ${labelOf(other)}.`
    }
    if (keys.some((one) => startsOf(one) === key)) return 'It begins the other key of this action.'
  }
  return null
}

/** The first of a pair; null: it is none. */
export const startsOf = (key: string): string | null => (/ ./.test(key) ? key.slice(0, key.indexOf(' ')) : null)
