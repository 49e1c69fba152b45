/** Whether there is room for one pane at a time only: letters at twice their size, or a small window in a browser. */
import { useSyncExternalStore } from 'react'

/** As `--breakpoint-desk` of the theme. */
const NARROW = '(width < 64rem)'
// The tests of the window's state have no page to ask.
const query = typeof matchMedia === 'function' ? matchMedia(NARROW) : null

export const isNarrow = (): boolean => query?.matches === true

export const useNarrow = (): boolean =>
  useSyncExternalStore((changed) => {
    query?.addEventListener('change', changed)
    return () => query?.removeEventListener('change', changed)
  }, isNarrow)
