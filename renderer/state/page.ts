/** What the console is drawn in: a window; or none, where its first frame is drawn for one as that last looked. */
import type { Look } from '#shared/look.ts'

export const IN_WINDOW = typeof window !== 'undefined'

let assumed: Pick<Look, 'narrow' | 'height'> = { narrow: false, height: 0 }

/** What holds where there is no window to ask. */
export const drawFor = (look: typeof assumed): void => {
  assumed = look
}

export const assumedNarrow = (): boolean => assumed.narrow
export const windowHeight = (): number => (IN_WINDOW ? window.innerHeight : assumed.height)

/** What this computer has kept under that name; null: nothing, or nothing can be kept here. */
export const kept = (name: string): string | null => (IN_WINDOW ? localStorage.getItem(name) : null)
