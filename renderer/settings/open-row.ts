/** Which row of a list is open for editing: one at a time, 'new' for one that is not there yet. */
import { useEffect, useRef, useState } from 'react'
import { useUi } from '../state/ui.ts'

export interface OpenRow {
  readonly id: string | null
  open(id: string): void
  /** The focus goes back to the button that opened it. */
  close(): void
  refOf(id: string): (element: HTMLElement | null) => void
}

/** A row that was asked for from elsewhere, such as a citation in a thread, opens at once. */
export function useOpenRow(ids: readonly string[]): OpenRow {
  const wanted = useUi((s) => s.row)
  const [id, setId] = useState<string | null>(null)
  const elements = useRef(new Map<string, HTMLElement>())
  useEffect(() => {
    if (wanted === null || !ids.includes(wanted)) return
    setId(wanted)
    useUi.setState({ row: null })
    requestAnimationFrame(() => elements.current.get(wanted)?.scrollIntoView({ block: 'center' }))
  }, [wanted, ids])
  return {
    id,
    open: setId,
    close() {
      const left = id
      setId(null)
      if (left === null) return
      requestAnimationFrame(() => elements.current.get(left)?.querySelector<HTMLElement>('button')?.focus())
    },
    refOf: (row) => (element) => {
      if (element === null) elements.current.delete(row)
      else elements.current.set(row, element)
    },
  }
}
