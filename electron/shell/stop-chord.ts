/** The kill switch from whatever program one is in: one chord, if the system gives it to us. */
import type { GlobalShortcut } from 'electron'

export interface StopChord {
  /** Null: none. Taken: another program has it, or the system refuses it. */
  set(chord: string | null): 'on' | 'off' | 'taken'
}

export function createStopChord(
  shortcuts: Pick<GlobalShortcut, 'register' | 'unregister'>,
  stop: () => void,
): StopChord {
  let held: string | null = null
  return {
    set(chord) {
      if (chord === held) return held === null ? 'off' : 'on'
      if (held !== null) shortcuts.unregister(held)
      held = null
      if (chord === null) return 'off'
      try {
        if (!shortcuts.register(chord, stop)) return 'taken'
      } catch {
        // A key that this keyboard or system does not have.
        return 'taken'
      }
      held = chord
      return 'on'
    },
  }
}
