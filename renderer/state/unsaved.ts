/** How many forms hold something that is typed and not saved: whoever would leave them is told first. */
import { useEffect } from 'react'
import { create } from 'zustand'

const useUnsaved = create<{ readonly forms: number }>()(() => ({ forms: 0 }))

const count = (by: 1 | -1): void => useUnsaved.setState(({ forms }) => ({ forms: forms + by }))

/** Notes a form that holds something. @returns how to note that it does not any more */
export function holdUnsaved(): () => void {
  count(1)
  return () => count(-1)
}

/** Counts the form that asks, as long as it is there and holds something. */
export function useCountUnsaved(dirty: boolean): void {
  useEffect(() => {
    if (dirty) return holdUnsaved()
  }, [dirty])
}

export const useAnyUnsaved = (): boolean => useUnsaved(({ forms }) => forms > 0)

/** Whether somebody would lose what they have typed. */
export const anyUnsaved = (): boolean => useUnsaved.getState().forms > 0
