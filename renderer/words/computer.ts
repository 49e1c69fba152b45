/** Chords of this computer in words, and as they are pressed; what is said of an update. Pure. */
import { globalChord, type Spelling, type UpdateState } from '#shared/computer.ts'

/** "CommandOrControl+Alt+X" as the caps to draw. */
export function chordCaps(chord: string, mac: boolean): readonly string[] {
  const names: Record<string, string> = mac
    ? { CommandOrControl: '⌘', Control: '⌃', Alt: '⌥', Shift: '⇧', Super: '⌘' }
    : { CommandOrControl: 'Ctrl', Control: 'Ctrl', Super: 'Win' }
  return chord.split('+').map((part) => names[part] ?? part)
}

export interface PressedChord {
  /** Which key it is, whatever it writes: "KeyX", "Digit4", "F13". */
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** The chord that was pressed; null: only a part of one so far, or one that would get in the way of other programs. */
export function chordOf({ code, ctrlKey, metaKey, altKey, shiftKey }: PressedChord, mac: boolean): string | null {
  const key = /^(?:Key([A-Z])|Digit(\d)|(F\d{1,2}))$/.exec(code)
  if (key === null) return null
  const parts = [
    (mac ? metaKey : ctrlKey) && 'CommandOrControl',
    mac && ctrlKey && 'Control',
    altKey && 'Alt',
    shiftKey && 'Shift',
    !mac && metaKey && 'Super',
    key[1] ?? key[2] ?? key[3],
  ]
  const chord = parts.filter((part) => typeof part === 'string').join('+')
  return globalChord.safeParse(chord).success ? chord : null
}

export const SPELLING_NAMES: Readonly<Record<Spelling, string>> = {
  'en-GB': 'English (United Kingdom)',
  'en-AU': 'English (Australia)',
}

/** @param lastChecked when it was last looked for, in words */
export function updateText(update: UpdateState, lastChecked: (at: number) => string): string {
  switch (update.kind) {
    case 'none':
      return 'This copy does not update itself: it was made without an address to update from.'
    case 'idle':
      return update.checkedAt === null
        ? 'Not looked for yet.'
        : `Up to date. Last checked ${lastChecked(update.checkedAt)}.`
    case 'checking':
      return 'Looking for a new version…'
    case 'loading':
      return `Version ${update.version} is being fetched: ${update.percent} %.`
    case 'ready':
      return `Version ${update.version} is ready. It is put in place when you next start Greenlight.`
    case 'failed':
      return 'The last look for a new version did not work. It is tried again by itself.'
  }
}
