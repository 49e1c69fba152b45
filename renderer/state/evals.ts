/** Saved cases with their runs and results, read by the pages that show them whenever something of the venue changes. */
import { useEffect } from 'react'
import { create } from 'zustand'
import type { EvalsView } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { coalesce } from './coalesce.ts'
import { useVenueStore } from './venue.ts'

const useStore = create<{ readonly view: EvalsView | null }>()(() => ({ view: null }))

const refresh = coalesce(
  async () => {
    const view = await ask(desk.evals())
    if (view !== undefined) useStore.setState({ view })
  },
  100,
  () => performance.now(),
)

export const forgetEvals = (): void => useStore.setState({ view: null })

/** null until they have been read. */
export function useEvals(): EvalsView | null {
  const venue = useVenueStore((s) => s.view)
  useEffect(() => {
    if (venue !== null) void refresh()
  }, [venue])
  return useStore((s) => s.view)
}
