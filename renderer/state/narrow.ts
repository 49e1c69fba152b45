/** Whether there is room for one pane at a time only: letters at twice their size, or a small window in a browser. */
import { useSyncExternalStore } from 'react'
import { assumedNarrow } from './page.ts'

/** As `--breakpoint-desk` of the theme. */
const NARROW = '(width < 64rem)'
// The first frame is drawn without a page to ask, and so are the tests of the window's state.
const query = typeof matchMedia === 'function' ? matchMedia(NARROW) : null

export const isNarrow = (): boolean => query?.matches ?? assumedNarrow()

export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      query?.addEventListener('change', changed)
      return () => query?.removeEventListener('change', changed)
    },
    isNarrow,
    isNarrow,
  )
