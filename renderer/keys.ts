/** Key presses against the keys that hold, and keys as they are drawn. Pure. */
import { type ActionName, DEFAULT_KEYMAP, type Keymap, MACRO_PREFIX, startsOf } from '#shared/keys.ts'

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  /** Which key it is, whatever it writes. */
  readonly code?: string
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

interface Lookup {
  readonly byChord: ReadonlyMap<string, ActionName>
  readonly prefixes: ReadonlySet<string>
}

const lookups = new WeakMap<Keymap, Lookup>()

function lookupOf(keymap: Keymap): Lookup {
  const known = lookups.get(keymap)
  if (known !== undefined) return known
  const pairs = Object.entries(keymap) as [ActionName, readonly string[]][]
  const made = {
    byChord: new Map(pairs.flatMap(([action, keys]) => keys.map((key) => [key, action] as const))),
    prefixes: new Set([MACRO_PREFIX, ...pairs.flatMap(([, keys]) => keys.flatMap((key) => startsOf(key) ?? []))]),
  }
  lookups.set(keymap, made)
  return made
}

/** With Shift, a digit is the digit that stands on the key: what it writes differs from keyboard to keyboard. */
function plainOf({ key, code, shiftKey, ctrlKey, metaKey }: KeyPress): string {
  const digit = shiftKey && (ctrlKey || metaKey) ? /^Digit(\d)$/.exec(code ?? '')?.[1] : undefined
  return digit ?? (key.length === 1 ? key.toLowerCase() : key)
}

/** What a key press asks for. `prefix` is what the press before it left. */
export function matchKey(
  press: KeyPress,
  place: KeyPlace,
  prefix: string | null,
  keymap: Keymap = DEFAULT_KEYMAP,
): KeyMatch {
  const { byChord, prefixes } = lookupOf(keymap)
  if (press.altKey) return NOTHING
  const key = plainOf(press)
  if (press.ctrlKey || press.metaKey) {
    const rest = `${press.shiftKey ? 'Shift+' : ''}${key}`
    const ctrl = press.ctrlKey ? byChord.get(`Ctrl+${rest}`) : undefined
    return { action: ctrl ?? byChord.get(`Mod+${rest}`) ?? null, prefix: null }
  }
  if (place === 'text' || place === 'dialog') return NOTHING
  if (prefix !== null) return { action: byChord.get(`${prefix} ${key}`) ?? null, prefix: null }
  const shifted = press.shiftKey ? byChord.get(`Shift+${key}`) : undefined
  if (place === 'page' && shifted !== undefined) return { action: shifted, prefix: null }
  if (place === 'page' && prefixes.has(key)) return { action: null, prefix: key }
  const action = byChord.get(key) ?? null
  return { action: place === 'why' && action !== 'open_setting' ? null : action, prefix: null }
}

const ALONE = new Set(['Shift', 'Control', 'Meta', 'Alt', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'])
const CONTROLS = new Set(['Enter', 'Tab', 'Escape', ' ', 'Backspace', 'Delete'])

/**
 * The chord that a press stands for, as it is kept; null: no key that an action may have. A sign that needs Shift on
 * some keyboards is itself; a letter with Shift is not the letter.
 */
export function chordOf(press: KeyPress): string | null {
  if (press.altKey || ALONE.has(press.key) || CONTROLS.has(press.key)) return null
  const key = plainOf(press)
  const mod = press.ctrlKey || press.metaKey
  const shift = press.shiftKey && (mod || key.length > 1 || key !== press.key)
  return `${mod ? 'Mod+' : ''}${shift ? 'Shift+' : ''}${key}`
}

/**
 * Whether an input method is composing: its keys are its own, the one that ends it included, which some browsers give
 * as no composition any more but as key code 229.
 */
export const isComposing = (event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean =>
  event.isComposing || event.keyCode === 229

/** "Mod+Shift+x" as the caps to draw: ["Ctrl", "Shift", "X"], or with ⌘ and ⇧ on a Mac. */
export function keyCaps(chord: string, mac: boolean): readonly string[] {
  const names: Record<string, string> = mac
    ? { Mod: '⌘', Ctrl: '⌃', Shift: '⇧', ArrowDown: '↓', ArrowUp: '↑', Enter: '↵' }
    : { Mod: 'Ctrl', ArrowDown: '↓', ArrowUp: '↑' }
  if (chord.includes(' ')) return chord.split(' ')
  return chord
    .split('+')
    .map((part) => names[part] ?? (chord.includes('Mod+') && part.length === 1 ? part.toUpperCase() : part))
}

/** A chord as `aria-keyshortcuts` says it; undefined: it cannot say one key after another. */
export function ariaKeys(chord: string | null): string | undefined {
  if (chord === null || startsOf(chord) !== null) return undefined
  const plain = (mod: string) =>
    chord.replace(/Mod|Ctrl/, mod).replace(/(?<=\+)[a-z]$/, (letter) => letter.toUpperCase())
  return chord.startsWith('Mod+') ? `${plain('Control')} ${plain('Meta')}` : plain('Control')
}
